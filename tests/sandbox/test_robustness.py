"""Broken and hostile traffic, byte by byte: it is refused or cut off, and the server lives on."""

import socket
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

HEAD = "POST /api/v3/sessions HTTP/1.1\r\nHost: x\r\nX-Browser-Use-API-Key: sandbox-key\r\nContent-Type: application/json\r\n"


@contextmanager
def connected(api) -> Iterator[socket.socket]:
    with socket.create_connection(address(api), timeout=10) as connection:
        yield connection


def address(api) -> tuple[str, int]:
    return "127.0.0.1", int(api.sandbox.base_url.split(":")[2].split("/")[0])


def answer(connection: socket.socket) -> bytes:
    """The one answer that comes; nothing where the other side closes without, or cuts the connection off."""
    received = b""
    try:
        while not is_complete(received) and (chunk := connection.recv(65536)):
            received += chunk
    except (ConnectionError, TimeoutError):
        pass
    return received


def is_complete(received: bytes) -> bool:
    head, end, body = received.partition(b"\r\n\r\n")
    length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
    return bool(end) and len(body) == int(length or -1)


def exchange(api, raw: bytes | str) -> bytes:
    with connected(api) as connection:
        connection.sendall(raw if isinstance(raw, bytes) else raw.encode("latin-1"))
        return answer(connection)


def status(received: bytes) -> int | None:
    return int(received[9:12]) if received.startswith(b"HTTP/1.1 ") else None


@pytest.fixture(autouse=True)
def _lives_on(api) -> Iterator[None]:
    yield
    assert api.call("GET", "/sessions")["page"] == 1


@pytest.mark.parametrize(
    "raw",
    [
        b"\x00\xff\x16\x03\x01\x02\x00\x01\x00",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nNo colon\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nBad name: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n",
        "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
        "GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /é HTTP/1.1\r\nHost: a\r\n\r\n",
        f"{HEAD}Content-Length: -1\r\n\r\n",
        f"{HEAD}Content-Length: 1e3\r\n\r\n",
        f"{HEAD}Content-Length: 1\r\nContent-Length: 2\r\n\r\n{{}}",
        f"{HEAD}Content-Length: 2\r\nTransfer-Encoding: gzip\r\n\r\n{{}}",
        f"{HEAD}Transfer-Encoding: chunked\r\n\r\nxyz\r\n{{}}\r\n0\r\n\r\n",
        f"{HEAD}Content-Length: 99999999999999999999999999\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n" * 20_000,
        "GET /" + "a" * 100_000 + " HTTP/1.1\r\nHost: a\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ],
)
def test_what_is_no_http(api, raw):
    assert (status(exchange(api, raw)) or 400) in range(400, 500)
    assert api.sandbox.requests() == []


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd",
        "/api/v3/../../etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/api/v3/sessions/..%2f..%2f",
        "/api/v3/sessions/%2e%2e/%2e%2e/etc/passwd",
        "/_sandbox/pages/..%2f..%2fserver.py",
        "/_sandbox/pages/%2e%2e/server.py",
        "/_sandbox/pages/style.css%00.js",
        "/_sandbox/pages//etc/passwd",
        "/recordings/../settings.py",
        "//api/v3/sessions",
        "/api//v3/sessions",
        "/api/v3//sessions",
        "/api/v3/sessions//",
        "/api/v3/sessions/%00",
        "/api/v3/sessions/%0d%0aX-Evil:%20yes",
        "/api/v3/sessions/" + "%2f" * 1000,
        "/api/v3/sessions%3fpage=1",
        "/API/V3/SESSIONS",
        "/%c0%ae%c0%ae/etc/passwd",
        "/api/v3/sessions;page=1",
        "http://evil.test/api/v3/sessions/x",
        "*",
    ],
)
def test_paths_that_try_to_get_out(api, path):
    for method in ("GET", "POST", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW"):
        received = exchange(api, f"{method} {path} HTTP/1.1\r\nHost: x\r\nX-Browser-Use-API-Key: sandbox-key\r\n\r\n")
        assert status(received) in (400, 404, 405, 422)
        assert b"root:" not in received
        assert b"X-Evil" not in received.partition(b"\r\n\r\n")[0]


@pytest.mark.parametrize(
    "host", ["x\r\nSet-Cookie: a=b", "x%0d%0aSet-Cookie:a", '"><script>', "a b", "x:99999999", "[::1", "é", ""]
)
def test_what_a_host_header_may_bring_about(api, host):
    received = exchange(api, HEAD.replace("Host: x", f"Host: {host}") + "Content-Length: 2\r\n\r\n{}")
    head, _, body = received.partition(b"\r\n\r\n")
    assert b"set-cookie" not in head.lower()
    assert b"<script>" not in body
    assert status(received) in (200, 400)


def test_a_large_body_is_refused_before_it_has_arrived(api):
    with connected(api) as connection:
        connection.sendall(f"{HEAD}Content-Length: 100000000\r\n\r\n".encode())
        received = answer(connection)
    assert status(received) == 413
    assert b"larger than 8388608 bytes" in received


@pytest.mark.parametrize("head", ["Content-Length: 100000000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n"])
def test_a_body_of_100_mb(api, head):
    """The answer is there although the caller goes on sending, and nothing of the body is kept."""
    chunk = b"x" * 100_000 if "Length" in head else b"186a0\r\n" + b"x" * 100_000 + b"\r\n"
    tracemalloc.start()
    try:
        with connected(api) as connection:
            connection.sendall((HEAD + head).encode())
            for _ in range(1000):
                connection.sendall(chunk)
            if "chunked" in head:
                connection.sendall(b"0\r\n\r\n")
            assert status(answer(connection)) == 413
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 20_000_000


def test_many_slow_callers_hold_nobody_up(api):
    sockets = []
    try:
        for _ in range(200):
            connection = socket.create_connection(address(api))
            connection.sendall(HEAD.encode())
            sockets.append(connection)
        before = time.monotonic()
        for _ in range(20):
            api.call("GET", "/sessions")
        assert time.monotonic() - before < 5
    finally:
        for connection in sockets:
            connection.close()


def wait_until(is_so: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_callers_who_leave_in_the_middle(api, caplog):
    for sent in ("GET /api", HEAD, f"{HEAD}Content-Length: 100\r\n\r\n{{"):
        with connected(api) as connection:
            connection.sendall(sent.encode())
    api.call("GET", "/sessions")
    assert not [record for record in caplog.records if record.exc_info]


def test_requests_that_come_all_at_once(api):
    request = "GET /api/v3/sessions HTTP/1.1\r\nHost: x\r\nX-Browser-Use-API-Key: sandbox-key\r\n\r\n"
    with connected(api) as connection:
        connection.sendall(request.encode() * 20)
        received = b""
        while received.count(b'"pageSize":20}') < 20:
            received += connection.recv(65536)
    assert received.count(b'"sessions":[]') == 20


def test_a_bug_of_the_sandbox_is_answered_and_logged(api, monkeypatch, caplog):
    monkeypatch.setattr(api.sandbox._state.simulation, "create", None)
    received = exchange(api, f"{HEAD}Content-Length: 2\r\n\r\n{{}}")
    assert status(received) == 500
    assert b'{"detail":"The sandbox failed: TypeError"}' in received
    assert b"connection: close" in received.lower()
    wait_until(lambda: [record.exc_info[0] for record in caplog.records if record.exc_info] == [TypeError])


def test_many_at_the_same_time(api):
    statuses = []

    def hammer() -> None:
        statuses.extend(status(exchange(api, f"{HEAD}Content-Length: 2\r\n\r\n{{}}")) for _ in range(10))

    threads = [threading.Thread(target=hammer) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 200
    api.sandbox.assert_created(200)
