"""Sends requests and records every exchange. It checks nothing and follows no redirect."""

from __future__ import annotations

import copy
import json
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

import urllib3
from urllib3.connection import HTTPConnection

from . import spec
from .connection import Connection
from .exchange import Credentials, Exchange
from .silence import Silence
from .target import Target

#: Answers are read up to this size, in bytes.
_LARGEST = 32 * 1024 * 1024
_CONNECTIONS = 8
#: How often a request is sent again that was answered 429, or that a proxy failed.
_RETRIES = 2
_LONGEST_WAIT = 10.0
#: The option by which Linux does not delay acknowledgements; other systems have none.
_AT_ONCE: int | None = getattr(socket, "TCP_QUICKACK", None)
_OFFSET = time.time() - time.perf_counter()


class Cancelled(Exception):
    """The check was interrupted; nothing more is sent but the clean-up."""


def now() -> float:
    """Seconds since the epoch, never going back within a run."""
    return _OFFSET + time.perf_counter()


def _encoded(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False, allow_nan=False).encode("utf-8", "surrogatepass")


class _Connection(HTTPConnection):
    """A connection that acknowledges an answer's first packet at once.

    Servers that write head and body separately send the body only then, which otherwise is some 40 ms later, each time.
    """

    def getresponse(self) -> urllib3.HTTPResponse:  # type: ignore[override]  # urllib3 overrides http.client's with this type
        if _AT_ONCE is not None and self.sock is not None:
            self.sock.setsockopt(socket.IPPROTO_TCP, _AT_ONCE, 1)  # holds until the system forgets it, so it is set each time
        return super().getresponse()


class Client:
    """Speaks to one target from many threads."""

    def __init__(self, target: Target, connection: Connection = Connection()) -> None:  # noqa: B008 -- it is immutable
        """The headers of the connection go with every request to the API, and never to a storage host."""
        self.target = target
        self.silence = Silence()
        self._headers = dict(connection.headers)
        self.exchanges: list[Exchange] = []
        self.cancelled = threading.Event()
        #: How long a request may last that is under way, in seconds.
        self.patience = 2 * connection.timeout
        self._prefix = urlsplit(target.url).path
        self._managers = [
            connection.manager(target.url, _CONNECTIONS, is_local=target.is_local, with_client=is_api) for is_api in (True, False)
        ]
        self._pool, self._storage = self._managers[0].connection_from_url(target.url), self._managers[1]
        if self._pool.scheme == "http":
            self._pool.ConnectionCls = _Connection  # pyright: ignore[reportAttributeAccessIssue]  # urllib3's own does not fit either
        self._gate = threading.Semaphore(_CONNECTIONS)
        self._lock = threading.Lock()
        self._is_idle = threading.Condition(self._lock)
        self._under_way = 0
        self._pause = connection.pause
        self._next = 0.0

    def close(self) -> None:
        for manager in self._managers:
            manager.clear()

    def for_clean_up(self) -> Client:
        """Ends this client: what is under way is waited for, and nothing more is sent. Returns one that still may send.

        Both record into the same list, so that what was created by then is known.
        """
        self.cancelled.set()
        with self._is_idle:
            self._is_idle.wait_for(lambda: not self._under_way, self.patience)
        other = copy.copy(self)
        other.cancelled, other.silence, other._under_way = threading.Event(), Silence(), 0
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
        at_once: bool = False,
    ) -> Exchange:
        """Sends one request and returns its exchange, whatever the answer; what is sent again is recorded each time.

        `body` is sent as JSON, `raw` as it is. `persist` sends again after 429, 502, 503, 504 and lost connections where that is
        safe. `at_once` does not wait for its turn. Raises Cancelled once the check is.
        """
        content = raw if raw is not None else None if body is None else _encoded(body)
        sent_key = self.target.api_key if credentials is Credentials.RIGHT else key
        attempt = 0
        while True:
            if self.cancelled.is_set():
                raise Cancelled
            self.silence.require_answers(spec.locate(method, path)[0])
            turn = nullcontext() if at_once else self._gate
            one = self._once(method, path, content, tuple(query), headers or {}, sent_key, credentials, turn)
            wait = self._wait(one, attempt) if persist and attempt < _RETRIES else None
            if wait is None or self.cancelled.wait(wait):
                return one
            attempt += 1

    def transfer(self, method: str, url: str, content: bytes | None = None, content_type: str = "") -> Exchange | None:
        """Sends to a signed URL, which a server gave: never the key, and only where such a URL may lead.

        None where it may not lead there: to a host that is not on this machine while the server is, or that is not encrypted.
        """
        where = storage_address(url, self.target)
        if where is None:
            return None
        parts = urlsplit(url)
        headers = {"host": parts.netloc.rpartition("@")[2], **({"content-type": content_type} if content_type else {})}
        if self.cancelled.is_set():
            raise Cancelled
        started = now()
        status, answer_headers, body, error = self._fetch(
            lambda: self._storage.urlopen(
                method,
                where,
                body=content,
                headers=headers,
                redirect=False,
                retries=False,
                preload_content=False,
                assert_same_host=False,
            )
        )
        with self._lock:
            one = Exchange(
                number=len(self.exchanges),
                method=method,
                path=parts.path,
                operation="",
                session_id="",
                query=(),
                credentials=Credentials.NONE,
                content_type=content_type,
                sent=content,
                status=status,
                headers=answer_headers,
                body=body,
                started=started,
                ended=now(),
                error=error,
                url=url,
            )
            self.exchanges.append(one)
        return one

    @contextmanager
    def _busy(self) -> Iterator[None]:
        """While a request is under way. Raises Cancelled once the check is."""
        with self._lock:
            if self.cancelled.is_set():
                raise Cancelled
            self._under_way += 1
        try:
            yield
        finally:
            with self._is_idle:
                self._under_way -= 1
                self._is_idle.notify_all()

    def _wait(self, one: Exchange, attempt: int) -> float | None:
        """How long to wait before the request is sent again; None where it is not to be."""
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
        with turn, self._busy():
            started = now()
            status, answer_headers, body, error = self._exchange(method, url, content, headers)
            ended = now()
            operation, session_id = spec.locate(method, path)
            if credentials is Credentials.ELSEWHERE:
                query = tuple((name, "[key]" if value == self.target.api_key else value) for name, value in query)
            with self._lock:
                one = Exchange(
                    number=len(self.exchanges),
                    method=method,
                    path=path,
                    operation=operation,
                    session_id=session_id,
                    query=query,
                    credentials=credentials,
                    content_type=headers.get("content-type", ""),
                    sent=content,
                    status=status,
                    headers=answer_headers,
                    body=body,
                    started=started,
                    ended=ended,
                    error=error,
                )
                self.exchanges.append(one)
        self.silence.note(one)
        if self.silence.gone:
            self.cancelled.set()
        return one

    def _exchange(
        self, method: str, url: str, content: bytes | None, headers: Mapping[str, str]
    ) -> tuple[int, Mapping[str, str], bytes, str]:
        return self._fetch(
            lambda: self._pool.urlopen(
                method,
                url,
                body=content,
                headers=dict(headers),
                redirect=False,
                retries=False,
                preload_content=False,
                assert_same_host=False,
            )
        )

    @staticmethod
    def _fetch(request: Callable[[], urllib3.BaseHTTPResponse]) -> tuple[int, Mapping[str, str], bytes, str]:
        """Carries a request out and reads its answer, up to the largest size: status, headers, body, and what went wrong."""
        try:
            response = request()
            try:
                body = response.read(_LARGEST + 1, decode_content=True)
                if len(body) > _LARGEST:
                    response.close()
                    return response.status, _lowered(response.headers), b"", f"an answer of more than {_LARGEST} bytes"
                response.drain_conn()
                return response.status, _lowered(response.headers), body, ""
            finally:
                response.release_conn()
        except urllib3.exceptions.NewConnectionError as error:
            return 0, {}, b"", _reason(error)
        except (urllib3.exceptions.TimeoutError, TimeoutError):
            return 0, {}, b"", "timeout"
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            return 0, {}, b"", _reason(error)


def _lowered(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _reason(error: BaseException) -> str:
    """What went wrong at the bottom, without the objects that libraries put into their messages."""
    while error.__context__ is not None:
        error = error.__context__
    told = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return told.strip() or type(error).__name__


def storage_address(url: str, target: Target) -> str | None:
    """Where a signed URL is sent to; None where it must not be.

    A local server may name local hosts, also by names below `localhost`; another may name hosts by https that are not local.
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
    """The seconds that a Retry-After header asks for; None where it says nothing of use."""
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError):
        return None
