"""Environment variables for proxies and certificates. They apply to https, not to plain http on this machine."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from typing import Any

import anyio
import certifi
import httpx
import pytest

from browser_use_sessions import AsyncBrowserUse, BrowserUse, ConnectionFailedError, InvalidArgumentError, OutcomeUnknownError

ID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
VARIABLES = ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE"]


@pytest.fixture(autouse=True)
def _no_variables_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.mark.parametrize("kind", [BrowserUse, AsyncBrowserUse])
@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("SSL_CERT_FILE", "/no/such/file.pem", "PEM file"),
        ("SSL_CERT_FILE", "/", "PEM file"),
        ("SSL_CERT_FILE", __file__, "PEM file"),
        ("SSLKEYLOGFILE", "/no/such/folder/keys", "Name another"),
        ("NO_PROXY", "http://host:port", "List hosts"),
        ("no_proxy", "a b:c:d", "List hosts"),
        ("ALL_PROXY", "socks4://localhost:1", "http://host:port"),
        ("HTTPS_PROXY", "ftp://localhost:1", "http://host:port"),
        ("https_proxy", "http://name:hunter2@host:port", "http://host:port"),
        ("HTTPS_PROXY", "http://name:hunter2@host:99999", "99999 is not a port"),
        ("ALL_PROXY", "host:0", "0 is not a port"),
        ("HTTPS_PROXY", "http://:3128", "names no host"),
    ],
)
def test_invalid_variable_raises_an_error_that_names_it(
    monkeypatch: pytest.MonkeyPatch, kind: Any, name: str, value: str, remedy: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidArgumentError) as caught:
        kind("a-key-of-some-kind", base_url="https://api.test/api/v3")
    assert caught.value.argument == name
    assert name in str(caught.value)
    assert remedy in str(caught.value)
    assert "hunter2" not in str(caught.value)
    kind("a-key-of-some-kind", base_url="http://127.0.0.1:1/api/v3")  # The variables do not apply here.


@pytest.mark.parametrize("verify", [True, pytest.param(certifi.where(), id="path")])
def test_unwritable_sslkeylogfile_is_not_mistaken_for_a_certificate_error(
    monkeypatch: pytest.MonkeyPatch, make_client: Any, verify: Any
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", certifi.where())
    monkeypatch.setenv("SSLKEYLOGFILE", "/no/such/folder/keys")
    with pytest.raises(InvalidArgumentError) as caught:
        make_client(base_url="https://api.test/api/v3", verify=verify)
    assert caught.value.argument == "SSLKEYLOGFILE"


@pytest.mark.parametrize("kind", [BrowserUse, AsyncBrowserUse])
def test_socks_proxy_without_socksio_says_what_to_install(monkeypatch: pytest.MonkeyPatch, kind: Any) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://user:hunter2@localhost:1")
    monkeypatch.setitem(__import__("sys").modules, "socksio", None)
    with pytest.raises(InvalidArgumentError, match=r"ALL_PROXY names a SOCKS proxy \(socks5://localhost:1\).*httpx\[socks\]"):
        kind("a-key-of-some-kind", base_url="https://api.test/api/v3")


@pytest.fixture
def proxy() -> Iterator[Callable[[bytes], str]]:
    """Starts a proxy that sends the same response to every request; `.seen` holds the request lines."""
    listeners: list[socket.socket] = []

    def make(answer: bytes) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    make.seen.append(connection.recv(65536).split(b"\r\n")[0])
                    connection.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        return f"127.0.0.1:{listener.getsockname()[1]}"

    make.seen = []  # type: ignore[attr-defined]
    yield make
    for listener in listeners:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


@pytest.mark.parametrize("scheme", ["https", "http"])
def test_407_from_a_proxy_names_it_and_is_not_retried(
    monkeypatch: pytest.MonkeyPatch, make_client: Any, proxy: Any, scheme: str
) -> None:
    where = proxy(b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
    monkeypatch.setenv(f"{scheme.upper()}_PROXY", f"http://user:hunter2@{where}")
    client = make_client(base_url=f"{scheme}://api.test/api/v3", allow_insecure_http=True)
    for call in (lambda: client.sessions.create("t"), lambda: client.sessions.get(ID)):
        proxy.seen.clear()
        with pytest.raises(ConnectionFailedError) as caught:
            call()
        assert f"http://{where} (from {scheme.upper()}_PROXY) asks for a user name and a password" in str(caught.value)
        assert "hunter2" not in str(caught.value)
        assert len(proxy.seen) == 1


def test_unreachable_proxy_is_named(monkeypatch: pytest.MonkeyPatch, make_client: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        where = f"127.0.0.1:{listener.getsockname()[1]}"
    monkeypatch.setenv("HTTPS_PROXY", f"http://user:hunter2@{where}")
    with pytest.raises(ConnectionFailedError) as caught:
        make_client(base_url="https://api.test/api/v3", max_retries=0).sessions.create("t")
    assert f"Check the proxy http://{where} (from HTTPS_PROXY), the network" in str(caught.value)
    with pytest.raises(ConnectionFailedError) as caught:
        make_client(base_url=f"http://{where}/api/v3", max_retries=0).sessions.create("t")
    assert "proxy" not in str(caught.value)


def test_exception_group_from_connecting_raises_connection_failed_error(
    monkeypatch: pytest.MonkeyPatch, make_client: Any
) -> None:
    """With asyncio, such failures may come as an ExceptionGroup."""
    failures = ExceptionGroup("unhandled errors", [OverflowError("port must be 0-65535")])

    async def fail(*arguments: Any, **options: Any) -> None:
        raise failures

    def fail_at_once(*arguments: Any, **options: Any) -> None:
        raise failures

    monkeypatch.setattr(anyio, "connect_tcp", fail)
    monkeypatch.setattr(socket, "create_connection", fail_at_once)
    with pytest.raises(ConnectionFailedError, match=r"could not be sent.*port must be"):
        make_client(base_url="http://127.0.0.1:1/api/v3", max_retries=0).sessions.create("t")


def test_403_from_a_proxy_names_it(monkeypatch: pytest.MonkeyPatch, make_client: Any, proxy: Any) -> None:
    where = proxy(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
    monkeypatch.setenv("ALL_PROXY", f"http://{where}")
    with pytest.raises(ConnectionFailedError, match=f"{where} \\(from ALL_PROXY\\) refuses connections to api.test"):
        make_client(base_url="https://api.test/api/v3").sessions.create("t")
    assert len(proxy.seen) == 1


def test_untrusted_certificate_error_names_ssl_cert_file(mocked: Any) -> None:
    tries = 0

    def distrust(request: httpx.Request) -> httpx.Response:
        nonlocal tries
        tries += 1
        cause = ssl.SSLCertVerificationError("self-signed certificate in certificate chain")
        raise httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED]") from cause

    with pytest.raises(ConnectionFailedError, match=r"put the path of its CA certificate \(PEM\) into SSL_CERT_FILE"):
        mocked(distrust).sessions.create("t")
    assert tries == 1


def test_base_url_invalid_for_httpx_is_rejected(make_client: Any) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        make_client(base_url="https://999.1.1.1/api/v3")
    assert caught.value.argument == "base_url"


@pytest.mark.parametrize("kind", [BrowserUse, AsyncBrowserUse])
def test_trust_store_is_read_when_the_client_is_created(monkeypatch: pytest.MonkeyPatch, kind: Any) -> None:
    read: list[object] = []
    original = httpx.create_ssl_context
    monkeypatch.setattr(httpx, "create_ssl_context", lambda *a, **b: read.append(1) or original(*a, **b))
    kind("a-key-of-some-kind", base_url="https://api.test/api/v3")
    assert read == [1]


def test_certificates_are_not_read_in_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio

    client = AsyncBrowserUse("a-key-of-some-kind", base_url="https://localhost:1/api/v3", max_retries=0)

    def refuse(*arguments: Any, **options: Any) -> Any:
        raise AssertionError("read in the event loop")

    monkeypatch.setattr(httpx, "create_ssl_context", refuse)
    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", refuse)
    monkeypatch.setattr(ssl.SSLContext, "load_default_certs", refuse)

    async def main() -> None:
        with pytest.raises(ConnectionFailedError):
            await asyncio.gather(*(client.sessions.get(ID) for _ in range(5)))
        with pytest.raises((ConnectionFailedError, OutcomeUnknownError)):
            await client.sessions.create("t")
        await client.close()

    asyncio.run(main())
