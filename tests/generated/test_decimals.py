"""Amounts of money: exact, plain, and independent of the decimal context."""

import re
from decimal import Context, Decimal, FloatOperation, Inexact, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from browser_use_api._core.codecs import DecimalText, Mismatch
from browser_use_api._core.decimals import is_decimal_string

from_wire = DecimalText().decode
to_wire = DecimalText().encode
# The contract's pattern, with ECMA-262's meaning spelled out for Python.
PATTERN = re.compile(r"^(?!^[-+.]*\Z)[+-]?0*[0-9]*\.?[0-9]*\Z")


@given(st.one_of(st.text(alphabet="0123456789.+-eE \n٣²", max_size=8), st.text(max_size=6), st.from_regex(PATTERN)))
def test_a_string_is_a_decimal_exactly_where_the_contract_says_so(text: str) -> None:
    assert is_decimal_string(text) == (PATTERN.match(text) is not None)


@pytest.mark.parametrize("text", ["1\n", "\u0661", "1e3", "", ".", "-.", "+", "1.2.3", " 1", "0x1", "NaN", "1_000"])
def test_strings_that_are_no_decimals(text: str) -> None:
    assert not is_decimal_string(text)
    with pytest.raises(Mismatch):
        to_wire(text)


@given(st.from_regex(PATTERN, fullmatch=True).filter(lambda text: len(text) < 200))
def test_what_comes_from_the_wire_is_exact_and_goes_back_as_a_plain_decimal(text: str) -> None:
    amount = from_wire(text)
    assert PATTERN.match(to_wire(amount))
    assert from_wire(to_wire(amount)) == amount


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=15))
def test_thirty_digits_survive_any_decimal_context(amount: Decimal) -> None:
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
def test_amounts_go_out_plain(amount: object, text: object) -> None:
    assert to_wire(amount) == str(text)


@pytest.mark.parametrize(
    "amount", [float("nan"), float("inf"), Decimal("sNaN"), Decimal("-Infinity"), True, None, [], 1j, 10**2000]
)
def test_what_is_no_amount_is_refused(amount: object) -> None:
    with pytest.raises(Mismatch):
        to_wire(amount)


def test_a_subclass_of_float_counts_as_the_float_that_it_is() -> None:
    class Odd(float):
        def __repr__(self) -> str:
            return f"Odd({float(self)})"

    assert to_wire(Odd(0.1)) == "0.1"
