"""`proxy=` and `verify=`: a proxy and a TLS server with a certificate authority of its own, both on this machine."""

import http.server
import json
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import trustme

from browser_use_sessions import AsyncBrowserUse, BrowserUse, ConnectionFailedError, InvalidArgumentError

KEY = "key-that-nobody-may-see"
VARIABLES = ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"]


@pytest.fixture(autouse=True)
def _no_variables_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


class EmptyApi(http.server.BaseHTTPRequestHandler):
    """An API that has no sessions."""

    def do_GET(self) -> None:
        self.server.keys.append(self.headers["X-Browser-Use-API-Key"])  # type: ignore[attr-defined]
        body = json.dumps({"sessions": [], "total": 0, "page": 1, "pageSize": 20}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def serve() -> Iterator[Callable[..., Any]]:
    servers: list[http.server.ThreadingHTTPServer] = []

    def make(context: ssl.SSLContext | None = None) -> Any:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), EmptyApi)
        server.daemon_threads = True
        server.keys = []  # type: ignore[attr-defined]
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        scheme = "http" if context is None else "https"
        server.url = f"{scheme}://127.0.0.1:{server.server_address[1]}/api/v3"  # type: ignore[attr-defined]
        return server

    yield make
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def server_context(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


@pytest.fixture
def tls_server(serve: Any, server_context: ssl.SSLContext) -> Any:
    return serve(server_context)


@pytest.fixture
def pem(authority: trustme.CA, tmp_path: Path) -> Path:
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    return tmp_path / "ca.pem"


class Proxy:
    """A forwarding proxy that records all bytes that clients send to it."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.seen: list[bytes] = []
        self._context = context
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"{'https' if context else 'http'}://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._pass_on, args=(connection,), daemon=True).start()

    def _pass_on(self, connection: socket.socket) -> None:
        if self._context is not None:
            try:
                connection = self._context.wrap_socket(connection, server_side=True)
            except OSError:  # The client does not trust the proxy.
                return
        head = connection.recv(65536)
        self.seen.append(head)
        method, target = head.split()[:2]
        where = target if method == b"CONNECT" else target.split(b"/")[2]
        host, port = where.decode().split(":")
        with connection, socket.create_connection((host, int(port))) as onward:
            if method == b"CONNECT":
                connection.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
            else:
                onward.sendall(head)
            back = threading.Thread(target=self._copy, args=(onward, connection, None), daemon=True)
            back.start()
            self._copy(connection, onward, self.seen)
            back.join()

    @staticmethod
    def _copy(source: socket.socket, target: socket.socket, seen: list[bytes] | None) -> None:
        try:
            while data := source.recv(65536):
                if seen is not None:
                    seen.append(data)
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            return


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    proxy = Proxy()
    yield proxy
    proxy.listener.shutdown(socket.SHUT_RDWR)
    proxy.listener.close()


@pytest.mark.parametrize("form", ["path", "text", "context", "anybody"])
def test_verify_accepts_path_context_and_false(make_client: Any, tls_server: Any, pem: Path, form: str) -> None:
    verify: Any = {"path": pem, "text": str(pem), "anybody": False}.get(form)
    if form == "context":
        verify = ssl.create_default_context(cafile=pem)
    client = make_client(base_url=tls_server.url, verify=verify, max_retries=0)
    assert client.sessions.list().total == 0
    assert tls_server.keys == [KEY]


def test_private_certificate_authority_is_not_trusted_by_default(make_client: Any, tls_server: Any) -> None:
    client = make_client(base_url=tls_server.url, max_retries=0)
    with pytest.raises(ConnectionFailedError, match=r"into SSL_CERT_FILE or verify"):
        client.sessions.list()
    assert tls_server.keys == []


def test_verify_system_uses_the_system_trust_store(
    make_client: Any, tls_server: Any, pem: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))  # OpenSSL reads the system's certificates from it; other platforms ignore it.
    if sys.platform == "linux":
        assert make_client(base_url=tls_server.url, verify="system").sessions.list().total == 0
    monkeypatch.setitem(sys.modules, "truststore", None)
    with pytest.raises(InvalidArgumentError, match="truststore") as caught:
        make_client(base_url=tls_server.url, verify="system")
    assert caught.value.argument == "verify"


def test_https_through_a_proxy_hides_the_key_from_it(
    make_client: Any, tls_server: Any, pem: Path, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")  # The argument takes precedence over the environment.
    client = make_client(base_url=tls_server.url, verify=pem, proxy=proxy.url, max_retries=0)
    assert client.sessions.list().total == 0
    assert tls_server.keys == [KEY]
    assert proxy.seen[0].startswith(b"CONNECT 127.0.0.1:")
    assert KEY.encode() not in b"".join(proxy.seen)


def test_https_proxy_certificate_is_verified(
    make_client: Any, tls_server: Any, pem: Path, server_context: ssl.SSLContext
) -> None:
    proxy = Proxy(server_context)
    client = make_client(base_url=tls_server.url, verify=pem, proxy=proxy.url, max_retries=0)
    assert client.sessions.list().total == 0
    assert KEY.encode() not in b"".join(proxy.seen)
    with pytest.raises(ConnectionFailedError):  # Its certificate is checked as well.
        make_client(base_url=tls_server.url, proxy=proxy.url, max_retries=0).sessions.list()
    assert len(tls_server.keys) == 1
    proxy.listener.shutdown(socket.SHUT_RDWR)
    proxy.listener.close()


@pytest.mark.parametrize("form", [str, httpx.URL, httpx.Proxy])
def test_explicit_proxy_is_used_for_loopback(make_client: Any, serve: Any, proxy: Proxy, form: Any) -> None:
    server = serve()
    assert make_client(base_url=server.url, proxy=form(proxy.url)).sessions.list().total == 0
    assert proxy.seen[0].startswith(b"GET http://127.0.0.1:")


def test_file_transfers_use_the_proxy_without_the_key(serve: Any, proxy: Proxy) -> None:
    server = serve()
    with BrowserUse(KEY, base_url=server.url, proxy=proxy.url) as client, client.workspaces._make_client() as files:
        files.get(f"http://127.0.0.1:{server.server_address[1]}/file")
    assert b"/file" in proxy.seen[0]
    assert KEY.encode() not in b"".join(proxy.seen)


def test_unreachable_proxy_is_named_without_its_password(make_client: Any, tls_server: Any, pem: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    client = make_client(base_url=tls_server.url, verify=pem, proxy=f"http://u:hunter2@127.0.0.1:{port}", max_retries=0)
    with pytest.raises(ConnectionFailedError) as caught:
        client.sessions.list()
    assert "hunter2" not in str(caught.value) + repr(client)
    assert f"Check the proxy http://127.0.0.1:{port} (from the proxy argument)" in str(caught.value)


@pytest.mark.parametrize(
    ("argument", "options"),
    [
        ("proxy", {"proxy": 5}),
        ("proxy", {"proxy": ""}),
        ("proxy", {"proxy": "http://"}),
        ("proxy", {"proxy": "http://:3128"}),
        ("proxy", {"proxy": "http://127.0.0.1:99999"}),
        ("proxy", {"proxy": "ftp://user:hunter2@host:1"}),
        ("proxy", {"proxy": "http://user:hunter2@host:port"}),
        ("proxy", {"proxy": "http://proxy.test:3128", "base_url": "http://127.0.0.1:1/api/v3"}),
        ("verify", {"verify": 5}),
        ("verify", {"verify": "/no/such/file.pem"}),
        ("verify", {"verify": __file__}),
        ("verify", {"verify": ""}),
    ],
)
def test_invalid_proxy_and_verify_are_rejected(make_client: Any, argument: str, options: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        make_client(**{"base_url": "https://api.test/api/v3", **options})
    assert caught.value.argument == argument
    assert "hunter2" not in str(caught.value)


def test_proxy_and_verify_cannot_be_combined_with_http_client() -> None:
    with httpx.Client() as given:
        for name, value in (("proxy", "http://127.0.0.1:1"), ("verify", False)):
            with pytest.raises(InvalidArgumentError, match="cannot be given together with http_client"):
                BrowserUse(KEY, http_client=given, **{name: value})
    with pytest.raises(InvalidArgumentError, match=r"httpx\.AsyncClient"):
        AsyncBrowserUse(KEY, http_client=httpx.AsyncClient(), verify=False)
