"""The table of the documentation's sentences and the promises that follow: `python -m browser_use_contract.catalogue`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable

from . import promises, spec
from .grouping import grouped
from .promise import RULES, Promise
from .sentences import catalogue
from .sighting import SHOWN_BY

_HEAD = """# What the documentation says, and what the judge makes of it

Each row is a sentence in our own words, with the place where it stands. Numbers are the lines of the API page as it was read for
this project; `tests/spec/facts` has its SHA-256. A promise's id never changes. `*` stands for every operation that shows a
session, or has a request of its kind. *Documented* and *neighbour* promises make a check fail; *assumed* ones warn, unless
`--strict` is given.

This file is written by `python -m browser_use_contract.catalogue`; a test holds it to the code.
"""
_TITLES = {"documented": "The API page", "neighbour": "The API's neighbouring reference pages", "assumed": "Assumed"}


def _pattern(promise: str) -> str:
    names = {*SHOWN_BY, *spec.operations()}
    return ".".join("*" if part in names else part for part in promise.split("."))


def _grouped(ids: Iterable[str]) -> str:
    """The ids with those that differ in the operation alone taken together."""
    by_pattern: dict[str, list[str]] = {}
    for name in sorted(ids):
        by_pattern.setdefault(_pattern(name), []).append(name)
    return "<br>".join(
        f"`{names[0]}`" if len(names) == 1 else f"`{pattern}` ({len(names)})" for pattern, names in by_pattern.items()
    )


def as_markdown() -> str:
    """The whole table."""
    promises.load()
    by_sentence: dict[str, list[str]] = {}
    for rule in RULES:
        for promise in rule.promises:
            by_sentence.setdefault(promise.sentence.key, []).append(promise.id)
    lines = [_HEAD]
    for source, title in _TITLES.items():
        lines += [f"## {title}", "", "| place | it says | promises, or why there is none |", "|---|---|---|"]
        for sentence in catalogue():
            if sentence.source == source:
                told = _grouped(by_sentence.get(sentence.key, ())) or f"None. {sentence.silent}"
                lines.append(f"| {sentence.place} | {sentence.says} | {told} |")
        lines.append("")
    lines += _operations()
    total = sum(len(names) for names in by_sentence.values())
    return "\n".join([*lines, f"{total} promises from {len(by_sentence)} sentences."]) + "\n"


_OPERATIONS = """## By operation: derived and written by hand

Derived requirements follow from the document (openapi.yaml, or the one that `--spec` names) and hold for every operation in it,
also for those that nobody has seen yet. Those written by hand follow from sentences above; they add to the derived ones or, under
the same id, stand in their place, as they do for sessions: `lists.*` and `cursors.*` are the paging of `listSessions` and
`listSessionMessages`, and `fields.session.*`, `fields.page.*` and `fields.message.*` the shapes of their answers.

| operation | derived | written by hand |
|---|---|---|"""


def _derived_from_document(promise: Promise) -> bool:
    """Whether the requirement is there because the document has something, not because a sentence was written down for it."""
    return promise.sentence.derived or promise.subject in _DERIVED


#: The subjects that are made for every operation, whatever sentence stands for them where one was written.
_DERIVED = ("shapes", "authentication", "answered", "refused", "accepted", "found", "unknown", "no-uuid")


def _operations() -> list[str]:
    """The table of the requirements of each operation, by subject."""
    every = ((promise, promise) for rule in RULES for promise in rule.promises)
    lines = [_OPERATIONS]
    for resource, operations in grouped(every).items():
        for operation, subjects in operations.items():
            found = [promise for items in subjects.values() for promise in items]
            derived = Counter(promise.subject for promise in found if _derived_from_document(promise))
            by_hand = Counter(promise.subject for promise in found if not _derived_from_document(promise))
            lines.append(f"| {operation or f'{resource} as a whole'} | {_counted(derived)} | {_counted(by_hand)} |")
    return [*lines, ""]


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{name} ({count})" for name, count in sorted(counts.items())) or "none"


if __name__ == "__main__":
    sys.stdout.write(as_markdown())
