"""Compares request bodies."""

from __future__ import annotations

from ..change import Breaks, Position, Where, affected, sentence
from ..document import Document, Part
from .collector import Collector
from .contents import compare_contents, contents
from .index import Operation


def compare_bodies(collector: Collector, old: Operation, new: Operation, position: Position, name: str) -> None:
    """Compares the request bodies of two operations. `position` is `response` for a webhook, whose body the API sends."""
    before, after = _body(collector.old, old), _body(collector.new, new)
    where = Where(name, "request body", "")
    if before is not None and after is not None:
        required = _required(before), _required(after)
        if required[0] != required[1]:
            breaks = affected(position, narrows=required[1], widens=required[0])
            texts = ("required", "optional") if required[0] else ("optional", "required")
            why = "Old clients may send none." if breaks.old_client else "New clients may send none."
            collector.add("body-required", "the body", texts, breaks, why, (before.place, after.place), where)
        compare_contents(collector, before, after, position, name, where.part)
        return
    body, comes = (after, True) if before is None else (before, False)
    if body is None:
        return
    required_now = _required(body)
    here, there = (True, required_now) if position == "request" else (required_now, False)
    breaks = Breaks(there, here) if comes else Breaks(here, there)
    text = "required" if required_now else "optional"
    if comes:
        reasons = ["an old server does not read what new clients send"]
        reasons += ["the new server refuses old clients, which send none"] if breaks.old_client and position == "request" else []
        places = (old.part.place, body.place)
        collector.add("body-added", "the body", (None, text), breaks, sentence("; ".join(reasons)), places, where)
    else:
        reasons = ["what old clients send is not read any more"]
        reasons += ["an old server refuses new clients, which send none"] if breaks.new_client and position == "request" else []
        places = (body.place, new.part.place)
        collector.add("body-removed", "the body", (text, None), breaks, sentence("; ".join(reasons)), places, where)


def _body(document: Document, operation: Operation) -> Part | None:
    if operation.part.value.get("requestBody") is None:
        return None
    part = document.resolve(Part(operation.part.value["requestBody"], (*operation.part.place, "requestBody")))
    document.mapping(part, "a request body")
    return part if contents(document, part) else None


def _required(part: Part) -> bool:
    return part.value.get("required") is True
