"""Compares schemas and their subschemas. Each pair of schemas is compared once."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from ..change import Finding, Where
from .compare import SchemaComparer
from .pair import Pair


class Root(NamedTuple):
    """A pair and its use: the operation and the part of it."""

    operation: str
    part: str
    pair: Pair


class _Edge(NamedTuple):
    """An edge from a pair to a pair of subschemas (or backwards), with its part of the path."""

    step: str
    to: int


class SchemaWalk:
    """Compares root pairs, which are added first. `findings` then returns the findings below each.

    Pairs are the nodes of a graph, with cycles for recursive schemas. Nodes have numbers.
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
        """Yields each finding for each root above it, with the shortest path."""
        for number, findings in enumerate(self._findings):
            if not findings:
                continue
            for root, path in self._roots_above(number):
                for operation, part in self._roots[root]:
                    for finding in findings:
                        yield finding, Where(operation, part, f"{path}{finding.path}".lstrip("."))

    def _number(self, pair: Pair) -> tuple[int, list[Pair]]:
        """Returns the pair's number, and a list with the pair if it is new and must be compared."""
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
        """Yields the roots above a pair, with the path from each, shortest first."""
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
