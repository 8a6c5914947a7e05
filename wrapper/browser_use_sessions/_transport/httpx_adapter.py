"""Translates between calls and httpx, for both drivers. Other modules of this package do not depend on httpx."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import httpx

from browser_use_sessions._arguments import checked_seconds
from browser_use_sessions._transport.calls import Response, TransportFailure
from browser_use_sessions._transport.certificates import is_untrusted_certificate, trust_store
from browser_use_sessions._transport.proxies import check_variables, proxy_hint, refusal_to_make_client, refused_by_proxy
from browser_use_sessions.errors import InvalidArgumentError

if TYPE_CHECKING:
    from types import FrameType

    from browser_use_sessions._transport.api_key import ApiKey
    from browser_use_sessions._transport.base_url import BaseUrl
    from browser_use_sessions._transport.calls import Call

C = TypeVar("C", httpx.Client, httpx.AsyncClient)
KEY_HEADER = "X-Browser-Use-API-Key"
USER_AGENT = "browser-use-sessions"
# For files: seconds for each phase (to connect, and between two chunks of a file).
STORAGE_TIMEOUT = httpx.Timeout(60.0, connect=30.0)
# Storage hosts on this machine are reached without a proxy. (In httpx's form: URL pattern → None.)
NO_PROXY_FOR_LOOPBACK: dict[str, None] = {f"all://{host}": None for host in ("localhost", "127.0.0.1", "[::1]")}
# Idle connections are kept a little longer than the longest pause between two polls.
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
_PERMANENT = (httpx.UnsupportedProtocol, httpx.LocalProtocolError)
# In the extensions of our own requests: whether the whole response is read before the caller's hooks see it.
_READ_FIRST = "browser_use_sessions.read_first"
_NO_BODY = httpx.ByteStream(b"")


class _Headers(httpx.Headers):
    """Their repr does not show the key, not even in a debugger."""

    def __repr__(self) -> str:
        return f"<headers {', '.join(self)}>"


class _ResponseHeaders:
    """Looks up headers, with the key redacted."""

    __slots__ = ("_api_key", "_headers")

    def __init__(self, headers: httpx.Headers, api_key: ApiKey) -> None:
        self._headers = headers
        self._api_key = api_key

    def get(self, key: str, /) -> str | None:
        value = self._headers.get(key)
        return None if value is None else self._api_key.redact(value)


class HttpxAdapter:
    """Makes httpx requests from calls, and outcomes from the responses and exceptions of httpx."""

    def __init__(
        self,
        api_key: ApiKey,
        base_url: BaseUrl,
        timeout: httpx.Timeout,
        proxy: httpx.Proxy | None = None,
        verify: ssl.SSLContext | None = None,
    ) -> None:
        self._api_key = api_key
        self._proxy = proxy
        self._verify = verify
        self._base_url = base_url
        self._timeout = timeout
        self._extensions: dict[str, Any] = {"timeout": _phases(timeout), _READ_FIRST: True}
        self._urls: dict[str, httpx.URL] = {}
        try:
            self._host = httpx.URL(base_url.url).netloc.decode("ascii")
        except httpx.InvalidURL as error:
            raise InvalidArgumentError(f"{base_url.url} is no URL ({error}).", argument="base_url") from None
        # The client's raw headers, and the prepared headers: one attribute, since threads may share this object.
        self._prepared: tuple[list[tuple[bytes, bytes]] | None, httpx.Headers] = (None, httpx.Headers())

    def build_request(self, client: httpx.Client | httpx.AsyncClient, call: Call[Any]) -> httpx.Request:
        """Like `client.build_request`, with the client's headers, cookies and parameters, but what is the same for each request
        is computed once. That saves half the time of a request.
        """
        if client.event_hooks["response"]:
            _add_reader(client)
        sent = call.request
        url = self._urls.get(sent.target) or self._make_url(sent.target)
        if client.params:
            url = url.copy_merge_params(client.params)
        headers = self._headers_with(client.headers)
        extensions = self._extensions
        if call.timeout is not None:
            extensions = {"timeout": _phases(self._timeout, call.timeout), _READ_FIRST: sent.method != "GET"}
        if sent.content is not None or sent.headers:
            headers = httpx.Headers(headers)
            headers.update(sent.headers)
        if sent.content is not None:
            headers["Content-Type"] = sent.content_type
            headers["Content-Length"] = str(len(sent.content))
        cookies = client.cookies if client.cookies else None
        stream = _NO_BODY if sent.content is None else httpx.ByteStream(sent.content)
        request = httpx.Request(sent.method, url, headers=headers, cookies=cookies, stream=stream, extensions=extensions)
        request.read()  # For hooks that read the content.
        return request

    def _headers_with(self, given: httpx.Headers) -> httpx.Headers:
        """The client's current headers with the key. They are prepared again only when they have changed."""
        raw = given.raw
        prepared_of, headers = self._prepared
        if raw != prepared_of:
            headers = _Headers(given)
            headers.setdefault("Host", self._host)
            headers[KEY_HEADER] = self._api_key.reveal()
            self._prepared = raw, headers
        return headers

    def _make_url(self, path: str) -> httpx.URL:
        if len(self._urls) >= _CACHED_URLS:
            self._urls.clear()
        url = self._urls[path] = httpx.URL(self._base_url.url + path)
        return url

    @property
    def _is_plain(self) -> bool:
        """Whether the API is on this machine and is reached by plain http."""
        return self._base_url.is_loopback and not self._base_url.is_secure

    @cached_property
    def _client_options(self) -> dict[str, Any]:
        """The drivers limit how many requests run at the same time, not httpx's pool: no request fails because of other requests.

        For plain http on this machine, no certificates are loaded (the context trusts nobody), and proxies from the environment
        are ignored, since they would see the key. A proxy that was given to the client is used for everything.
        """
        plain = self._is_plain
        if not plain and self._proxy is None:
            check_variables()
        return {
            "headers": {"Accept": "application/json", "User-Agent": USER_AGENT},
            "limits": httpx.Limits(max_connections=None, max_keepalive_connections=None, keepalive_expiry=_KEEPALIVE_SECONDS),
            "trust_env": not plain,
            "verify": self._verify or (ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if plain else trust_store()),
            "proxy": self._proxy,
        }

    def make_client(self, kind: type[C]) -> C:
        """A new httpx client. Raises InvalidArgumentError if the environment has settings that httpx cannot use."""
        return _make_client(kind, self._client_options)

    def make_storage_client(self) -> httpx.Client:
        """A new httpx client that moves files, from and to other hosts: without the API's headers, cookies and hooks."""
        options: dict[str, Any] = {"verify": self._verify or trust_store(), "timeout": STORAGE_TIMEOUT}
        if self._proxy is not None:
            options["proxy"] = self._proxy
        else:
            check_variables()
            if self._is_plain:
                options["mounts"] = NO_PROXY_FOR_LOOPBACK
        return _make_client(httpx.Client, options)

    def outcome_of_response(self, response: httpx.Response, content: bytes) -> Response | TransportFailure:
        """The key is redacted, in case the server repeats it: errors must not show it."""
        if response.status_code == 407:  # From a proxy, which did not pass the request on.
            remedy = refused_by_proxy("407", response.request.url, self._proxy)
            return TransportFailure("407 Proxy Authentication Required", sent=False, retryable=False, remedy=remedy)
        if response.status_code >= 300:
            content = self._api_key.redact(content.decode("latin-1")).encode("latin-1")
        return Response(response.status_code, content, _ResponseHeaders(response.headers, self._api_key))

    def outcome_of_error(self, error: Exception, request: httpx.Request) -> Response | TransportFailure | None:
        """What an exception during sending means for the call; None if it does not come from this request, but from the caller's
        own code.

        httpx names the request in its exceptions. If it is another request, a hook or an auth flow of the caller's has made it.
        """
        if isinstance(error, httpx.HTTPStatusError):  # From a hook of the caller that checks statuses.
            is_ours = error.request is request and not error.response.is_success
            return self.outcome_of_response(error.response, _body(error.response)) if is_ours else None
        if not (_is_about(error, request) if isinstance(error, httpx.RequestError) else _is_network_error(error)):
            return None
        cause: Exception = error
        while isinstance(cause, ExceptionGroup):  # From anyio, which tries several addresses of a host at the same time.
            cause = cause.exceptions[0]
        text = self._api_key.redact(str(cause)) or type(cause).__name__
        if isinstance(error, httpx.DecodingError):
            return TransportFailure(text, sent=True, retryable=False, undecodable=True)
        remedy = self._remedy_for(error, request.url)
        return TransportFailure(
            text,
            sent=not isinstance(error, _NOT_SENT) and not _is_connecting(error),
            retryable=not (remedy or isinstance(error, _PERMANENT)),
            timed_out=isinstance(error, httpx.TimeoutException | TimeoutError),
            remedy=remedy or ("" if self._is_plain and self._proxy is None else proxy_hint(error, request.url, self._proxy)),
        )

    def _remedy_for(self, error: Exception, url: httpx.URL) -> str:
        """What the user can do about a failure that would happen again; empty for other failures."""
        if isinstance(error, httpx.ProxyError):
            return refused_by_proxy(str(error), url, self._proxy)
        if is_untrusted_certificate(error):
            return (
                f"The certificate of {url.host} is not trusted. If a proxy or a virus scanner reads TLS traffic here, put the "
                "path of its CA certificate (PEM) into SSL_CERT_FILE or verify; if not, do not go on."
            )
        return ""

    def progress(self, error: Exception, request: httpx.Request) -> tuple[bool, Response | TransportFailure | None]:
        """How far the request had come when the caller's own code (a hook, an auth flow or a transport) raised an error: whether
        it may have been sent, and its outcome if there was a response.
        """
        was_sent = False
        for frame in _frames(error):
            for value in list(frame.f_locals.values()):
                if isinstance(value, httpx.BaseTransport | httpx.AsyncBaseTransport):
                    was_sent = True
                elif isinstance(value, httpx.Response) and _is_about(value, request):
                    was_sent = True
                    if value.request is request:
                        return True, self.outcome_of_response(value, _body(value))
        return was_sent, None


def _add_reader(client: httpx.Client | httpx.AsyncClient) -> None:
    """Adds a hook before those of the caller. If one of them raises an error, httpx closes the response, so that what it says,
    such as the ID of a session, could not be read any more.
    """
    reader = _read_first if isinstance(client, httpx.Client) else _read_first_async
    hooks = client.event_hooks["response"]
    if hooks[0] is not reader:
        hooks.insert(0, reader)


def _read_first(response: httpx.Response) -> None:
    if _is_read_first(response):
        response.read()


async def _read_first_async(response: httpx.Response) -> None:
    if _is_read_first(response):
        await response.aread()


def _is_read_first(response: httpx.Response) -> bool:
    """Only of our own requests. A success response to a poll, which may be large, is read later, chunk by chunk."""
    wanted = response.request.extensions.get(_READ_FIRST)
    return wanted is not None and (wanted or response.is_error)


def _body(response: httpx.Response) -> bytes:
    try:
        return response.content
    except httpx.ResponseNotRead:
        return b""


def _make_client(kind: type[C], options: dict[str, Any]) -> C:
    try:
        return kind(**options)
    except Exception as error:
        raise refusal_to_make_client(error) from None


def _is_about(event: httpx.RequestError | httpx.Response, request: httpx.Request) -> bool:
    try:
        return event.request is request or event.request.url == request.url
    except RuntimeError:  # It has none.
        return False


def _is_network_error(error: Exception) -> bool:
    """Whether an exception of another library came through httpcore, which calls no code of the caller."""
    return any(_is_httpcore(frame) for frame in _frames(error))


def _is_connecting(error: Exception) -> bool:
    """Whether an exception that httpcore does not know, such as a group of them, came while it made a connection."""
    return any(_is_httpcore(frame) and frame.f_code.co_name == "connect_tcp" for frame in _frames(error))


def _is_httpcore(frame: FrameType) -> bool:
    return bool(frame.f_globals.get("__name__", "").startswith("httpcore"))


def _frames(error: BaseException) -> Iterator[FrameType]:
    """Those that the error has passed."""
    trace = error.__traceback__
    while trace is not None:
        yield trace.tb_frame
        trace = trace.tb_next


def checked_timeout(timeout: object) -> httpx.Timeout:
    """Seconds for each phase of a request, or an httpx.Timeout with a value for each."""
    if isinstance(timeout, httpx.Timeout):
        return timeout
    return httpx.Timeout(None if timeout is None else checked_seconds("timeout", timeout))


def _phases(timeout: httpx.Timeout, bound: float | None = None) -> dict[str, float | None]:
    """In httpx's form. Waiting for a connection from the pool has no timeout."""
    phases = timeout.as_dict() | {"pool": None}
    if bound is None:
        return phases
    return {name: None if name == "pool" else bound if value is None else min(value, bound) for name, value in phases.items()}
