"""The common form of all output types, and ways to read JSON that the generated package does not have.

The codecs of the generated package are reused, since they are as strict about types as JSON Schema is; and so is its `Mismatch`,
whose path is built from the inside to the outside. The user sees neither `Mismatch` nor `UnsupportedType`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from browser_use_api._core import codecs

Decode = Callable[[Any], Any]
"""JSON value → value of the type. Raises Mismatch."""


class Shape(NamedTuple):
    """A type's JSON Schema, and a function that converts JSON data to the type."""

    schema: dict[str, Any]
    decode: Decode


class UnsupportedType(Exception):
    """A type has no JSON Schema; the message names it."""


def choice_of(values: Sequence[Any], value: Any) -> Any:
    """The item of `values` that is equal in JSON: True is not 1, but 1.0 is. Raises Mismatch."""
    return codecs.Literal(*values).encode(value)


items_of = codecs.ListOf(codecs.AnyValue()).decode
"""A list as it is. Raises Mismatch for anything else."""
members_of = codecs.MapOf(codecs.AnyValue()).decode
"""A dict as it is. Raises Mismatch for anything else."""
