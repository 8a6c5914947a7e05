"""Decimal amounts as the API writes them: a plain decimal string, never with an exponent."""

from decimal import Decimal


def plain(amount: Decimal) -> str:
    """`amount` digit by digit: Decimal("1E-7") is "0.0000001", Decimal("0.00") is "0"."""
    return format(amount, "f") if amount else "0"
