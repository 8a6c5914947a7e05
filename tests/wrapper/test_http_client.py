"""A caller's own httpx client: its headers, hooks, auth and cookies are used, and its errors are handled."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from browser_use_sessions import (
    BrowserUseError,
    ConnectionFailedError,
    InvalidArgumentError,
    NotFoundError,
    RequestTimeoutError,
)


def test_headers_hooks_auth_params_and_cookies_of_the_callers_client_are_used(mocked: Any, api: Any) -> None:
    seen: list[httpx.Request] = []

    def note(request: httpx.Request) -> None:
        seen.append(request)

    async def note_later(request: httpx.Request) -> None:
        seen.append(request)

    def respond(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"sessions": [], "total": 0, "page": 1, "pageSize": 20}, headers={"set-cookie": "a=b"})

    api.rule = respond
    for hook in (note, note_later):
        http = {
            "headers": {"X-Team": "blue", "X-Browser-Use-API-Key": "another"},
            "event_hooks": {"request": [hook]},
            "auth": ("user", "password"),
            "params": {"trace": "1"},
            "follow_redirects": True,
        }
        client = mocked(api, http=http)
        is_async = hasattr(client, "_loop")
        if is_async == (hook is note_later):
            client.sessions.list()
            client.sessions.list(page=2)
    first, second = seen
    assert first.headers["x-team"] == "blue"
    assert first.headers["authorization"].startswith("Basic ")
    assert first.headers.get_list("x-browser-use-api-key") == ["key-that-nobody-may-see"]
    assert first.headers["host"] == "api.test"
    assert "cookie" not in first.headers
    assert second.headers["cookie"] == "a=b"
    assert str(second.url) == "https://api.test/api/v3/sessions?page=2&trace=1"


def test_later_changes_of_the_callers_headers_are_used(mocked: Any, api: Any) -> None:
    seen: list[str | None] = []

    def respond(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("x-team"))
        return httpx.Response(404, json={"detail": "x"})

    client = mocked(respond)
    for team in ("red", "blue"):
        client._given.headers["X-Team"] = team
        with pytest.raises(NotFoundError):
            client.sessions.get("3c90c3cc-0d44-4b50-8888-8dd25736052a")
    assert seen == ["red", "blue"]


def test_raise_for_status_hook_gives_the_client_error(mocked: Any, api: Any) -> None:
    def check(response: httpx.Response) -> None:
        response.raise_for_status()

    async def check_later(response: httpx.Response) -> None:
        response.raise_for_status()

    api.rule = lambda request: httpx.Response(402, json={"detail": "Insufficient credits"})
    for hook in (check, check_later):
        client = mocked(api, http={"event_hooks": {"response": [hook]}})
        if hasattr(client, "_loop") == (hook is check_later):
            with pytest.raises(BrowserUseError) as caught:
                client.run("t")
            assert caught.value.status_code == 402


def test_exception_of_the_callers_transport_propagates_unchanged(mocked: Any, api: Any) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        mocked(fail).run("t")


def test_wrong_type_of_http_client_is_rejected(make_client: Callable[..., Any]) -> None:
    for wrong in (5, httpx, httpx.MockTransport(lambda request: httpx.Response(200))):
        with pytest.raises(InvalidArgumentError, match="http_client"):
            make_client(http_client=wrong)


@pytest.mark.parametrize(
    ("raised", "kind"),
    [
        (httpx.ConnectError("refused"), ConnectionFailedError),
        (httpx.ReadError("reset"), ConnectionFailedError),
        (httpx.RemoteProtocolError("hung up"), ConnectionFailedError),
        (httpx.ReadTimeout("slow"), RequestTimeoutError),
        (httpx.ConnectTimeout("slow"), RequestTimeoutError),
    ],
)
def test_generated_resources_map_network_errors(mocked: Any, raised: Exception, kind: type[Exception]) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise raised

    client = mocked(fail, max_retries=0)
    for call in (client.profiles.list, client.workspaces.list, client.browsers.list, client.billing.account):
        with pytest.raises(kind):
            call()
