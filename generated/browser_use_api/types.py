# Made from openapi.yaml by tools/generate.py; never edit it. `make generate` makes it anew.

"""What the models and functions of this package share."""

from __future__ import annotations

import datetime
from collections.abc import Callable, MutableMapping
from enum import Enum
from typing import Any, Final, Generic, Literal, TypeVar

from attrs import define, field, fields


class Unset(Enum):
    """The type of UNSET; an enum, so that `is UNSET` narrows types and a copy is the same object."""

    UNSET = "UNSET"

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset.UNSET
"""The value of what is absent, which is not the same as null. It is not sent, and what did not come has it."""

T = TypeVar("T")


@define
class Response(Generic[T]):
    """The response to a request."""

    status_code: int
    content: bytes
    """The body as it came."""
    headers: MutableMapping[str, str]
    parsed: T | None
    """The body as an object; None where there is none, or where an error came with a body that the spec does not describe."""


@define(eq=False, repr=False)
class JsonObject:
    """What all models have in common. Properties that the spec does not list are items: `session["newProperty"]`."""

    additional_properties: dict[str, Any] = field(init=False, factory=dict)
    """The properties that the spec does not list, as they came."""

    @property
    def additional_keys(self) -> list[str]:
        """The names of the properties that the spec does not list."""
        return list(self.additional_properties)

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, field.name) == getattr(other, field.name) for field in fields(type(self)))

    def __repr__(self) -> str:
        names = [field.name for field in fields(type(self)) if field.init]
        shown = [f"{name}={value!r}" for name in names if (value := getattr(self, name)) is not UNSET]
        if self.additional_properties:
            shown.append(f"additional_properties={self.additional_properties!r}")
        return f"{type(self).__name__}({', '.join(shown)})"


def expect(value: Any, kind: type[T], *others: type) -> T:
    """The value, if it has one of these types; to a type checker it has the first one.

    Raises:
        TypeError: it has none of them.
    """
    result: T = value
    if isinstance(value, (kind, *others)):
        return result
    raise TypeError(f"expected {kind.__name__}, got {type(value).__name__}")


def first_fit(value: Any, *readers: Callable[[Any], Any]) -> Any:
    """What the first of the readers that takes the value makes of it; raises what the last one raises."""
    for reader in readers[:-1]:
        try:
            return reader(value)
        except (AttributeError, KeyError, TypeError, ValueError):
            continue
    return readers[-1](value)


def parse_datetime(value: str) -> datetime.datetime:
    """A point in time from RFC 3339; digits beyond microseconds are dropped, a leap second counts as the second after it.

    Raises:
        ValueError, TypeError: it is none.
    """
    try:
        return datetime.datetime.fromisoformat(value)
    except ValueError:
        # RFC 3339 also allows small letters and leap seconds, which fromisoformat does not.
        text = value.upper()
        if text[16:19] != ":60":
            return datetime.datetime.fromisoformat(text)
        return datetime.datetime.fromisoformat(f"{text[:16]}:59{text[19:]}") + datetime.timedelta(seconds=1)


def format_datetime(value: datetime.datetime) -> str:
    """RFC 3339, with Z for UTC. A value without a time zone goes out without one, as it came."""
    text = value.isoformat()
    return f"{text[:-6]}Z" if text.endswith("+00:00") else text


__all__ = ["UNSET", "JsonObject", "Response", "Unset"]
