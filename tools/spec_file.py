"""An OpenAPI document in YAML, with the line that each part of it stands on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import yaml

# Far more than any API's document has; YAML's aliases make billions out of ten lines.
_MOST_NODES = 1_000_000

# The way to a part of the document: keys and indices, from the top.
Place = tuple[str | int, ...]


class Problem(NamedTuple):
    """One thing that is wrong with a spec; `line` counts from 1 and is None where none can be named."""

    file: Path
    line: int | None
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}" if self.line else f"{self.file}: {self.reason}"


class UnreadableSpec(Exception):
    """The file cannot be read as one JSON-compatible YAML mapping."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.problems = problems


@dataclass(frozen=True)
class SpecFile:
    path: Path
    document: dict[str, Any]
    root: yaml.MappingNode

    def line(self, place: Place) -> int:
        """The line of the key or list item at `place`; where the file has no such place, that of the nearest one above."""
        node: yaml.Node = self.root
        line = 1
        for step in place:
            for key, child in _children(node):
                if key == step:
                    node, line = child[1], child[0].start_mark.line + 1
                    break
            else:
                break
        return line

    def problem(self, place: Place, reason: str) -> Problem:
        return Problem(self.path, self.line(place), reason)


def read(path: Path) -> SpecFile:
    """Read the file.

    Raises:
        UnreadableSpec: the file is missing or empty, is no YAML, or holds what JSON has no counterpart for.
    """
    try:
        loader = yaml.SafeLoader(path.read_text(encoding="utf-8"))
        root = loader.get_single_node()
        if root is None:
            raise UnreadableSpec([Problem(path, 1, "the file is empty")])
        if not isinstance(root, yaml.MappingNode):
            line = root.start_mark.line + 1
            raise UnreadableSpec([Problem(path, line, "an OpenAPI document is a mapping that begins with `openapi: 3.1.0`")])
        if _size(root, {}) > _MOST_NODES:
            raise UnreadableSpec([Problem(path, None, "its aliases make it too large")])
        if problems := [Problem(path, line, reason) for line, reason in _not_json(loader, root, ())]:
            raise UnreadableSpec(problems)
        document: dict[str, Any] = loader.construct_document(root)
    except OSError as error:
        raise UnreadableSpec([Problem(path, None, error.strerror or str(error))]) from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise UnreadableSpec([Problem(path, line, "the file is not UTF-8")]) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = ", ".join(part for part in (error.context, error.problem) if part)
        raise UnreadableSpec([Problem(path, mark.line + 1 if mark else None, f"no valid YAML: {reason}")]) from error
    except yaml.YAMLError as error:
        raise UnreadableSpec([Problem(path, None, f"no valid YAML: {error}")]) from error
    except RecursionError as error:
        raise UnreadableSpec([Problem(path, None, "nested too deeply")]) from error
    return SpecFile(path, document, root)


def _children(node: yaml.Node) -> Iterator[tuple[str | int, tuple[yaml.Node, yaml.Node]]]:
    """Key or index of each child, with the node that shows its line and the node of its value."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield key.value, (key, value)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield index, (item, item)


def _size(node: yaml.Node, known: dict[yaml.Node, int]) -> int:
    """How many nodes there are once each alias is replaced by what it stands for."""
    if node not in known:
        known[node] = 1  # What contains itself is found later.
        known[node] = 1 + sum(_size(child, known) for _, (_, child) in _children(node))
    return known[node]


def _not_json(loader: yaml.SafeLoader, node: yaml.Node, above: tuple[yaml.Node, ...]) -> Iterator[tuple[int, str]]:
    """What YAML allows and JSON does not, with its line: keys given twice, keys that are no strings, dates, loops."""
    line = node.start_mark.line + 1
    if node in above:
        yield line, "an alias that contains itself"
        return
    if isinstance(node, yaml.ScalarNode):
        if node.tag.rpartition(":")[2] not in {"str", "int", "float", "bool", "null"}:
            yield line, f"`{node.value}` is no JSON value; if it is a string, quote it"
        return
    first_lines: dict[str | int, int] = {}
    for key, (shown, child) in _children(node):
        line = shown.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            if not isinstance(key, str) or not shown.tag.endswith((":str", ":merge")):
                yield line, f"the key `{key}` is not read as a string: quote it"
            if key in first_lines:
                yield line, f"the key `{key}` is given twice; the first time in line {first_lines[key]}"
            first_lines.setdefault(str(key), line)
        yield from _not_json(loader, child, (*above, node))
