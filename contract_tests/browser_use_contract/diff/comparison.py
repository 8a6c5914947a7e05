"""Compares two documents and determines which clients break."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Literal

from .change import Change, Finding, Where
from .document import Document
from .operations.collector import Collector
from .operations.compare import compare_operations
from .schemas.compare import SchemaComparer
from .schemas.flatten import Flattener
from .schemas.walk import SchemaWalk

Step = Literal["major", "minor", "patch", "none"]


@dataclass(frozen=True)
class Comparison:
    """All changes between two documents, breaking ones first."""

    old: Document
    new: Document
    changes: list[Change]

    @property
    def old_client_breaks(self) -> bool:
        """Whether a client of the old document breaks on a server of the new one."""
        return any(change.breaks.old_client for change in self.changes)

    @property
    def new_client_breaks(self) -> bool:
        """Whether a client of the new document breaks on a server of the old one."""
        return any(change.breaks.new_client for change in self.changes)

    @property
    def step(self) -> Step:
        """The semantic version step: major if an old client breaks, minor for any other change of meaning, patch if only texts
        differ, none if the documents are equal."""
        if self.old_client_breaks:
            return "major"
        if self.changes:
            return "minor"
        return "none" if self.old.root == self.new.root else "patch"


def compare_documents(old: Document, new: Document, *, open_enums: bool = False) -> Comparison:
    """Compares the meaning of two documents.

    Args:
        open_enums: clients accept unlisted values, so added or removed values of a response enum break no client.

    Raises:
        CannotCompare: a document is not valid OpenAPI.
    """
    walk = SchemaWalk(SchemaComparer(Flattener(old), Flattener(new), open_enums=open_enums))
    collector = Collector(old, new, walk)
    compare_operations(collector)
    changes: dict[Finding, Change] = {}
    known: set[tuple[Finding, Where]] = set()
    for finding, where in chain(collector.found, walk.findings()):
        # Findings at the same place, such as in a schema that many operations share, are one change.
        if finding not in changes:
            changes[finding] = _change(finding, old, new)
        if (finding, where) not in known:
            known.add((finding, where))
            changes[finding].where.append(where)
    order = sorted(changes.values(), key=lambda change: (not change.breaks.old_client, not change.breaks.new_client))
    return Comparison(old, new, order)


def _change(finding: Finding, old: Document, new: Document) -> Change:
    lines = old.line(finding.places[0]), new.line(finding.places[1])
    return Change(finding.kind, finding.what, *finding.texts, finding.breaks, finding.why, *lines)
