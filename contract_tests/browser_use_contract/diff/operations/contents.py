"""Compares bodies: media types with their schemas."""

from __future__ import annotations

from ..change import Breaks, Position, Where, sentence, show
from ..document import Document, Part
from ..schemas.flatten import Flattener, Schema
from ..schemas.keywords import string_format
from .collector import Collector, schema_of

_FORMS = ("application/x-www-form-urlencoded", "multipart/")
_STRUCTURED = ("json", "xml", "yaml", "text/", "cbor", *_FORMS)


def contents(document: Document, part: Part) -> dict[str, Part]:
    """The media types of a body, without parameters and in lower case."""
    found = {}
    for name, media in document.members(part, "content", "`content`"):
        found.setdefault(name.partition(";")[0].strip().lower(), document.resolve(media))
    return found


def compare_contents(collector: Collector, old: Part, new: Part, position: Position, operation: str, part: str) -> None:
    """Compares the media types of a body that both have. Clients choose the media type, in requests and by `Accept`."""
    before, after = contents(collector.old, old), contents(collector.new, new)
    for name, media in before.items():
        other = after.get(name) or _range_for(name, after)
        if other is None:
            why = "What old clients send or ask for is not supported any more."
            texts = (name, None)
            places = (media.place, new.place)
            collector.tell("media-type-removed", "the media type", texts, Breaks(True, False), why, places, Where(operation, part, ""))
        elif name in after or before.keys().isdisjoint(_ranges(name)):
            _compare_media(collector, name, media, other, position, Where(operation, f"{part} {name}", ""))
    for name, media in after.items():
        if name not in before:
            covered = _range_for(name, before)
            if covered is None:
                why = "New clients may send or ask for what an old server does not support."
                texts = (None, name)
                places = (old.place, media.place)
                collector.tell("media-type-added", "the media type", texts, Breaks(False, True), why, places, Where(operation, part, ""))
            else:
                _compare_media(collector, name, covered, media, position, Where(operation, f"{part} {name}", ""))


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
                collector.tell("encoding-changed", f"the {key}", texts, Breaks(True, True), why, places, where._replace(path=name))


def _is_bytes(schema: Schema, flattener: Flattener) -> bool:
    """Whether a body that is no text has no schema, or one that says so."""
    alternatives = flattener.flat(schema).alternatives
    return len(alternatives) == 1 and (
        alternatives[0].is_unconstrained
        or (
            alternatives[0].types == {"string"}
            and all(
                string_format(node.schema) in (None, "binary") or "contentMediaType" in node.schema for node in alternatives[0].nodes
            )
            and not any({"minLength", "maxLength", "pattern", "enum", "const"} & node.schema.keys() for node in alternatives[0].nodes)
        )
    )


def _ranges(name: str) -> set[str]:
    return {f"{name.partition('/')[0]}/*", "*/*", "*"} - {name}


def _range_for(name: str, others: dict[str, Part]) -> Part | None:
    return next((others[each] for each in (f"{name.partition('/')[0]}/*", "*/*", "*") if each in others), None)
