"""What an output type comes down to, and the few ways to read JSON that the generated layer does not have.

Reading reuses the generated layer's codecs, which are as strict about types as JSON Schema is, and its `Mismatch`, whose path
grows from the inside out. Neither `Mismatch` nor `UnsupportedType` leaves this package.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from browser_use_api._core import codecs
from browser_use_api._core.codecs import Mismatch

Decode = Callable[[Any], Any]
"""JSON value → value of the type. Raises Mismatch."""


class Shape(NamedTuple):
    """A type's JSON Schema, and what turns JSON data into the type."""

    schema: dict[str, Any]
    decode: Decode


class UnsupportedType(Exception):
    """A type has no JSON Schema; the message names it."""


def inside(step: str | int, decode: Decode, value: Any) -> Any:
    """Decodes a part of a value: what does not fit is told with the step that leads to the part."""
    try:
        return decode(value)
    except Mismatch as mismatch:
        raise mismatch.inside(step) from mismatch.__cause__


def first_fit(options: Iterable[Decode], value: Any) -> Any:
    """What the first option that fits makes of the value; else Mismatch for the one that it fits best, where that can be told."""
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
    """The one of `values` that is the same in JSON: True is not 1, but 1.0 is. Raises Mismatch."""
    return codecs.Literal(*values).encode(value)


items_of = codecs.ListOf(codecs.AnyValue()).decode
"""A list as it is. Raises Mismatch for anything else."""
members_of = codecs.MapOf(codecs.AnyValue()).decode
"""A dict as it is. Raises Mismatch for anything else."""
