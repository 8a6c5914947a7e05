"""Transfers with blocking I/O."""

from __future__ import annotations

import socket
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any, TypeVar

import httpx

from browser_use_sessions.files.flows import FileWork, Get, Pause, Put
from browser_use_sessions.files.outcomes import (
    DONE,
    MAX_ERROR_BODY,
    PROBLEMS,
    Outcome,
    ResponseHead,
    download_start,
    error_outcome,
    strong_etag,
    upload_outcome,
    with_error_code,
    wrong_size,
)
from browser_use_sessions.files.requests import get_request, put_request, timeouts
from browser_use_sessions.files.sources import SourceReader

if TYPE_CHECKING:
    from browser_use_sessions.files.flows import Effect, Flow

T = TypeVar("T")


class Stopped(Exception):
    """The transfers were stopped. The user never sees this exception."""


class Storage:
    """Carries out the effects of flows, in several threads at the same time, until it is stopped."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self._extensions = {"timeout": timeouts(client), "trace": self._watch_connections}
        self._is_stopped = threading.Event()
        self._sockets: weakref.WeakSet[socket.socket] = weakref.WeakSet()

    def run(self, flow: Flow[T], ask_again: Callable[[], Any], moved: Callable[[int], object]) -> T:
        """The flow's result. `moved` is called with the number of bytes that were moved so far."""
        step: Callable[[Any], Effect] = flow.send
        value: Any = None
        with closing(flow):
            while True:
                try:
                    effect = step(value)
                except StopIteration as end:
                    result: T = end.value
                    return result
                try:
                    self._check()
                    step, value = flow.send, self._perform(effect, ask_again, moved)
                except BaseException as error:
                    step, value = flow.throw, error

    def stop(self) -> None:
        """Ends all transfers with Stopped, also those that wait for a host."""
        self._is_stopped.set()
        for each in list(self._sockets):
            _shut_down(each)

    def _perform(self, effect: Effect, ask_again: Callable[[], Any], moved: Callable[[int], object]) -> Any:
        if isinstance(effect, Put | Get):
            try:
                return self._put(effect, moved) if isinstance(effect, Put) else self._get(effect, moved)
            except PROBLEMS as error:
                self._check()
                return error_outcome(error)
        if isinstance(effect, FileWork):
            return effect.work()
        if isinstance(effect, Pause):
            if effect.seconds:
                self._is_stopped.wait(effect.seconds)
            return None
        return ask_again()

    def _put(self, put: Put, moved: Callable[[int], object]) -> Outcome:
        with SourceReader(put.source) as source:
            source.open()

            def content() -> Iterator[bytes]:
                sent = 0
                while chunk := source.chunk():
                    self._check()
                    yield chunk
                    sent += len(chunk)
                    moved(sent)

            with closing(self._send(put_request(put, content(), **self._extensions))) as response:
                return upload_outcome(ResponseHead(response.status_code, response.headers), _body_start(response))

    def _get(self, get: Get, moved: Callable[[int], object]) -> Outcome:
        target, offset = get.target, get.target.received if get.target.etag else 0
        with closing(self._send(get_request(get, **self._extensions))) as response:
            head = ResponseHead(response.status_code, response.headers)
            begin = download_start(head, get.size, offset)
            if isinstance(begin, Outcome):
                return with_error_code(begin, _body_start(response))
            target.etag = ""
            target.start(begin)
            target.etag = strong_etag(response.headers)
            for chunk in response.iter_raw():
                self._check()
                target.write((chunk,))
                if target.received > get.size:
                    break
                moved(target.received)
        return DONE if target.received == get.size else wrong_size(head, target.received, get.size)

    def _send(self, request: httpx.Request) -> httpx.Response:
        return self._client.send(request, stream=True, auth=None, follow_redirects=False)

    def _check(self) -> None:
        if self._is_stopped.is_set():
            raise Stopped

    def _watch_connections(self, event: str, info: dict[str, Any]) -> None:
        """For httpx's `trace`: remembers the sockets, since closing a socket does not wake up a thread that waits for it."""
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            with suppress(Exception):
                opened = info["return_value"].get_extra_info("socket")
                self._sockets.add(opened)
                if self._is_stopped.is_set():
                    _shut_down(opened)


def _body_start(response: httpx.Response) -> bytes:
    """The beginning of the body. If that is the whole body, the connection can be used again."""
    body = b""
    for chunk in response.iter_raw():
        body += chunk
        if len(body) >= MAX_ERROR_BODY:
            break
    return body[:MAX_ERROR_BODY]


def _shut_down(opened: socket.socket) -> None:
    with suppress(OSError, ValueError):
        socket.socket.shutdown(opened, socket.SHUT_RDWR)
