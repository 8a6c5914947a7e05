"""The table of documented statements and their requirements: `python -m browser_use_contract.catalogue` prints it."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable

from . import requirements, spec
from .citations import catalogue
from .grouping import grouped
from .observation import SHOWN_BY
from .requirement import RULES, Requirement

_HEAD = """# Documented statements and their requirements

Each row is a statement of the documentation, in our own words, with its place. Numbers are line numbers of the API page as it was
read for this project; `tests/spec/facts` has its SHA-256. A requirement's id never changes. `*` stands for every operation that
shows a session or has such a request. Violations of *documented* and *neighbour* requirements fail a check. Violations of
*assumed* requirements only warn, unless `--strict` is given.

`python -m browser_use_contract.catalogue` generates this file; a test checks that it is up to date.
"""
_TITLES = {"documented": "The API page", "neighbour": "The API's neighbouring reference pages", "assumed": "Assumed"}


def _pattern(requirement: str) -> str:
    names = {*SHOWN_BY, *spec.operations()}
    return ".".join("*" if part in names else part for part in requirement.split("."))


def _grouped(ids: Iterable[str]) -> str:
    """Returns the ids as text. Ids that differ only in the operation are written as one."""
    by_pattern: dict[str, list[str]] = {}
    for name in sorted(ids):
        by_pattern.setdefault(_pattern(name), []).append(name)
    return "<br>".join(
        f"`{names[0]}`" if len(names) == 1 else f"`{pattern}` ({len(names)})" for pattern, names in by_pattern.items()
    )


def as_markdown() -> str:
    """Returns the tables as Markdown."""
    requirements.load()
    by_citation: dict[str, list[str]] = {}
    for rule in RULES:
        for requirement in rule.requirements:
            by_citation.setdefault(requirement.citation.key, []).append(requirement.id)
    lines = [_HEAD]
    for source, title in _TITLES.items():
        lines += [f"## {title}", "", "| place | statement | requirements, or why there is none |", "|---|---|---|"]
        for citation in catalogue():
            if citation.source == source:
                message = _grouped(by_citation.get(citation.key, ())) or f"None. {citation.silent}"
                lines.append(f"| {citation.place} | {citation.says} | {message} |")
        lines.append("")
    lines += _operations()
    total = sum(len(names) for names in by_citation.values())
    return "\n".join([*lines, f"{total} requirements from {len(by_citation)} statements."]) + "\n"


_OPERATIONS = """## By operation: derived and written by hand

Derived requirements follow from the OpenAPI document (openapi.yaml, or that of `--spec`) and apply to every operation in it,
including new ones. Hand-written requirements follow from the statements above. They add to the derived ones or replace them. For
sessions they replace them: `lists.*` and `cursors.*` check the paging of `listSessions` and `listSessionMessages`;
`fields.session.*`, `fields.page.*` and `fields.message.*` check the properties of their responses.

| operation | derived | written by hand |
|---|---|---|"""


def _derived_from_document(requirement: Requirement) -> bool:
    """Whether the requirement is derived from the OpenAPI document and not written by hand."""
    return requirement.citation.derived or requirement.subject in _DERIVED


#: Subjects that are derived for every operation, even if a hand-written statement is cited for some of them.
_DERIVED = ("shapes", "authentication", "answered", "refused", "accepted", "found", "unknown", "no-uuid")


def _operations() -> list[str]:
    """Returns the rows of the table of requirements by operation."""
    every = ((requirement, requirement) for rule in RULES for requirement in rule.requirements)
    lines = [_OPERATIONS]
    for resource, operations in grouped(every).items():
        for operation, subjects in operations.items():
            found = [requirement for items in subjects.values() for requirement in items]
            derived = Counter(requirement.subject for requirement in found if _derived_from_document(requirement))
            by_hand = Counter(requirement.subject for requirement in found if not _derived_from_document(requirement))
            lines.append(f"| {operation or f'{resource} as a whole'} | {_counted(derived)} | {_counted(by_hand)} |")
    return [*lines, ""]


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{name} ({count})" for name, count in sorted(counts.items())) or "none"


if __name__ == "__main__":
    sys.stdout.write(as_markdown())
