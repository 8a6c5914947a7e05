"""Compares schemas with all that lies below them; each pair of schemas is compared once, wherever it is used."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from ..change import Finding, Where
from .compare import SchemaComparer
from .pair import Pair


class Root(NamedTuple):
    """A pair where it is used: in this operation, in this part of it."""

    operation: str
    part: str
    pair: Pair


class _Edge(NamedTuple):
    """The way from one pair to one below it (or, backwards, above it), with its part of the path."""

    step: str
    to: int


class SchemaWalk:
    """Roots are added, then `findings` tells what was found below each.

    Pairs are the nodes of a graph, which has circles where schemas contain themselves; nodes are known by their numbers.
    """

    def __init__(self, comparer: SchemaComparer) -> None:
        self.comparer = comparer
        self._numbers: dict[tuple[object, ...], int] = {}
        self._findings: list[list[Finding]] = []
        self._above: list[list[_Edge]] = []
        # Where each root pair is used.
        self._roots: dict[int, list[tuple[str, str]]] = {}

    def add(self, root: Root) -> None:
        number, work = self._number(root.pair)
        self._roots.setdefault(number, []).append((root.operation, root.part))
        while work:
            pair = work.pop()
            above = self._numbers[pair.key]
            result = self.comparer.compare(pair)
            self._findings[above] = result.findings
            for step, below in result.below:
                number, new = self._number(below)
                self._above[number].append(_Edge(step, above))
                work += new

    def findings(self) -> Iterator[tuple[Finding, Where]]:
        """Each finding for each root above it, with the shortest path to it."""
        for number, findings in enumerate(self._findings):
            if not findings:
                continue
            for root, path in self._roots_above(number):
                for operation, part in self._roots[root]:
                    for finding in findings:
                        yield finding, Where(operation, part, f"{path}{finding.path}".lstrip("."))

    def _number(self, pair: Pair) -> tuple[int, list[Pair]]:
        """The pair's number, and the pair itself if it is new and has to be compared."""
        old = tuple(self.comparer.old.named(node) for node in pair.old)
        pair = pair._replace(old=old, new=tuple(self.comparer.new.named(node) for node in pair.new))
        key = pair.key
        if key in self._numbers:
            return self._numbers[key], []
        self._numbers[key] = len(self._findings)
        self._findings.append([])
        self._above.append([])
        return self._numbers[key], [pair]

    def _roots_above(self, number: int) -> Iterator[tuple[int, str]]:
        """The roots from which the pair can be reached, with the path from there, the shortest first."""
        below: dict[int, _Edge | None] = {number: None}
        queue = deque([number])
        while queue:
            here = queue.popleft()
            if here in self._roots:
                path, edge = "", below[here]
                while edge is not None:
                    path += edge.step
                    edge = below[edge.to]
                yield here, path
            for step, above in self._above[here]:
                if above not in below:
                    below[above] = _Edge(step, here)
                    queue.append(above)
