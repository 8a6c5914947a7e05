"""Reads scripts from YAML files: only values that JSON has, with the line of each for messages about problems."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from os import PathLike, fspath
from pathlib import Path
from typing import Any

import attrs
import yaml
from yaml.reader import ReaderError

from .problems import Place, Problem, ScriptError

#: How deeply a script may be nested.
_MAX_DEPTH = 200
#: Without quotes, only what JSON has is not a text; `no`, 2026-05-03, 1:30 and 007 are texts.
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_SPECIAL_FLOATS = (".inf", "-.inf", ".nan")
_IGNORED = (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentStartEvent, yaml.DocumentEndEvent)


@attrs.frozen
class ScriptFile:
    """The value of a script file, and the lines of its parts, from 1."""

    name: str
    value: Any
    lines: Mapping[Place, int]

    @contextmanager
    def locating_errors(self) -> Iterator[None]:
        """Add the file and the line to a ScriptError that is raised in this context."""
        try:
            yield
        except ScriptError as error:
            found = [attrs.evolve(problem, line=self._line(problem.path)) for problem in error.problems]
            raise ScriptError(sorted(found, key=lambda problem: problem.line or 0), self.name) from None

    def _line(self, place: Place) -> int:
        """The line of the part at that place, or of the nearest part around it."""
        around = (place[:length] for length in range(len(place), -1, -1))
        return next(self.lines[part] for part in around if part in self.lines)


def read_script(file: str | PathLike[str]) -> ScriptFile:
    """The script in a YAML file. ScriptError if it is not YAML, OSError if it cannot be read."""
    name = fspath(file)
    try:
        value, lines = parse(Path(file).read_text("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ScriptError([Problem((), f"is not UTF-8: {error.reason} 0x{error.object[error.start]:02x}", line)], name) from None
    except ScriptError as error:
        raise ScriptError(error.problems, name) from None
    if not lines:
        raise ScriptError([Problem((), "is empty; a script has `tasks:` or `faults:`", 1)], name)
    return ScriptFile(name, value, lines)


def parse(text: str) -> tuple[Any, Mapping[Place, int]]:
    """The value of the text and the lines of its parts, which are empty if the text is. ScriptError if it is not such YAML."""
    lines: dict[Place, int] = {}
    try:
        events = (event for event in yaml.parse(text, yaml.SafeLoader) if not isinstance(event, _IGNORED))
        first = next(events, None)
        value = None if first is None else _value(first, events, (), lines)
        if next(events, None) is not None:
            raise ScriptError([Problem((), "holds more than one document")])
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = ", ".join(part for part in (error.context, error.problem) if part)
        raise ScriptError([Problem((), reason, None if mark is None else mark.line + 1)]) from None
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise ScriptError([Problem((), f"the character U+{error.character:04X} is not allowed", line)]) from None
    return value, lines


def _value(event: Any, events: Iterator[Any], place: Place, lines: dict[Place, int]) -> Any:
    """The value that begins with this event, at this place."""
    lines.setdefault(place, _line(event))
    if isinstance(event, yaml.AliasEvent):
        raise _problem(event, f"the alias *{event.anchor} is not supported: write its value out")
    if event.tag is not None:
        raise _problem(event, f"the tag {event.tag.replace('tag:yaml.org,2002:', '!!')} is not supported")
    if len(place) >= _MAX_DEPTH:
        raise _problem(event, f"is nested more than {_MAX_DEPTH} levels deep")
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Any] = []
        while not isinstance(inner := next(events), yaml.SequenceEndEvent):
            items.append(_value(inner, events, (*place, len(items)), lines))
        return items
    if isinstance(event, yaml.MappingStartEvent):
        pairs: dict[str, Any] = {}
        while not isinstance(key := next(events), yaml.MappingEndEvent):
            name = _value(key, events, (*place, ""), {}) if isinstance(key, yaml.ScalarEvent) else None
            if not isinstance(name, str):
                raise _problem(key, "a key must be a text; put it into quotes")
            if name in pairs:
                raise _problem(key, f"{name!r} is there twice")
            lines[(*place, name)] = _line(key)
            pairs[name] = _value(next(events), events, (*place, name), lines)
        return pairs
    return event.value if event.style else _plain(event)


def _plain(event: Any) -> Any:
    """What a value without quotes is."""
    text = event.value
    if text in _WORDS:
        return _WORDS[text]
    if text in _SPECIAL_FLOATS:
        return float(text.replace(".", ""))
    try:
        return json.loads(text) if _NUMBER.fullmatch(text) else text
    except ValueError as error:
        raise _problem(event, f"holds a number that is too long: {error}") from None


def _problem(event: Any, reason: str) -> ScriptError:
    return ScriptError([Problem((), reason, _line(event))])


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1
