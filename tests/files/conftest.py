"""A stub API and storage host on loopback with injected faults, and one interface for the blocking and the asyncio client."""

import asyncio
import inspect
import json
import os
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

import httpx
import pytest

from browser_use_sessions import AsyncBrowserUse, BrowserUse
from browser_use_sessions.files import FileTransferError

KEY = "key-that-nobody-may-see"
SIGNATURE = "signature-that-nobody-may-see"
WORKSPACE = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
HERE = f"/api/v3/workspaces/{WORKSPACE}/files"
# Some would have another meaning if a file or a host raised them.
CALLBACK_ERRORS = [
    LookupError("mine"),
    BrokenPipeError("mine"),
    OSError("mine"),
    httpx.ReadError("mine"),
    FileTransferError("mine"),
]
Fault = Callable[["Handler"], bool | None]
"""Called with the request before the response. Returns True if it has sent the response itself."""


class Stub:
    """A workspace in memory. `faults` has the faults of the next requests, by "PUT name", "GET name", "ASK" or "LIST"."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.types: dict[str, str] = {}
        self.sizes: dict[str, int] = {}  # Wrong sizes that the list reports.
        self.etags = True
        self.faults: dict[str, list[Fault]] = defaultdict(list)
        self.requests: list[tuple[str, str, dict[str, str]]] = []  # (request, host, headers)
        self.announced: list[list[dict[str, Any]]] = []
        self.prefixes: list[str] = []
        self.storage_url = ""  # Replaces the URL of the storage host.
        self.tickets = 0
        self.at_once = self.most_at_once = 0
        self.released = threading.Event()
        self.lock = threading.Lock()
        self.api, self.storage = self._serve(), self._serve()
        self.base_url = f"http://127.0.0.1:{self.api.server_port}/api/v3"
        self.storage_host = f"127.0.0.1:{self.storage.server_port}"

    def _serve(self) -> ThreadingHTTPServer:
        server = ThreadingHTTPServer(("127.0.0.1", 0), type("BoundHandler", (Handler,), {"stub": self}))
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.01,), name="stub", daemon=True).start()
        return server

    def close(self) -> None:
        self.released.set()
        for server in (self.api, self.storage):
            server.shutdown()
            server.server_close()

    def url(self, path: str) -> str:
        with self.lock:
            self.tickets += 1
        host = self.storage_url or f"http://{self.storage_host}"
        return f"{host}/f-{quote(path, safe='')}?ticket={self.tickets}&signature={SIGNATURE}"

    def headers_of(self, what: str) -> list[dict[str, str]]:
        """Returns the headers of the requests of one kind."""
        return [headers for name, _, headers in self.requests if name == what]


class Handler(BaseHTTPRequestHandler):
    stub: Stub
    protocol_version = "HTTP/1.1"
    body = b""

    def log_message(self, format: str, *arguments: Any) -> None:
        pass

    def handle(self) -> None:
        with suppress(ConnectionError, ValueError):  # The client has gone, or a fault has closed the connection.
            super().handle()

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(6, 1, 1)

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path.startswith("/api/"):
            query = {name: values[0] for name, values in parse_qs(url.query, keep_blank_values=True).items()}
            if not self._start("LIST"):
                self._list(query)
        else:
            name = path_of(self.path)
            if not self._start(f"GET {name}"):
                self.send_content(self.stub.files[name])

    def do_POST(self) -> None:
        self.body = self.rfile.read(int(self.headers["Content-Length"]))
        if not self._start("ASK"):
            headers_of = json.loads(self.body)["files"]
            prefix = parse_qs(urlsplit(self.path).query).get("prefix", [""])[0]
            self.stub.announced.append(headers_of)
            self.stub.prefixes.append(prefix)
            paths = [f"{prefix.rstrip('/')}/{one['name']}".lstrip("/") for one in headers_of]
            self.send_json(
                {
                    "files": [
                        {"name": one["name"], "path": path, "uploadUrl": self.stub.url(path)}
                        for one, path in zip(headers_of, paths, strict=True)
                    ]
                }
            )

    def do_PUT(self) -> None:
        name = path_of(self.path)
        with self.stub.lock:
            self.stub.at_once += 1
            self.stub.most_at_once = max(self.stub.most_at_once, self.stub.at_once)
        try:
            if not self._start(f"PUT {name}"):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if len(body) == int(self.headers["Content-Length"]):
                    self.stub.files[name] = body
                    self.stub.types[name] = self.headers["Content-Type"]
                    self.answer(200)
        finally:
            with self.stub.lock:
                self.stub.at_once -= 1

    def _start(self, what: str) -> bool:
        with self.stub.lock:
            host = self.headers["Host"]
            self.stub.requests.append((what, host, {name.lower(): value for name, value in self.headers.items()}))
            faults = self.stub.faults[what]
            fault = faults.pop(0) if faults else None
        return bool(fault and fault(self))

    def _list(self, query: dict[str, str]) -> None:
        if not self.path.startswith(HERE):
            return self.send_json({"detail": "Workspace not found"}, 404)
        paths = [path for path in self.stub.files if path.startswith(query.get("prefix", ""))]
        start, limit = int(query.get("cursor", 0)), int(query.get("limit", 50))
        files = [
            {"path": path, "size": self.stub.sizes.get(path, len(self.stub.files[path])), "lastModified": "2026-03-25T09:00:00Z"}
            | ({"url": self.stub.url(path)} if query.get("includeUrls") == "true" else {})
            for path in paths[start : start + limit]
        ]
        more = start + limit < len(paths)
        return self.send_json({"files": files, "hasMore": more, "nextCursor": str(start + limit) if more else None})

    def send_content(self, content: bytes, etag: str | None = None) -> None:
        etag = etag or f'"{hash(content)}"'
        begin = 0
        if self.headers["Range"] and self.headers["If-Range"] == etag:
            begin = int(self.headers["Range"].removeprefix("bytes=").removesuffix("-"))
        headers = {"ETag": etag} if self.stub.etags else {}
        if begin:
            headers["Content-Range"] = f"bytes {begin}-{len(content) - 1}/{len(content)}"
        self.answer(206 if begin else 200, content[begin:], headers)

    def send_json(self, value: Any, status: int = 200) -> None:
        self.answer(status, json.dumps(value).encode(), {"Content-Type": "application/json"})

    def answer(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> bool:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        return True


def path_of(target: str) -> str:
    """Returns the path of the file that a signed URL is for."""
    return unquote(urlsplit(target).path.removeprefix("/f-"))


def refuse(status: int, body: bytes = b"", **headers: str) -> Fault:
    def fault(handler: Handler) -> bool:
        handler.rfile.read(int(handler.headers.get("Content-Length") or 0)) if handler.command == "PUT" else None
        return handler.answer(status, body, {name.replace("_", "-"): value for name, value in headers.items()})

    return fault


def hang_up(handler: Handler) -> bool:
    """Closes the connection without a response."""
    handler.close_connection = True
    return True


def send_half(handler: Handler) -> bool:
    """Sends the first half of the file and closes the connection."""
    name = path_of(handler.path)
    content = handler.stub.files[name]
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(content)))
    if handler.stub.etags:
        handler.send_header("ETag", f'"{hash(content)}"')
    handler.end_headers()
    handler.wfile.write(content[: len(content) // 2])
    handler.wfile.flush()
    handler.close_connection = True
    return True


def stall(handler: Handler) -> bool:
    """Sends nothing until the end of the test."""
    handler.stub.released.wait()
    return hang_up(handler)


def in_sequence(*steps: Callable[[Handler], object]) -> Fault:
    """Runs several steps in order; the result of the last one counts."""

    def fault(handler: Handler) -> bool:
        result: object = None
        for step in steps:
            result = step(handler)
        return bool(result)

    return fault


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stub]:
    """Retries have no delay. At the end, all threads of transfers must have ended."""
    monkeypatch.setattr("browser_use_sessions.files.outcomes.backoff", lambda retries, chance: 0.0)
    stub = Stub()
    yield stub
    stub.close()
    assert all_threads_end()


def all_threads_end() -> bool:
    """Waits until no other thread transfers files, and returns whether that is so."""
    deadline = time.monotonic() + 10
    while (left := threads()) and time.monotonic() < deadline:
        time.sleep(0.001)
    return not left


def threads() -> list[FrameType]:
    found = []
    for number, top in sys._current_frames().items():
        frame: FrameType | None = top
        while frame is not None and number != threading.get_ident():
            if "browser_use_sessions/files/" in frame.f_code.co_filename:
                found.append(top)
                break
            frame = frame.f_back
    return found


class BlockingInterface:
    """`workspaces` of a client of one kind; with asyncio, each call runs in a new event loop."""

    def __init__(self, kind: str, server: Any) -> None:
        self.is_async = kind == "async"
        self.settings = {"api_key": getattr(server, "api_key", KEY), "base_url": server.base_url, "max_retries": 0}

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            if self.is_async:
                return asyncio.run(self.call_async(name, *arguments, **options))
            with BrowserUse(**self.settings) as client:
                return getattr(client.workspaces, name)(*arguments, **options)

        return call

    async def call_async(self, method: str, /, *arguments: Any, **options: Any) -> Any:
        async with AsyncBrowserUse(**self.settings) as client:
            result = getattr(client.workspaces, method)(*arguments, **options)
            return await result if inspect.isawaitable(result) else result


@pytest.fixture(params=["sync", "async"])
def workspaces(request: pytest.FixtureRequest, stub: Stub) -> BlockingInterface:
    return BlockingInterface(request.param, stub)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is the current directory."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


def tree(folder: Path) -> dict[str, bytes]:
    """Returns the contents of all files in the folder, by path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def full_text(error: BaseException | None) -> str:
    """Returns all text of the error and its causes that a traceback could show."""
    text = ""
    while error is not None:
        text += f"{error!r} {error} {vars(error)!r}\n"
        error = error.__cause__ or error.__context__
    return text


def make_file(path: str | os.PathLike[str], size: int) -> Path:
    """Creates a file without repeated content."""
    file = Path(path)
    file.write_bytes((b"%09d," % size * (size // 10 + 1))[:size])
    return file


@pytest.fixture
def unprivileged(folder: Path) -> Iterator[None]:
    """Runs the test as an ordinary user: root may read and write everything."""
    if os.geteuid() != 0:
        yield
        return
    for each in (folder, *folder.parents):
        if each.owner() == "root" and each.parent != each:
            each.chmod(each.stat().st_mode | 0o055)
    os.chown(folder, 65534, -1)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
