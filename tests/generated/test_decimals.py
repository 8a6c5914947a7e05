"""Amounts of money: exact, without exponents, and independent of the decimal context."""

import re
from decimal import Context, Decimal, FloatOperation, Inexact, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from browser_use_api._core.codecs import DecimalText, Mismatch
from browser_use_api._core.decimals import is_decimal_string

from_wire = DecimalText().decode
to_wire = DecimalText().encode
# The contract's pattern, translated from ECMA-262 to Python.
PATTERN = re.compile(r"^(?!^[-+.]*\Z)[+-]?0*[0-9]*\.?[0-9]*\Z")


@given(st.one_of(st.text(alphabet="0123456789.+-eE \n٣²", max_size=8), st.text(max_size=6), st.from_regex(PATTERN)))
def test_decimal_strings_are_those_that_match_the_contract_pattern(text: str) -> None:
    assert is_decimal_string(text) == (PATTERN.match(text) is not None)


@pytest.mark.parametrize("text", ["1\n", "\u0661", "1e3", "", ".", "-.", "+", "1.2.3", " 1", "0x1", "NaN", "1_000"])
def test_invalid_decimal_strings_raise_mismatch(text: str) -> None:
    assert not is_decimal_string(text)
    with pytest.raises(Mismatch):
        to_wire(text)


@given(st.from_regex(PATTERN, fullmatch=True).filter(lambda text: len(text) < 200))
def test_decimals_round_trip_exactly(text: str) -> None:
    amount = from_wire(text)
    assert PATTERN.match(to_wire(amount))
    assert from_wire(to_wire(amount)) == amount


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=15))
def test_30_digits_survive_any_decimal_context(amount: Decimal) -> None:
    with localcontext(Context(prec=3, traps=[Inexact, FloatOperation])):
        text = to_wire(amount)
        assert from_wire(text) == amount
    assert PATTERN.match(text)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Decimal("0.50"), "0.50"),
        (0.1, "0.1"),
        (1e-7, "0.0000001"),
        (1e22, "10000000000000000000000"),
        (5, "5"),
        (Decimal("1E+3"), "1000"),
        (Decimal("-0"), "-0"),
        (".5", "0.5"),
        ("+5.", "5"),
        (Decimal("123456789012345678901234567890.123456789012345678901234567890"),) * 2,
    ],
)
def test_amounts_are_written_without_exponent(amount: object, text: object) -> None:
    assert to_wire(amount) == str(text)


@pytest.mark.parametrize(
    "amount", [float("nan"), float("inf"), Decimal("sNaN"), Decimal("-Infinity"), True, None, [], 1j, 10**2000]
)
def test_invalid_amounts_raise_mismatch(amount: object) -> None:
    with pytest.raises(Mismatch):
        to_wire(amount)


def test_float_subclass_is_written_as_a_float() -> None:
    class Odd(float):
        def __repr__(self) -> str:
            return f"Odd({float(self)})"

    assert to_wire(Odd(0.1)) == "0.1"
