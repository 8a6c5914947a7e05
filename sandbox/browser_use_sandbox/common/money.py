"""Decimal amounts as the API writes them: a plain decimal string, never with an exponent."""

from decimal import Decimal, InvalidOperation


def plain(amount: Decimal) -> str:
    """`amount` digit by digit: Decimal("1E-7") is "0.0000001", Decimal("0.00") is "0"."""
    return format(amount, "f") if amount else "0"


def usd(value: Decimal | float | str) -> Decimal:
    """The amount as it was written: 0.1 is a tenth, not the float next to it. ValueError for what is no finite number."""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        raise ValueError(f"not an amount of USD: {value}")
    return amount
