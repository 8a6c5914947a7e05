"""Strict parsing of single values."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from browser_use_contract import schemas
from browser_use_contract.document import component
from browser_use_contract.exchange import NotJson, parse_json
from browser_use_contract.values import decimal, integer, is_almost_uuid, is_uuid, moment


@pytest.mark.parametrize("text", ["0", "1.50", "+5.", ".5", "-0.1", "007"])
def test_decimals_of_the_pattern_are_read(text: str) -> None:
    assert decimal(text) == Decimal(text)


@pytest.mark.parametrize("text", ["", ".", "-", "+.", "1e5", "1\n", "١", "１２", " 1", "NaN", "1.2.3", 5, 0.5, None, True])
def test_others_are_not(text: object) -> None:
    assert decimal(text) is None


@given(st.text(alphabet="0123456789+-. \n１١e", max_size=8))
def test_the_validator_reads_decimals_in_the_same_way(text: str) -> None:
    fits = not list(schemas.faults(component("schemas", "Decimal"), text))
    assert fits is (decimal(text) is not None)


def test_whole_floats_are_integers_and_booleans_are_not() -> None:
    assert (integer(3), integer(3.0), integer(3.5), integer(True), integer("3")) == (3, 3, None, None, None)


def test_moments_need_an_offset() -> None:
    assert moment("2023-11-14T22:13:20Z") == moment("2023-11-14T22:13:20.000+00:00") == 1_700_000_000
    assert moment("2023-11-14T22:13:20") is None
    assert moment("yesterday") is None
    assert moment(1_700_000_000) is None


def test_uuids_and_what_only_some_take_for_one() -> None:
    assert is_uuid("3C90c3cc-0d44-4b50-8888-8dd25736052a")
    assert is_almost_uuid("3c90c3cc0d444b5088888dd25736052a")
    assert not is_uuid("3c90c3cc-0d44-4b50-8888-8dd25736052a\n")
    assert not is_almost_uuid("not-a-uuid")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"a": 1, "b": {"c": 1, "c": 2}}', "has the name 'c' twice"),
        (b'{"a": NaN}', "NaN is not a JSON number"),
        (b"[Infinity]", "Infinity is not a JSON number"),
        (b'{"a": 1', "at character"),
        (b'{"a": "\xff"}', "not UTF-8 at byte 7"),
        (b"\xef\xbb\xbf{}", "character"),
        (b"", "at character 0"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_unsound_json_is_told_apart(body: bytes, reason: str) -> None:
    with pytest.raises(NotJson, match=reason):
        parse_json(body)


_LEAVES = st.none() | st.booleans() | st.integers() | st.text()


@given(st.recursive(_LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_sound_json_is_read_as_everybody_does(value: object) -> None:
    assert parse_json(json.dumps(value).encode()) == value
