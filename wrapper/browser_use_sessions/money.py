"""Amounts of money: exact decimals in Python, plain decimal strings on the wire.

The context of the `decimal` module never takes part: nothing here rounds, whatever precision or traps are set.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from browser_use_sessions.errors import InvalidArgumentError

if TYPE_CHECKING:
    from decimal import Decimal

# Far more than any amount needs; beyond it a plain decimal string would be thousands of zeros.
_LARGEST_EXPONENT = 1000


def is_decimal_string(text: str) -> bool:
    """Whether the text matches the contract's pattern for decimals, as ECMA-262 reads it: an optional sign, ASCII digits (at
    least one) with at most one point among them, and nothing else."""
    digits = text[1:] if text.startswith(("+", "-")) else text
    return digits.isascii() and digits.replace(".", "", 1).isdigit()


def from_wire(text: str) -> Decimal:
    """The exact value of a string that `is_decimal_string` accepts."""
    from decimal import Decimal

    return Decimal(text)


def to_wire(amount: Decimal | int | float | str, argument: str) -> str:
    """An amount as a decimal string without exponent. Floats count as they print: 0.1 is "0.1".

    Raises InvalidArgumentError for NaN, infinity, booleans, other types and strings that are no decimal numbers.
    """
    from decimal import Decimal

    if isinstance(amount, str):
        if not is_decimal_string(amount):
            raise _refusal(argument, f"is no decimal number: {amount[:40]!r}", "Write it with digits and a point, like '0.50'.")
        return format(Decimal(amount), "f")
    if isinstance(amount, bool) or not isinstance(amount, Decimal | int | float):
        raise _refusal(argument, f"has the wrong type, {type(amount).__name__}", "Give a Decimal, an int, a float or a string.")
    if isinstance(amount, float):
        value = Decimal(float.__repr__(amount))  # Not repr(): subclasses, such as numpy's, print other things.
    else:
        value = amount if isinstance(amount, Decimal) else Decimal(int(amount))
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):
        raise _refusal(argument, f"must be a finite number, not {value}", "Leave it out for no limit of your own.")
    if abs(exponent) > _LARGEST_EXPONENT or value.adjusted() > _LARGEST_EXPONENT:
        raise _refusal(argument, "is out of range", "Give an amount in USD, like Decimal('0.50').")
    return format(value, "f")


def _refusal(argument: str, problem: str, remedy: str) -> InvalidArgumentError:
    return InvalidArgumentError(f"{argument} {problem}. {remedy}", argument=argument)
