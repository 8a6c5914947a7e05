"""An OpenAPI document in YAML or JSON, with the line that each part of it stands on."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from spec_json import NotJson, compose_json

# Far more than any API's document has; YAML's aliases make billions out of ten lines.
_MOST_NODES = 1_000_000
_DEEPEST = 200

# The way to a part of the document: keys and indices, from the top.
Place = tuple[str | int, ...]


class Problem(NamedTuple):
    """One thing that is wrong with a spec; `line` counts from 1 and is None where none can be named."""

    file: Path
    line: int | None
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}" if self.line else f"{self.file}: {self.reason}"


class Finding(NamedTuple):
    """Something about the document, at a place in it.

    `effect`: "refuse", or a warning: "drop" leaves it out, "keep" does not.
    """

    place: Place
    reason: str
    effect: str = "refuse"


class UnreadableSpec(Exception):
    """The file cannot be read as one JSON-compatible YAML mapping."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.problems = problems


@dataclass(frozen=True)
class SpecFile:
    """`remarks` are things that other readers of YAML may take for something else."""

    path: Path
    document: dict[str, Any]
    root: yaml.MappingNode
    remarks: list[Problem]

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


class _Loader(yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader):  # type: ignore[misc]  # one of two bases
    """Composes nodes by the rules of YAML 1.2, which OpenAPI asks for: times and `no` are strings."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 -- PyYAML's own


for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", list("-+.0123456789")),
    ("merge", "<<", ["<"]),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"(?:{_pattern})$"), _first)

_YAML_1_1_BOOLEANS = {"yes", "no", "on", "off"}


def read(path: Path) -> SpecFile:
    """Read the file.

    Raises:
        UnreadableSpec: the file is missing or empty, is no YAML, or holds what JSON has no counterpart for.
    """
    try:
        root = _compose(path, path.read_text(encoding="utf-8-sig"))
        if root is None:
            raise UnreadableSpec([Problem(path, 1, "the file is empty")])
        if not isinstance(root, yaml.MappingNode):
            line = root.start_mark.line + 1
            raise UnreadableSpec([Problem(path, line, "an OpenAPI document is a mapping that begins with `openapi: 3.1.0`")])
        if _size(root, {}) > _MOST_NODES:
            raise UnreadableSpec([Problem(path, None, "its aliases make it too large")])
        if problems := [Problem(path, line, reason) for line, reason in _not_json(root, ())]:
            raise UnreadableSpec(problems)
        return SpecFile(path, _value(root), root, [Problem(path, line, reason) for line, reason in _ambiguous(root, {})])
    except OSError as error:
        raise UnreadableSpec([Problem(path, None, error.strerror or str(error))]) from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise UnreadableSpec([Problem(path, line, "the file is not UTF-8")]) from error
    except NotJson as error:
        raise UnreadableSpec([Problem(path, error.line, f"no valid JSON: {error.reason}")]) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = ", ".join(part for part in (error.context, error.problem) if part)
        raise UnreadableSpec([Problem(path, mark.line + 1 if mark else None, f"no valid YAML: {reason}")]) from error
    except yaml.YAMLError as error:
        raise UnreadableSpec([Problem(path, None, f"no valid YAML: {error}")]) from error
    except RecursionError as error:
        raise UnreadableSpec([Problem(path, None, "nested too deeply")]) from error


def _compose(path: Path, text: str) -> yaml.Node | None:
    """The nodes of the text: JSON where it begins like that, else YAML, which mostly holds JSON, but not with tabs."""
    if text.lstrip()[:1] in ("{", "["):
        try:
            return compose_json(text, _DEEPEST)
        except NotJson:
            if path.suffix == ".json":
                raise
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):  # Composing recurses, and in C nothing stops it.
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise RecursionError
    node: yaml.Node | None = _Loader(text).get_single_node()
    return node


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


def _not_json(node: yaml.Node, above: tuple[yaml.Node, ...]) -> Iterator[tuple[int, str]]:
    """What YAML allows and JSON does not, with its line: keys given twice, keys that are no scalars, other types, loops."""
    line = node.start_mark.line + 1
    if node in above:
        yield line, "an alias that contains itself"
        return
    if isinstance(node, yaml.ScalarNode):
        kind = _kind(node)
        if kind not in _SCALARS or (kind == "float" and not math.isfinite(_float(node.value))):
            yield line, f"`{node.value}` is no JSON value; if it is a string, quote it"
        elif any("\ud800" <= character <= "\udfff" for character in node.value):
            yield line, "a string holds half a character (a lone surrogate)"
        return
    first_lines: dict[str | int, int] = {}
    for key, (shown, child) in _children(node):
        line = shown.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            if not isinstance(key, str):
                yield line, "a key is a list or a mapping; keys are strings"
                continue
            if key in first_lines:
                yield line, f"the key `{key}` is given twice; the first time in line {first_lines[key]}"
            first_lines.setdefault(key, line)
        yield from _not_json(child, (*above, node))


def _ambiguous(node: yaml.Node, seen: dict[yaml.Node, bool]) -> Iterator[tuple[int, str]]:
    """Strings without quotes that readers of YAML 1.1 take for true or false, and keys that no reader takes for strings."""
    if node in seen:
        return
    seen[node] = True
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        if node.style is None and node.value.lower() in _YAML_1_1_BOOLEANS and _kind(node) == "str":
            yield line, f"`{node.value}` is taken for a string; older readers of YAML take it for true or false: quote it"
        return
    for _, (shown, child) in _children(node):
        if isinstance(node, yaml.MappingNode) and _kind(shown) not in ("str", "merge"):
            yield shown.start_mark.line + 1, f"the key `{shown.value}` is taken for a string: quote it"
        yield from _ambiguous(child, seen)
        if isinstance(node, yaml.MappingNode):
            yield from _ambiguous(shown, seen)


def _kind(node: yaml.Node) -> str:
    return str(node.tag).rpartition(":")[2]


def _float(text: str) -> float:
    return float(text.replace(".inf", "inf").replace(".Inf", "inf").replace(".INF", "inf").lower().replace(".nan", "nan"))


_SCALARS: dict[str, Callable[[str], Any]] = {
    "str": str,
    "null": lambda text: None,
    "bool": lambda text: text.lower() == "true",
    "int": lambda text: int(text, 0) if text[:2] in ("0x", "0o") else int(text),
    "float": _float,
}


def _value(node: yaml.Node) -> Any:
    """The JSON value of a node; each use of an alias gets a value of its own."""
    if isinstance(node, yaml.ScalarNode):
        return _SCALARS[_kind(node)](node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item) for item in node.value]
    made: dict[str, Any] = {}
    for key, child in node.value:
        if _kind(key) == "merge":
            for each in child.value if isinstance(child, yaml.SequenceNode) else [child]:
                made = {**(_value(each) if isinstance(each, yaml.MappingNode) else {}), **made}
        else:
            made[key.value] = _value(child)
    return made
