# Made by tools/generate.py from an OpenAPI document; never edit it.
"""Strings, numbers, booleans, times."""

from __future__ import annotations

import datetime
import math
import re
from decimal import Decimal
from typing import Any, ClassVar

from .codec import Codec, Mismatch, check_size, whole_text, wrong
from .decimals import exact_number, json_number, to_decimal_string

Bounds = tuple[float | None, float | None]
"""The least and the greatest value; None for no bound."""


class Text(Codec):
    """A string. `length` has its bounds, None for none; `pattern` is searched for in it."""

    kind = "string"
    as_it_is = str

    def __init__(self, length: tuple[int, int | None] = (0, None), pattern: str | None = None) -> None:
        self._shortest, self._longest = length
        self._pattern = pattern

    def decode(self, value: Any) -> str:
        if type(value) is str:
            return value
        raise wrong("a string", value)

    def encode(self, value: Any) -> str:
        if not isinstance(value, str):
            hint = ": decode them first" if isinstance(value, bytes | bytearray) else ""
            raise Mismatch(f"{wrong('a string', value).problem}{hint}")
        text = whole_text(value)
        check_size(len(text), self._shortest, self._longest, "characters")
        if self._pattern is not None and re.search(self._pattern, text) is None:
            raise Mismatch(f"does not match the pattern {self._pattern}: {text!r:.60}")
        return text


class Boolean(Codec):
    """True or False."""

    kind = "boolean"
    as_it_is = bool

    def decode(self, value: Any) -> bool:
        if type(value) is bool:
            return value
        raise wrong("True or False", value)

    encode = decode


class Null(Codec):
    """None alone."""

    kind = "null"
    accepts_null = True

    def decode(self, value: Any) -> None:
        if value is not None:
            raise wrong("None", value)

    encode = decode


class Number(Codec):
    """A number, as a float; a Decimal is sent with all of its digits. `open_bounds` are excluded."""

    kind = "number"
    _name = "a number"

    def __init__(
        self, bounds: Bounds = (None, None), open_bounds: Bounds = (None, None), multiple_of: float | None = None
    ) -> None:
        self._bounds = bounds
        self.largest = bounds[1]
        self._open_bounds = open_bounds
        self._multiple_of = multiple_of

    def decode(self, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise wrong(self._name, value)
        return value

    def encode(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            text = to_decimal_string(value)
            self._check(Decimal(text))
            return json_number(text)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise wrong(self._name, value)
        number: float = int(value) if isinstance(value, int) else value
        if not math.isfinite(number):
            raise Mismatch(f"must be a finite number, not {number}")
        self._check(number)
        return number

    def _check(self, value: float | Decimal) -> None:
        limits: tuple[Any, ...] = (*self._bounds, *self._open_bounds)
        low, high, above, below = map(exact_number, limits) if isinstance(value, Decimal) else limits
        if low is not None and high is not None and not low <= value <= high:
            raise Mismatch(f"must be from {low} to {high}, not {value}")
        for is_broken, words, limit in (
            (low is not None and value < low, "at least", low),
            (high is not None and value > high, "at most", high),
            (above is not None and value <= above, "more than", above),
            (below is not None and value >= below, "less than", below),
        ):
            if is_broken:
                raise Mismatch(f"must be {words} {limit}, not {value}")
        if self._multiple_of and not _is_multiple(value, self._multiple_of):
            raise Mismatch(f"must be a multiple of {self._multiple_of}, not {value}")


class Integer(Number):
    """An integer; JSON may write it as `3.0`."""

    kind = "integer"
    as_it_is = int
    _name = "an integer"

    def decode(self, value: Any) -> int:
        if type(value) is int:
            return value
        if not isinstance(value, bool) and (isinstance(value, int) or (isinstance(value, float) and value.is_integer())):
            return int(value)
        raise wrong(self._name, value)

    def encode(self, value: Any) -> int:
        return int(super().encode(self.decode(value)))


class Uuid(Codec):
    """A UUID, as a string. Arguments may be `uuid.UUID` too."""

    kind = "UUID"
    as_it_is = str
    _FORM: ClassVar = re.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

    def decode(self, value: Any) -> str:
        if type(value) is str:
            return value
        raise wrong("a string", value)

    def encode(self, value: Any) -> str:
        text = value if isinstance(value, str) else str(value)
        if not self._FORM.fullmatch(text):
            raise Mismatch(f"must be a UUID such as 3c90c3cc-0d44-4b50-8888-8dd25736052a, not {text!r:.60}")
        return str(text)


class DateTime(Codec):
    """A point in time, as an aware `datetime`; without a time zone in the text it is UTC."""

    kind = "date and time"

    def decode(self, value: Any) -> datetime.datetime:
        if type(value) is not str:
            raise wrong("a date and time", value)
        try:
            time = datetime.datetime.fromisoformat(value)
        except ValueError:
            time = _read_unusual(value)
        return time if time.tzinfo is not None else time.replace(tzinfo=datetime.UTC)

    def encode(self, value: Any) -> str:
        if isinstance(value, str):
            self.decode(str(value))
            return str(value)
        if not isinstance(value, datetime.datetime):
            raise wrong("a datetime", value)
        if value.tzinfo is None:
            raise Mismatch("must have a time zone, as in datetime.now(UTC)")
        return value.isoformat().replace("+00:00", "Z")


class Date(Codec):
    """A day, as a `date`."""

    kind = "date"

    def decode(self, value: Any) -> datetime.date:
        if type(value) is str:
            try:
                return datetime.date.fromisoformat(value)
            except ValueError:
                pass
        raise wrong("a date", value)

    def encode(self, value: Any) -> str:
        if isinstance(value, str):
            return self.decode(str(value)).isoformat()
        if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
            raise wrong("a date", value)
        return value.isoformat()


def _read_unusual(text: str) -> datetime.datetime:
    """Times of RFC 3339 that Python's own reader does not take: small letters, and leap seconds."""
    leap = re.fullmatch(r"(.*:)60(\.\d+)?(\D.*)?", text)
    try:
        time = datetime.datetime.fromisoformat(f"{leap[1]}59{leap[2] or ''}{leap[3] or ''}".upper() if leap else text.upper())
        return time + datetime.timedelta(seconds=1) if leap else time
    except (ValueError, OverflowError):
        raise Mismatch(f"must be a date and time, not {text!r:.60}") from None


def _is_multiple(value: float | Decimal, unit: float) -> bool:
    """Of decimal fractions, too: 0.3 is a multiple of 0.1."""
    if isinstance(value, int) and isinstance(unit, int):
        return value % unit == 0
    one, other = exact_number(value), exact_number(unit)
    if one is None or not other:
        return True
    (over, under), (unit_over, unit_under) = one.as_integer_ratio(), other.as_integer_ratio()
    return over * unit_under % (under * unit_over) == 0
