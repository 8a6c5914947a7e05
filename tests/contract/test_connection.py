"""Connections: certificates, proxies, unencrypted hosts, the request rate, and servers that are starting."""

from __future__ import annotations

import json
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from browser_use_contract.arguments import Arguments
from browser_use_contract.checking import options_of
from browser_use_contract.client import Client, storage_address
from browser_use_contract.connection import Connection
from browser_use_contract.refused import CheckRefused
from browser_use_contract.run import Options, gather
from browser_use_contract.target import Target, target

pytestmark = pytest.mark.slow

_LIST = json.dumps({"sessions": [], "total": 0, "page": 1, "pageSize": 1}).encode()
REMOTE = "https://api.example.com/api/v3"


class _Handler(BaseHTTPRequestHandler):
    """Answers every GET with an empty list. Refuses and records every CONNECT."""

    protocol_version = "HTTP/1.1"
    connects: list[str]

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(_LIST)))
        self.end_headers()
        self.wfile.write(_LIST)

    def do_CONNECT(self) -> None:
        self.connects.append(self.path)
        self.send_response(407)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Logs nothing."""


@contextmanager
def _served(
    context: ssl.SSLContext | None = None, *, on_error: Callable[[], None] = lambda: None
) -> Iterator[tuple[int, list[str]]]:
    connects: list[str] = []

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            on_error()

    server = Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"connects": connects}))
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1], connects
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PEM file with a self-signed certificate for localhost and its key."""
    folder = tmp_path_factory.mktemp("tls")
    name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *name, *files], check=True, capture_output=True
    )
    both = folder / "both.pem"
    both.write_text((folder / "cert.pem").read_text() + (folder / "key.pem").read_text())
    return both


def _status(url: str, connection: Connection) -> tuple[int, str]:
    client = Client(target(url, "k"), connection)
    one = client.send("GET", "/sessions", persist=False)
    client.close()
    return one.status, one.error


def test_certificates(certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with _served(context) as (port, _):
        url = f"https://localhost:{port}/api/v3"
        status, error = _status(url, Connection())
        assert status == 0
        assert "certificate verify failed" in error.lower().replace("_", " ")
        assert _status(url, Connection(ca=str(certificate)))[0] == 200
        assert _status(url, Connection(insecure=True))[0] == 200
        with pytest.raises(CheckRefused, match="--ca"):
            gather(target(url, "k"), Options())


def test_a_server_that_asks_for_a_certificate(certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.load_verify_locations(certificate)
    context.verify_mode = ssl.CERT_REQUIRED
    with _served(context) as (port, _):
        url = f"https://localhost:{port}/api/v3"
        assert _status(url, Connection(ca=str(certificate)))[0] == 0
        assert _status(url, Connection(ca=str(certificate), client_cert=str(certificate)))[0] == 200


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"ca": Path("none.pem")}, "--ca none.pem cannot be used"),
        ({"ca": Path(__file__)}, "certificates in PEM form"),
        ({"client_cert": Path("none.pem")}, "--client-cert none.pem cannot be used"),
        ({"proxy": "socks5://127.0.0.1:1"}, "SOCKS is not supported"),
        ({"proxy": "http://:0"}, "--proxy cannot be used"),
    ],
)
def test_what_cannot_be_used_is_refused(options: dict[str, Any], told: str) -> None:
    with pytest.raises(CheckRefused, match=told):
        options_of(Arguments(url=REMOTE, **options), Target(REMOTE, "k"))


def test_proxies_are_for_other_hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    with _served() as (port, connects):
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        assert _status(REMOTE, Connection())[0] == 0
        assert connects == ["api.example.com:443"]
        assert _status(f"http://127.0.0.1:{port}/api/v3", Connection())[0] == 200
        assert Connection(proxy="").proxy_for(REMOTE, is_local=False) == ""
        monkeypatch.setenv("NO_PROXY", "example.com")
        assert Connection().proxy_for(REMOTE, is_local=False) == ""
        with pytest.raises(CheckRefused, match="The proxy for"):
            gather(target(REMOTE, "k"), Options(connection=Connection(proxy=f"http://127.0.0.1:{port}")))


def test_http_to_a_named_host() -> None:
    url = "http://sandbox:8801/api/v3"
    with pytest.raises(CheckRefused, match="--allow-http sandbox"):
        target(url, "k")
    found = target(url, "k", ["Sandbox"])
    assert found.is_local
    assert options_of(Arguments(), found).budget is None  # sessions there are free
    assert storage_address("http://sandbox:8802/x?y=1", found) == "http://sandbox:8802/x?y=1"
    assert storage_address("http://elsewhere:8802/x", found) is None
    assert not target("https://sandbox/api/v3", "k", ["sandbox"]).is_local


def test_a_check_of_a_named_host(check: Any, server: str, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The host is a name that resolves to this machine, like the name of a service in CI."""
    import socket

    resolve = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *more, **named: resolve("127.0.0.1" if host == "sandbox" else host, *more, **named)
    )
    url = server.replace("127.0.0.1", "sandbox")
    done = check("--url", url, "--api-key", key, "--quick", "--allow-http", "sandbox", "--only", "sessions")
    assert done.code == 0, done.out
    assert "0 requirements violated" in done.out


def test_a_rate_is_kept_to() -> None:
    with _served() as (port, _):
        client = Client(target(f"http://127.0.0.1:{port}/api/v3", "k"), Connection(pause=0.05))
        for _ in range(5):
            client.send("GET", "/sessions")
        client.close()
    starts = [one.started for one in client.exchanges]
    assert starts[-1] - starts[0] >= 0.19


def test_a_rate_counts_for_both_processes() -> None:
    found = target("http://127.0.0.1:1/api/v3", "k")
    assert options_of(Arguments(rate=10.0), found).connection.pause == pytest.approx(0.2)
    assert options_of(Arguments(rate=10.0, quick=True), found).connection.pause == pytest.approx(0.1)


def test_a_server_that_is_starting_is_waited_for(check: Any, server: str, key: str, tmp_path: Path) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as closed:
        port = closed.server_address[1]
    url = f"http://127.0.0.1:{port}/api/v3"
    begun = time.monotonic()
    assert check("--url", url, "--wait-for-server", "1", "--timeout", "1").code == 2
    assert time.monotonic() - begun >= 1
    late: list[ThreadingHTTPServer] = []

    def start() -> None:
        late.append(ThreadingHTTPServer(("127.0.0.1", port), _Handler))
        late[0].serve_forever()

    thread = threading.Timer(0.5, start)
    thread.start()
    done = check("--url", url, "--wait-for-server", "60", "--quick", "--max-time", "1", "--only", "listSessions")
    assert "does not respond" not in done.err
    late[0].shutdown()
    late[0].server_close()
    thread.join()
