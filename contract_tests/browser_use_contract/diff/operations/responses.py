"""Compares responses: success statuses, headers and bodies."""

from __future__ import annotations

from ..change import NOBODY, Breaks, Position, Where, affected, reason
from ..document import Document, Part
from .collector import Collector, schema_of
from .contents import compare_contents, contents
from .index import Operation

# The media type of the body describes this header.
_IGNORED = {"content-type"}


def compare_responses(collector: Collector, old: Operation, new: Operation, position: Position, name: str) -> None:
    """Compares the responses of two operations. `position` is `request` for a webhook, which clients respond to."""
    before, after = read_responses(collector.old, old), read_responses(collector.new, new)
    successes = success_statuses(before), success_statuses(after)
    for status in dict.fromkeys([*before, *after]):
        one, other = before.get(status), after.get(status)
        if status in successes[0] | successes[1]:
            one = one if status in successes[0] else _wider(status, before, successes[0])
            other = other if status in successes[1] else _wider(status, after, successes[1])
            _compare_success(collector, status, one, other, (old, new), position, name, (before, after))
        elif one is not None and other is not None:
            _compare_response(collector, status, one, other, position, name)


def _compare_success(
    collector: Collector,
    status: str,
    one: Part | None,
    other: Part | None,
    operations: tuple[Operation, Operation],
    position: Position,
    name: str,
    all_: tuple[dict[str, Part], dict[str, Part]],
) -> None:
    where = Where(name, f"response {status}", "")
    places = [each.place if each else operation.part.place for each, operation in zip((one, other), operations, strict=True)]
    stated = status in all_[0], status in all_[1]
    if one is not None and other is not None:
        if stated[0] and stated[1]:
            _compare_response(collector, status, one, other, position, name)
            return
        if status.endswith("XX") or status == "default":
            return  # The more specific statuses of the other document are compared with it.
        _compare_response(collector, status, one, other, position, name)
        return
    comes = one is None
    if not all_[0 if comes else 1]:
        return  # The other document describes no responses.
    breaks = affected(position, narrows=not comes, widens=comes)
    texts = (None, status) if comes else (status, None)
    kind = "status-added" if comes else "status-removed"
    collector.add(kind, "the success status", texts, breaks, reason(position, breaks), (places[0], places[1]), where)


def _compare_response(collector: Collector, status: str, old: Part, new: Part, position: Position, name: str) -> None:
    part = f"response {status}"
    before, after = contents(collector.old, old), contents(collector.new, new)
    if before and after:
        compare_contents(collector, old, new, position, name, part)
    elif before or after:
        comes = not before
        breaks = Breaks(False, True) if comes else Breaks(True, False)
        if position == "request":
            breaks = affected(position, narrows=not comes, widens=comes)
        why = (
            "New clients count on it, and an old server sends none."
            if comes
            else "Old clients count on it, and the new server sends none."
        )
        media = ", ".join(after or before)
        texts = (None, media) if comes else (media, None)
        kind = "body-added" if comes else "body-removed"
        collector.add(kind, "the body", texts, breaks, why, (old.place, new.place), Where(name, part, ""))
    _compare_headers(collector, old, new, position, name, part)


def _compare_headers(collector: Collector, old: Part, new: Part, position: Position, name: str, part: str) -> None:
    before, after = _headers(collector.old, old), _headers(collector.new, new)
    for header in dict.fromkeys([*before, *after]):
        one, other = before.get(header), after.get(header)
        where = Where(name, f"{part} header {header}", "")
        places = (one.place if one else old.place, other.place if other else new.place)
        required = [each is not None and each.value.get("required") is True for each in (one, other)]
        words = [
            None if each is None else "required" if is_required else "optional"
            for each, is_required in zip((one, other), required, strict=True)
        ]
        if one is None or other is None:
            breaks = affected(position, narrows=required[1], widens=required[0])
            why = reason(position, breaks) if breaks != NOBODY else "It is optional: nobody can count on it."
            if breaks.old_client and position == "response":
                why = "Old clients count on it, and the new server leaves it out."
            elif breaks.new_client and position == "response":
                why = "New clients count on it, and an old server leaves it out."
            kind = "header-added" if one is None else "header-removed"
            collector.add(kind, "the header", (words[0], words[1]), breaks, why, places, where)
            continue
        if required[0] != required[1]:
            breaks = affected(position, narrows=required[1], widens=required[0])
            why = "Old clients count on it." if breaks.old_client else "New clients count on it."
            collector.add("header-required", "the header", (words[0], words[1]), breaks, why, places, where)
        if "content" in one.value and "content" in other.value:
            compare_contents(collector, one, other, position, name, where.part)
        else:
            before_, after_ = schema_of(collector.old, one), schema_of(collector.new, other)
            collector.compare_schemas(before_, after_, position, where, as_text=True)


def _headers(document: Document, part: Part) -> dict[str, Part]:
    found = {
        name.lower(): document.resolve(header)
        for name, header in document.members(part, "headers", "`headers`", extensions=False)
    }
    for header in found.values():
        document.mapping(header, "a header")
    return {name: header for name, header in found.items() if name not in _IGNORED}


def read_responses(document: Document, operation: Operation) -> dict[str, Part]:
    found = {}
    for status, part in document.members(operation.part, "responses", "`responses`"):
        part = document.resolve(part)
        document.mapping(part, "a response")
        found[status if status == "default" else status.upper()] = part
    return found


def success_statuses(responses: dict[str, Part]) -> set[str]:
    """Returns the success statuses, or `default` if there are none. 304 is left out: only conditional requests get it."""
    found = {status for status in responses if status[:1] in ("2", "3") and status != "304"}
    return found or ({"default"} & responses.keys())


def _wider(status: str, responses: dict[str, Part], successes: set[str]) -> Part | None:
    """Returns the response for the range of this status, or the default response."""
    ranged = f"{status[:1]}XX"
    if ranged in successes:
        return responses[ranged]
    return responses["default"] if "default" in successes and status != "default" else None
