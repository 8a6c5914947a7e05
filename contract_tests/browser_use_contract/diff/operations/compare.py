"""Compares all operations, webhooks and callbacks of two documents."""

from __future__ import annotations

from ..change import NOBODY, Breaks, Position, Where
from ..document import Document, Part, Place
from ..schemas.compare import SchemaComparer
from ..schemas.flatten import Flattener
from ..schemas.pair import Texts
from ..schemas.walk import SchemaWalk
from .bodies import compare_bodies
from .collector import Collector
from .index import Matches, Operation, Operations, match_operations, operations_of, read_operations
from .parameters import compare_parameters
from .responses import compare_responses
from .security import compare_security


def compare_operations(collector: Collector) -> None:
    """Adds the differences between the documents to `collector`."""
    sides: tuple[tuple[str, Position], ...] = (("paths", "request"), ("webhooks", "response"))
    for key, sender in sides:
        old, new = read_operations(collector.old, key), read_operations(collector.new, key)
        matches = match_operations(old, new)
        _tell_unmatched(collector, matches, key)
        _check_unmatched(collector.old, matches.removed, sender)
        _check_unmatched(collector.new, matches.added, sender)
        for one, other in matches.pairs:
            name = one.name if key == "paths" else f"webhook {one.path}"
            _compare_operation(collector, one, other, sender, name)
            if key == "paths":
                compare_security(collector, one, other, name)
                _compare_callbacks(collector, one, other, name)


def _compare_operation(collector: Collector, old: Operation, new: Operation, sent: Position, name: str) -> None:
    answered: Position = "response" if sent == "request" else "request"
    compare_parameters(collector, old, new, sent, name)
    compare_bodies(collector, old, new, sent, name)
    compare_responses(collector, old, new, answered, name)
    deprecated = [operation.part.value.get("deprecated") is True for operation in (old, new)]
    if deprecated[0] != deprecated[1]:
        texts = ("deprecated", "in use") if deprecated[0] else ("in use", "deprecated")
        places = ((*old.part.place, "deprecated"), (*new.part.place, "deprecated"))
        collector.add(
            "deprecation-changed", "the operation", texts, NOBODY, "It still works.", places, Where(name, "operation", "")
        )


def _check_unmatched(document: Document, operations: list[Operation], sender: Position) -> None:
    """Validates operations without a counterpart, so that mistakes in them are found too."""
    flattener = Flattener(document)
    collector = Collector(document, document, SchemaWalk(SchemaComparer(flattener, flattener)))
    for operation in operations:
        _compare_operation(collector, operation, operation, sender, operation.name)
        compare_security(collector, operation, operation, operation.name)


def _tell_unmatched(collector: Collector, matches: Matches, key: str) -> None:
    is_call = key == "paths"
    what = "the operation" if is_call else "the webhook"
    for comes, operations in ((False, matches.removed), (True, matches.added)):
        for operation in operations:
            if is_call:
                why = "An old server does not have what new clients call." if comes else "Old clients call what is gone."
            else:
                why = (
                    "An old server does not send what new clients wait for."
                    if comes
                    else "Old clients wait for what is not sent any more."
                )
            texts: Texts = (None, operation.name) if comes else (operation.name, None)
            top: Place = (key,)
            places = (top, operation.part.place) if comes else (operation.part.place, top)
            kind = f"{'operation' if is_call else 'webhook'}-{'added' if comes else 'removed'}"
            name = operation.name if is_call else f"webhook {operation.path}"
            collector.add(kind, what, texts, Breaks(not comes, comes), why, places, Where(name, "operation", ""))
    if is_call and matches.base_changed:  # a webhook has no base
        one, other = matches.pairs[0]
        addresses = (f"{one.base}{one.path}", f"{other.base}{other.path}")
        why = "Whoever calls one address does not find the other."
        where = Where("all operations", "address", "")
        breaks = Breaks(True, True)
        servers: Place = ("servers",)
        collector.add(
            "base-path-changed",
            "the path that all operations begin with, for instance",
            addresses,
            breaks,
            why,
            (servers, servers),
            where,
        )


def _compare_callbacks(collector: Collector, old: Operation, new: Operation, name: str) -> None:
    before, after = _callbacks(collector.old, old), _callbacks(collector.new, new)
    matches = match_operations(Operations(before, False), Operations(after, False))
    for comes, operations in ((False, matches.removed), (True, matches.added)):
        for operation in operations:
            why = (
                "An old server does not send what new clients wait for."
                if comes
                else "Old clients wait for what is not sent any more."
            )
            texts = (None, operation.name) if comes else (operation.name, None)
            places = (old.part.place, operation.part.place) if comes else (operation.part.place, new.part.place)
            kind = "webhook-added" if comes else "webhook-removed"
            collector.add(kind, "the callback", texts, Breaks(not comes, comes), why, places, Where(name, "callback", ""))
    for one, other in matches.pairs:
        _compare_operation(collector, one, other, "response", f"{name}, callback {one.path}")


def _callbacks(document: Document, operation: Operation) -> list[Operation]:
    found: list[Operation] = []
    for _, callback in document.members(operation.part, "callbacks", "`callbacks`"):
        callback = document.resolve(callback)
        for expression, item in document.mapping(callback, "a callback").items():
            if not expression.startswith("x-"):
                part = document.resolve(Part(item, (*callback.place, expression)))
                found += operations_of(document, expression, part, ())
    return found
