"""Errors by origin: exceptions of the caller's code propagate unchanged, network errors become errors of this package."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from browser_use_sessions import BrowserUseError, ConnectionFailedError, OutcomeUnknownError

ID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
OTHER = httpx.Request("GET", "https://elsewhere.test/")
CALLER_ERRORS = [
    ConnectionRefusedError("of a log server"),
    TimeoutError("of a lock"),
    ValueError("of a hook"),
    httpx.ReadTimeout("of a request of the hook's own", request=OTHER),
    httpx.ConnectError("without a request"),
    httpx.InvalidURL("of a hook"),
    httpx.HTTPStatusError("of another answer", request=OTHER, response=httpx.Response(500, request=OTHER)),
]


def hooks(client_is_async: bool, when: str, what: Callable[[Any], object]) -> dict[str, Any]:
    async def later(event: Any) -> None:
        what(event)

    return {"event_hooks": {when: [later if client_is_async else what]}}


@pytest.fixture
def hooked(mocked: Any, api: Any, make_client: Any) -> Callable[..., Any]:
    """A client of either kind with a hook."""

    def make(when: str, what: Callable[[Any], object], **options: Any) -> Any:
        return mocked(api, http=hooks(make_client.__name__ == "make_async", when, what), **options)

    return make


@pytest.mark.parametrize("error", CALLER_ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("when", ["request", "response"])
@pytest.mark.parametrize("method", ["get", "create"])
def test_hook_exception_propagates_unchanged(hooked: Any, error: Exception, when: str, method: str) -> None:
    calls = 0

    def fail(event: object) -> None:
        nonlocal calls
        calls += 1
        raise error

    client = hooked(when, fail)
    with pytest.raises(type(error)) as caught:
        client.sessions.get(ID) if method == "get" else client.sessions.create("t")
    assert caught.value is error
    assert calls == (2 if when == "response" and method == "create" else 1)  # The session that was started is stopped.


def test_request_hook_may_read_the_content(hooked: Any, api: Any) -> None:
    seen: list[bytes] = []
    client = hooked("request", lambda request: seen.append(request.content))
    client.sessions.create("the task")
    client.sessions.list()
    assert b"the task" in seen[0]
    assert seen[1] == b""
    assert len(api.fake.sessions) == 1


class FailingAuth(httpx.Auth):
    def __init__(self, error: Exception) -> None:
        self._error = error

    def auth_flow(self, request: httpx.Request) -> Iterator[httpx.Request]:
        raise self._error
        yield request


@pytest.mark.parametrize("error", CALLER_ERRORS, ids=lambda error: type(error).__name__)
def test_auth_flow_exception_propagates_unchanged(mocked: Any, api: Any, error: Exception) -> None:
    with pytest.raises(type(error)) as caught:
        mocked(api, http={"auth": FailingAuth(error)}).sessions.get(ID)
    assert caught.value is error


@pytest.mark.parametrize("error", [OSError("no network here"), KeyError("x")], ids=lambda error: type(error).__name__)
def test_custom_transport_exception_propagates_unchanged(mocked: Any, error: Exception) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise error

    with pytest.raises(type(error)) as caught:
        mocked(fail).sessions.get(ID)
    assert caught.value is error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx.ConnectError, ConnectionFailedError),
        (httpx.ReadError, OutcomeUnknownError),
        (httpx.DecodingError, OutcomeUnknownError),
    ],
)
def test_httpx_network_errors_of_a_transport_are_mapped(mocked: Any, error: Any, kind: type[BrowserUseError]) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise error("broken")

    with pytest.raises(kind):
        mocked(fail, max_retries=0).sessions.create("t")


@pytest.mark.parametrize("error", [ConnectionError("mine"), TimeoutError("mine"), httpx.ReadError("mine")])
def test_callback_exception_propagates_unchanged_and_stops_the_session(client: Any, api: Any, error: Exception) -> None:
    api.fake.duration = 1e6

    def fail(session: object) -> None:
        raise error

    with pytest.raises(type(error)) as caught:
        client.run("t", on_progress=fail)
    assert caught.value is error
    assert api.fake.left == []
