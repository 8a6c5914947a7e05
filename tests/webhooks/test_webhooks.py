"""verify_webhook: only correctly signed events are accepted; errors give the reason, but no secret and no valid signature."""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from browser_use_api.models import TaskStatusUpdate
from browser_use_sessions.errors import InvalidArgumentError
from browser_use_sessions.webhooks import WebhookError, verify_webhook

SECRET = "whsec-that-nobody-may-see"
DOCUMENT = yaml.safe_load((Path(__file__).parents[2] / "openapi.yaml").read_text())
OPERATION = DOCUMENT["webhooks"]["agentEvent"]["post"]
EXAMPLE_HEADERS = {each["name"]: str(each["example"]) for each in OPERATION["parameters"]}
EXAMPLES = {name: each["value"] for name, each in OPERATION["requestBody"]["content"]["application/json"]["examples"].items()}
EVENT = EXAMPLES["test"]

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def signed(event: Any, secret: str = SECRET, timestamp: int | None = None, ensure_ascii: bool = True) -> dict[str, str]:
    when = int(time.time()) if timestamp is None else timestamp
    text = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=ensure_ascii)
    signature = hmac.new(secret.encode(), f"{when}.{text}".encode(), hashlib.sha256).hexdigest()
    return {"X-Browser-Use-Timestamp": str(when), "X-Browser-Use-Signature": signature}


def test_example_of_the_document_is_accepted() -> None:
    event = verify_webhook(json.dumps(EXAMPLES["status"], indent=2), EXAMPLE_HEADERS, "example-webhook-secret", tolerance=None)
    assert event.type == "agent.task.status_update"
    assert event.timestamp == datetime(2026, 3, 25, 9, 0, tzinfo=UTC)
    assert event.to_dict() == EXAMPLES["status"]


def test_payload_is_a_model() -> None:
    payload = verify_webhook(json.dumps(EXAMPLES["status"]), signed(EXAMPLES["status"]), SECRET).payload
    assert isinstance(payload, TaskStatusUpdate)
    assert payload.status == "running"


def test_example_of_the_document_is_rejected_as_too_old() -> None:
    with pytest.raises(WebhookError, match=r"seconds in the past, and 300 are tolerated"):
        verify_webhook(json.dumps(EXAMPLES["status"]), EXAMPLE_HEADERS, "example-webhook-secret")


@given(payload=st.dictionaries(st.text(), JSON, max_size=4), ensure_ascii=st.booleans(), indent=st.sampled_from([None, 0, 3]))
def test_signed_event_is_accepted_in_any_json_formatting(payload: dict[str, Any], ensure_ascii: bool, indent: int | None) -> None:
    event = EVENT | {"payload": payload}
    body = json.dumps(event, indent=indent, ensure_ascii=ensure_ascii)
    for form in (True, False):
        headers = signed(event, ensure_ascii=form)
        for given_body in (body, body.encode()):
            assert verify_webhook(given_body, headers, SECRET).to_dict() == event


@given(st.data())
def test_changed_event_secret_or_header_is_rejected(data: st.DataObject) -> None:
    headers, body = signed(EVENT), json.dumps(EVENT)
    changed = data.draw(st.sampled_from(["timestamp", "signature", "secret", "body"]))
    secret = SECRET
    if changed == "timestamp":
        headers["X-Browser-Use-Timestamp"] = str(
            int(headers["X-Browser-Use-Timestamp"]) + data.draw(st.sampled_from([-9, -1, 1, 9]))
        )
    elif changed == "signature":
        old = headers["X-Browser-Use-Signature"]
        place = data.draw(st.integers(0, 63))
        digit = data.draw(st.sampled_from(sorted(set("0123456789abcdef") - {old[place]})))
        headers["X-Browser-Use-Signature"] = old[:place] + digit + old[place + 1 :]
    elif changed == "secret":
        secret = data.draw(st.text(min_size=1).filter(lambda text: text != SECRET))
    else:
        body = json.dumps(EVENT | {"payload": {"test": data.draw(JSON.filter(lambda value: value != "ok"))}})
    with pytest.raises(WebhookError, match="signature does not fit"):
        verify_webhook(body, headers, secret)


@given(body=st.binary() | st.text(), timestamp=st.text(), signature=st.text())
def test_arbitrary_body_and_headers_raise_webhook_error(body: bytes | str, timestamp: str, signature: str) -> None:
    good = signed(EVENT)
    for headers in (
        {"X-Browser-Use-Timestamp": timestamp, "X-Browser-Use-Signature": good["X-Browser-Use-Signature"]},
        {"X-Browser-Use-Timestamp": good["X-Browser-Use-Timestamp"], "X-Browser-Use-Signature": signature},
        good,
    ):
        with pytest.raises(WebhookError):
            verify_webhook(body, headers, SECRET)


class MultiDict(Mapping[Any, Any]):
    """Headers as in some frameworks: iteration yields a name once for each of its values."""

    def __init__(self, *pairs: tuple[Any, Any]) -> None:
        self.pairs = pairs

    def __getitem__(self, name: Any) -> Any:
        return next(value for key, value in self.pairs if key == name)

    def __iter__(self) -> Any:
        return iter([key for key, _ in self.pairs])

    def __len__(self) -> int:
        return len(self.pairs)

    def items(self) -> Any:
        return list(self.pairs)


@pytest.mark.parametrize(
    "change",
    [
        lambda headers: {key.lower(): value for key, value in headers.items()},
        lambda headers: {key.upper(): value for key, value in headers.items()},
        lambda headers: {key.encode(): value.encode() for key, value in headers.items()},
        lambda headers: {key: [value] for key, value in headers.items()},
        lambda headers: MultiDict(("Host", "h"), *headers.items()),
        lambda headers: {key: value.upper() for key, value in headers.items()},
        lambda headers: {"Host": "h", **headers, "X-Other": None},
    ],
)
def test_headers_of_many_mapping_types_are_accepted(change: Any) -> None:
    assert verify_webhook(json.dumps(EVENT), change(signed(EVENT)), SECRET).type == "test"


@pytest.mark.parametrize("name", ["X-Browser-Use-Timestamp", "X-Browser-Use-Signature"])
def test_missing_or_repeated_header_is_named(name: str) -> None:
    headers = signed(EVENT)
    with pytest.raises(WebhookError, match=f"{name} is there more than once"):
        verify_webhook(json.dumps(EVENT), MultiDict(*headers.items(), (name.lower(), "1")), SECRET)
    del headers[name]
    with pytest.raises(WebhookError, match=f"{name} is missing"):
        verify_webhook(json.dumps(EVENT), headers, SECRET)


@pytest.mark.parametrize(
    "timestamp", ["", "1.5", "-1774429200", "+1774429200", "1 774", "٣", "１７７４４２９２００", "soon", "9" * 400]
)
def test_invalid_timestamp_is_rejected(timestamp: str) -> None:
    with pytest.raises(WebhookError, match="not a number of seconds"):
        verify_webhook(json.dumps(EVENT), signed(EVENT) | {"X-Browser-Use-Timestamp": timestamp}, SECRET)


@pytest.mark.parametrize("signature", ["", "abc", "g" * 64, "٣" * 64, "ü" * 64, "0" * 65, "sha256=" + "0" * 64, "0" * 64 + "\n0"])
def test_malformed_signature_is_rejected(signature: str) -> None:
    with pytest.raises(WebhookError, match="not 64 hexadecimal digits"):
        verify_webhook(json.dumps(EVENT), signed(EVENT) | {"X-Browser-Use-Signature": signature}, SECRET)


@pytest.mark.parametrize(
    ("age", "tolerance", "refused"),
    [(299, 300, None), (302, 300, "past"), (-299, 300, None), (-302, 300, "future"), (59, 60.5, None), (62, 60.5, "past"),
     (10**9, None, None), (-(10**9), None, None), (5, 0, "past")],
)  # fmt: skip
def test_timestamp_outside_the_tolerance_is_rejected(
    monkeypatch: pytest.MonkeyPatch, age: int, tolerance: float | None, refused: str | None
) -> None:
    now = 2_000_000_000
    monkeypatch.setattr("browser_use_sessions.webhooks.time.time", lambda: float(now))
    headers = signed(EVENT, timestamp=now - age)
    if refused is None:
        assert verify_webhook(json.dumps(EVENT), headers, SECRET, tolerance=tolerance).type == "test"
    else:
        with pytest.raises(WebhookError, match=f"{abs(age)} seconds in the {refused}"):
            verify_webhook(json.dumps(EVENT), headers, SECRET, tolerance=tolerance)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        (b"\xff", "not JSON"),
        (b"\xef\xbb\xbf{}", "not JSON"),
        ("NaN", "holds NaN"),
        ('{"a": -Infinity}', "holds -Infinity"),
        ("[" * 100_000, "not JSON"),
        ('{"a":' * 100_000, "not JSON"),
        ('{"a": ' + "9" * 5000 + "}", "not JSON"),
        ("[]", "no object"),
        ('"text"', "no object"),
        ('{"type": "test", "type": "agent.task.status_update"}', "two properties of the same name"),
        ('{"payload": {"a": 1, "a": 1}}', "two properties of the same name"),
    ],
)
def test_body_that_is_not_a_json_object_is_rejected(body: bytes | str, expected: str) -> None:
    with pytest.raises(WebhookError, match=expected):
        verify_webhook(body, signed(EVENT), SECRET)


def test_lone_surrogate_in_a_signed_event_is_accepted() -> None:
    event = EVENT | {"payload": {"text": "\ud800"}}
    assert verify_webhook(json.dumps(event), signed(event), SECRET).payload == {"text": "\ud800"}


def test_unknown_event_type_is_accepted() -> None:
    event = EVENT | {"type": "agent.task.something_new", "more": 1}
    assert verify_webhook(json.dumps(event), signed(event), SECRET).type == "agent.task.something_new"


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"type": "test"}, "timestamp is missing"),
        (EVENT | {"timestamp": "yesterday"}, "timestamp"),
        (EVENT | {"type": 1}, "type"),
    ],
)
def test_signed_event_that_violates_the_schema_is_rejected(event: dict[str, Any], expected: str) -> None:
    with pytest.raises(WebhookError, match=f"signed, but is no event as documented: {expected}"):
        verify_webhook(json.dumps(event), signed(event), SECRET)


@pytest.mark.parametrize(
    ("argument", "arguments"),
    [
        ("secret", {"secret": ""}),
        ("secret", {"secret": b""}),
        ("secret", {"secret": None}),
        ("tolerance", {"tolerance": -1}),
        ("tolerance", {"tolerance": True}),
        ("tolerance", {"tolerance": float("nan")}),
        ("tolerance", {"tolerance": "300"}),
        ("headers", {"headers": "X-Browser-Use-Timestamp: 1"}),
        ("body", {"body": {"type": "test"}}),
    ],
)
def test_invalid_arguments_are_rejected(argument: str, arguments: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        verify_webhook(**{"body": json.dumps(EVENT), "headers": signed(EVENT), "secret": SECRET, **arguments})
    assert caught.value.argument == argument


def test_secret_may_be_bytes() -> None:
    assert verify_webhook(json.dumps(EVENT), signed(EVENT), SECRET.encode()).type == "test"


def test_errors_hide_the_secret_and_the_valid_signature() -> None:
    right = signed(EVENT)
    for headers in ({}, right | {"X-Browser-Use-Signature": "0" * 64}, right | {"X-Browser-Use-Timestamp": "1"}):
        with pytest.raises(WebhookError) as caught:
            verify_webhook(json.dumps(EVENT), headers, SECRET)
        expected = repr(caught.value) + str(caught.value.__cause__)
        assert SECRET not in expected
        assert right["X-Browser-Use-Signature"] not in expected


@pytest.mark.parametrize("number", ["1.10", "1e-7", "1E+2", "100000000000000000000000", "-0.0"])
@pytest.mark.parametrize("is_canonical", [True, False])
def test_signature_covers_numbers_as_written(number: str, is_canonical: bool) -> None:
    """The signature may cover the sorted JSON with numbers as in the body, or the body itself."""
    signed_text = '{"payload":{},"timestamp":"2026-01-01T00:00:00Z","type":"test","x":[%s,"ü"]}'.replace("%s", number)
    body = '{"x": [%s, "ü"], "type": "test", "payload": {}, "timestamp": "2026-01-01T00:00:00Z"}'.replace("%s", number)
    when = str(int(time.time()))
    text = signed_text if is_canonical else body
    signature = hmac.new(SECRET.encode(), f"{when}.{text}".encode(), hashlib.sha256).hexdigest()
    headers = {"X-Browser-Use-Timestamp": when, "X-Browser-Use-Signature": signature}
    assert verify_webhook(body.encode(), headers, SECRET).type == "test"
    with pytest.raises(WebhookError, match="signature does not fit"):
        verify_webhook(body.replace(number, "7"), headers, SECRET)
