"""Moves single files from and to storage hosts, blocking, in several threads at the same time, until it is stopped."""

from __future__ import annotations

import socket
import weakref
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import httpx

from browser_use_sessions._shutdown.one_shot_event import OneShotEvent
from browser_use_sessions._transport.base_url import is_loopback_host
from browser_use_sessions._transport.httpx_adapter import USER_AGENT
from browser_use_sessions.errors import StorageError
from browser_use_sessions.files.outcomes import (
    DONE,
    MAX_ERROR_BODY,
    PROBLEMS,
    Attempts,
    Kind,
    Outcome,
    download_start,
    error_outcome,
    strong_etag,
    upload_outcome,
    with_error_code,
    wrong_size,
)

if TYPE_CHECKING:
    from pathlib import Path

    from browser_use_api.models import FileUpload, WorkspaceFile
    from browser_use_sessions.files.sources import Source
    from browser_use_sessions.files.targets import Target

Moved = Callable[[int], object]
"""Called with the number of bytes of the file that were moved so far."""


class Stopped(Exception):
    """The transfers were stopped. The user never sees this exception."""


class Storage:
    """Requests to storage hosts have no key, header or cookie of the API client.

    `allow_http`: plain http to another machine, which shows the file and the URL's signature to the network, is allowed, since
    the caller reaches the API itself that way.
    """

    def __init__(self, client: httpx.Client, allow_http: bool) -> None:
        self._client = client
        self._allow_http = allow_http
        # Waiting for a connection from the pool has no timeout, since the number of transfers is limited elsewhere.
        self._extensions = {"timeout": client.timeout.as_dict() | {"pool": None}, "trace": self._watch_connections}
        self._stopped = OneShotEvent()
        self._sockets: list[weakref.ref[socket.socket]] = []

    def send(self, source: Source, location: FileUpload, ask_again: Callable[[], FileUpload], moved: Moved) -> str:
        """Uploads the file. Returns its path in the workspace. `ask_again` requests its URL from the API again.

        A PUT stores the whole file or nothing, so it can be repeated: each time with a new URL, since the old one may have
        expired.
        """
        attempts = Attempts(str(source.path))
        while True:
            url = self._checked_url(location.upload_url, str(source.path))
            outcome = self._attempt(partial(self._put, url, source, moved))
            if outcome.kind is Kind.DONE:
                return location.path
            self._pause(attempts.delay(outcome, _host_of(url)))
            location = ask_again()

    def receive(self, target: Target, file: WorkspaceFile, ask_again: Callable[[], WorkspaceFile], moved: Moved) -> Path:
        """Downloads the file. Returns its local path. If the storage host can resume, the next attempt continues where this one
        ended.
        """
        attempts = Attempts(target.remote)
        try:
            while True:
                url = self._checked_url(file.url, target.remote)
                outcome = self._attempt(partial(self._get, url, target, file.size, moved))
                if outcome.kind is Kind.DONE:
                    target.commit()
                    return target.path
                if outcome.status in (200, 206, 416):  # The response was not the file's next part.
                    target.etag = ""
                self._pause(attempts.delay(outcome, _host_of(url), target.received))
                file = ask_again()
        finally:
            target.discard()

    def stop(self) -> None:
        """Ends all transfers with Stopped, also those that wait for a host."""
        self._stopped.set()
        for each in list(self._sockets):
            _shut_down(each())

    def _checked_url(self, url: str | None, path: str) -> httpx.URL:
        """The URL comes from a server. Raises StorageError, which does not show the URL."""
        try:
            parsed = httpx.URL(url or "")
        except (httpx.InvalidURL, TypeError, ValueError):
            parsed = httpx.URL("")
        if parsed.scheme not in ("https", "http") or not parsed.host or parsed.userinfo:
            raise StorageError(f"{path}: the API gave no usable URL for it. Try again later.", path=path)
        if parsed.scheme == "http" and not (self._allow_http or is_loopback_host(parsed.host)):
            raise StorageError(
                f"{path}: its URL leads to the storage host {parsed.host} by plain http, although the API is reached by https. "
                "Nothing was sent there.",
                path=path,
                host=parsed.host,
            )
        return parsed

    def _attempt(self, transfer: Callable[[], Outcome]) -> Outcome:
        self._check()
        try:
            return transfer()
        except PROBLEMS as error:
            self._check()
            return error_outcome(error)

    def _put(self, url: httpx.URL, source: Source, moved: Moved) -> Outcome:
        def content() -> Iterator[bytes]:
            sent = 0
            for chunk in chunks:
                self._check()
                yield chunk
                sent += len(chunk)
                moved(sent)

        headers = {"Content-Type": source.content_type, "Content-Length": str(source.size)}
        with closing(source.chunks()) as chunks:
            body = content() if source.size else b"".join(chunks)
            with self._response("PUT", url, headers, body) as response:
                return upload_outcome(response, _body_start(response))

    def _get(self, url: httpx.URL, target: Target, size: int, moved: Moved) -> Outcome:
        offset = target.received if target.etag else 0
        headers = {"Accept": "*/*", "Accept-Encoding": "identity"}
        if target.etag:
            headers |= {"Range": f"bytes={offset}-", "If-Range": target.etag}
        with self._response("GET", url, headers) as response:
            begin = download_start(response, size, offset)
            if isinstance(begin, Outcome):
                return with_error_code(begin, _body_start(response))
            target.etag = ""
            target.start(begin)
            target.etag = strong_etag(response.headers)
            for chunk in response.iter_raw():
                self._check()
                target.write(chunk)
                if target.received > size:
                    break
                moved(target.received)
        return DONE if target.received == size else wrong_size(response, target.received, size)

    def _response(self, method: str, url: httpx.URL, headers: dict[str, str], content: Any = None) -> closing[httpx.Response]:
        headers = {"User-Agent": USER_AGENT, **headers}
        request = httpx.Request(method, url, headers=headers, content=content, extensions=self._extensions)
        return closing(self._client.send(request, stream=True, auth=None, follow_redirects=False))

    def _pause(self, seconds: float) -> None:
        if seconds:
            self._stopped.wait(seconds)
        self._check()

    def _check(self) -> None:
        if self._stopped.is_set:
            raise Stopped

    def _watch_connections(self, event: str, info: dict[str, Any]) -> None:
        """For httpx's `trace`: remembers the sockets, since closing a socket does not wake up a thread that waits for it."""
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            with suppress(Exception):
                opened = info["return_value"].get_extra_info("socket")
                self._sockets.append(weakref.ref(opened))
                if self._stopped.is_set:
                    _shut_down(opened)


def _body_start(response: httpx.Response) -> bytes:
    """The beginning of the body. If that is the whole body, the connection can be used again."""
    body = b""
    for chunk in response.iter_raw():
        body += chunk
        if len(body) >= MAX_ERROR_BODY:
            break
    return body[:MAX_ERROR_BODY]


def _host_of(url: httpx.URL) -> str:
    """Host and port, for messages."""
    return url.netloc.decode("ascii", "replace")


def _shut_down(opened: socket.socket | None) -> None:
    if opened is not None:
        with suppress(OSError, ValueError):
            socket.socket.shutdown(opened, socket.SHUT_RDWR)
