"""YAML as scripts use it: what JSON knows and no more, with the line of everything."""

import re
from typing import Any

import yaml
from yaml.composer import ComposerError
from yaml.constructor import ConstructorError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.reader import ReaderError

from .problems import Path, Problem, ScriptError


class _Loader(yaml.SafeLoader):
    """Numbers, true, false and null are what JSON has; all else is text: `no`, 2026-05-03, 1:30 and 007. A key stands once."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 -- PyYAML's own name and place for it

    _depth = 0

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]  # its stub has no types
        if self.check_event(yaml.AliasEvent):
            raise ComposerError(
                None, None, f"the alias *{event.anchor} is not taken: write out what it stands for", event.start_mark
            )
        if event.tag is not None:
            raise ComposerError(None, None, f"the tag {event.tag.replace(_TAG, '!!')} is not taken", event.start_mark)
        if self._depth == _DEEPEST:
            raise ComposerError(None, None, f"is nested more than {_DEEPEST} levels deep", event.start_mark)
        self._depth += 1
        node: Node | None = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def construct_mapping(self, node: MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if not isinstance(key, ScalarNode) or key.tag != f"{_TAG}str":
                raise ConstructorError(None, None, "a key must be a text; put it into quotes", key.start_mark)
            if key.value in seen:
                raise ConstructorError(None, None, f"{key.value!r} is there twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


_TAG = "tag:yaml.org,2002:"
#: How deeply a script may be nested.
_DEEPEST = 200
_INTEGER = r"-?(?:0|[1-9][0-9]*)"
_FLOAT = rf"{_INTEGER}(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|-?\.inf|\.nan"
for _tag, _pattern, _starts in (
    ("bool", "true|false", "tf"),
    ("null", "null|~|", ["n", "~", ""]),
    ("int", _INTEGER, "-0123456789"),
    ("float", _FLOAT, "-.0123456789"),
):
    _Loader.add_implicit_resolver(f"{_TAG}{_tag}", re.compile(rf"(?:{_pattern})\Z"), list(_starts))


class Lines:
    """Where in the text the parts of a value stand."""

    def __init__(self, root: Node) -> None:
        self._root = root

    def line(self, path: Path) -> int:
        """The line, from 1, of what stands at `path`, or of the nearest that there is around it."""
        node = self._root
        line = node.start_mark.line
        for part in path:
            if isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
            elif isinstance(node, MappingNode):
                pair = next((pair for pair in node.value if pair[0].value == part), None)
                if pair is None:
                    break
                line, node = pair[0].start_mark.line, pair[1]
                continue
            else:
                break
            line = node.start_mark.line
        return int(line) + 1


def parse(text: str) -> tuple[Any, Lines | None]:
    """The value in the text and its lines, None where the text is empty; ScriptError where it is no such YAML."""
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        if node is None:
            return None, None
        value = loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = ", ".join(part for part in (error.context, error.problem) if part)
        raise ScriptError([Problem((), reason, None if mark is None else mark.line + 1)]) from None
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise ScriptError([Problem((), f"the character U+{error.character:04X} is not allowed", line)]) from None
    except ValueError as error:
        raise ScriptError([Problem((), f"holds a number that is too long: {error}")]) from None
    return value, Lines(node)
