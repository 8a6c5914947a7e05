"""The API key is in the requests to the API and nowhere else."""

import copy
import logging
import pickle
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

import browser_use_sessions
from browser_use_sessions import AsyncBrowserUse, BrowserUse, BrowserUseError, InvalidArgumentError
from browser_use_sessions._transport.api_key import ApiKey
from browser_use_sessions._transport.base_url import DEFAULT_BASE_URL, find_base_url

KEY = "key-that-nobody-may-see"
ID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"


def shown(error: BaseException | None) -> Iterator[str]:
    """Yields all text of a traceback with its variables, without the frames of the tests."""
    while error is not None:
        yield from traceback.format_exception_only(error)
        yield repr(vars(error))
        for frame, _ in traceback.walk_tb(error.__traceback__):
            if "/tests/" not in frame.f_code.co_filename and "contextlib" not in frame.f_code.co_filename:
                yield from (repr(value) for value in frame.f_locals.values())
                yield from (
                    repr(vars(value))
                    for value in frame.f_locals.values()
                    if "browser_use" in type(value).__module__ and hasattr(value, "__dict__")
                )
        error = error.__cause__ or error.__context__


@pytest.mark.parametrize("kind", [BrowserUse, AsyncBrowserUse])
def test_client_repr_and_attributes_hide_the_key(kind: Any) -> None:
    client = kind(KEY, base_url="http://127.0.0.1:1/api/v3")
    texts = [repr(client), repr(vars(client)), repr(vars(client._adapter)), repr(client.sessions), str(client._adapter._api_key)]
    assert not any(KEY in text for text in texts)
    assert repr(client) == f"<{kind.__name__} http://127.0.0.1:1/api/v3>"


@pytest.mark.parametrize("kind", [BrowserUse, AsyncBrowserUse])
def test_client_cannot_be_pickled_or_copied(kind: Any) -> None:
    client = kind(KEY, base_url="http://127.0.0.1:1/api/v3")
    for way in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="make a new one"):
            way(client)
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(ApiKey(KEY))


def answer_401_with_key(request: httpx.Request) -> httpx.Response:
    return httpx.Response(401, json={"detail": f"No such key: {request.headers['x-browser-use-api-key']}"})


def fail_with_key(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadError(f"lost {request.headers['x-browser-use-api-key']}")


def redirect_with_key(request: httpx.Request) -> httpx.Response:
    return httpx.Response(302, headers={"location": f"https://elsewhere.test/?key={request.headers['x-browser-use-api-key']}"})


@pytest.mark.parametrize("handler", [answer_401_with_key, fail_with_key, redirect_with_key])
@pytest.mark.parametrize("method", ["run", "get", "list"])
def test_errors_and_logs_hide_the_key(
    mocked: Callable[..., Any], caplog: pytest.LogCaptureFixture, handler: Any, method: str
) -> None:
    caplog.set_level(logging.DEBUG)
    client = mocked(handler, max_retries=1)
    with pytest.raises(BrowserUseError) as caught:
        client.run("t") if method == "run" else client.sessions.list() if method == "list" else client.sessions.get(ID)
    assert not any(KEY in text for text in shown(caught.value))
    assert KEY not in caplog.text
    assert b"key-that" not in pickle.dumps(caught.value)


def test_traceback_of_an_interruption_hides_the_key() -> None:
    class Library(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            headers = dict(request.headers)  # noqa: F841 -- Libraries have the headers in local variables.
            raise KeyboardInterrupt

    client = BrowserUse(KEY, base_url="http://127.0.0.1:1/api/v3", http_client=httpx.Client(transport=Library()))
    with pytest.raises(KeyboardInterrupt) as caught:
        client.sessions.get(ID)
    frames = [frame.f_code.co_name for frame, _ in traceback.walk_tb(caught.value.__traceback__)]
    assert "handle_request" not in frames
    assert not any(KEY in text for text in shown(caught.value))


@pytest.mark.parametrize("key", ["", "  ", "a\nb-s3kr3t", "schl\u00fcssel-s3kr3t", "a\x00s3kr3t", 5, b"s3kr3t"])
@pytest.mark.parametrize("kind", [BrowserUse, AsyncBrowserUse])
def test_invalid_keys_are_rejected(kind: Any, key: Any) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        kind(key)
    assert caught.value.argument == "api_key"
    if isinstance(key, str):
        assert not any("s3kr3t" in text for text in shown(caught.value))


@pytest.mark.parametrize("kind", [BrowserUse, AsyncBrowserUse])
def test_error_about_another_argument_hides_the_key(kind: Any) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        kind(KEY, base_url="nonsense")
    assert not any(KEY in text for text in shown(caught.value))


def test_key_and_base_url_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InvalidArgumentError, match=r"BROWSER_USE_API_KEY.*bu-sessions sandbox"):
        BrowserUse()
    monkeypatch.setenv("BROWSER_USE_API_KEY", f"  {KEY}\n")
    monkeypatch.setenv("BROWSER_USE_BASE_URL", "http://localhost:1/api/v3/")
    with BrowserUse() as client:
        assert client._adapter._api_key.reveal() == KEY
        assert client.base_url == "http://localhost:1/api/v3"
    monkeypatch.setenv("BROWSER_USE_BASE_URL", "")
    with pytest.raises(InvalidArgumentError, match="empty"):
        BrowserUse()
    monkeypatch.delenv("BROWSER_USE_BASE_URL")
    with BrowserUse() as client:
        assert client.base_url == DEFAULT_BASE_URL == "https://api.browser-use.com/api/v3"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("api.browser-use.com/api/v3", "Is https://api.browser-use.com/api/v3 meant"),
        ("https://api.browser-use.com", "Is https://api.browser-use.com/api/v3 meant"),
        ('"https://api.browser-use.com/api/v3"', "in quotes"),
        ("https://api.browser-use.com/api/v2", "does not end in /api/v3"),
        ("https://api.browser-use.com/api/v3/sessions", "does not end in /api/v3"),
        ("https://api.browser-use.com/api/v3?x=1", "query"),
        ("https://api.browser-use.com/api/v3#x", "query"),
        ("https://user:secret@api.browser-use.com/api/v3", "user name"),
        ("ftp://api.browser-use.com/api/v3", "ftp"),
        ("https:///api/v3", "no host"),
        ("https://x:99999/api/v3", "no URL"),
        ("https://x:y/api/v3", "no URL"),
        ("https://[::1/api/v3", "no URL"),
        ("https://ex ample/api/v3", "characters"),
        ("https://example\n/api/v3", "characters"),
        ("https://ex\u00e4mple/api/v3", "characters"),
        ("http://api.browser-use.com/api/v3", "unencrypted"),
        ("http://localhost.evil.test/api/v3", "unencrypted"),
        ("http://10.0.0.1/api/v3", "unencrypted"),
        ("http://127.1/api/v3", "unencrypted"),
        (5, "string"),
        ("", "empty"),
        (" ", "empty"),
    ],
)
def test_invalid_base_urls_are_rejected(url: Any, words: str) -> None:
    with pytest.raises(InvalidArgumentError, match=words) as caught:
        find_base_url(url, False)
    assert caught.value.argument == "base_url"
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.9.8.7:80", "api.localhost:8000"])
def test_plain_http_is_allowed_on_loopback(host: str) -> None:
    address = find_base_url(f"http://{host}/api/v3/", False)
    assert address.is_loopback
    assert address.url == f"http://{host}/api/v3"


def test_plain_http_to_other_hosts_can_be_allowed() -> None:
    assert find_base_url("http://10.0.0.1/gateway/api/v3", True).url == "http://10.0.0.1/gateway/api/v3"


def test_loopback_requests_bypass_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://proxy.test:3128")
    with BrowserUse(KEY, base_url="http://127.0.0.1:1/api/v3", max_retries=0) as client:
        with pytest.raises(BrowserUseError, match="refused"):
            client.sessions.list()
        assert not client._driver._connections._client.trust_env


def test_logger_is_silent_by_default(capfd: pytest.CaptureFixture[str]) -> None:
    with BrowserUse(KEY, base_url="http://127.0.0.1:1/api/v3", max_retries=1) as client, pytest.raises(BrowserUseError):
        client.sessions.list()
    logging.getLogger("browser_use_sessions").warning("nobody listens")
    assert capfd.readouterr() == ("", "")
    assert browser_use_sessions.__name__ == "browser_use_sessions"
