"""The HTTP client: sends requests and records every exchange. It checks nothing and follows no redirect."""

from __future__ import annotations

import copy
import json
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

import urllib3

from . import spec
from .circuit_breaker import CircuitBreaker
from .connection import Connection
from .exchange import Credentials, Exchange
from .target import Target

#: The largest response body that is read, in bytes.
_LARGEST = 32 * 1024 * 1024
_CONNECTIONS = 8
#: How often a request is retried after 429 or an error of a proxy.
_RETRIES = 2
_LONGEST_WAIT = 10.0
_OFFSET = time.time() - time.perf_counter()


class Cancelled(Exception):
    """The check was cancelled. Only the cleanup still sends requests."""


def now() -> float:
    """Returns the time in seconds since the epoch. It never goes back within a run."""
    return _OFFSET + time.perf_counter()


def _encoded(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False, allow_nan=False).encode("utf-8", "surrogatepass")


class Client:
    """Sends requests to one target. Thread-safe."""

    def __init__(self, target: Target, connection: Connection = Connection()) -> None:  # noqa: B008 -- it is immutable
        """Headers of `connection` are sent with every request to the API, and never to a storage host."""
        self.target = target
        self.circuit_breaker = CircuitBreaker()
        self._headers = dict(connection.headers)
        self.exchanges: list[Exchange] = []
        self.cancelled = threading.Event()
        #: How long the cleanup waits for requests in flight, in seconds.
        self.drain_timeout = 2 * connection.timeout
        self._prefix = urlsplit(target.url).path
        self._managers = [
            connection.manager(target.url, _CONNECTIONS, is_local=target.is_local, with_client=is_api) for is_api in (True, False)
        ]
        self._pool, self._storage = self._managers[0].connection_from_url(target.url), self._managers[1]
        self._slots = threading.Semaphore(_CONNECTIONS)
        self._lock = threading.Lock()
        self._is_idle = threading.Condition(self._lock)
        self._in_flight = 0
        self._pause = connection.pause
        self._next = 0.0

    def close(self) -> None:
        for manager in self._managers:
            manager.clear()

    def for_clean_up(self) -> Client:
        """Cancels this client, waits for its requests in flight, and returns a client for the cleanup.

        Both clients record into the same list, so the cleanup knows everything that was created.
        """
        self.cancelled.set()
        with self._is_idle:
            self._is_idle.wait_for(lambda: not self._in_flight, self.drain_timeout)
        other = copy.copy(self)
        other.cancelled, other.circuit_breaker, other._in_flight = threading.Event(), CircuitBreaker(), 0
        return other

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        raw: bytes | None = None,
        query: Iterable[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
        key: str | None = None,
        credentials: Credentials = Credentials.RIGHT,
        persist: bool = True,
        immediate: bool = False,
    ) -> Exchange:
        """Sends one request and returns its exchange, whatever the response. Each retry is recorded as its own exchange.

        `body` is sent as JSON, `raw` unchanged. With `persist`, a request that is safe to repeat is retried after 429, 502, 503,
        504 and lost connections. With `immediate`, it does not wait for the limit on concurrent requests. Raises Cancelled after
        `for_clean_up`, and CircuitOpen for an operation that no longer responds.
        """
        content = raw if raw is not None else None if body is None else _encoded(body)
        sent_key = self.target.api_key if credentials is Credentials.RIGHT else key
        attempt = 0
        while True:
            if self.cancelled.is_set():
                raise Cancelled
            self.circuit_breaker.require_closed(spec.locate(method, path)[0])
            turn = nullcontext() if immediate else self._slots
            one = self._once(method, path, content, tuple(query), headers or {}, sent_key, credentials, turn)
            wait = self._wait(one, attempt) if persist and attempt < _RETRIES else None
            if wait is None or self.cancelled.wait(wait):
                return one
            attempt += 1

    def transfer(self, method: str, url: str, content: bytes | None = None, content_type: str = "") -> Exchange | None:
        """Sends a request to a signed URL from a response, without the API key.

        Returns None without sending if the URL is not allowed: see `storage_address`.
        """
        where = storage_address(url, self.target)
        if where is None:
            return None
        parts = urlsplit(url)
        headers = {"host": parts.netloc.rpartition("@")[2], **({"content-type": content_type} if content_type else {})}
        if self.cancelled.is_set():
            raise Cancelled
        response = _fetch(self._storage, method, where, content, headers)
        return self._record(response, method=method, path=parts.path, content_type=content_type, sent=content, url=url)

    def _record(self, response: _Response, **request: Any) -> Exchange:
        """Records an exchange. `request` has its properties that are not defaults."""
        unset = {"operation": "", "session_id": "", "query": (), "credentials": Credentials.NONE}
        with self._lock:
            one = Exchange(number=len(self.exchanges), **{**unset, **request}, **response._asdict())
            self.exchanges.append(one)
        return one

    @contextmanager
    def _tracked(self) -> Iterator[None]:
        """Counts a request as in flight. Raises Cancelled if the check was cancelled."""
        with self._lock:
            if self.cancelled.is_set():
                raise Cancelled
            self._in_flight += 1
        try:
            yield
        finally:
            with self._is_idle:
                self._in_flight -= 1
                self._is_idle.notify_all()

    def _wait(self, one: Exchange, attempt: int) -> float | None:
        """Returns the seconds to wait before a retry, or None if the request is not retried."""
        if one.status == 429:
            return min(retry_after(one.headers.get("retry-after", "")) or 0.2 * 2**attempt, _LONGEST_WAIT)
        is_lost = not one.status and one.error != "timeout" and (method_is_safe(one) or self.target.is_local)
        is_failed = one.status in (502, 503, 504) and (method_is_safe(one) or self.target.is_local)
        return 0.05 * 2**attempt if is_lost or is_failed else None

    def _pace(self) -> None:
        if self._pause:
            with self._lock:
                wait = self._next - time.monotonic()
                self._next = max(self._next, time.monotonic()) + self._pause
            if wait > 0:
                self.cancelled.wait(wait)

    def _once(
        self,
        method: str,
        path: str,
        content: bytes | None,
        query: tuple[tuple[str, str], ...],
        more_headers: Mapping[str, str],
        key: str | None,
        credentials: Credentials,
        turn: AbstractContextManager[object],
    ) -> Exchange:
        headers = {"accept": "application/json", **self._headers, **more_headers}
        if key is not None:
            headers["X-Browser-Use-API-Key"] = key
        if content is not None:
            headers["content-type"] = "application/json"
        url = self._prefix + quote(path, safe="/%") + (f"?{urlencode(query)}" if query else "")
        self._pace()
        with turn, self._tracked():
            response = _fetch(self._pool, method, url, content, headers)
            operation, session_id = spec.locate(method, path)
            if credentials is Credentials.ELSEWHERE:
                query = tuple((name, "[key]" if value == self.target.api_key else value) for name, value in query)
            one = self._record(
                response,
                method=method,
                path=path,
                operation=operation,
                session_id=session_id,
                query=query,
                credentials=credentials,
                content_type=headers.get("content-type", ""),
                sent=content,
            )
        self.circuit_breaker.record(one)
        if self.circuit_breaker.unresponsive:
            self.cancelled.set()
        return one


class _Response(NamedTuple):
    """The part of an exchange that comes from the server."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    error: str
    started: float
    ended: float


def _fetch(pool: Any, method: str, url: str, content: bytes | None, headers: Mapping[str, str]) -> _Response:
    """Sends a request with a connection pool of urllib3 and reads its response, up to the size limit."""
    started, status, found, body, error = now(), 0, dict[str, str](), b"", ""
    try:
        response = pool.urlopen(
            method,
            url,
            body=content,
            headers=dict(headers),
            redirect=False,
            retries=False,
            preload_content=False,
            assert_same_host=False,
        )
        try:
            body = response.read(_LARGEST + 1, decode_content=True)
            status, found = response.status, _lowered(response.headers)
            if len(body) > _LARGEST:
                response.close()
                body, error = b"", f"a response of more than {_LARGEST} bytes"
            else:
                response.drain_conn()
        finally:
            response.release_conn()
    except urllib3.exceptions.NewConnectionError as failure:
        error = _reason(failure)
    except (urllib3.exceptions.TimeoutError, TimeoutError):
        status, found, body, error = 0, {}, b"", "timeout"
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as failure:
        status, found, body, error = 0, {}, b"", _reason(failure)
    return _Response(status, found, body, error, started, now())


def _lowered(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _reason(error: BaseException) -> str:
    """Returns the message of the root cause. Messages of the outer exceptions contain object representations."""
    while error.__context__ is not None:
        error = error.__context__
    message = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return message.strip() or type(error).__name__


def storage_address(url: str, target: Target) -> str | None:
    """Returns the address for a signed URL, or None if the URL is not allowed.

    A local server may name local hosts, including names below `localhost`. Any other server may name only hosts that are not
    local, by https.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or not url.isascii() or not url.isprintable() or " " in url:
        return None
    if target.is_local_host(host) != target.is_local or (parts.scheme == "http" and not target.is_local):
        return None
    address = "127.0.0.1" if host.endswith(".localhost") else f"[{host}]" if ":" in host else host
    return urlunsplit((parts.scheme, f"{address}:{port}" if port else address, parts.path or "/", parts.query, ""))


def method_is_safe(one: Exchange) -> bool:
    return one.method in ("GET", "DELETE") or one.operation == "stopSession"


def retry_after(value: str) -> float | None:
    """Returns the seconds of a Retry-After header, or None if it has no valid value."""
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError):
        return None
