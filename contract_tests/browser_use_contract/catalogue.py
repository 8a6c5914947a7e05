"""The table of the documentation's sentences and the promises that follow: `python -m browser_use_contract.catalogue`."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from . import promises
from .promise import RULES
from .sentences import catalogue
from .sighting import SHOWN_BY
from . import spec

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
    total = sum(len(names) for names in by_sentence.values())
    return "\n".join([*lines, f"{total} promises from {len(by_sentence)} sentences."]) + "\n"


if __name__ == "__main__":
    sys.stdout.write(as_markdown())
