"""The HTTP clients of transfers: their settings, and that no credentials reach a storage host."""

import asyncio
import inspect
from pathlib import Path
from typing import Any

import httpx
import pytest

from browser_use_api._core.transport import AsyncHttpxTransport, HttpxTransport
from browser_use_sessions.files import AsyncWorkspaces, Workspaces

from .conftest import KEY, WORKSPACE, Stub, make_file

HEADERS = {"X-Browser-Use-API-Key": KEY}


def call(stub: Stub, is_async: bool, method: str, *arguments: Any, **settings: Any) -> Any:
    if not is_async:
        transport = HttpxTransport(stub.base_url, HEADERS, None, 30.0)
        try:
            return getattr(Workspaces(transport, **settings), method)(WORKSPACE, *arguments)
        finally:
            transport.close()

    async def main() -> Any:
        transport = AsyncHttpxTransport(stub.base_url, HEADERS, None, 30.0)
        try:
            return await getattr(AsyncWorkspaces(transport, **settings), method)(WORKSPACE, *arguments)
        finally:
            await transport.close()

    return asyncio.run(main())


both = pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])


@both
def test_client_credentials_are_not_sent_to_the_storage_host(stub: Stub, folder: Path, is_async: bool) -> None:
    make_file("a", 3)
    clients = []

    def make_client() -> Any:
        client = httpx.Client(
            headers=HEADERS, cookies={"session": KEY}, params={"key": KEY}, auth=("user", KEY), follow_redirects=True
        )
        clients.append(client)
        return client

    call(stub, is_async, "upload", "a", make_client=make_client)
    call(stub, is_async, "download", "a", "b", make_client=make_client)
    at_storage = [headers for _, host, headers in stub.requests if host == stub.storage_host]
    assert len(at_storage) == 2
    assert KEY not in str(at_storage)
    assert not {"cookie", "authorization"} & {name for headers in at_storage for name in headers}
    assert len(clients) == 2
    assert all(client.is_closed for client in clients)


@both
def test_proxy_of_the_client_is_used_for_the_storage_host(stub: Stub, folder: Path, is_async: bool) -> None:
    """The client has a proxy, which gets all requests for the storage host."""
    make_file("a", 3)
    stub.storage_url = "http://storage.example"
    proxy = f"http://{stub.storage_host}"
    assert call(stub, is_async, "upload", "a", make_client=lambda: httpx.Client(proxy=proxy), allow_http=True) == ["a"]
    assert [host for what, host, _ in stub.requests if what.startswith("PUT")] == ["storage.example"]


@both
def test_loopback_storage_host_bypasses_proxies(
    stub: Stub, folder: Path, is_async: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_file("a", 3)
    monkeypatch.setenv("NO_PROXY", "")
    for stub_url in ("", f"http://localhost:{stub.storage.server_port}"):
        stub.storage_url = stub_url
        with monkeypatch.context() as changed:
            api_host = stub.base_url.split("/")[2]
            changed.setenv("NO_PROXY", api_host)
            changed.setenv("HTTP_PROXY", "http://127.0.0.1:1")
            assert call(stub, is_async, "upload", "a") == ["a"]


def test_both_clients_take_the_same_arguments() -> None:
    for method in ("upload", "download", "download_all", "__init__"):
        one, other = (inspect.signature(getattr(kind, method)).parameters.values() for kind in (Workspaces, AsyncWorkspaces))
        assert [(each.name, each.kind, each.default) for each in one] == [(each.name, each.kind, each.default) for each in other]
        assert getattr(Workspaces, method).__doc__ == getattr(AsyncWorkspaces, method).__doc__
