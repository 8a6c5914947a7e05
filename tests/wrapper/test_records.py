"""Sessions and messages: every field, in friendly types, and nothing lost."""

import copy
import pickle
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from browser_use_api import models
from browser_use_sessions import Message, Session, SessionResult
from browser_use_sessions.pages import SessionPage
from browser_use_sessions.record import Record, ShapeError, camel_case, snake_case

ID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
BARE: dict[str, Any] = {
    "id": ID,
    "status": "running",
    "model": "bu-mini",
    "createdAt": "2026-01-02T03:04:05.123456789Z",
    "updatedAt": "2026-01-02T05:04:05+02:00",
}

VALUES = {
    "string": "x",
    "date and time": "2026-01-02T03:04:05Z",
    "object": {},
    "integer": 1,
    "boolean": True,
    "list of strings": [],
    "decimal string": "1",
}


@pytest.mark.parametrize(("ours", "generated"), [(Session, models.Session), (Message, models.Message)])
def test_every_property_of_the_contract_can_be_read(ours: type[Record], generated: type) -> None:
    """Also those that `make generate` has just brought: typed as soon as somebody writes a line for them, readable before."""
    names = {name.rstrip("_") for name in generated.__match_args__}
    assert len(names) >= len(ours.fields)
    full = {camel_case(name): "2026-01-02T03:04:05Z" for name in names}
    plain = {field.name: VALUES[field.what] for field in ours.fields.values()}
    record = ours(full | plain)
    for name in names:
        getattr(record, name)


def test_what_the_server_leaves_out_has_its_default() -> None:
    session = Session(BARE)
    zero = {name: getattr(session, name) for name in session.fields if name.endswith(("_usd", "_mb")) and name != "max_cost_usd"}
    assert set(zero.values()) == {Decimal(0)}
    assert all(isinstance(value, Decimal) for value in zero.values())
    assert (session.step_count, session.total_input_tokens, session.recording_urls) == (0, 0, [])
    assert (
        session.max_cost_usd
        is session.title
        is session.proxy_country_code
        is session.is_task_successful
        is session.output
        is None
    )


def test_null_means_the_same_as_absent() -> None:
    nulls = {field.name: None for field in Session.fields.values() if field.default is not None}
    assert [getattr(Session(BARE | nulls), name) for name in Session.fields] == [
        getattr(Session(BARE), name) for name in Session.fields
    ]


def test_types_are_friendly() -> None:
    session = Session(BARE | {"totalCostUsd": "0.10", "proxyCountryCode": "de", "stepCount": 3.0})
    assert session.created_at == datetime(2026, 1, 2, 3, 4, 5, 123456, UTC)
    assert session.updated_at == session.created_at.replace(microsecond=0)
    assert str(session.total_cost_usd) == "0.10"
    assert (session.status, session.status.value, session.status.is_known) == ("running", "running", True)
    assert session.model.is_known
    assert session.proxy_country_code is not None
    assert session.proxy_country_code.is_known
    assert repr(session.step_count) == "3"


def test_values_that_this_version_does_not_know_are_kept() -> None:
    session = Session(BARE | {"status": "paused", "model": "gpt-9", "proxyCountryCode": "q9"})
    assert (session.status, session.model, session.proxy_country_code) == ("paused", "gpt-9", "q9")
    assert not session.status.is_known
    assert not session.model.is_known


def test_properties_that_this_version_does_not_know_can_be_read() -> None:
    session = Session(
        BARE | {"integrationsUsed": ["gmail"], "captchaCostUsd": "0.30", "endedAt": BARE["updatedAt"], "finalURL": "x"}
    )
    assert session.integrations_used == ["gmail"]
    assert session.captcha_cost_usd == Decimal("0.30")
    assert session.ended_at == session.updated_at
    assert session.final_url == "x"
    assert "integrations_used" in dir(session)
    with pytest.raises(AttributeError):
        session.integrationsUsed  # noqa: B018 -- Reading is the point.
    with pytest.raises(AttributeError):
        session.nothing_like_it  # noqa: B018


@pytest.mark.parametrize(
    "change",
    [
        {"id": 5},
        {"status": None},
        {"createdAt": "yesterday"},
        {"stepCount": "3"},
        {"stepCount": True},
        {"totalCostUsd": 0.1},
        {"totalCostUsd": "1e3"},
        {"totalCostUsd": "1\n"},
        {"recordingUrls": [1]},
        {"isTaskSuccessful": "yes"},
        {"outputSchema": []},
    ],
)
def test_the_wrong_shape_is_found_when_the_record_is_made(change: dict[str, Any]) -> None:
    with pytest.raises(ShapeError, match=next(iter(change))):
        Session(BARE | change)


@given(st.from_regex(r"[a-z]+(_[a-z]+){0,3}", fullmatch=True))
def test_names_go_back_and_forth(name: str) -> None:
    if all(len(part) > 1 for part in name.split("_")):
        assert snake_case(camel_case(name)) == name


def test_records_can_be_pickled_copied_and_compared() -> None:
    result = SessionResult(BARE | {"output": {"price": 3}}, {"price": 3}, "task", 7)
    for other in (pickle.loads(pickle.dumps(result)), copy.deepcopy(result)):
        assert other == result
        assert (other.output, other.task, other.index) == ({"price": 3}, "task", 7)
    assert Session(BARE) != Session(BARE | {"stepCount": 1})
    assert Session(BARE) == result.session if result.output is None else result.session != Session(BARE)


def test_to_dict_is_what_the_server_sent_and_a_copy() -> None:
    session = Session(BARE | {"new": {"a": [1]}})
    session.to_dict()["new"]["a"].append(2)
    assert session.to_dict() == BARE | {"new": {"a": [1]}}


def test_a_repr_shows_no_signed_url() -> None:
    session = Session(BARE | {"screenshotUrl": "https://x/?signature=s3cret", "liveUrl": "https://l/s3cret"})
    assert "s3cret" not in repr(session)


def test_pages_say_which_entry_is_wrong() -> None:
    page = {"sessions": [BARE, BARE | {"model": 1}], "total": 2, "page": 1, "pageSize": 20}
    with pytest.raises(ShapeError, match=r"sessions\[1\]: model is no string"):
        SessionPage(page)
