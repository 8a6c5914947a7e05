# Made by tools/generate.py from an OpenAPI document; never edit it.
"""Exact decimal numbers: `Decimal` in Python, plain decimal strings or JSON numbers on the wire.

The context of the `decimal` module never takes part: nothing here rounds, whatever precision or traps are set.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from .codec import Codec, Mismatch, wrong

# An optional sign, ASCII digits (at least one) with at most one point among them, and nothing else.
_match_decimal = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)").fullmatch
# Far more than any amount needs; beyond it a plain decimal string would be thousands of zeros.
_LARGEST_EXPONENT = 1000
# Greater whole numbers are written with an exponent where that says the same.
_LARGEST_PLAIN = 10**15


def is_decimal_string(text: str) -> bool:
    """Whether the text is an optional sign, ASCII digits (at least one) with at most one point among them, and nothing else."""
    return _match_decimal(text) is not None


class JsonFloat(float):
    """A JSON number with a fraction or an exponent, which remembers its digits."""

    __slots__ = ("text",)
    text: str

    def __new__(cls, text: str) -> JsonFloat:
        made = super().__new__(cls, text)
        made.text = text
        return made

    def __reduce__(self) -> tuple[type[JsonFloat], tuple[str]]:
        return JsonFloat, (self.text,)


def exact_number(value: Any) -> Decimal | None:
    """The exact value of a number: an int, a Decimal, a JsonFloat, or a float by the digits it prints; None for anything else."""
    if isinstance(value, bool | str | None):
        return None
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, JsonFloat):
        return Decimal(value.text)
    # Subclasses of float, such as numpy's, print other things.
    return Decimal(float.__repr__(value)) if isinstance(value, float) else None


def to_decimal_string(amount: Any) -> str:
    """An amount (Decimal, int, float, str) as a decimal string without exponent. Floats count as they print: 0.1 is "0.1".

    Raises Mismatch for NaN, infinity, booleans, other types and strings that are no decimal numbers.
    """
    if isinstance(amount, str):
        if not is_decimal_string(amount):
            raise Mismatch(f"is no decimal number: {amount[:40]!r}. Write it with digits and a point, like '0.50'")
        return format(Decimal(amount), "f")
    number = exact_number(amount)
    if number is None:
        raise Mismatch(f"has the wrong type, {type(amount).__name__}. Give a Decimal, an int, a float or a string")
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int):
        raise Mismatch(f"must be a finite number, not {number}")
    if abs(exponent) > _LARGEST_EXPONENT or number.adjusted() > _LARGEST_EXPONENT:
        raise Mismatch("is out of range")
    return format(number, "f")


class DecimalText(Codec):
    """An exact decimal number in a JSON string, such as an amount of money."""

    kind = "decimal"
    wanted = "a decimal number in a string"

    def decode(self, value: Any) -> Decimal:
        if type(value) is str and is_decimal_string(value):
            return Decimal(value)
        raise wrong(self.wanted, value)

    def encode(self, value: Any) -> Any:
        return to_decimal_string(value)


class DecimalNumber(DecimalText):
    """An exact decimal number that comes as a JSON number or a string. It is written as a string where `as_text` is true.

    As a JSON number it keeps all of its digits, too: JSON has no bound, though some readers have one.
    """

    wanted = "a decimal number, or one in a string"

    def __init__(self, as_text: bool = False) -> None:
        self._as_text = as_text

    def decode(self, value: Any) -> Decimal:
        number = exact_number(value)
        return super().decode(value) if number is None else number

    def encode(self, value: Any) -> Any:
        text = to_decimal_string(value)
        return text if self._as_text else json_number(text)


def json_number(text: str) -> int | float | Decimal:
    """The JSON number for an exact decimal text: a float where that prints the same number, else a Decimal."""
    number = Decimal(text)
    is_whole = number == number.to_integral_value()
    if (not is_whole or number.copy_abs() > _LARGEST_PLAIN) and Decimal(repr(float(text))) == number:
        return float(text)
    return int(number) if is_whole else number
