"""Amounts of money as the API writes them: decimal strings without an exponent."""

from decimal import Decimal, InvalidOperation


def plain(amount: Decimal) -> str:
    """The amount as a decimal string: "0.0000001" for Decimal("1E-7"), "0" for Decimal("0.00")."""
    return format(amount, "f") if amount else "0"


def usd(value: Decimal | float | str) -> Decimal:
    """The amount as a Decimal: 0.1 is exactly a tenth. ValueError if the value is not a finite number."""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        raise ValueError(f"not an amount of USD: {value}")
    return amount
