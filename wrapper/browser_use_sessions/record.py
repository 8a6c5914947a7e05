"""Typed, read-only views of the JSON objects that the API sends.

A record checks the shape of its object once, when it is made, and converts a value when it is asked for: a program that polls
a status pays for the status alone. Properties that this version does not know are kept and can be read too, by their name in
snake_case.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar, overload

from browser_use_sessions.money import from_wire, is_decimal_string

if TYPE_CHECKING:
    from decimal import Decimal

T = TypeVar("T")


class ShapeError(Exception):
    """The object is not what it should be. Never leaves this package."""


class Field(Generic[T]):
    """One property: how its JSON value is checked and converted, and what it is where the server left it out or sent null."""

    __slots__ = ("check", "convert", "default", "name", "what")

    def __init__(
        self, what: str, check: Callable[[Any], object], convert: Callable[[Any], T], default: Callable[[], T] | None
    ) -> None:
        self.what = what
        self.check = check
        self.convert = convert
        self.default = default

    def __set_name__(self, owner: type[Record], attribute: str) -> None:
        self.name = camel_case(attribute)
        owner.fields = {**owner.fields, attribute: self}
        owner._checks = (*owner._checks, (self.name, self.check, self.default is None, self.what))

    @overload
    def __get__(self, record: None, owner: type[Record]) -> Self: ...
    @overload
    def __get__(self, record: Record, owner: type[Record]) -> T: ...
    def __get__(self, record: Record | None, owner: type[Record]) -> Self | T:
        if record is None:
            return self
        value = record._data.get(self.name)
        if value is None and self.default is not None:
            return self.default()
        return self.convert(value)


class Record:
    """A JSON object of the API. Compares equal to a record of the same kind with the same content; can be pickled."""

    __slots__ = ("_data",)
    fields: ClassVar[Mapping[str, Field[Any]]] = {}
    _checks: ClassVar[tuple[tuple[str, Callable[[Any], object], bool, str], ...]] = ()

    def __init__(self, data: dict[str, Any]) -> None:
        get = data.get
        for name, check, is_required, what in self._checks:
            value = get(name)
            if value is None:
                if is_required:
                    raise ShapeError(f"{name} is missing")
            elif not check(value):
                raise ShapeError(f"{name} is no {what}")
        self._data = data

    def is_about(self, session_id: str) -> bool:
        """Whether it may be what the API says about that session."""
        return True

    def to_dict(self) -> dict[str, Any]:
        """The JSON object as the server sent it, with its own names and with everything that is not listed here: a copy."""
        return copy.deepcopy(self._data)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other._data == self._data

    __hash__ = None  # type: ignore[assignment] # The content is compared, and may hold lists.

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *map(snake_case, self._data)})

    if not TYPE_CHECKING:  # Type checkers keep complaining about misspelt names.

        def __getattr__(self, name: str) -> Any:
            if name.startswith("_"):
                raise AttributeError(name)
            for key in (camel_case(name), *self._data):
                if key in self._data and snake_case(key) == name:
                    return _by_name(name, self._data[key])
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")


class OpenStr(str):
    """A value from a list that grows over time: a string, kept as it came, whether this version knows it or not."""

    __slots__ = ()

    @property
    def value(self) -> str:
        return str(self)


def required(what: str, check: Callable[[Any], object], convert: Callable[[Any], T]) -> Field[T]:
    return Field(what, check, convert, None)


def optional(what: str, check: Callable[[Any], object], default: Callable[[], T], convert: Callable[[Any], T]) -> Field[T]:
    return Field(what, check, convert, default)


def nullable(what: str, check: Callable[[Any], object], convert: Callable[[Any], T]) -> Field[T | None]:
    return Field(what, check, convert, _none)


def _none() -> None:
    return None


def is_text(value: Any) -> bool:
    return type(value) is str


def is_integer(value: Any) -> bool:
    return type(value) is int or (type(value) is float and value.is_integer())


def is_boolean(value: Any) -> bool:
    return type(value) is bool


def is_object(value: Any) -> bool:
    return type(value) is dict


def is_texts(value: Any) -> bool:
    return type(value) is list and all(type(item) is str for item in value)


def is_amount(value: Any) -> bool:
    return type(value) is str and is_decimal_string(value)


def is_time(value: Any) -> bool:
    if type(value) is not str:
        return False
    try:
        to_time(value)
    except ValueError:
        return False
    return True


def to_amount(value: str) -> Decimal:
    return from_wire(value)


def to_time(value: str) -> datetime:
    """The instant, with its time zone; without one in the text it is UTC."""
    time = datetime.fromisoformat(value.upper())
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)


def camel_case(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in others)


def snake_case(name: str) -> str:
    import re

    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def _by_name(name: str, value: Any) -> Any:
    """Values of properties that this version does not list: amounts and times are told by their names' endings."""
    if name.endswith("_usd") and is_amount(value):
        return to_amount(value)
    if name.endswith("_at") and is_time(value):
        return to_time(value)
    return copy.deepcopy(value)
