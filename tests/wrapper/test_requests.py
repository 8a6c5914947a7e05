"""Arguments: invalid ones are rejected before a request is sent; valid ones are serialized as the contract says."""

import json
from collections.abc import Callable
from decimal import Decimal
from inspect import signature
from typing import Any
from uuid import UUID

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from browser_use_api.operations.sessions import CREATE
from browser_use_sessions import BrowserUse, InvalidArgumentError
from browser_use_sessions._arguments import is_blank
from browser_use_sessions._decisions.create_request import OWN_NAMES, create_request, with_own_names_in_body
from browser_use_sessions._decisions.run_request import RunRequest
from browser_use_sessions.options import ManyOptions, SessionOptions, WaitOptions

ID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"


def body(task: Any = "t", session_id: str | None = None, **options: Any) -> Any:
    return json.loads(create_request(task, session_id, None, options).content or b"")


def test_omitted_options_are_not_sent() -> None:
    assert body() == {"task": "t"}
    assert body(None) == {}
    nones = dict.fromkeys(("model", "keep_alive", "max_cost_usd", "profile_id", "skills", "cache_script", "extra_body"))
    assert body(**nones) == {"task": "t"}


def test_proxy_country_code_none_is_sent_as_null() -> None:
    assert body(proxy_country_code=None) == {"task": "t", "proxyCountryCode": None}
    assert body(proxy_country_code="DE") == {"task": "t", "proxyCountryCode": "de"}


def test_every_request_property_can_be_sent() -> None:
    values: dict[str, Any] = {
        "model": "bu-max",
        "max_cost_usd": "0.5",
        "profile_id": ID,
        "workspace_id": ID,
        "proxy_country_code": "de",
    }
    names = CREATE.options.keys() - {"task", "session_id", "output_schema"}
    sent = body(**{name: values.get(name, True) for name in names})
    assert len(sent) == len(names) + 1


def test_unknown_enum_values_are_sent_unchanged() -> None:
    assert body(model="gpt-9", proxy_country_code="q9") == {"task": "t", "model": "gpt-9", "proxyCountryCode": "q9"}


def test_extra_body_sends_unknown_properties() -> None:
    assert body(extra_body={"codeMode": True}, model="x") == {"task": "t", "codeMode": True, "model": "x"}


def test_amounts_are_sent_as_decimal_strings() -> None:
    assert body(max_cost_usd=Decimal("0.123456789012345678901234567890"))["maxCostUsd"] == "0.123456789012345678901234567890"
    assert body(max_cost_usd=0.1)["maxCostUsd"] == "0.1"


def test_ids_may_be_uuids() -> None:
    assert body(profile_id=UUID(ID), session_id=ID) == {"task": "t", "sessionId": ID, "profileId": ID}


@given(st.text().filter(lambda text: not is_blank(text)))
def test_any_text_is_sent_unchanged_as_the_task(task: str) -> None:
    assert body(task)["task"] == task


def test_a_long_task_of_emoji() -> None:
    assert body("🖱️" * 250_000)["task"] == "🖱️" * 250_000


async def later(session: Any) -> None:
    """An async callback: the blocking client cannot await it."""


INVALID: list[tuple[str, dict[str, Any]]] = [
    ("task", {"task": 5}),
    ("task", {"task": None}),
    ("task", {"task": ""}),
    ("task", {"task": " \n"}),
    ("session_id", {"session_id": "nonsense"}),
    ("session_id", {"session_id": ID + "/../x"}),
    ("session_id", {"session_id": ID.replace("-", "")}),
    ("profile_id", {"profile_id": 7}),
    ("workspace_id", {"workspace_id": "\u0663" + ID[1:]}),
    ("model", {"model": 5}),
    ("proxy_country_code", {"proxy_country_code": 49}),
    ("keep_alive", {"keep_alive": "yes"}),
    ("skills", {"skills": 1}),
    ("cache_script", {"cache_script": True}),
    ("max_cost_usd", {"max_cost_usd": float("nan")}),
    ("max_cost_usd", {"max_cost_usd": "Infinity"}),
    ("max_cost_usd", {"max_cost_usd": "0,50"}),
    ("timeout", {"timeout": -1}),
    ("timeout", {"timeout": 0}),
    ("timeout", {"timeout": float("nan")}),
    ("timeout", {"timeout": True}),
    ("timeout", {"timeout": "60"}),
    ("pace", {"pace": 2}),
    ("on_progress", {"on_progress": "print"}),
    ("on_progress", {"on_progress": later}),
    ("leave_running", {"leave_running": "no"}),
    ("output_schema", {"output_schema": "object"}),
    ("output_schema", {"output_schema": {"a": {1, 2}}}),
    ("output_schema", {"output_schema": {"a": float("nan")}}),
    ("output_schema", {"output_schema": complex}),
    ("output_schema", {"output_schema": {}, "schema": {}}),
    ("extra_body", {"extra_body": [1]}),
    ("extra_body", {"extra_body": {"a": object()}}),
    ("max_cost", {"max_cost": 1}),
    ("codeMode", {"codeMode": True}),
]


@pytest.mark.parametrize(("argument", "options"), INVALID, ids=[f"{name}-{number}" for number, (name, _) in enumerate(INVALID)])
@pytest.mark.parametrize("method", ["run", "stream"])
def test_invalid_arguments_are_rejected_before_sending(
    mocked: Callable[..., Any], argument: str, options: dict[str, Any], method: str
) -> None:
    sent: list[httpx.Request] = []
    client = mocked(lambda request: sent.append(request) or httpx.Response(500))
    with pytest.raises(InvalidArgumentError) as caught:
        list(getattr(client, method)(**{"task": "t", **options}))
    assert caught.value.argument == argument
    assert argument in str(caught.value)
    assert sent == []


def test_a_follow_up_needs_a_task(mocked: Callable[..., Any]) -> None:
    client = mocked(lambda request: httpx.Response(500))
    with pytest.raises(InvalidArgumentError, match="task"):
        client.sessions.create(session_id=ID)


@pytest.mark.parametrize(
    ("name", "arguments", "options"),
    [
        ("page", (), {"page": 0}),
        ("page_size", (), {"page_size": 101}),
        ("page", (), {"page": True}),
        ("page", (), {"page": "1"}),
        ("limit", (ID,), {"limit": 0}),
        ("after", (ID,), {"after": "x"}),
        ("before", (ID,), {"before": "x"}),
        ("session_id", ("x",), {}),
    ],
)
def test_list_and_messages_reject_invalid_arguments(mocked: Callable[..., Any], name: str, arguments: Any, options: Any) -> None:
    client = mocked(lambda request: httpx.Response(500))
    with pytest.raises(InvalidArgumentError) as caught:
        (client.sessions.messages if arguments else client.sessions.list)(*arguments, **options)
    assert caught.value.argument == name


def test_misspelt_option_suggests_the_right_one() -> None:
    with pytest.raises(InvalidArgumentError, match="Did you mean max_cost_usd"):
        RunRequest("t", options={"max_cost": 1})


def test_follow_up_defaults_to_keep_alive() -> None:
    assert json.loads(_body(RunRequest("t", options={"session_id": ID})))["keepAlive"] is True
    assert json.loads(_body(RunRequest("t", options={"session_id": ID, "keep_alive": False})))["keepAlive"] is False
    assert "keepAlive" not in json.loads(_body(RunRequest("t")))


def _body(request: RunRequest) -> bytes:
    assert request.create is not None
    return request.create.content or b""


def test_own_names_are_the_options_of_waiting_and_run_many() -> None:
    given = set(WaitOptions.__annotations__) | set(signature(BrowserUse.run_many).parameters) | set(ManyOptions.__annotations__)
    assert given - set(SessionOptions.__annotations__) - {"self", "tasks", "options", "output_schema"} == OWN_NAMES


@pytest.mark.parametrize("name", ["timeout", "leave_running"])
def test_property_with_the_name_of_a_wait_option_goes_into_extra_body(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """As if the document had such a property: it can be sent with extra_body; the option keeps its meaning."""
    option = CREATE.options["keep_alive"]._replace(argument=name, name="itsName")
    monkeypatch.setattr(CREATE, "options", {**CREATE.options, name: option})
    request = RunRequest("t", options={name: True if name == "leave_running" else 2.5, "extra_body": {"itsName": False}})
    assert json.loads(request.create.content or b"") == {"task": "t", "itsName": False}  # type: ignore[union-attr]
    assert body(**{name: True}) == {"task": "t", "itsName": True}
    assert with_own_names_in_body({"model": "m", name: True}) == {"model": "m", "extra_body": {"itsName": True}}
    with pytest.raises(InvalidArgumentError, match="Give it as keep_alive"):
        body(extra_body={"keepAlive": True})
