"""A pair of schemas to compare, and the result of the comparison."""

from __future__ import annotations

from typing import NamedTuple

from ..change import Breaks, Finding, Position, affected, reason
from ..document import Place
from .nodes import Schema

Texts = tuple[str | None, str | None]
Places = tuple[Place, Place]


class Pair(NamedTuple):
    """Two schemas in the same position.

    `as_text`: values are written as text (in a URL, a header, a form), so a string also admits numbers, and null cannot be
    written.
    """

    old: Schema
    new: Schema
    position: Position
    as_text: bool = False

    @property
    def key(self) -> tuple[object, ...]:
        return (tuple(node.key for node in self.old), tuple(node.key for node in self.new), *self[2:])

    @property
    def places(self) -> Places:
        return self.old[0].place if self.old else (), self.new[0].place if self.new else ()

    def affected(self, *, narrows: bool, widens: bool) -> Breaks:
        return affected(self.position, narrows=narrows, widens=widens)


class Below(NamedTuple):
    """A pair of subschemas. `step` is added to the path."""

    step: str
    pair: Pair


class PairResult(NamedTuple):
    """The findings about the two schemas, and the pairs of subschemas to compare next."""

    findings: list[Finding]
    below: list[Below]

    def add(self, pair: Pair, kind: str, what: str, texts: Texts, breaks: Breaks, places: Places, path: str = "") -> None:
        """Adds a change of the allowed values."""
        self.findings.append(Finding(kind, what, texts, breaks, reason(pair.position, breaks), places, path))
