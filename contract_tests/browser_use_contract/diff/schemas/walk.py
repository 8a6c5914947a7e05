"""Compares schemas with all that lies below them; each pair of schemas is compared once, wherever it is used."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from ..change import Finding, Where
from .compare import SchemaComparer
from .pair import Pair, PairResult

_Key = tuple[object, ...]


class Root(NamedTuple):
    """A pair where it is used: in this operation, in this part of it."""

    operation: str
    part: str
    pair: Pair


class SchemaWalk:
    """Roots are added, then `findings` tells what was found below each."""

    def __init__(self, comparer: SchemaComparer) -> None:
        self.comparer = comparer
        self._roots: list[Root] = []
        self._compared: dict[_Key, PairResult] = {}

    def add(self, root: Root) -> None:
        self._roots.append(root)
        work = [root.pair]
        while work:
            pair = work.pop()
            if pair.key not in self._compared:
                comparison = self.comparer.compare(pair)
                self._compared[pair.key] = comparison
                work += [below.pair for below in comparison.below]

    def findings(self) -> Iterator[tuple[Finding, Where]]:
        """Each finding of each root, with the shortest path to it."""
        leading = self._leading_to_findings()
        for root in self._roots:
            queue = deque([(root.pair, "")])
            seen = {root.pair.key}
            while queue:
                pair, path = queue.popleft()
                if pair.key not in leading:
                    continue
                comparison = self._compared[pair.key]
                for finding in comparison.findings:
                    yield finding, Where(root.operation, root.part, f"{path}{finding.path}".lstrip("."))
                for below in comparison.below:
                    if below.pair.key not in seen:
                        seen.add(below.pair.key)
                        queue.append((below.pair, f"{path}{below.step}"))

    def _leading_to_findings(self) -> set[_Key]:
        above: dict[_Key, list[_Key]] = {}
        for key, comparison in self._compared.items():
            for below in comparison.below:
                above.setdefault(below.pair.key, []).append(key)
        leading = {key for key, comparison in self._compared.items() if comparison.findings}
        work = list(leading)
        while work:
            for key in above.get(work.pop(), ()):
                if key not in leading:
                    leading.add(key)
                    work.append(key)
        return leading
