"""The common form of all output types, and ways to read JSON that the generated package does not have.

The codecs of the generated package are reused, since they are as strict about types as JSON Schema is; and so is its `Mismatch`,
whose path is built from the inside to the outside. The user sees neither `Mismatch` nor `UnsupportedType`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from browser_use_api._core import codecs
from browser_use_api._core.codecs import Mismatch

Decode = Callable[[Any], Any]
"""JSON value → value of the type. Raises Mismatch."""


class Shape(NamedTuple):
    """A type's JSON Schema, and a function that converts JSON data to the type."""

    schema: dict[str, Any]
    decode: Decode


class UnsupportedType(Exception):
    """A type has no JSON Schema; the message names it."""


def inside(step: str | int, decode: Decode, value: Any) -> Any:
    """Decodes a part of a value. A Mismatch gets the step that leads to the part."""
    try:
        return decode(value)
    except Mismatch as mismatch:
        raise mismatch.inside(step) from mismatch.__cause__


def first_fit(options: Iterable[Decode], value: Any) -> Any:
    """The result of the first option that fits. If none does, raises the Mismatch of the option that fits best, if one does."""
    problems: list[Mismatch] = []
    for decode in options:
        try:
            return decode(value)
        except Mismatch as mismatch:
            problems.append(mismatch)
    deepest = max(problems, key=lambda problem: len(problem.path))
    if deepest.path or len(problems) == 1:
        raise deepest
    raise Mismatch(f"fits none of {len(problems)} alternatives: {'; '.join(dict.fromkeys(each.problem for each in problems))}")


def choice_of(values: Sequence[Any], value: Any) -> Any:
    """The item of `values` that is equal in JSON: True is not 1, but 1.0 is. Raises Mismatch."""
    return codecs.Literal(*values).encode(value)


items_of = codecs.ListOf(codecs.AnyValue()).decode
"""A list as it is. Raises Mismatch for anything else."""
members_of = codecs.MapOf(codecs.AnyValue()).decode
"""A dict as it is. Raises Mismatch for anything else."""
