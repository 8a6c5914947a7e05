"""Servers that cannot be checked: exit code 2 and a message with advice."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from browser_use_contract.refused import CheckRefused
from browser_use_contract.target import target

pytestmark = pytest.mark.slow


@contextmanager
def answering(status: int, body: bytes, kind: str = "application/json", **headers: str) -> Iterator[str]:
    """A server with the same response to every request."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            for name, value in {"content-type": kind, "content-length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_DELETE = do_GET

        def log_message(self, *_: object) -> None:
            """Logs nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/api/v3"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("status", "body", "kind", "told"),
    [
        (200, b"<!doctype html><h1>Hello</h1>", "text/html", "returns HTML"),
        (200, b'{"hello": "world"}', "application/json", "it is not this API"),
        (200, b"[]", "application/json", "it is not this API"),
        (200, b"", "application/json", "it is not this API"),
        (404, b'{"detail": "Not Found"}', "application/json", "The base URL ends in /api/v3"),
        (401, b'{"detail": "Invalid API key"}', "application/json", "--api-key"),
        (403, b'{"detail": "Forbidden"}', "application/json", "--api-key"),
        (500, b"oops", "text/plain", "fails with 500"),
    ],
)
def test_something_else_answers(check: Callable[..., Any], status: int, body: bytes, kind: str, told: str) -> None:
    with answering(status, body, kind) as url:
        done = check("--url", url, "--api-key", "some-key")
    assert done.code == 2
    assert told in " ".join(done.err.split())
    assert "some-key" not in done.err + done.out


def test_redirects_are_not_followed(check: Callable[..., Any]) -> None:
    with answering(307, b"", location="https://elsewhere.example.com/api/v3") as url:
        done = check("--url", url, "--api-key", "some-key")
    assert done.code == 2
    assert "redirects to elsewhere.example.com" in " ".join(done.err.split())


def test_nobody_answers(check: Callable[..., Any]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    done = check("--url", f"http://127.0.0.1:{port}/api/v3")
    assert done.code == 2
    assert "does not respond" in done.err


def test_an_answer_that_never_comes(check: Callable[..., Any]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        done = check("--url", f"http://127.0.0.1:{listener.getsockname()[1]}/api/v3", "--timeout", "0.2")
    assert done.code == 2
    assert "too slow" in done.err


def test_the_wrong_key(check: Callable[..., Any], server: str) -> None:
    done = check("--url", server, "--api-key", "wrong-key")
    assert done.code == 2
    assert "BROWSER_USE_API_KEY" in done.err


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ([], "--url"),
        (["--url", "api.browser-use.com/api/v3"], "not a base URL"),
        (["--url", "ftp://127.0.0.1/api/v3"], "not a base URL"),
        (["--url", "http://127.0.0.1:99999/api/v3"], "not a base URL"),
        (["--url", "http://user:secret@127.0.0.1/api/v3"], "no user"),
        (["--url", "http://api.example.com/api/v3"], "https"),
        (["--url", "http://127.0.0.1:1/api/v3", "--api-key", "a\nb"], "no HTTP header"),
        (["--url", "http://127.0.0.1:1/api/v3", "--budget", "much"], "--budget"),
        (["--url", "http://127.0.0.1:1/api/v3", "--budget", "-1"], "--budget"),
        (["--url", "http://127.0.0.1:1/api/v3", "--timeout", "0"], "--timeout"),
        (["--url", "http://127.0.0.1:1/api/v3", "--profile-id", "x"], "--profile-id"),
        (["--url", "http://127.0.0.1:1/api/v3", "--json", "/nowhere/at/all.json"], "its folder does not exist"),
    ],
)
def test_options_that_cannot_be_used(check: Callable[..., Any], options: list[str], told: str) -> None:
    done = check(*options)
    assert done.code == 2
    assert told in " ".join(done.err.split())
    assert "secret" not in done.err


def test_the_key_shows_in_no_representation() -> None:
    assert "top-secret" not in repr(target("http://127.0.0.1:1/api/v3", "top-secret"))


@pytest.mark.parametrize(
    ("url", "is_local"),
    [
        ("http://127.0.0.1:1", True),
        ("http://[::1]:1", True),
        ("http://localhost", True),
        ("https://127.0.0.1.example.com", False),
    ],
)
def test_this_machine_is_told_from_others(url: str, is_local: bool) -> None:
    assert target(url, "").is_local is is_local


def test_http_to_other_hosts_is_refused() -> None:
    with pytest.raises(CheckRefused, match="unencrypted"):
        target("http://10.0.0.1/api/v3", "key")


@pytest.mark.parametrize("text", ["paths: [", "", "paths: {}", "openapi: 3.1.0\npaths: 5\n", "- 1"])
def test_a_broken_openapi_document(tmp_path: Path, server: str, text: str) -> None:
    shutil.copytree(str(resources.files("browser_use_contract")), tmp_path / "browser_use_contract")
    documents = tmp_path / "browser_use_documents"
    documents.mkdir()
    (documents / "openapi.yaml").write_text(text)
    command = [sys.executable, "-m", "browser_use_contract", "--url", server, "--api-key", "sandbox-key", "--quick"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "openapi.yaml is broken" in done.stderr
    assert "Traceback" not in done.stderr
