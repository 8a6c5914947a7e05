"""Compares the media types of bodies and their schemas."""

from __future__ import annotations

from ..change import Breaks, Position, Where, sentence, show
from ..document import Document, Part
from ..schemas.flatten import Flattener
from ..schemas.keywords import string_format
from ..schemas.nodes import Schema
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
        _compare_encodings(collector, old, new, position, where)


def _compare_encodings(collector: Collector, old: Part, new: Part, position: Position, where: Where) -> None:
    before = dict(collector.old.members(old, "encoding", "`encoding`", extensions=False))
    after = dict(collector.new.members(new, "encoding", "`encoding`", extensions=False))
    for name in before.keys() & after.keys():
        for key in ("contentType", "style", "explode"):
            one, other = (collector_part.value.get(key) for collector_part in (before[name], after[name]))
            if one is not None and other is not None and one != other:
                texts = (show(one), show(other))
                why = sentence("what is sent is read in another way")
                places = ((*before[name].place, key), (*after[name].place, key))
                collector.add("encoding-changed", f"the {key}", texts, Breaks(True, True), why, places, where._replace(path=name))


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
