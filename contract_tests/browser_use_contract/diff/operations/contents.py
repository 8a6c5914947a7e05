"""Compares the media types of bodies and their schemas."""

from __future__ import annotations

from ..change import Breaks, Position, Where, affected, reason, sentence
from ..document import Document, Part
from ..schemas.flatten import Flattener
from ..schemas.keywords import string_format
from ..schemas.nodes import Schema
from ..schemas.objects import ObjectView
from .collector import Collector, schema_of

_FORMS = ("application/x-www-form-urlencoded", "multipart/")
_STRUCTURED = ("json", "xml", "yaml", "text/", "cbor", *_FORMS)


def contents(document: Document, part: Part) -> dict[str, Part]:
    """Returns the media types of a body in lower case and without their charset."""
    found: dict[str, Part] = {}
    for name, media in document.members(part, "content", "`content`"):
        media = document.resolve(Part({} if media.value is None else media.value, media.place))
        document.mapping(media, "a media type")
        type_, *parameters = (part.strip().lower() for part in name.split(";"))
        kept = sorted(each for each in parameters if each and not each.startswith("charset"))
        found.setdefault("; ".join([type_, *kept]), media)
    return found


def compare_contents(collector: Collector, old: Part, new: Part, position: Position, operation: str, part: str) -> None:
    """Compares the media types of two bodies. Clients choose the media type of requests, and of responses by `Accept`."""
    before, after = contents(collector.old, old), contents(collector.new, new)
    where = Where(operation, part, "")
    for name in dict.fromkeys([*before, *after]):
        one = before.get(name) or _range_for(name, before)
        other = after.get(name) or _range_for(name, after)
        if one is not None and other is not None:
            if (name in before and name in after) or "*" not in name:
                _compare_media(collector, name, one, other, position, where._replace(part=f"{part} {name}"))
        elif one is not None:
            why = "What old clients send or ask for is not supported any more."
            places = (one.place, new.place)
            collector.add("media-type-removed", "the media type", (name, None), Breaks(True, False), why, places, where)
        elif other is not None:
            why = "New clients may send or ask for what an old server does not support."
            places = (old.place, other.place)
            collector.add("media-type-added", "the media type", (None, name), Breaks(False, True), why, places, where)


def _compare_media(collector: Collector, name: str, old: Part, new: Part, position: Position, where: Where) -> None:
    before, after = schema_of(collector.old, old), schema_of(collector.new, new)
    is_structured = any(word in name for word in _STRUCTURED)
    if not is_structured and "*" not in name:
        comparer = collector.walk.comparer
        if _is_bytes(before, comparer.old) and _is_bytes(after, comparer.new):
            return
    collector.compare_schemas(before, after, position, where, as_text=name.startswith(_FORMS))
    if name.startswith(_FORMS):
        _compare_encodings(collector, old, new, (before, after), position, where)


def _compare_encodings(
    collector: Collector, old: Part, new: Part, schemas: tuple[Schema, Schema], position: Position, where: Where
) -> None:
    """Compares how the properties of a form are written: those that both documents have, with the defaults of OpenAPI."""
    comparer = collector.walk.comparer
    types = _property_types(schemas[0], comparer.old, position), _property_types(schemas[1], comparer.new, position)
    before = dict(collector.old.members(old, "encoding", "`encoding`", extensions=False))
    after = dict(collector.new.members(new, "encoding", "`encoding`", extensions=False))
    for name in sorted((before.keys() | after.keys()) & types[0].keys() & types[1].keys()):
        parts = before.get(name, Part({}, old.place)), after.get(name, Part({}, new.place))
        places = parts[0].place, parts[1].place
        there = where._replace(path=name)
        one, other = (_content_types(part, kinds[name]) for part, kinds in zip(parts, types, strict=True))
        if one != other:
            texts = ", ".join(sorted(one)), ", ".join(sorted(other))
            breaks = affected(position, narrows=not one <= other, widens=not other <= one)
            collector.add("encoding-changed", "the contentType", texts, breaks, reason(position, breaks), places, there)
        styles = _style(parts[0]), _style(parts[1])
        if styles[0] != styles[1] and (types[0][name] | types[1][name]) & {"array", "object"}:
            why = sentence("what is sent is read in another way")
            collector.add("encoding-changed", "the style", styles, Breaks(True, True), why, places, there)


def _property_types(schema: Schema, flattener: Flattener, position: Position) -> dict[str, set[str]]:
    """Returns the JSON types of each declared property. A string for bytes has the type `bytes`."""
    found: dict[str, set[str]] = {}
    for alternative in flattener.flat(schema).alternatives:
        view = ObjectView(alternative, flattener, position)
        for name in view.declared:
            for each in flattener.flat(view.schema_of(name)).alternatives:
                is_bytes = any(string_format(node.schema) == "binary" for node in each.nodes)
                found.setdefault(name, set()).update({"bytes"} if is_bytes else each.types)
    return found


def _content_types(part: Part, types: set[str]) -> set[str]:
    stated = part.value.get("contentType")
    if isinstance(stated, str):
        return {each.strip().lower() for each in stated.split(",")}
    defaults = {"object": "application/json", "bytes": "application/octet-stream"}
    return {defaults.get(each, "text/plain") for each in types - {"null", "array"}} or {"text/plain"}


def _style(part: Part) -> str:
    style = str(part.value.get("style") or "form")
    explode = part.value.get("explode")
    return f"{style}, exploded" if (style == "form" if explode is None else explode) else style


def _is_bytes(schema: Schema, flattener: Flattener) -> bool:
    """Whether a body is binary: it has no schema, or a schema for bytes."""
    alternatives = flattener.flat(schema).alternatives
    return len(alternatives) == 1 and (
        alternatives[0].is_unconstrained
        or (
            alternatives[0].types == {"string"}
            and all(
                string_format(node.schema) in (None, "binary") or "contentMediaType" in node.schema
                for node in alternatives[0].nodes
            )
            and not any(
                {"minLength", "maxLength", "pattern", "enum", "const"} & node.schema.keys() for node in alternatives[0].nodes
            )
        )
    )


def _range_for(name: str, others: dict[str, Part]) -> Part | None:
    return next((others[each] for each in (f"{name.partition('/')[0]}/*", "*/*", "*") if each in others), None)
