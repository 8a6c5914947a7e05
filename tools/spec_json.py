"""JSON text as the nodes that PyYAML makes of YAML, so that both formats have lines and are checked in one way."""

from __future__ import annotations

import re
from bisect import bisect_right
from json.decoder import scanstring  # type: ignore[attr-defined]  # of the standard library, without a stub

import yaml

_SPACE = re.compile(r"[ \t\n\r]*")
_ATOM = re.compile(r"(null)|(true|false)|(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)")


class NotJson(Exception):
    """The text is no JSON."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(line, reason)
        self.line = line
        self.reason = reason


def compose_json(text: str, deepest: int) -> yaml.Node:
    """The text's root node. Raises NotJson, and RecursionError where it is nested deeper than `deepest`."""
    composer = _Composer(text, deepest)
    node, end = composer.value(0, 0)
    if (end := composer.skip(end)) < len(text):
        raise composer.error(end, "something follows the end")
    return node


class _Composer:
    def __init__(self, text: str, deepest: int) -> None:
        self._text = text
        self._deepest = deepest
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def skip(self, index: int) -> int:
        match = _SPACE.match(self._text, index)
        return index if match is None else match.end()

    def error(self, index: int, reason: str) -> NotJson:
        return NotJson(bisect_right(self._starts, index), reason)

    def value(self, index: int, depth: int) -> tuple[yaml.Node, int]:
        """The node at or after the index, and where it ends."""
        if depth > self._deepest:
            raise RecursionError
        index = self.skip(index)
        first = self._text[index : index + 1]
        if first == '"':
            return self._string(index)
        if first in ("{", "["):
            return self._collection(index, depth, first)
        match = _ATOM.match(self._text, index)
        if match is None:
            raise self.error(index, f"a value is expected, not {self._text[index : index + 20]!r}")
        kind = "null" if match[1] else "bool" if match[2] else "float" if re.search("[.eE]", match[3]) else "int"
        return self._scalar(kind, match[0], index), match.end()

    def _string(self, index: int) -> tuple[yaml.ScalarNode, int]:
        try:
            text, end = scanstring(self._text, index + 1)
        except ValueError as error:
            raise self.error(index, str(error).partition(":")[0]) from error
        return self._scalar("str", text, index), end

    def _collection(self, start: int, depth: int, opening: str) -> tuple[yaml.Node, int]:
        closing = "}" if opening == "{" else "]"
        items: list[yaml.Node | tuple[yaml.Node, yaml.Node]] = []
        index = self.skip(start + 1)
        while self._text[index : index + 1] != closing:
            if items:
                index = self.skip(self._expect(index, ","))
            if opening == "{":
                if self._text[index : index + 1] != '"':
                    raise self.error(index, "a name in quotes is expected")
                key, index = self._string(index)
                node, index = self.value(self._expect(self.skip(index), ":"), depth + 1)
                items.append((key, node))
            else:
                node, index = self.value(index, depth + 1)
                items.append(node)
            index = self.skip(index)
        mark = self._mark(start)
        if opening == "{":
            return yaml.MappingNode("tag:yaml.org,2002:map", items, mark, mark), index + 1
        return yaml.SequenceNode("tag:yaml.org,2002:seq", items, mark, mark), index + 1

    def _expect(self, index: int, character: str) -> int:
        if self._text[index : index + 1] != character:
            raise self.error(index, f"`{character}` is expected")
        return index + 1

    def _scalar(self, kind: str, value: str, index: int) -> yaml.ScalarNode:
        mark = self._mark(index)
        return yaml.ScalarNode(f"tag:yaml.org,2002:{kind}", value, mark, mark, style='"')

    def _mark(self, index: int) -> yaml.Mark:
        return yaml.Mark("", index, bisect_right(self._starts, index) - 1, 0, None, 0)
