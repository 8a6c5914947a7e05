"""Messages about invalid scripts, for the people who wrote them."""

import difflib
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import jsonschema_rs

from .problems import Path, Problem

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


def problems(error: jsonschema_rs.ValidationError, schema: dict[str, Any], value: Any, path: Path) -> Iterator[Problem]:
    """The problems that `error` reports about `value` at `path`."""
    where = (*path, *error.instance_path)
    part, wrong = _at(schema, error.schema_path[:-1]), _at(value, error.instance_path)
    match error.kind:
        case _Kind.AdditionalProperties():
            known = list(part["properties"])
            for name in error.kind.unexpected:
                hint = _suggestion(name, known) or "."
                yield Problem((*where, name), f"unknown property `{name}`{hint} Known properties: {', '.join(known)}")
        case _Kind.Enum():
            choices = [str(choice) or "nothing" for choice in error.kind.options]
            yield Problem(where, choice_problem(wrong, choices))
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


def choice_problem(value: Any, choices: Sequence[str]) -> str:
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
