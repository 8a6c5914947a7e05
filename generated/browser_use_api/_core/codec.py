# Made by tools/generate.py from an OpenAPI document; never edit it.
"""The base of the codecs. Each reads one kind of JSON value (`decode`) and writes it (`encode`).

Reading is tolerant of what servers may change (new enum values, bounds) and strict about types. Writing checks everything that
the document says about the value.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any


class Mismatch(Exception):
    """A value is not what its codec takes. `path` leads to it, from the outside in."""

    def __init__(self, problem: str, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(problem)
        self.problem = problem
        self.path = path

    def inside(self, step: str | int) -> Mismatch:
        """The same, seen from the object or list that holds the value."""
        return Mismatch(self.problem, (step, *self.path))

    @property
    def place(self) -> str:
        """The path as one would write it: `files[0].size`."""
        return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path).lstrip(".")


class Codec:
    """Reads and writes one kind of value.

    `kind` names it for people. `accepts_null`: None is a value. `item`: the codec of a list's items.
    `largest`: the greatest number, or the most items, that is taken. `as_it_is`: values of this very type are read as they are.
    """

    kind: str = "any value"
    accepts_null: bool = False
    as_it_is: type | None = None
    item: Codec | None = None
    largest: float | None = None

    @property
    def choices(self) -> tuple[Any, ...]:
        """The known values, where there is a list of them."""
        return ()

    def decode(self, value: Any) -> Any:
        """The value in Python. Raises Mismatch."""
        raise NotImplementedError

    def encode(self, value: Any) -> Any:
        """The value in JSON: what Python's json module writes, and Decimals that no float holds. Raises Mismatch."""
        raise NotImplementedError


class AnyValue(Codec):
    """Any JSON value, as it is."""

    accepts_null = True

    def decode(self, value: Any) -> Any:
        return value

    def encode(self, value: Any) -> Any:
        try:
            return plain(value)
        except RecursionError:
            raise Mismatch("contains itself, or is nested too deeply") from None


def plain(value: Any) -> Any:
    """The value as plain JSON data: models become dicts. Raises Mismatch for what JSON has no form for, and RecursionError."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return whole_text(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise Mismatch(f"cannot be written as JSON: {value}")
        return value
    if isinstance(value, Decimal):
        from .decimals import json_number, to_decimal_string  # They stand on this module.

        return json_number(to_decimal_string(value))
    if hasattr(value, "to_dict"):
        return plain(value.to_dict())
    if isinstance(value, Mapping):
        return {text_key(name): inside(name, plain, item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [inside(index, plain, item) for index, item in enumerate(value)]
    raise Mismatch(f"cannot be written as JSON: {type(value).__name__}")


def whole_text(value: str) -> str:
    """A plain string that can be sent. Raises Mismatch."""
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise Mismatch(f"holds half a character at position {error.start}: it was cut or decoded wrongly") from None
    return str(value)


def text_key(name: Any) -> str:
    if not isinstance(name, str):
        raise Mismatch(f"has a key that is no string: {name!r:.40}")
    return whole_text(name)


def inside(step: str | int, function: Callable[[Any], Any], value: Any) -> Any:
    """What the function makes of a value inside another, at the step."""
    try:
        return function(value)
    except Mismatch as mismatch:
        raise mismatch.inside(step) from mismatch.__cause__


def first_fit(functions: Iterable[Callable[[Any], Any]], value: Any) -> Any:
    """What the first function that takes the value makes of it. If none does, raises the Mismatch that is deepest inside."""
    problems: list[Mismatch] = []
    for function in functions:
        try:
            return function(value)
        except Mismatch as mismatch:
            problems.append(mismatch)
    deepest = max(problems, key=lambda problem: len(problem.path))
    if deepest.path or len(problems) == 1:
        raise deepest
    raise Mismatch(f"fits none of {len(problems)} alternatives: {'; '.join(dict.fromkeys(each.problem for each in problems))}")


def check_size(size: int, least: int, most: float | None, unit: str) -> None:
    if size < least or (most is not None and size > most):
        bounds = f"at least {least}" if most is None else f"at most {most}" if least == 0 else f"from {least} to {most}"
        raise Mismatch(f"must have {bounds} {unit}, not {size}")


def wrong(expected: str, value: Any) -> Mismatch:
    """That another value is expected. Long values are cut."""
    if value is None or isinstance(value, bool | int | float | str):
        return Mismatch(f"must be {expected}, not {value!r:.60}")
    found = "an object" if isinstance(value, dict) else "a list" if isinstance(value, list) else type(value).__name__
    return Mismatch(f"must be {expected}, not {found}")
