"""A server on a real socket that injects faults at a chosen stage of a chosen request."""

import contextlib
import gzip
import json
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from queue import SimpleQueue
from typing import Any

import pytest

OPERATIONS = {
    "create": ("POST", "/sessions"),
    "list": ("GET", "/sessions"),
    "get": ("GET", "/sessions/[^/]+"),
    "stop": ("POST", "/sessions/[^/]+/stop"),
    "delete": ("DELETE", "/sessions/[^/]+"),
    "messages": ("GET", "/sessions/[^/]+/messages"),
}
HEAD = "HTTP/1.1 {} OK\r\ncontent-type: {}\r\n{}\r\n"


def respond(status: int, body: bytes, kind: str = "application/json", *lines: str, length: int | None = None) -> bytes:
    """Returns a response as bytes; `length` may be a wrong Content-Length."""
    headers = [f"content-length: {len(body) if length is None else length}", *lines]
    return HEAD.format(status, kind, "".join(f"{line}\r\n" for line in headers)).encode() + body


class FaultServer:
    """A raw HTTP/1.1 server, one thread per connection. `faults` holds the faults for the next matching requests, in order."""

    def __init__(self, api: Any) -> None:
        self.api = api
        self.faults: list[tuple[str, Callable[[Exchange], None]]] = []
        self.elsewhere = ""
        self.arrivals: SimpleQueue[str] = SimpleQueue()
        self.keys: list[str] = []
        self.released = threading.Event()
        self.victim = 0
        self.signals = [signal.SIGINT, signal.SIGINT, signal.SIGINT]
        self.meeting = threading.Barrier(1)
        self._threads: list[threading.Thread] = []
        self.listen(0)
        self.port = self.listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/api/v3"

    def listen(self, port: int) -> None:
        self.listener = socket.create_server(("127.0.0.1", port), backlog=128)
        self._threads.append(threading.Thread(target=self._accept, daemon=True))
        self._threads[-1].start()

    def add(self, what: str, operation: str, times: int = 1) -> None:
        """Injects the fault into the next `times` requests of the operation."""
        self.faults += [(operation, getattr(Exchange, what))] * times

    def next_fault(self, method: str, path: str) -> Callable[["Exchange"], None] | None:
        for index, (operation, fault) in enumerate(self.faults):
            verb, pattern = OPERATIONS[operation]
            if method == verb and re.fullmatch(pattern, path.partition("?")[0]):
                del self.faults[index]
                return fault
        return None

    def close(self) -> None:
        self.released.set()
        self.refuse()
        for thread in self._threads:
            thread.join(5)

    def wait_for(self, method: str, count: int = 1) -> None:
        """Waits until `count` more requests with that method have arrived."""
        while count:
            count -= self.arrivals.get(timeout=20).startswith(method)

    def refuse(self) -> None:
        """Stops accepting connections."""
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)  # Wakes up the thread that waits in accept.
        self.listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as stream:
            try:
                while (exchange := Exchange.read(self, connection, stream)) is not None:
                    self.arrivals.put(f"{exchange.method} {exchange.path}")
                    fault = self.next_fault(exchange.method, exchange.path)
                    (fault or Exchange.answer)(exchange)
                    if exchange.is_over:
                        return
            except OSError:
                return


class Exchange:
    """One request, and the possible faults of its response."""

    def __init__(self, server: FaultServer, connection: socket.socket, method: str, path: str, body: bytes) -> None:
        self.server, self.connection = server, connection
        self.method, self.path, self.body = method, path, body
        self.is_over = False

    @classmethod
    def read(cls, server: FaultServer, connection: socket.socket, stream: Any) -> "Exchange | None":
        line = stream.readline().decode()
        if not line:
            return None
        method, target, _ = line.split()
        headers = {}
        while (line := stream.readline().decode().strip()) != "":
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        server.keys.append(headers.get("x-browser-use-api-key", ""))
        body = stream.read(int(headers.get("content-length", 0)))
        return cls(server, connection, method, target.removeprefix("/api/v3"), body)

    def act(self) -> bytes:
        """Executes the request and returns the response as bytes."""
        status, data = self.server.api.answer(self.method, self.path, self.body or None)
        return respond(status, b"" if data is None else json.dumps(data).encode())

    def send(self, data: bytes, close: bool = True) -> None:
        self.is_over = close
        self.connection.sendall(data)

    def answer(self) -> None:
        self.send(self.act(), close=False)

    def reset(self) -> None:
        self.is_over = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def reset_after_acting(self) -> None:
        self.act()
        self.reset()

    def close_without_a_word(self) -> None:
        self.is_over = True

    def stall(self) -> None:
        self.is_over = True
        self.server.released.wait(30)

    def stall_after_acting(self) -> None:
        self.act()
        self.stall()

    def slow(self) -> None:
        """Executes the request at once and responds late."""
        data = self.act()
        self.server.released.wait(0.6)
        self.send(data, close=False)

    def interrupted(self) -> None:
        """Executes the request at once and responds after it has sent signals to the client."""
        data = self.act()
        for number in self.server.signals:
            os.kill(self.server.victim, number)
            self.server.released.wait(0.1)
        self.send(data, close=False)

    def interrupted_and_closed(self) -> None:
        """The same, but without a response."""
        self.act()
        for number in self.server.signals:
            os.kill(self.server.victim, number)
            self.server.released.wait(0.1)
        self.stall()

    def meeting(self) -> None:
        """Responds when enough other requests have arrived that were sent before this response."""
        self.server.meeting.wait(10)
        self.answer()

    def drip(self) -> None:
        self.is_over = True
        for index, _ in enumerate(data := self.act()):
            if self.server.released.is_set():
                return
            self.connection.sendall(data[index : index + 1])
            if data[:index].endswith(b"\r\n\r\n") or b"\r\n\r\n" in data[:index]:
                time.sleep(0.05)

    def truncate(self) -> None:
        self.send(self.act()[:-20])

    def too_short(self) -> None:
        self.act()
        self.send(respond(200, b'{"id": "cut off', length=10))

    def gzip_garbage(self) -> None:
        self.act()
        self.send(respond(200, b"\x1f\x8b\x08 no gzip at all", "application/json", "content-encoding: gzip"))

    def gzip(self) -> None:
        head, _, body = self.act().partition(b"\r\n\r\n")
        status = int(head.split()[1])
        self.send(respond(status, gzip.compress(body), "application/json", "content-encoding: gzip"), close=False)

    def garbage(self) -> None:
        self.act()
        self.send(b"\x00\x01\x02 this is no HTTP \r\n\r\n")

    def html(self) -> None:
        self.act()
        self.send(respond(200, b"<html><body>Welcome to the wifi</body></html>", "text/html"))

    def wrong_body(self) -> None:
        self.act()
        self.send(respond(200, b'{"hello": "world"}'))

    def empty(self) -> None:
        self.act()
        self.send(respond(200, b""))

    def bad_gateway(self) -> None:
        self.send(respond(502, b"<html><h1>502 Bad Gateway</h1></html>", "text/html"))

    def bad_gateway_after_acting(self) -> None:
        self.act()
        self.bad_gateway()

    def unavailable(self) -> None:
        self.send(respond(503, b'{"detail": "overloaded"}'), close=False)

    def broken(self) -> None:
        self.send(respond(500, b'{"detail": "boom"}'), close=False)

    def too_many(self) -> None:
        self.send(respond(429, b'{"detail": "Too many concurrent active sessions"}', "application/json", "retry-after: 0"))

    def redirect_elsewhere(self) -> None:
        self.send(respond(302, b"", "text/plain", f"location: {self.server.elsewhere}"))

    def redirect_loop(self) -> None:
        self.send(respond(307, b"", "text/plain", f"location: {self.server.url}{self.path}"))

    def forbidden(self) -> None:
        self.send(respond(403, b'{"detail": "Not permitted"}'), close=False)


@pytest.fixture
def server(make_world: Any) -> Iterator[FaultServer]:
    """Accepts and records every API key. Tasks take 0.15 s."""
    api = type(make_world().api)(time.time, duration=0.15)
    server = FaultServer(api)
    yield server
    server.close()


@pytest.fixture
def elsewhere(server: FaultServer, make_world: Any) -> Iterator[FaultServer]:
    """A server that counts as another host for clients. No request may reach it."""
    other = FaultServer(type(make_world().api)(time.time))
    server.elsewhere = f"http://localhost:{other.port}/api/v3/sessions"
    yield other
    other.close()


@pytest.fixture
def client(
    server: FaultServer, make_client: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Any:
    """Creates a client with hardly any backoff, and with a short timeout for faults that stall."""
    monkeypatch.setattr("browser_use_sessions._transport.retry.BASE", 0.01)
    monkeypatch.setattr("browser_use_sessions._transport.retry.UNSENT_SECONDS", 0.1)
    monkeypatch.setattr("browser_use_sessions._flows.orphan_sessions._PAUSE", 0.05)
    stalls = "stall" in request.node.callspec.params.get("fault", "")
    return make_client(base_url=server.url, timeout=0.3 if stalls else 10.0, pace=lambda elapsed: 0.05)


@pytest.fixture
def short_outage_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shortens the time for which polling retries, for faults that last."""
    monkeypatch.setattr("browser_use_sessions._flows.run.OUTAGE_SECONDS_PER_RETRY", 0.1)


class Programs:
    """Separate Python programs that use the client against the server, for tests of how they end."""

    KEY = "key-that-nobody-may-see"
    _BEFORE = "import sys, os, asyncio, threading, time, signal, httpx\nfrom browser_use_sessions import *\n"

    def __init__(self, server: FaultServer) -> None:
        self._server = server

    def start(self, code: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-c", self._BEFORE + textwrap.dedent(code)],
            env={**os.environ, "BROWSER_USE_API_KEY": self.KEY, "BROWSER_USE_BASE_URL": self._server.url},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._server.victim = process.pid
        return process

    def finish(self, process: "subprocess.Popen[str]", left: int = 0) -> str:
        """Waits for the end of the program and returns its stderr. `left`: the expected number of sessions that still run."""
        _, errors = process.communicate(timeout=60)
        assert len(self._server.api.left) == left, errors
        assert self.KEY not in errors
        return errors


@pytest.fixture
def programs(server: FaultServer) -> Programs:
    return Programs(server)
