"""JSON → model → JSON gives the same, whatever the server or the user puts in."""

import copy
import math
import pickle
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from browser_use_api.types import UNSET, Unset, format_datetime, parse_datetime
from hypothesis import given
from hypothesis import strategies as st

from browser_use_api import models

NAMES = ["CreateSessionRequest", "StopSessionRequest", "Session", "SessionList", "Message", "MessageList", "Error"]
NAMES += ["ValidationError", "JsonSchema"]
SESSION = {
    "id": "3c90c3cc-0d44-4b50-8888-8dd25736052a",
    "status": "idle",
    "model": "bu-max",
    "createdAt": "2023-11-07T05:31:56Z",
    "updatedAt": "2023-11-07T05:31:56.5Z",
}


def through(name: str, value: dict[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = getattr(models, name).from_dict(value).to_dict()
    return result


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_what_fits_the_schema_comes_back_equal(
    name: str, document: Any, valid: Callable[..., Any], same: Callable[..., bool], data: st.DataObject
) -> None:
    value = data.draw(valid(document, name))
    before = copy.deepcopy(value)
    assert same(through(name, value), value)
    assert value == before


@pytest.mark.parametrize("name", ["CreateSessionRequest", "StopSessionRequest", "Session", "SessionList"])
@given(data=st.data())
def test_enum_values_that_the_spec_does_not_know_are_kept(
    name: str, with_unknown_enum_values: Any, valid: Callable[..., Any], same: Callable[..., bool], data: st.DataObject
) -> None:
    value = data.draw(valid(with_unknown_enum_values, name))
    assert same(through(name, value), value)


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_properties_that_the_spec_does_not_know_are_kept_at_every_level(
    name: str, document: Any, valid: Callable[..., Any], same: Callable[..., bool], data: st.DataObject
) -> None:
    extra = data.draw(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=3))

    def with_extra(value: Any) -> Any:
        if isinstance(value, list):
            return [with_extra(item) for item in value]
        return {**{key: with_extra(item) for key, item in value.items()}, "brandNew": extra} if isinstance(value, dict) else value

    value = with_extra(data.draw(valid(document, name)))
    model = getattr(models, name).from_dict(value)
    assert model["brandNew"] == extra
    assert "brandNew" in model.additional_keys
    assert same(model.to_dict(), value)


@given(st.dictionaries(st.text(), st.recursive(st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(), st.lists)))
def test_any_json_object_is_a_json_schema_with_its_values_untouched(value: dict[str, Any]) -> None:
    model = models.JsonSchema.from_dict(value)
    assert model.to_dict() == value
    assert all(kept is value[key] for key, kept in model.additional_properties.items())


@pytest.mark.parametrize("name", ["CreateSessionRequest", "Session", "Message"])
def test_absent_null_and_default_are_three_things(name: str, document: Any) -> None:
    schema = document["components"]["schemas"][name]
    required = {key: SESSION.get(key, SESSION["id"]) for key in schema.get("required", ())}
    assert through(name, required).keys() == required.keys()
    for key, prop in schema["properties"].items():
        if key in required:
            continue
        values = [None, *([prop["default"]] if "default" in prop else [])]
        for value in values:
            assert through(name, {**required, key: value})[key] == value


def test_a_constructor_puts_nothing_in() -> None:
    request = models.CreateSessionRequest()
    assert request.to_dict() == {}
    assert request.keep_alive is UNSET
    assert models.CreateSessionRequest(proxy_country_code=None).to_dict() == {"proxyCountryCode": None}
    assert models.CreateSessionRequest(keep_alive=False).to_dict() == {"keepAlive": False}
    assert models.Session.from_dict(SESSION).step_count is UNSET


def test_unset_is_one_object_however_it_is_copied() -> None:
    request = models.CreateSessionRequest(task="x")
    for copied in (copy.copy(request), copy.deepcopy(request), pickle.loads(pickle.dumps(request))):
        assert copied == request
        assert copied.to_dict() == {"task": "x"}
    assert not UNSET
    assert isinstance(UNSET, Unset)


def test_models_compare_by_value_and_show_what_is_set() -> None:
    request = models.CreateSessionRequest(task="x")
    assert request != models.CreateSessionRequest(task="x", model="bu-max")
    assert request != models.StopSessionRequest()
    assert repr(request) == "CreateSessionRequest(task='x')"
    request["brandNew"] = 1
    assert repr(request) == "CreateSessionRequest(task='x', additional_properties={'brandNew': 1})"


def test_known_values_are_told_in_the_order_of_the_spec(document: Any) -> None:
    schemas = document["components"]["schemas"]
    assert list(models.SESSION_STATUS_VALUES) == schemas["SessionStatus"]["enum"]
    assert list(models.PROXY_COUNTRY_CODE_VALUES) == schemas["ProxyCountryCode"]["enum"]
    assert all(map(models.is_known_model, models.MODEL_VALUES))
    assert not models.is_known_session_status("brand_new")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"id": None}, AttributeError),
        ({"id": "x"}, ValueError),
        ({"id": 5}, AttributeError),
        ({"createdAt": "yesterday"}, ValueError),
        ({"createdAt": 5}, TypeError),
        ({"status": 5}, TypeError),
        ({"profileId": "x"}, ValueError),
    ],
)
def test_what_cannot_be_read_raises(change: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises((error, TypeError)):
        models.Session.from_dict({**SESSION, **change})


@pytest.mark.parametrize("key", SESSION)
def test_a_missing_required_property_raises(key: str) -> None:
    with pytest.raises(KeyError, match=key):
        models.Session.from_dict({name: value for name, value in SESSION.items() if name != key})


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2023-11-07T05:31:56Z", datetime(2023, 11, 7, 5, 31, 56, tzinfo=UTC)),
        ("2023-11-07T05:31:56+00:00", datetime(2023, 11, 7, 5, 31, 56, tzinfo=UTC)),
        ("2023-11-07t05:31:56z", datetime(2023, 11, 7, 5, 31, 56, tzinfo=UTC)),
        ("2023-11-07T05:31:56.5Z", datetime(2023, 11, 7, 5, 31, 56, 500_000, tzinfo=UTC)),
        ("2023-11-07T05:31:56.123456789Z", datetime(2023, 11, 7, 5, 31, 56, 123_456, tzinfo=UTC)),
        ("2023-11-07T05:31:56-17:32", datetime(2023, 11, 7, 5, 31, 56, tzinfo=timezone(-timedelta(hours=17, minutes=32)))),
        ("2016-12-31T23:59:60Z", datetime(2017, 1, 1, tzinfo=UTC)),
        ("2016-12-31t23:59:60.25z", datetime(2017, 1, 1, 0, 0, 0, 250_000, tzinfo=UTC)),
        ("0001-01-01T00:00:00+23:59", datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=23, minutes=59)))),
    ],
)
def test_times_of_rfc_3339(text: str, instant: datetime) -> None:
    assert parse_datetime(text) == instant
    assert parse_datetime(format_datetime(parse_datetime(text))) == instant


def test_utc_goes_out_as_z_and_a_time_without_zone_as_it_came() -> None:
    assert format_datetime(datetime(2023, 11, 7, 5, 31, 56, tzinfo=UTC)) == "2023-11-07T05:31:56Z"
    assert format_datetime(parse_datetime("2023-11-07T05:31:56")) == "2023-11-07T05:31:56"


@given(st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1), timezones=st.timezones() | st.just(UTC)))
def test_every_time_comes_back(instant: datetime) -> None:
    # In UTC, since Python calls an hour that a clock shows twice equal to nothing.
    assert parse_datetime(format_datetime(instant)).astimezone(UTC) == instant.astimezone(UTC)


def test_an_id_given_as_text_goes_out_as_it_is() -> None:
    """The types ask for a UUID; who ignores them is not punished."""
    as_text = models.CreateSessionRequest(session_id=SESSION["id"])  # type: ignore[arg-type]  # that is what is tested
    assert as_text.to_dict() == models.CreateSessionRequest(session_id=UUID(SESSION["id"])).to_dict()


def test_numbers_keep_their_kind() -> None:
    values = through("CreateSessionRequest", {"maxCostUsd": 1}), through("CreateSessionRequest", {"maxCostUsd": "1.50"})
    assert [type(value["maxCostUsd"]) for value in values] == [int, str]
    assert math.isclose(through("CreateSessionRequest", {"maxCostUsd": 0.1})["maxCostUsd"], 0.1)
