"""Between calls and httpx: what both drivers share. Nothing of httpx gets past this module and the two drivers."""

from __future__ import annotations

import ssl
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import httpx

from browser_use_sessions.calls import Answer, Lost
from browser_use_sessions.environment import proxy_refusal, proxy_refused_us, remedy_for, trust_store
from browser_use_sessions.errors import InvalidArgumentError

if TYPE_CHECKING:
    from browser_use_sessions.address import Address
    from browser_use_sessions.calls import Call
    from browser_use_sessions.secret import Secret

C = TypeVar("C", httpx.Client, httpx.AsyncClient)
KEY_HEADER = "X-Browser-Use-API-Key"
USER_AGENT = "browser-use-sessions"
# Idle connections are kept a little longer than the longest pause between two looks at a session.
_KEEPALIVE_SECONDS = 15.0
_CACHED_URLS = 4096

_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)
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

    def __init__(
        self,
        secret: Secret,
        address: Address,
        timeout: httpx.Timeout,
        proxy: httpx.Proxy | None = None,
        verify: ssl.SSLContext | None = None,
    ) -> None:
        self._secret = secret
        self._proxy = proxy
        self._verify = verify
        self._address = address
        self._timeout = timeout
        self._extensions = {"timeout": _phases(timeout)}
        self._urls: dict[str, httpx.URL] = {}
        try:
            self._host = httpx.URL(address.url).netloc.decode("ascii")
        except httpx.InvalidURL as error:
            raise InvalidArgumentError(f"{address.url} is no URL ({error}).", argument="base_url") from None
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
        request = httpx.Request(sent.method, url, headers=headers, cookies=cookies, stream=stream, extensions=extensions)
        request.read()  # For hooks that look at the content.
        return request

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
    def _is_plain(self) -> bool:
        """Whether the API is on this machine, over plain http."""
        return self._address.is_loopback and not self._address.is_secure

    @cached_property
    def _client_options(self) -> dict[str, Any]:
        """How much is under way at once is bounded by the drivers, not by httpx's pool: no request fails because others are under
        way.

        For plain http on this machine no certificates are loaded (the context trusts nobody), and what goes there in plain text
        must not go to a proxy from the environment. A proxy that was given to the client takes everything.
        """
        plain = self._is_plain
        verify = self._verify
        if verify is None:
            verify = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if plain else trust_store()
        return {
            "headers": {"Accept": "application/json", "User-Agent": USER_AGENT},
            "limits": httpx.Limits(max_connections=None, max_keepalive_connections=None, keepalive_expiry=_KEEPALIVE_SECONDS),
            "trust_env": not plain,
            "verify": verify,
            "proxy": self._proxy,
        }

    def make(self, kind: type[C]) -> C:
        """An httpx client of our own. Raises InvalidArgumentError where the environment asks for what httpx cannot do."""
        return _make(kind, self._client_options)

    def make_for_storage(self, kind: type[C], timeout: httpx.Timeout) -> C:
        """One that moves files, from and to other hosts: with none of the API's headers, cookies or hooks. Raises likewise."""
        from browser_use_sessions.files.requests import NO_PROXY_HERE

        options = self._client_options
        shared = {name: options[name] for name in ("trust_env", "verify", "proxy")}
        if self._is_plain and self._proxy is None:
            shared = {"mounts": NO_PROXY_HERE, "verify": trust_store() if self._verify is None else self._verify}
        return _make(kind, {**shared, "timeout": timeout})

    def answer(self, response: httpx.Response, content: bytes) -> Answer | Lost:
        """What goes into an error must not repeat the key, even if the server does."""
        if response.status_code == 407:  # From a proxy, which did not pass the request on.
            remedy = proxy_refused_us(response.request.url, self._proxy)
            return Lost("407 Proxy Authentication Required", sent=False, passing=False, remedy=remedy)
        if response.status_code >= 300:
            content = self._secret.hide_in(content.decode("latin-1")).encode("latin-1")
        return Answer(response.status_code, content, _AnswerHeaders(response.headers, self._secret))

    def problem(self, error: Exception, request: httpx.Request) -> Answer | Lost | None:
        """What an exception out of a send means for the call; None where it is not about this request, but the caller's own.

        httpx names the request in its exceptions. One about another request comes from a hook or an auth flow that has made one.
        """
        if isinstance(error, httpx.HTTPStatusError):  # From a hook of the caller's that checks statuses.
            return self.answer(error.response, b"") if error.request is request else None
        if not (_is_about(error, request) if isinstance(error, httpx.RequestError) else _is_of_network(error)):
            return None
        text = self._secret.hide_in(str(error)) or type(error).__name__
        if isinstance(error, httpx.DecodingError):
            return Lost(text, sent=True, passing=False, garbled=True)
        remedy = remedy_for(error, request.url, self._proxy)
        return Lost(
            text,
            sent=not isinstance(error, _NOT_SENT),
            passing=not (remedy or isinstance(error, _LASTING)),
            timed_out=isinstance(error, httpx.TimeoutException | TimeoutError),
            remedy=remedy,
        )


def _make(kind: type[C], options: dict[str, Any]) -> C:
    try:
        return kind(**options)
    except Exception as error:
        raise proxy_refusal(error) from None


def _is_about(error: httpx.RequestError, request: httpx.Request) -> bool:
    try:
        return error.request is request or error.request.url == request.url
    except RuntimeError:  # It names none.
        return False


def _is_of_network(error: Exception) -> bool:
    """Whether an exception of another library came through httpcore, on whose way there is nothing of the caller's."""
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_globals.get("__name__", "").startswith("httpcore"):
            return True
        trace = trace.tb_next
    return False


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
