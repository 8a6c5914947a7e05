"""The endpoint functions over a mocked transport: what they send, and what they make of any answer."""

import asyncio
import json
import pickle
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
from browser_use_api.api.sessions import (
    create_session,
    delete_session,
    get_session,
    list_session_messages,
    list_sessions,
    stop_session,
)
from browser_use_api.errors import InvalidResponse, UnexpectedStatus
from browser_use_api.types import UNSET

from browser_use_api import AuthenticatedClient
from browser_use_api.models import CreateSessionRequest, Error, Session, StopSessionRequest, ValidationError

ID = UUID("3c90c3cc-0d44-4b50-8888-8dd25736052a")
TIMES = {"createdAt": "2023-11-07T05:31:56Z", "updatedAt": "2023-11-07T05:31:56Z"}
SESSION: dict[str, Any] = {"id": str(ID), "status": "idle", "model": "bu-max", **TIMES}
HTML = b"<html><body><h1>502 Bad Gateway</h1></body></html>"


def client_for(answer: Callable[[httpx.Request], httpx.Response], **settings: Any) -> AuthenticatedClient:
    transport = httpx.MockTransport(answer)
    return AuthenticatedClient("https://api.example.com/api/v3", "secret-key", httpx_args={"transport": transport}, **settings)


def answering(status_code: int, content: Any) -> AuthenticatedClient:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return client_for(lambda request: httpx.Response(status_code, content=body))


def sent(call: Callable[[AuthenticatedClient], Any]) -> httpx.Request:
    requests = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(204)

    call(client_for(answer))
    return requests[0]


@pytest.mark.parametrize("status_code", [299, 302, 418, 451, 520, 599, 999])
@pytest.mark.parametrize("content", [b"", HTML, {"detail": "odd"}, SESSION])
def test_no_status_code_and_no_body_of_an_error_is_a_crash(status_code: int, content: Any) -> None:
    response = get_session.sync_detailed(ID, client=answering(status_code, content))
    assert response.status_code == status_code
    assert type(response.status_code) is int
    described = status_code in (520, 599) and content == {"detail": "odd"}
    assert response.parsed == (Error("odd") if described else None)
    assert response.content == (content if isinstance(content, bytes) else json.dumps(content).encode())


@pytest.mark.parametrize("status_code", [401, 403, 404, 422, 429, 500, 502])
@pytest.mark.parametrize(
    "content", [b"", HTML, b"\xff\xfe", b"[" * 100_000, None, [], "text", {}, {"detail": 5}, {"detail": None}]
)
def test_the_body_of_a_documented_error_may_be_anything(status_code: int, content: Any) -> None:
    response = create_session.sync_detailed(client=answering(status_code, content), body=CreateSessionRequest())
    assert response.status_code == status_code
    assert response.parsed is None


def test_the_two_shapes_of_errors_are_not_mistaken_for_each_other() -> None:
    issues = [{"loc": ["body", 0], "msg": "m", "type": "t"}]
    assert isinstance(get_session.sync(ID, client=answering(422, {"detail": issues})), ValidationError)
    assert isinstance(get_session.sync(ID, client=answering(404, {"detail": "gone"})), Error)
    assert get_session.sync(ID, client=answering(422, {"detail": "text"})) is None
    assert get_session.sync(ID, client=answering(404, {"detail": issues})) is None


@pytest.mark.parametrize(
    "content",
    [b"", HTML, b"\xff\xfe", b"[" * 100_000, None, [], "text", {}, {**SESSION, "id": "x"}, {**SESSION, "createdAt": 0}],
)
def test_a_success_that_cannot_be_read_is_one_error(content: Any) -> None:
    with pytest.raises(InvalidResponse) as caught:
        get_session.sync(ID, client=answering(200, content))
    assert caught.value.status_code == 200
    assert "status code 200 cannot be read" in str(caught.value)
    assert caught.value.__cause__ is not None


@pytest.mark.parametrize("sessions", [None, {}, "text", [None], [[]], [{}]])
def test_a_list_that_is_none_is_not_taken_for_an_empty_one(sessions: Any) -> None:
    with pytest.raises(InvalidResponse):
        list_sessions.sync(client=answering(200, {"sessions": sessions, "total": 0, "page": 1, "pageSize": 20}))


def test_a_null_where_the_spec_knows_none_does_not_make_a_session_unreadable() -> None:
    optional = dict.fromkeys(["recordingUrls", "stepCount", "totalCostUsd"])
    session = get_session.sync(ID, client=answering(200, {**SESSION, **optional}))
    assert isinstance(session, Session)
    assert session.to_dict() == {**SESSION, **optional}


def test_a_deletion_has_no_body() -> None:
    response = delete_session.sync_detailed(ID, client=answering(204, b""))
    assert (response.status_code, response.parsed) == (204, None)


def test_an_unexpected_status_raises_on_request_only() -> None:
    client = client_for(lambda request: httpx.Response(299, content=HTML), raise_on_unexpected_status=True)
    with pytest.raises(UnexpectedStatus, match=r"^Unexpected status code 299: <html>") as caught:
        get_session.sync(ID, client=client)
    assert caught.value.content == HTML


@pytest.mark.parametrize("error", [UnexpectedStatus(299, HTML), InvalidResponse(200, HTML, "no JSON")])
def test_errors_can_be_pickled(error: Exception) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert str(copy) == str(error)
    assert vars(copy) == vars(error)


def test_the_async_functions_do_the_same() -> None:
    async def run() -> None:
        async with answering(200, SESSION) as client:
            assert (await get_session.asyncio_detailed(ID, client=client)).parsed == Session.from_dict(SESSION)
            assert await get_session.asyncio(ID, client=client) == Session.from_dict(SESSION)
        async with answering(520, HTML) as client:
            assert (await create_session.asyncio_detailed(client=client, body=CreateSessionRequest())).status_code == 520
        async with answering(200, HTML) as client:
            with pytest.raises(InvalidResponse):
                await stop_session.asyncio(ID, client=client)

    asyncio.run(run())


def test_a_request_says_what_was_set_and_nothing_else() -> None:
    request = sent(lambda client: create_session.sync(client=client, body=CreateSessionRequest(task="x", model="bu-max")))
    assert (request.method, str(request.url)) == ("POST", "https://api.example.com/api/v3/sessions")
    assert json.loads(request.content) == {"task": "x", "model": "bu-max"}
    assert request.headers["content-type"] == "application/json"


def test_an_enum_value_that_the_spec_does_not_know_is_sent_as_it_is() -> None:
    body = CreateSessionRequest(model="bu-next")  # type: ignore[arg-type]  # type checkers refuse it, the program need not
    assert json.loads(sent(lambda client: create_session.sync(client=client, body=body)).content) == {"model": "bu-next"}


@pytest.mark.parametrize(
    ("body", "content"),
    [(UNSET, b""), (None, b"null"), (StopSessionRequest(), b"{}"), (StopSessionRequest("task"), b'{"strategy":"task"}')],
)
def test_no_body_null_and_an_empty_object_are_three_things(body: Any, content: bytes) -> None:
    request = sent(lambda client: stop_session.sync(ID, client=client, body=body))
    assert request.content == content
    assert request.headers.get("content-type") == ("application/json" if content else None)


def test_query_parameters_that_are_not_set_are_not_sent() -> None:
    assert sent(lambda client: list_sessions.sync(client=client)).url.query == b""
    assert sent(lambda client: list_sessions.sync(client=client, page=2, page_size=5)).url.query == b"page=2&page_size=5"
    url = sent(lambda client: list_session_messages.sync(ID, client=client, after=ID, limit=1)).url
    assert (url.path, dict(url.params)) == (f"/api/v3/sessions/{ID}/messages", {"after": str(ID), "limit": "1"})


def test_a_path_parameter_cannot_break_out_of_its_place() -> None:
    call: Any = get_session.sync
    assert sent(lambda client: call("a/b?c#d", client=client)).url.raw_path == b"/api/v3/sessions/a%2Fb%3Fc%23d"


def test_the_key_is_in_its_header_and_nowhere_else() -> None:
    client = client_for(lambda request: httpx.Response(204), headers={"X-Other": "secret-header"})
    assert client.get_httpx_client().headers["X-Browser-Use-API-Key"] == "secret-key"
    assert "authorization" not in client.get_httpx_client().headers
    assert client.get_async_httpx_client().headers["X-Browser-Use-API-Key"] == "secret-key"
    assert client.with_headers({"X-New": "secret-new"}).get_httpx_client().headers["X-New"] == "secret-new"
    for shown in (repr(client), str(client), repr(client.with_headers({"X-New": "secret-new"}))):
        assert "secret" not in shown
        assert "https://api.example.com/api/v3" in shown


def test_redirects_are_not_followed() -> None:
    elsewhere = client_for(lambda request: httpx.Response(307, headers={"location": "https://elsewhere.example.com/"}))
    assert get_session.sync_detailed(ID, client=elsewhere).status_code == 307


def test_a_client_waits_thirty_seconds_unless_told_otherwise() -> None:
    assert answering(204, b"").get_httpx_client().timeout == httpx.Timeout(30.0)
    client = client_for(lambda request: httpx.Response(204), timeout=None)
    assert client.get_httpx_client().timeout == httpx.Timeout(None)
    assert client.with_timeout(5.0).get_httpx_client().timeout == httpx.Timeout(5.0)
