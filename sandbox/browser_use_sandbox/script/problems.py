"""Finds and describes the problems of a script, for the people who wrote it."""

import difflib
import functools
import importlib.resources
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal, Self

import attrs
import jsonschema_rs

#: A place in a script: names of properties and positions in lists.
Place = tuple[str | int, ...]


@attrs.frozen
class Problem:
    """A problem and its place in the script; `line` counts from 1 if the script came from a file."""

    path: Place
    reason: str
    line: int | None = None

    def __str__(self) -> str:
        place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.path)
        return f"{place.removeprefix('.')}: {self.reason}" if place else self.reason


class ScriptError(ValueError):
    """A script is invalid; `problems` lists all problems, and `source` names its file."""

    def __init__(self, problems: Iterable[Problem], source: str | None = None) -> None:
        self.problems = list(problems)
        self.source = source
        super().__init__("\n".join(self._lines()))

    @classmethod
    def at(cls, place: Place, reason: str) -> Self:
        """An error with one problem."""
        return cls([Problem(place, reason)])

    def _lines(self) -> Iterable[str]:
        for problem in self.problems:
            places = [str(part) for part in (self.source, problem.line) if part is not None]
            yield f"{':'.join(places)}: {problem}" if places else str(problem)


@contextmanager
def within(*place: str | int) -> Iterator[None]:
    """Add the place of an entry to a ScriptError that is raised in this context."""
    try:
        yield
    except ScriptError as error:
        raise ScriptError([attrs.evolve(problem, path=(*place, *problem.path)) for problem in error.problems]) from None


def check_schema(kind: "Kind", value: Any) -> None:
    """ScriptError if `value` is not valid as that kind of script.schema.json."""
    found = [problem for error in _validator(kind).iter_errors(value) for problem in _described(error, value)]
    if found:
        raise ScriptError(found)


def check_operation(name: str | None, operations: Sequence[str]) -> None:
    """ScriptError if the name is not one of the operations."""
    if name is not None and name not in operations:
        raise ScriptError.at(("operation",), _choice_problem(name, operations))


Kind = Literal["script", "task", "fault", "clock", "limits", "requests", "checks", "files"]


@functools.cache
def _schema() -> dict[str, Any]:
    text = (importlib.resources.files("browser_use_sandbox.script") / "script.schema.json").read_bytes()
    schema: dict[str, Any] = json.loads(text)
    return schema


@functools.cache
def _validator(kind: Kind) -> jsonschema_rs.Validator:
    schema = _schema()
    if kind != "script":
        schema = {"$defs": schema["$defs"], "$ref": f"#/$defs/{kind}"}
    return jsonschema_rs.Draft202012Validator(schema)


# Messages

_LONGEST = 60
_KINDS = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "null",
    "number": "a number",
    "string": "a text",
}
_Kind = jsonschema_rs.ValidationErrorKind


def _described(error: jsonschema_rs.ValidationError, value: Any) -> Iterator[Problem]:
    """The problems that `error` reports about `value`."""
    where = tuple(error.instance_path)
    part, wrong = _at(_schema(), error.schema_path[:-1]), _at(value, error.instance_path)
    match error.kind:
        case _Kind.AdditionalProperties():
            known = list(part["properties"])
            for name in error.kind.unexpected:
                hint = _suggestion(name, known) or "."
                yield Problem((*where, name), f"unknown property `{name}`{hint} Known properties: {', '.join(known)}")
        case _Kind.Enum():
            choices = [str(choice) or "nothing" for choice in error.kind.options]
            yield Problem(where, _choice_problem(wrong, choices))
        case _Kind.Type():
            yield Problem(where, _type_problem(error.kind.types, part, wrong))
        case _Kind.Pattern() if "examples" in part:
            yield Problem(where, f"must be written like {_alternatives(map(_shown, part['examples']))}, not {_shown(wrong)}")
        case _Kind.Required():
            yield Problem(where, f"`{error.kind.property}` is missing")
        case _Kind.MinProperties():
            yield Problem(where, f"at least one property is required: {_alternatives(part['properties'])}")
        case _:
            yield Problem(where, error.message)


def _choice_problem(value: Any, choices: Sequence[str]) -> str:
    """A message that `value` is none of the choices, with a suggestion."""
    return f"{_shown(value)} is none of {', '.join(choices)}{_suggestion(str(value), choices)}"


def _type_problem(types: Iterable[str], schema: dict[str, Any], value: Any) -> str:
    wanted = _alternatives(_mapping(schema) if kind == "object" else _KINDS[kind] for kind in types)
    if isinstance(value, float) and not math.isfinite(value):
        hint = ", which JSON does not have"
    else:
        hint = f'; put it into quotes: "{_shown(value)}"' if "string" in types and isinstance(value, int | float) else ""
    return f"must be {wanted}, not {_shown(value)}{hint}"


def _mapping(schema: dict[str, Any]) -> str:
    words = [f"`{word}:`" for word in schema.get("properties", ())]
    return f"a mapping with {_alternatives(words[:2])}" if words else "a mapping"


def _shown(value: Any) -> str:
    """A short text for a value."""
    match value:
        case dict():
            return "a mapping"
        case list() | tuple():
            return "a list"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _suggestion(word: str, words: Iterable[str]) -> str:
    by_lower_case = {each.lower(): each for each in words}
    near = difflib.get_close_matches(word.lower(), by_lower_case, n=1)
    return f"; did you mean `{by_lower_case[near[0]]}`?" if near else ""


def _alternatives(names: Iterable[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last


def _at(whole: Any, path: Iterable[str | int]) -> Any:
    for part in path:
        whole = whole[part]
    return whole
