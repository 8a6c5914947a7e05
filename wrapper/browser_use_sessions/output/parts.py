"""What output types are made of, and what goes wrong between a value or a type and JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

Load = Callable[[Any, str], Any]
"""JSON value, JSON path → value of the type. Raises Misfit."""


class Codec(NamedTuple):
    """A type's JSON Schema, and what turns JSON data into the type."""

    schema: dict[str, Any]
    load: Load


class Misfit(Exception):
    """A value does not fit the type. `path` says where, as a JSON path. Never leaves this package."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path} {problem}")
        self.path = path


class NoSchema(Exception):
    """A type has no JSON Schema. Never leaves this package."""


def kind_of(value: object) -> str:
    """The JSON type of a value, for people to read."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, int | float):
        return "a number"
    names: dict[type, str] = {str: "a string", list: "an array", dict: "an object"}
    return names.get(type(value), type(value).__name__)


def none_fits(value: Any, path: str, problems: Sequence[Misfit]) -> Misfit:
    """Why a value fits no alternative: what is wrong with the one that it fits best, as far as that can be told."""
    deepest = max(problems, key=lambda error: len(error.path))
    if deepest.path != path:
        return deepest
    return Misfit(path, f"is {kind_of(value)} and fits none of the {len(problems)} alternatives")
