"""Between calls and httpx: what both drivers share. Nothing of httpx gets past this module and the two drivers."""

from __future__ import annotations

import ssl
from functools import cached_property
from typing import TYPE_CHECKING, Any

import httpx

from browser_use_sessions.calls import Answer, Lost
from browser_use_sessions.errors import InvalidArgumentError

if TYPE_CHECKING:
    from browser_use_sessions.address import Address
    from browser_use_sessions.calls import Call
    from browser_use_sessions.secret import Secret

KEY_HEADER = "X-Browser-Use-API-Key"
USER_AGENT = "browser-use-sessions"
# Idle connections are kept a little longer than the longest pause between two looks at a session.
_KEEPALIVE_SECONDS = 15.0
_CACHED_URLS = 4096

# What httpx raises for a request that went wrong. Whatever else comes out of a send is the caller's own (hooks, transports).
PROBLEMS = (
    httpx.HTTPError,
    httpx.InvalidURL,
    httpx.CookieConflict,
    httpx.StreamError,
    ConnectionError,
    TimeoutError,
    ssl.SSLError,
)
_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    httpx.InvalidURL,
    httpx.CookieConflict,
)
_PASSING = (httpx.TransportError, ConnectionError, TimeoutError, ssl.SSLError)
_LASTING = (httpx.UnsupportedProtocol, httpx.LocalProtocolError)


_NO_BODY = httpx.ByteStream(b"")


class _Headers(httpx.Headers):
    """Do not show the key, not even in a debugger's list of variables."""

    def __repr__(self) -> str:
        return f"<headers {', '.join(self)}>"


class _AnswerHeaders:
    """Looks headers up, and hides the key in them."""

    __slots__ = ("_headers", "_secret")

    def __init__(self, headers: httpx.Headers, secret: Secret) -> None:
        self._headers = headers
        self._secret = secret

    def get(self, key: str, /) -> str | None:
        value = self._headers.get(key)
        return None if value is None else self._secret.hide_in(value)


class Wire:
    """Makes httpx requests from calls, and outcomes from what httpx gives or raises."""

    def __init__(self, secret: Secret, address: Address, timeout: httpx.Timeout) -> None:
        self._secret = secret
        self._address = address
        self._timeout = timeout
        self._extensions = {"timeout": _phases(timeout)}
        self._urls: dict[str, httpx.URL] = {}
        self._host = httpx.URL(address.url).netloc.decode("ascii")
        # The client's headers, and what became of them: one attribute, since threads may share this.
        self._prepared: tuple[list[tuple[bytes, bytes]] | None, httpx.Headers] = (None, httpx.Headers())

    def request(self, client: httpx.Client | httpx.AsyncClient, call: Call[Any]) -> httpx.Request:
        """As `client.build_request` would make it, with the client's headers, cookies and parameters, but without doing again
        what is the same for each request. That is half of what a request costs."""
        sent = call.request
        url = self._urls.get(sent.target) or self._make_url(sent.target)
        if client.params:
            url = url.copy_merge_params(client.params)
        headers = self._headers_with(client.headers)
        extensions: dict[str, Any] = self._extensions
        if call.timeout is not None:
            extensions = {"timeout": _phases(self._timeout, call.timeout)}
        if sent.content is not None or sent.headers:
            headers = httpx.Headers(headers)
            headers.update(sent.headers)
        if sent.content is not None:
            headers["Content-Type"] = sent.content_type
            headers["Content-Length"] = str(len(sent.content))
        cookies = client.cookies if client.cookies else None
        stream = _NO_BODY if sent.content is None else httpx.ByteStream(sent.content)
        return httpx.Request(sent.method, url, headers=headers, cookies=cookies, stream=stream, extensions=extensions)

    def _headers_with(self, given: httpx.Headers) -> httpx.Headers:
        """The client's headers as they are now, with the key; made anew only when they have changed."""
        raw = given.raw
        prepared_of, headers = self._prepared
        if raw != prepared_of:
            headers = _Headers(given)
            headers.setdefault("Host", self._host)
            headers[KEY_HEADER] = self._secret.reveal()
            self._prepared = raw, headers
        return headers

    def _make_url(self, path: str) -> httpx.URL:
        if len(self._urls) >= _CACHED_URLS:
            self._urls.clear()
        url = self._urls[path] = httpx.URL(self._address.url + path)
        return url

    @property
    def is_plain(self) -> bool:
        """Whether the API is on this machine, over plain http."""
        return self._address.is_loopback and not self._address.is_secure

    @cached_property
    def client_options(self) -> dict[str, Any]:
        """For the httpx clients that we make ourselves. How much is under way at once is bounded by the drivers, not by httpx's
        pool: no request fails because others are under way.

        For plain http on this machine no certificates are loaded (the context trusts nobody), and what goes there in plain text
        must not go to a proxy from the environment.
        """
        plain = self.is_plain
        return {
            "headers": {"Accept": "application/json", "User-Agent": USER_AGENT},
            "limits": httpx.Limits(max_connections=None, max_keepalive_connections=None, keepalive_expiry=_KEEPALIVE_SECONDS),
            "trust_env": not plain,
            "verify": ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if plain else httpx.create_ssl_context(),
        }

    @property
    def storage_options(self) -> dict[str, Any]:
        """For the httpx clients that move files, from and to other hosts: none of the API's headers, cookies or hooks."""
        options = self.client_options
        return {"trust_env": True} if self.is_plain else {name: options[name] for name in ("trust_env", "verify")}

    def answer(self, response: httpx.Response, content: bytes) -> Answer:
        """What goes into an error must not repeat the key, even if the server does."""
        if response.status_code >= 300:
            content = self._secret.hide_in(content.decode("latin-1")).encode("latin-1")
        return Answer(response.status_code, content, _AnswerHeaders(response.headers, self._secret))

    def problem(self, error: Exception) -> Answer | Lost:
        """What an exception out of `PROBLEMS` means for the call."""
        if isinstance(error, httpx.HTTPStatusError):  # From a hook of the caller's that checks statuses.
            return self.answer(error.response, b"")
        text = self._secret.hide_in(str(error)) or type(error).__name__
        if isinstance(error, httpx.DecodingError):
            return Lost(text, sent=True, passing=False, garbled=True)
        return Lost(
            text,
            sent=not isinstance(error, _NOT_SENT),
            passing=isinstance(error, _PASSING) and not isinstance(error, _LASTING) and not _is_distrust(error),
            timed_out=isinstance(error, httpx.TimeoutException | TimeoutError),
        )


def checked_timeout(timeout: object) -> httpx.Timeout:
    """Seconds for each phase of a request, or an httpx.Timeout with a value for each."""
    if isinstance(timeout, httpx.Timeout):
        return timeout
    if timeout is None:
        return httpx.Timeout(None)
    if isinstance(timeout, bool) or not isinstance(timeout, int | float) or not 0 < timeout < float("inf"):
        raise InvalidArgumentError(
            f"timeout must be a positive number of seconds, an httpx.Timeout or None, not {timeout!r}.", argument="timeout"
        )
    return httpx.Timeout(float(timeout))


def _phases(timeout: httpx.Timeout, bound: float | None = None) -> dict[str, float | None]:
    """httpx's own form. Nothing ever waits for a place in the pool by the clock."""
    phases = timeout.as_dict() | {"pool": None}
    if bound is None:
        return phases
    return {name: None if name == "pool" else bound if value is None else min(value, bound) for name, value in phases.items()}


def _is_distrust(error: BaseException | None) -> bool:
    """Whether the server's certificate is what failed; another try would not help."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
