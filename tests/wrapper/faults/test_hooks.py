"""Errors of the caller's hooks around a create request: a session that was started is stopped; nothing else is reported."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from browser_use_sessions import BrowserUse, CreditsError, InvalidRequestError, NotFoundError
from browser_use_sessions._shutdown import tracked_sessions

KEY = "key-that-nobody-may-see"


class CallerError(Exception):
    pass


@pytest.fixture
def hooked(make_client: Any, server: Any) -> Iterator[Callable[..., Any]]:
    """A client of either kind with a hook, on real connections: httpx closes the response when a hook raises an error."""
    made: list[Any] = []

    def make(when: str, hook: Callable[[Any], object]) -> Any:
        async def later(event: Any) -> None:
            hook(event)

        is_async = make_client.__name__ == "make_async"
        kind = httpx.AsyncClient if is_async else httpx.Client
        http = kind(event_hooks={when: [later if is_async else hook]})
        made.append((http, make_client(base_url=server.url, http_client=http)))
        return made[-1][1]

    yield make
    for http, client in made:
        http.close() if isinstance(http, httpx.Client) else client._await(http.aclose())


def fail(event: object) -> None:
    raise CallerError


CALLS: dict[str, Callable[[Any], Any]] = {
    "run": lambda client: client.run("t"),
    "create": lambda client: client.sessions.create("t"),
    "stream": lambda client: list(client.stream("t")),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_response_hook_error_stops_the_session(server: Any, hooked: Any, call: Any) -> None:
    with pytest.raises(CallerError) as caught:
        call(hooked("response", fail))
    assert not hasattr(caught.value, "__notes__")
    assert len(server.api.sessions) == 1
    assert server.api.left == []
    assert [method for method, _, _ in server.api.requests] == ["POST", "POST"]
    assert tracked_sessions.tracked() == frozenset()


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_request_hook_error_sends_nothing_and_adds_no_notes(server: Any, hooked: Any, call: Any) -> None:
    with pytest.raises(CallerError) as caught:
        call(hooked("request", fail))
    assert not hasattr(caught.value, "__notes__")
    assert server.api.requests == []


def test_response_hook_error_of_a_follow_up_stops_only_the_task(server: Any, hooked: Any) -> None:
    with BrowserUse(KEY, base_url=server.url) as client:
        session = client.sessions.create(keep_alive=True)
        with pytest.raises(CallerError):
            hooked("response", lambda response: fail(response) if response.request.method == "POST" else None).run(
                "t", session_id=session.id
            )
        assert client.sessions.get(session.id).status == "idle"
        client.sessions.stop(session.id)


class FailingAuth(httpx.Auth):
    def auth_flow(self, request: httpx.Request) -> Any:
        raise CallerError
        yield request


class FailingTransport(httpx.HTTPTransport):
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        httpx.HTTPTransport.handle_request(self, request).read()
        raise CallerError


def test_caller_error_is_noted_only_if_the_request_may_have_been_sent(server: Any) -> None:
    with httpx.Client(auth=FailingAuth()) as http, pytest.raises(CallerError) as caught:
        BrowserUse(KEY, base_url=server.url, http_client=http).run("t")
    assert not hasattr(caught.value, "__notes__")
    assert server.api.requests == []
    with httpx.Client(transport=FailingTransport()) as http, pytest.raises(CallerError) as caught:
        BrowserUse(KEY, base_url=server.url, http_client=http).run("t")
    assert "may have been started" in caught.value.__notes__[0]


ISSUE = {"loc": ["body", "model"], "msg": "no such model", "type": "enum"}


@pytest.mark.parametrize(
    ("status", "detail", "kind"),
    [(402, "no credits", CreditsError), (404, "Session not found", NotFoundError), (422, [ISSUE], InvalidRequestError)],
)
def test_raise_for_status_hook_gives_the_client_error_with_details(
    server: Any, hooked: Any, monkeypatch: pytest.MonkeyPatch, status: int, detail: Any, kind: Any
) -> None:
    monkeypatch.setattr(server.api, "answer", lambda *request: (status, {"detail": detail}))
    client = hooked("response", lambda response: response.raise_for_status())
    lists: Callable[[Any], Any] = lambda client: client.sessions.list()  # noqa: E731
    for call in (*CALLS.values(), lists):
        with pytest.raises(kind) as caught:
            call(client)
        assert caught.value.detail == detail
    if kind is InvalidRequestError:
        assert caught.value.issues[0].field == "body.model"


def test_response_hook_may_read_the_body(server: Any, hooked: Any) -> None:
    seen: list[Any] = []
    client = hooked("response", lambda response: seen.append(response.text) if response.request.method == "POST" else None)
    session = client.sessions.create("t")
    assert json.loads(seen[0])["id"] == session.id
    client.sessions.stop(session.id)


@pytest.mark.parametrize("when", ["request", "response"])
def test_response_hook_error_stops_the_browser(mocked: Any, make_client: Any, when: str) -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(f"{request.method} {request.url.path}")
        return httpx.Response(201, json={"id": "3c90c3cc-0d44-4b50-8888-8dd25736052a"})

    async def fail_later(event: object) -> None:
        fail(event)

    hook = fail_later if make_client.__name__ == "make_async" else fail
    with pytest.raises(CallerError) as caught:
        mocked(answer, http={"event_hooks": {when: [hook]}}).browsers.create()
    assert len(seen) == (2 if when == "response" else 0)
    assert hasattr(caught.value, "__notes__") == (when == "response")
