"""Fixtures that run the command line, against a sandbox or a scripted server."""

import contextlib
import fcntl
import json
import os
import pty
import struct
import subprocess
import sys
import termios
import threading
import uuid
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from browser_use_sandbox import Sandbox
from browser_use_sessions.cli.group import run_command_line

PROGRAM = str(Path(sys.executable).with_name("bu-sessions"))


class Done(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def shared_sandbox() -> Iterator[Sandbox]:
    with Sandbox(task_seconds=0.1, start_seconds=0.02) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(shared_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    monkeypatch.setenv("BROWSER_USE_API_KEY", shared_sandbox.api_key)
    monkeypatch.setenv("BROWSER_USE_BASE_URL", shared_sandbox.base_url)
    return shared_sandbox


@pytest.fixture
def slow_sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """Its tasks take long enough to be watched."""
    with Sandbox(task_seconds=1.0, start_seconds=0.02) as sandbox:
        monkeypatch.setenv("BROWSER_USE_API_KEY", sandbox.api_key)
        monkeypatch.setenv("BROWSER_USE_BASE_URL", sandbox.base_url)
        yield sandbox


@pytest.fixture
def bu(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Done]:
    """Runs the command line in this process."""

    def run(*arguments: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["bu-sessions", *arguments])
        code = run_command_line()
        return Done(code, *capsys.readouterr())

    return run


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes waits before a retry take no time, in this process."""
    monkeypatch.setattr("browser_use_sessions._transport.retry.BASE", 0.0)
    monkeypatch.setattr("browser_use_sessions._transport.retry.MAX_RETRY_AFTER", 0.01)


@pytest.fixture
def start() -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Runs it in a process of its own, with pipes."""
    processes = []

    def run(*arguments: str, **options: Any) -> "subprocess.Popen[str]":
        pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        processes.append(subprocess.Popen([PROGRAM, *arguments], **pipes | options))
        return processes[-1]

    yield run
    for process in processes:
        process.kill()
        process.communicate()


@pytest.fixture
def in_a_terminal(start: Callable[..., "subprocess.Popen[str]"]) -> Callable[..., tuple[int, str]]:
    """Runs the program with its three streams in a terminal. Returns the exit code and all output."""

    def run(*arguments: str, columns: int = 60, **environment: str) -> tuple[int, str]:
        leader, follower = pty.openpty()
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        streams = {"stdin": follower, "stdout": follower, "stderr": follower, "text": None}
        inherited = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")}
        process = start(*arguments, **streams, env={**inherited, "TERM": "xterm", **environment})
        os.close(follower)
        written = b""
        with contextlib.suppress(OSError):  # EIO: the last process has closed the other side.
            while data := os.read(leader, 65536):
                written += data
        os.close(leader)
        return process.wait(20), written.decode()

    return run


Response = tuple[int, Any, dict[str, str]]


class Server(ThreadingHTTPServer):
    """An API with scripted responses. A task runs until it is stopped, or ends at once with `ends=True`.

    `rule` may return another response in place of `answer`. `changes` are applied to each session that is sent.
    """

    daemon_threads = True

    def __init__(self) -> None:
        self.sessions: dict[str, dict[str, Any]] = {}
        self.requests: list[str] = []
        self.bodies: list[Any] = []
        self.changes: dict[str, Any] = {}
        self.ends = False
        self.rule: Callable[[str, str], Response | None] = lambda method, path: None
        self.created = threading.Event()
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}/api/v3"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Prints nothing: a client may close its connection at any time."""

    @property
    def left(self) -> list[str]:
        return [one["id"] for one in self.sessions.values() if one["status"] == "running"]

    def create(self) -> dict[str, Any]:
        session = {
            "id": str(uuid.uuid4()),
            "status": "running",
            "model": "bu-max",
            "totalCostUsd": "0.25",
            "createdAt": "2026-01-01T00:00:00Z",
            "updatedAt": "2026-01-01T00:00:00Z",
        }
        self.sessions[str(session["id"])] = session
        if self.ends:
            session |= {"status": "stopped", "isTaskSuccessful": True, "output": "done"}
        self.created.set()
        return session

    def answer(self, method: str, path: str) -> Response:
        parts = path.partition("?")[0].removeprefix("/api/v3/sessions").strip("/").split("/")
        if not parts[0]:
            sessions = list(self.sessions.values())
            page = {"sessions": [one | self.changes for one in sessions], "total": len(sessions), "page": 1, "pageSize": 100}
            return 200, page if method == "GET" else self.create() | self.changes, {}
        session = self.sessions.get(parts[0])
        if session is None:
            return 404, {"detail": "Session not found"}, {}
        if parts[1:] == ["messages"]:
            message = {
                "id": str(uuid.uuid4()),
                "sessionId": parts[0],
                "role": "ai",
                "data": "hi",
                "createdAt": "2026-01-01T00:00:00Z",
            }
            return 200, {"messages": [message | self.changes], "hasMore": False}, {}
        if parts[1:] == ["stop"]:
            session["status"] = "stopped"
        return 200, session | self.changes, {}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.bodies.append(json.loads(body) if body else None)
        self.server.requests.append(f"{self.command} {self.path}")
        status, data, headers = self.server.rule(self.command, self.path) or self.server.answer(self.command, self.path)
        content = json.dumps(data).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_PATCH = do_DELETE = do_GET

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        monkeypatch.setenv("BROWSER_USE_API_KEY", "some-key-for-tests")
        monkeypatch.setenv("BROWSER_USE_BASE_URL", server.url)
        yield server
        server.shutdown()
        thread.join()
