"""Documents over http: accepted and rejected responses, and which redirects are followed."""

from __future__ import annotations

import gzip
import http.server
import itertools
import socket
import threading
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from browser_use_contract.diff.errors import CannotCompare
from browser_use_contract.diff.loading import load_document
from browser_use_contract.diff.reading import fetch as fetching
from browser_use_contract.diff.reading.fetch import fetch

_DOCUMENT = b"openapi: 3.1.0\npaths: {}\n"


def _compressed(how: str) -> bytes:
    return {"gzip": gzip.compress, "deflate": zlib.compress}.get(how, bytes)(_DOCUMENT)


class _Handler(http.server.BaseHTTPRequestHandler):
    seen: list[dict[str, str]]
    stopped: threading.Event

    def do_GET(self) -> None:
        type(self).seen.append({name.lower(): value for name, value in self.headers.items()})
        kind, _, rest = self.path[1:].partition("/")
        if kind == "redirect":
            self._answer(302, {"Location": rest.replace("~", "//")})
        elif kind == "circle":
            self._answer(302, {"Location": "/circle"})
        elif kind == "status":
            self._answer(int(rest), {})
        elif kind == "html":
            self._answer(200, {"Content-Type": "text/html; charset=utf-8"}, b"openapi: 3.1.0")
        elif kind == "packed":
            self._answer(200, {"Content-Type": "application/yaml", "Content-Encoding": rest}, _compressed(rest))
        elif kind == "bomb":
            self._answer(200, {"Content-Encoding": "gzip"}, gzip.compress(bytes(200_000_000), 1))
        elif kind == "cut":
            self._answer(200, {"Content-Encoding": "gzip"}, gzip.compress(_DOCUMENT)[:-12])
        elif kind == "drip":
            self.send_response(200)
            self.end_headers()
            try:
                while not type(self).stopped.wait(0.01):
                    self.wfile.write(b"#")
            except OSError:
                self.close_connection = True
        elif kind == "endless":
            self.send_response(200)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"#" * 65536)
            except OSError:
                self.close_connection = True
        elif kind == "slow":
            try:
                for letter in itertools.chain(b"HTTP/1.1 200 OK\r\nX-Slow: ", itertools.repeat(ord("x"))):
                    self.wfile.write(bytes([letter]))
                    if type(self).stopped.wait(0.01):
                        break
            except OSError:
                self.close_connection = True
        elif kind == "silent":
            self.send_response(200)
            self.send_header("Content-Length", "10")
            self.end_headers()
            self.wfile.write(b"o")
            self.connection.recv(1)  # until the client disconnects
        else:
            self._answer(200, {"Content-Type": "application/yaml"}, _DOCUMENT)

    def _answer(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def base_url() -> Iterator[str]:
    _Handler.seen = []
    _Handler.stopped = threading.Event()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    _Handler.stopped.set()
    server.shutdown()
    thread.join()
    server.server_close()


def _error_of(url: str, **options: Any) -> str:
    with pytest.raises(CannotCompare) as caught:
        load_document(url, **options)
    assert caught.value.source == url
    return caught.value.reason


def test_document_is_fetched_without_credentials(base_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER_USE_API_KEY", "secret")
    assert load_document(f"{base_url}/openapi.yaml").root == {"openapi": "3.1.0", "paths": {}}
    assert "secret" not in str(_Handler.seen)
    assert not {"authorization", "cookie", "x-browser-use-api-key"} & _Handler.seen[0].keys()


@pytest.mark.parametrize("how", ["gzip", "deflate", "identity"])
def test_compressed_document_is_decompressed(base_url: str, how: str) -> None:
    assert load_document(f"{base_url}/packed/{how}").root["openapi"] == "3.1.0"


def test_redirect_on_the_same_server_is_followed(base_url: str) -> None:
    assert load_document(f"{base_url}/redirect//openapi.yaml").root["openapi"] == "3.1.0"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/html", "the URL returns a web page"),
        ("/status/404", "the server answers 404 instead of 200"),
        ("/status/500", "the server answers 500 instead of 200"),
        ("/circle", "more than 5 redirects"),
        ("/redirect/file:~/etc/passwd", "redirects from http to file, which is not followed"),
        ("/redirect/ftp:~example.com/a", "redirects from http to ftp, which is not followed"),
        ("/endless", "larger than 32 MB"),
        ("/packed/gzip,gzip", "has the unexpected content encoding `gzip,gzip`"),
        ("/packed/br", "has the unexpected content encoding `br`"),
        ("/cut", "is incomplete"),
        ("/bomb", "larger than 32 MB"),
    ],
)
def test_invalid_responses_and_redirects_are_rejected(base_url: str, path: str, expected: str) -> None:
    assert expected in _error_of(base_url + path)


@pytest.mark.parametrize("path", ["/silent", "/slow", "/drip"])
def test_total_time_is_bounded(base_url: str, path: str) -> None:
    assert _error_of(base_url + path, seconds=0.2) == "no response in time"


def test_refused_connection_is_reported() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/"
        assert _error_of(url).startswith("cannot be reached")


@pytest.mark.parametrize("url", ["http://", "http://[", "http://a b/", "http://\udc80/"])
def test_invalid_url_is_reported(url: str) -> None:
    assert _error_of(url).startswith("cannot be reached")


def test_redirect_from_public_to_private_network_is_rejected(base_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = iter([True, False])  # the target is private, the source is not
    monkeypatch.setattr(fetching, "_is_private", lambda host: next(asked))
    with pytest.raises(CannotCompare, match="redirects into a private network"):
        fetch(f"{base_url}/redirect/http:~localhost/", 1000)


@pytest.mark.parametrize(
    ("host", "is_private"), [("127.0.0.1", True), ("10.1.2.3", True), ("::1", True), ("169.254.1.1", True), ("8.8.8.8", False)]
)
def test_private_addresses(host: str, is_private: bool) -> None:
    assert fetching._is_private(host) == is_private
