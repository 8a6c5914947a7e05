"""Reads the YAML of scripts: only values that JSON has, and the line of each."""

import json
import re
from collections.abc import Iterator
from typing import Any

import yaml
from yaml.reader import ReaderError

from .problems import Path, Problem, ScriptError

#: How deeply a script may be nested.
_MAX_DEPTH = 200
#: Without quotes, only what JSON has is not a text; `no`, 2026-05-03, 1:30 and 007 are texts.
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_SPECIAL_FLOATS = (".inf", "-.inf", ".nan")


class Lines:
    """On which line each part of a script is."""

    def __init__(self, lines: dict[Path, int]) -> None:
        self._lines = lines

    def line(self, path: Path) -> int:
        """The line, from 1, of the part at `path`, or of the nearest part around it."""
        return next(self._lines[path[:length]] for length in range(len(path), -1, -1) if path[:length] in self._lines)


def parse(text: str) -> tuple[Any, Lines | None]:
    """The value of the text and its lines, which are None if the text is empty. ScriptError if it is not such YAML."""
    lines: dict[Path, int] = {}
    try:
        events = (event for event in yaml.parse(text, yaml.SafeLoader) if not isinstance(event, _IGNORED))
        first = next(events, None)
        if first is None:
            return None, None
        value = _value(first, events, (), lines)
        if next(events, None) is not None:
            raise ScriptError([Problem((), "holds more than one document")])
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = ", ".join(part for part in (error.context, error.problem) if part)
        raise ScriptError([Problem((), reason, None if mark is None else mark.line + 1)]) from None
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise ScriptError([Problem((), f"the character U+{error.character:04X} is not allowed", line)]) from None
    except ValueError as error:
        if isinstance(error, ScriptError):
            raise
        raise ScriptError([Problem((), f"holds a number that is too long: {error}")]) from None
    return value, Lines(lines)


_IGNORED = (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentStartEvent, yaml.DocumentEndEvent)


def _value(event: Any, events: Iterator[Any], path: Path, lines: dict[Path, int]) -> Any:
    """The value that begins with this event, at this place."""
    lines.setdefault(path, _line(event))
    if isinstance(event, yaml.AliasEvent):
        raise _problem(event, f"the alias *{event.anchor} is not supported: write its value out")
    if event.tag is not None:
        raise _problem(event, f"the tag {event.tag.replace('tag:yaml.org,2002:', '!!')} is not supported")
    if len(path) >= _MAX_DEPTH:
        raise _problem(event, f"is nested more than {_MAX_DEPTH} levels deep")
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Any] = []
        while not isinstance(inner := next(events), yaml.SequenceEndEvent):
            items.append(_value(inner, events, (*path, len(items)), lines))
        return items
    if isinstance(event, yaml.MappingStartEvent):
        pairs: dict[str, Any] = {}
        while True:
            key: Any = next(events)
            if isinstance(key, yaml.MappingEndEvent):
                return pairs
            name = _value(key, events, (*path, ""), {}) if isinstance(key, yaml.ScalarEvent) else None
            if not isinstance(name, str):
                raise _problem(key, "a key must be a text; put it into quotes")
            if name in pairs:
                raise _problem(key, f"{name!r} is there twice")
            lines[(*path, name)] = _line(key)
            pairs[name] = _value(next(events), events, (*path, name), lines)
    return event.value if event.style else _plain(event.value)


def _plain(text: str) -> Any:
    """What a value without quotes is."""
    if text in _WORDS:
        return _WORDS[text]
    if _NUMBER.fullmatch(text):
        return json.loads(text)
    return float(text.replace(".", "")) if text in _SPECIAL_FLOATS else text


def _problem(event: Any, reason: str) -> ScriptError:
    return ScriptError([Problem((), reason, _line(event))])


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1
