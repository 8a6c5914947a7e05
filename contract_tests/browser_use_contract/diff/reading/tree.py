"""JSON values with their line numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..errors import CannotCompare

# Far more than any published document has. Aliases in YAML can make billions of values from ten lines.
MOST_VALUES = 3_000_000
# Deeper than any published document. Deeper nesting may exhaust the stack.
MOST_LEVELS = 150

Key = str | int


class Line(NamedTuple):
    """A line of a file. `source` is its path or URL; `number` starts at 1."""

    source: str
    number: int


@dataclass
class Tree:
    """The value of a document. `lines` maps the id() of each object and array to the lines of its keys or items."""

    value: Any
    lines: dict[int, dict[Key, Line]]


@dataclass
class _Open:
    container: dict[str, Any] | list[Any]
    lines: dict[Key, Line]
    anchor: str | None
    line: int
    key: str | None = None
    size: int = 1
    merged: list[tuple[dict[str, Any], dict[Key, Line]]] = field(default_factory=list)


class TreeBuilder:
    """Builds a tree from the events of a JSON or YAML parser, without recursion."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._stack: list[_Open] = []
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._lines: dict[int, dict[Key, Line]] = {}
        self._root: list[Any] = []

    @property
    def wants_key(self) -> bool:
        """Whether the next scalar is a key."""
        return bool(self._stack) and isinstance(self._stack[-1].container, dict) and self._stack[-1].key is None

    def key(self, name: str, line: int) -> None:
        top = self._stack[-1]
        if name in top.lines and name != "<<":
            raise self.error(line, f"the key `{name[:80]}` is given twice; the first time in line {top.lines[name].number}")
        top.key = name
        top.lines[name] = Line(self._source, line)

    def scalar(self, value: Any, line: int, anchor: str | None = None) -> None:
        if anchor:
            self._anchors[anchor] = (value, 1)
        self._add(value, 1, line)

    def alias(self, name: str, line: int) -> None:
        if name not in self._anchors:
            open_one = any(each.anchor == name for each in self._stack)
            raise self.error(line, "an alias that contains itself" if open_one else f"the alias `*{name[:80]}` has no anchor")
        value, size = self._anchors[name]
        self._add(value, size, line)

    def start(self, container: dict[str, Any] | list[Any], line: int, anchor: str | None = None) -> None:
        if self.wants_key:
            raise self.error(line, "a key that is not a string")
        if len(self._stack) >= MOST_LEVELS:
            raise self.error(line, f"nested deeper than {MOST_LEVELS} levels")
        self._stack.append(_Open(container, {}, anchor, line))

    def end(self) -> None:
        done = self._stack.pop()
        for mapping, lines in done.merged:
            assert isinstance(done.container, dict)
            for key, value in mapping.items():
                if key not in done.container:
                    done.container[key] = value
                    done.lines[key] = lines[key]
        self._lines[id(done.container)] = done.lines
        if done.anchor:
            self._anchors[done.anchor] = (done.container, done.size)
        self._add(done.container, done.size, done.line)

    def finish(self) -> Tree:
        if not self._root:
            raise self.error(None, "the document is empty")
        return Tree(self._root[0], self._lines)

    def error(self, line: int | None, reason: str) -> CannotCompare:
        return CannotCompare(self._source, line, reason)

    def _add(self, value: Any, size: int, line: int) -> None:
        if not self._stack:
            self._root.append(value)
            return
        top = self._stack[-1]
        top.size += size
        if top.size > MOST_VALUES:
            raise self.error(line, f"more than {MOST_VALUES:,} values; are aliases multiplying?")
        if isinstance(top.container, list):
            top.lines[len(top.container)] = Line(self._source, line)
            top.container.append(value)
        elif top.key == "<<":
            top.key = None
            for mapping in value if isinstance(value, list) else [value]:
                if not isinstance(mapping, dict):
                    raise self.error(line, "`<<` can only merge mappings")
                top.merged.append((mapping, self._lines[id(mapping)]))
        else:
            assert top.key is not None
            top.container[top.key] = value
            top.key = None
