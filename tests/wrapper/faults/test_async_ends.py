"""asyncio: anyio's repeated cancellation, clients used from another event loop, and trio, which is not supported."""

import asyncio
import contextvars
import threading
import uuid
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import anyio
import httpx
import pytest
import trio

from browser_use_sessions import AsyncBrowserUse, BrowserUse, BrowserUseError, ClientClosedError
from browser_use_sessions._shutdown import tracked_sessions

pytestmark = pytest.mark.slow

KEY = "key-that-nobody-may-see"


@pytest.fixture(autouse=True)
def _long_tasks(server: Any) -> Iterator[None]:
    server.api.duration = 1e6
    yield
    assert tracked_sessions.tracked() == frozenset()


@pytest.mark.parametrize(
    ("method", "fault", "operation"), [("POST", "slow", "create"), ("GET", "slow", "stop"), ("GET", None, "")]
)
def test_anyio_cancel_scope_does_not_spin_the_event_loop(server: Any, method: str, fault: str | None, operation: str) -> None:
    """anyio cancels again in each iteration of the event loop, until the task ends or waits in a shielded scope."""
    if fault is not None:
        server.add(fault, operation)
    turns = 0

    async def main() -> None:
        nonlocal turns
        async with AsyncBrowserUse(KEY, base_url=server.url) as client:
            with anyio.CancelScope() as scope:
                async with anyio.create_task_group() as group:
                    group.start_soon(client.run, "t")
                    await asyncio.to_thread(server.wait_for, method)
                    loop = asyncio.get_running_loop()
                    select = loop._selector.select  # type: ignore[attr-defined]

                    def count(timeout: float | None) -> Any:
                        nonlocal turns
                        turns += 1
                        return select(timeout)

                    loop._selector.select = count  # type: ignore[attr-defined]
                    scope.cancel()
            assert scope.cancelled_caught
            assert server.api.left == []

    asyncio.run(main())
    assert len(server.api.sessions) == 1
    assert turns < 200


def test_anyio_timeout_during_a_stop_completes_the_stop(server: Any) -> None:
    server.add("slow", "stop")

    async def main() -> None:
        async with AsyncBrowserUse(KEY, base_url=server.url) as client:
            with anyio.move_on_after(0.3) as scope:
                await client.run("t")
            assert scope.cancelled_caught
            assert server.api.left == []
            await client.sessions.list()  # The task can still be used.

    anyio.run(main)


@pytest.mark.parametrize("is_same_client", [True, False])
def test_http_client_of_another_event_loop_is_rejected_before_sending(server: Any, is_same_client: bool) -> None:
    http = httpx.AsyncClient(limits=httpx.Limits(max_keepalive_connections=0))
    first = AsyncBrowserUse(KEY, base_url=server.url, http_client=http)
    client = first if is_same_client else AsyncBrowserUse(KEY, base_url=server.url, http_client=http)

    async def list_them() -> None:
        await first.sessions.list()

    async def run() -> None:
        with pytest.raises(ClientClosedError, match="belongs to another event loop"):
            await client.run("t")
        with pytest.raises(ClientClosedError):
            await client.sessions.create("t")

    asyncio.run(list_them())
    asyncio.run(run())
    assert [method for method, _, _ in server.api.requests] == ["GET"]


def test_cancelled_queued_create_is_never_sent(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("browser_use_sessions._transport.async_connections", fromlist=["x"])._LIMITS, "create", 1)
    server.add("slow", "create")

    async def main() -> None:
        async with AsyncBrowserUse(KEY, base_url=server.url) as client:
            first, second = (asyncio.create_task(client.run(text)) for text in ("first", "second"))
            await asyncio.to_thread(server.wait_for, "POST")
            second.cancel()
            with pytest.raises(asyncio.CancelledError):
                await second
            first.cancel()
            with pytest.raises(asyncio.CancelledError):
                await first

    asyncio.run(main())
    assert len(server.api.sessions) == 1
    assert server.api.left == []


async def use_run_many(client: AsyncBrowserUse) -> None:
    async for _ in client.run_many(["t"]):
        pass


async def use_async_with(client: AsyncBrowserUse) -> None:
    async with client:
        pass


USES: dict[str, Callable[[AsyncBrowserUse], Awaitable[object]]] = {
    "run": lambda client: client.run("t"),
    "create": lambda client: client.sessions.create("t"),
    "list": lambda client: client.sessions.list(),
    "run_many": use_run_many,
    "async with": use_async_with,
    "close": lambda client: client.close(),
    "upload": lambda client: client.workspaces.upload(str(uuid.uuid4()), __file__),
    "download_all": lambda client: client.workspaces.download_all(str(uuid.uuid4())),
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_trio_raises_an_error_that_names_the_alternative(
    server: Any, use: Callable[[AsyncBrowserUse], Awaitable[object]]
) -> None:
    client = AsyncBrowserUse(KEY, base_url=server.url)

    async def main() -> None:
        await use(client)

    with pytest.raises(BrowserUseError, match=r"needs a running asyncio event loop.*trio\.to_thread\.run_sync"):
        trio.run(main)
    assert server.api.requests == []


WHO: contextvars.ContextVar[str] = contextvars.ContextVar("who", default="nobody")


def test_run_many_callbacks_keep_context_variables(server: Any, make_client: Any) -> None:
    server.api.duration = 0.0
    seen: list[str] = []
    token = WHO.set("me")
    try:
        results = list(
            make_client(base_url=server.url).run_many(["a", "b", "c"], on_progress=lambda session: seen.append(WHO.get()))
        )
    finally:
        WHO.reset(token)
    assert len(results) == 3
    assert set(seen) == {"me"}


def test_hooks_of_create_keep_context_variables(server: Any) -> None:
    seen: list[str] = []
    token = WHO.set("me")
    try:
        with httpx.Client(event_hooks={"request": [lambda request: seen.append(WHO.get())]}) as http:
            BrowserUse(KEY, base_url=server.url, http_client=http).sessions.create("t")
    finally:
        WHO.reset(token)
    assert seen == ["me"]


def test_close_waits_only_for_the_clients_own_pending_create(server: Any) -> None:
    server.add("stall_after_acting", "create")
    other = BrowserUse(KEY, base_url=server.url)

    def create() -> None:
        with pytest.raises(BrowserUseError):
            other.sessions.create("t")

    thread = threading.Thread(target=create)
    thread.start()
    server.wait_for("POST")
    with BrowserUse(KEY, base_url=server.url) as client:
        client.sessions.list()
        http = client._driver._connections._client
    assert http.is_closed
    http = other._driver._connections._client
    other.close()
    assert not http.is_closed  # Its own create is still in flight …
    server.released.set()
    thread.join()
    assert http.is_closed  # … and now it has ended.


def test_async_close_waits_for_a_pending_create(server: Any) -> None:
    server.add("slow", "create")

    async def main() -> None:
        client = AsyncBrowserUse(KEY, base_url=server.url)
        create = asyncio.create_task(client.sessions.create("t"))
        await asyncio.to_thread(server.wait_for, "POST")
        await client.close()
        session = await create
        assert session.id in server.api.sessions

    asyncio.run(main())
