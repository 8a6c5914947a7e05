"""JSON → model → JSON returns the same value, for any value of a server or a user."""

import copy
import pickle
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from browser_use_api import UNSET, models
from browser_use_api._core.codecs import DateTime, Mismatch, Number, Object
from browser_use_api._core.model import ModelBase, Property

pytestmark = pytest.mark.slow

ID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
SESSION = {
    "id": ID,
    "status": "idle",
    "model": "bu-max",
    "createdAt": "2023-11-07T05:31:56Z",
    "updatedAt": "2023-11-07T05:31:56.5Z",
}
MODELS: list[Any] = [getattr(models, name) for name in sorted(models.__all__) if issubclass(getattr(models, name), ModelBase)]
IN_DOCUMENT = [
    "Account",
    "Browser",
    "CreateBrowserRequest",
    "CreateSessionRequest",
    "MessageList",
    "Profile",
    "ProfileList",
    "Session",
]
IN_DOCUMENT += [
    "SessionList",
    "UploadFilesRequest",
    "UploadFilesResponse",
    "ValidationError",
    "WebhookEvent",
    "WorkspaceFileList",
]


def round_trip(name: str, value: dict[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = getattr(models, name).from_dict(value).to_dict()
    return result


def rebuilt(model: Any) -> Any:
    """Constructs an equal model from the attributes of a decoded one, at every level."""
    if isinstance(model, list):
        return [rebuilt(item) for item in model]
    if not isinstance(model, ModelBase):
        return model
    attributes = {name: rebuilt(getattr(model, name)) for name in type(model).properties if name in vars(model)}
    return type(model)(additional_properties=model.additional_properties, **attributes)


def test_tested_models_exist_in_the_document(document: Any) -> None:
    assert set(IN_DOCUMENT) <= {name for name, schema in document["components"]["schemas"].items() if "properties" in schema}
    assert len(MODELS) > 20


@pytest.mark.parametrize("name", IN_DOCUMENT)
@settings(max_examples=settings().max_examples // 2)  # half of the profile's, since there are many models
@given(data=st.data())
def test_valid_value_round_trips(
    name: str, document: Any, valid: Callable[..., Any], equivalent: Callable[..., bool], data: st.DataObject
) -> None:
    value = data.draw(valid(document, name))
    before = copy.deepcopy(value)
    model = getattr(models, name).from_dict(value)
    assert model.to_dict() == value == before
    assert equivalent(rebuilt(model).to_dict(), value)
    assert equivalent(Object("browser_use_api.models.x", _module(name), name).encode(model), value)
    assert pickle.loads(pickle.dumps(model)) == model == copy.deepcopy(model)
    assert hash(model) == hash(pickle.loads(pickle.dumps(model)))


def _module(name: str) -> str:
    return str(getattr(models, name).__module__.rpartition(".")[2])


@pytest.mark.parametrize(
    "name", ["CreateSessionRequest", "StopSessionRequest", "Session", "SessionList", "Browser", "WebhookEvent"]
)
@settings(max_examples=settings().max_examples // 2)
@given(data=st.data())
def test_unknown_enum_values_are_kept(
    name: str, with_unknown_enum_values: Any, valid: Callable[..., Any], data: st.DataObject
) -> None:
    value = data.draw(valid(with_unknown_enum_values, name))
    assert round_trip(name, value) == value


@pytest.mark.parametrize("name", IN_DOCUMENT)
@settings(max_examples=settings().max_examples // 2)
@given(data=st.data())
def test_unknown_properties_are_kept_at_every_level(
    name: str, document: Any, valid: Callable[..., Any], data: st.DataObject
) -> None:
    extra = data.draw(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=3))

    def with_extra(value: Any) -> Any:
        if isinstance(value, list):
            return [with_extra(item) for item in value]
        return {**{key: with_extra(item) for key, item in value.items()}, "brandNew": extra} if isinstance(value, dict) else value

    value = with_extra(data.draw(valid(document, name)))
    model = getattr(models, name).from_dict(value)
    assert model.additional_properties["brandNew"] == extra
    assert model.brand_new == extra
    assert "brand_new" in dir(model)
    assert model.to_dict() == value


@pytest.mark.parametrize("name", IN_DOCUMENT)
def test_absent_null_and_default_differ_in_models(name: str, document: Any) -> None:
    model = getattr(models, name)
    schema = document["components"]["schemas"][name]
    for attribute, each in model.properties.items():
        if each.is_required:
            continue
        default = schema["properties"][each.name].get("default")
        absent = model.__new__(model)
        assert not absent.is_set(attribute)
        read = getattr(absent, attribute)
        assert read == (Decimal(default) if isinstance(read, Decimal) else default)
        assert absent.to_dict() == {}
        if each.codec.accepts_null:
            null = rebuilt(model.__new__(model)) if model.properties is None else _with(model, attribute, None)
            assert null.is_set(attribute)
            assert getattr(null, attribute) is None
            assert null.to_dict() == {each.name: None}
        if default is not None:
            given = _with(model, attribute, read)
            assert given.is_set(attribute)
            assert list(given.to_dict()) == [each.name]
            assert given != absent


def _with(model: Any, attribute: str, value: Any) -> Any:
    """Returns a model with only this attribute, even if others are required."""
    model_instance = model.__new__(model)
    model_instance.__dict__[attribute] = value
    return model_instance


def test_constructor_adds_no_defaults() -> None:
    request = models.CreateSessionRequest()
    assert request.to_dict() == {}
    assert request.keep_alive is False
    assert models.CreateSessionRequest(proxy_country_code=None).to_dict() == {"proxyCountryCode": None}
    assert models.CreateSessionRequest(keep_alive=False).to_dict() == {"keepAlive": False}
    unset: Any = UNSET
    assert models.CreateSessionRequest(keep_alive=unset, task="x").to_dict() == {"task": "x"}
    with pytest.raises(TypeError, match="has no attribute 'tsk'"):
        models.CreateSessionRequest(tsk="x")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="Session needs id, status"):
        models.Session()  # type: ignore[call-arg]


def test_unexpected_null_reads_as_absent() -> None:
    value = {**SESSION, "recordingUrls": None, "stepCount": None, "totalCostUsd": None}
    session = models.Session.from_dict(value)
    assert (session.recording_urls, session.step_count, session.total_cost_usd) == ([], 0, Decimal(0))
    assert session.is_set("step_count")
    assert session.to_dict() == value


def test_mutable_defaults_are_not_shared() -> None:
    one = models.Session.from_dict(SESSION)
    one.recording_urls.append("x")
    assert one.recording_urls == []
    assert models.Session.from_dict(SESSION).recording_urls == []


def test_models_are_immutable() -> None:
    session = models.Session.from_dict(copy.deepcopy(SESSION))
    with pytest.raises(AttributeError):
        session.status = "x"  # type: ignore[misc, assignment]
    session.to_dict()["id"] = "other"
    assert session.to_dict() == SESSION


def test_models_compare_by_value() -> None:
    one = models.CreateSessionRequest(task="x", keep_alive=True)
    other = models.CreateSessionRequest(keep_alive=True, task="x")
    assert one == other == models.CreateSessionRequest.from_dict({"keepAlive": True, "task": "x"})
    assert len({one, other}) == 1
    assert one != models.CreateSessionRequest(task="x")
    assert one != models.StopSessionRequest()
    assert one != models.CreateSessionRequest(task="x", keep_alive=True, additional_properties={"brandNew": 1})


def test_repr_hides_secrets(document: Any) -> None:
    secret: list[tuple[Any, str, Property]] = [
        (model, attribute, each) for model in MODELS for attribute, each in model.properties.items() if each.is_secret
    ]
    marked = str(document["components"]).count("'x-secret': True")
    assert len(secret) >= marked > 3
    for model, attribute, _ in secret:
        shown = repr(_with(model, attribute, "hidden-value"))
        assert "hidden-value" not in shown
        assert f"{attribute}=<hidden>" in shown
    assert repr(models.CreateSessionRequest(task="x" * 100)) == f"CreateSessionRequest(task='{'x' * 78}…)"


def test_known_enum_values_are_in_the_order_of_the_spec(document: Any) -> None:
    schemas = document["components"]["schemas"]
    assert list(models.SessionStatus.VALUES) == schemas["SessionStatus"]["enum"]
    assert list(models.ProxyCountryCode.VALUES) == schemas["ProxyCountryCode"]["enum"]
    assert all(models.Model(value).is_known for value in models.Model.VALUES)
    new = models.SessionStatus("brand_new")
    assert (new.is_known, new.value, new == "brand_new", repr(new)) == (False, "brand_new", True, "'brand_new'")
    assert type(new.value) is str
    assert pickle.loads(pickle.dumps(new)) == new


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"id": None}, "id must not be null"),
        ({"id": 5}, "id must be a string, not 5"),
        ({"createdAt": "yesterday"}, "createdAt must be a date and time, not 'yesterday'"),
        ({"createdAt": 5}, "createdAt must be"),
        ({"status": 5}, "status must be a string"),
        ({"stepCount": 1.5}, "stepCount must be an integer"),
        ({"isTaskSuccessful": "yes"}, "isTaskSuccessful must be True or False"),
        ({"totalCostUsd": "1e3"}, "totalCostUsd must be a decimal number in a string"),
        ({"recordingUrls": ["x", 1]}, "recordingUrls[1] must be a string, not 1"),
        ({"outputSchema": []}, "outputSchema must be an object, not a list"),
    ],
)
def test_invalid_value_raises_mismatch_with_its_place(change: dict[str, Any], place: str) -> None:
    with pytest.raises(Mismatch) as caught:
        models.Session.from_dict({**SESSION, **change})
    assert f"{caught.value.place} {caught.value.problem}".startswith(place)


@pytest.mark.parametrize("key", SESSION)
def test_missing_required_property_raises_mismatch(key: str) -> None:
    with pytest.raises(Mismatch) as caught:
        models.Session.from_dict({name: value for name, value in SESSION.items() if name != key})
    assert (caught.value.place, caught.value.problem) == (key, "is missing")


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
        ("2023-11-07T05:31:56", datetime(2023, 11, 7, 5, 31, 56, tzinfo=UTC)),
    ],
)
def test_rfc_3339_times_are_decoded(text: str, instant: datetime) -> None:
    assert DateTime().decode(text) == instant
    assert DateTime().decode(DateTime().encode(instant)) == instant


@given(st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1), timezones=st.timezones() | st.just(UTC)))
def test_times_round_trip(instant: datetime) -> None:
    # In UTC, since Python compares times in an ambiguous hour (end of daylight saving time) as unequal.
    assert DateTime().decode(DateTime().encode(instant)).astimezone(UTC) == instant.astimezone(UTC)


@given(st.integers(-(10**12), 10**12), st.integers(1, 6))
def test_multiple_of_is_checked_in_decimal_arithmetic(count: int, digits: int) -> None:
    unit = float(f"1e-{digits}")
    value = float(Decimal(count) * Decimal(repr(unit)))
    assert Number(multiple_of=unit).encode(value) == value
