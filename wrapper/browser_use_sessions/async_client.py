"""The asyncio client."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar, Unpack, overload

from browser_use_api.client import AsyncResources
from browser_use_sessions import registry
from browser_use_sessions.async_handle import AsyncSessionHandle
from browser_use_sessions.async_resources import AsyncBrowsers, AsyncResourceTransport, AsyncSessions
from browser_use_sessions.async_runner import AsyncRunner
from browser_use_sessions.core import Core, checked_client
from browser_use_sessions.errors import BrowserUseError
from browser_use_sessions.flows.cleanup import close_all, stop_all
from browser_use_sessions.flows.opening import Opening
from browser_use_sessions.polling import Pace, pace
from browser_use_sessions.secret import find_key

if TYPE_CHECKING:
    from decimal import Decimal
    from uuid import UUID

    import httpx

    from browser_use_sessions.core import ProxyType, VerifyType
    from browser_use_sessions.files import AsyncWorkspaces
    from browser_use_sessions.options import ManyOptions, SessionOptions, TaskSpec
    from browser_use_sessions.registry import Held
    from browser_use_sessions.results import SessionResult

T = TypeVar("T")


class AsyncBrowserUse(Core, AsyncRunner, AsyncResources):
    """`BrowserUse` with asyncio: the same names, arguments and behaviour. Thousands of runs can share one client.

    `http_client` is an httpx.AsyncClient here. `close()` is to be awaited, or the client used with `async with`.
    """

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        timeout: float | httpx.Timeout | None = 30.0,
        max_retries: int = 3,
        http_client: httpx.AsyncClient | None = None,
        pace: Pace = pace,
        allow_insecure_http: bool = False,
        proxy: ProxyType | None = None,
        verify: VerifyType = True,
    ) -> None:
        secret, api_key = find_key(api_key), None  # So that no traceback shows it among this function's variables.
        super().__init__(secret, base_url, timeout, max_retries, pace, allow_insecure_http, proxy, verify)
        from browser_use_sessions.async_driver import AsyncDriver  # Brings asyncio, which is not needed before there is a client.
        from browser_use_sessions.async_pool import Pool

        self._given: httpx.AsyncClient | None = checked_client(http_client, "AsyncClient", proxy, verify)
        self._pool = Pool(self._wire, self._given)
        self._driver = AsyncDriver(self._wire, self._pool)
        self._resources = AsyncResourceTransport(self._ctx, self._driver)
        self._transport = self._resources

    @cached_property
    def sessions(self) -> AsyncSessions:
        """Sessions and their tasks: one method for each operation of the API."""
        return AsyncSessions(self._resources, self._ctx, self._driver)

    @cached_property
    def workspaces(self) -> AsyncWorkspaces:
        """Files that outlive a session, and that agents read and write."""
        from browser_use_sessions.files import AsyncWorkspaces
        from browser_use_sessions.files.requests import TIMEOUT

        def make_client() -> httpx.AsyncClient:
            import httpx

            return self._wire.make_for_storage(httpx.AsyncClient, TIMEOUT)

        return AsyncWorkspaces(self._resources, make_client=make_client, allow_http=not self._address.is_secure)

    @cached_property
    def browsers(self) -> AsyncBrowsers:
        """Bare browsers without an agent, driven over the Chrome DevTools Protocol."""
        return AsyncBrowsers(self._resources)

    @overload
    def run_many(
        self,
        tasks: Iterable[TaskSpec],
        *,
        max_concurrency: int = 10,
        max_total_cost_usd: Decimal | float | str | None = None,
        return_exceptions: Literal[False] = False,
        **options: Unpack[ManyOptions],
    ) -> AsyncIterator[SessionResult[str | None]]: ...
    @overload
    def run_many(
        self,
        tasks: Iterable[TaskSpec],
        *,
        max_concurrency: int = 10,
        max_total_cost_usd: Decimal | float | str | None = None,
        return_exceptions: Literal[False] = False,
        output_schema: type[T],
        **options: Unpack[ManyOptions],
    ) -> AsyncIterator[SessionResult[T | None]]: ...
    @overload
    def run_many(
        self,
        tasks: Iterable[TaskSpec],
        *,
        max_concurrency: int = 10,
        max_total_cost_usd: Decimal | float | str | None = None,
        return_exceptions: Literal[False] = False,
        schema: type[T],
        **options: Unpack[ManyOptions],
    ) -> AsyncIterator[SessionResult[T | None]]: ...
    @overload
    def run_many(
        self,
        tasks: Iterable[TaskSpec],
        *,
        max_concurrency: int = 10,
        max_total_cost_usd: Decimal | float | str | None = None,
        return_exceptions: Literal[False] = False,
        schema: Any = None,
        output_schema: Any = None,
        **options: Unpack[ManyOptions],
    ) -> AsyncIterator[SessionResult[Any]]: ...
    @overload
    def run_many(
        self,
        tasks: Iterable[TaskSpec],
        *,
        max_concurrency: int = 10,
        max_total_cost_usd: Decimal | float | str | None = None,
        return_exceptions: bool,
        schema: Any = None,
        output_schema: Any = None,
        **options: Unpack[ManyOptions],
    ) -> AsyncIterator[SessionResult[Any] | BrowserUseError]: ...
    def run_many(
        self,
        tasks: Iterable[TaskSpec],
        *,
        max_concurrency: int = 10,
        max_total_cost_usd: Decimal | float | str | None = None,
        return_exceptions: bool = False,
        schema: Any = None,
        output_schema: Any = None,
        **options: Unpack[ManyOptions],
    ) -> AsyncIterator[Any]:
        """Runs many tasks, at most `max_concurrency` at once, and yields their results as they end; `.task` and `.index` tell
        which is which. Takes the options of `run`, for all tasks alike; a task that has options of its own is a pair:
        `("task", {"model": "bu-mini"})`.

        `max_total_cost_usd`: a task is started only if its `max_cost_usd`, which each then needs, the limits of those under way
        and the costs of those that have ended are within this sum; else it waits for one to end. Where that cannot help, it fails
        with BudgetReachedError, and no further one is started. So the sum is exceeded only by what tasks cost beyond their own
        limits: the API stops a task when it has reached its limit, which may take its last step.

        Where the API says that there are too many sessions, it waits for room. A run that fails does not disturb the others: when
        all are over, RunManyError tells what failed, or, with `return_exceptions=True`, each error is yielded in its place, with
        `.task` and `.index` as well. The tasks of a list are checked before the first is started, those of an iterator in turn.
        Leaving the iteration early, by an exception too, stops what is under way.
        """
        from browser_use_sessions.async_many import run_batch
        from browser_use_sessions.batch import Batch

        batch = Batch(tasks, max_concurrency, return_exceptions, max_total_cost_usd, (schema, output_schema), options)
        return run_batch(batch, self._ctx, self._driver)

    def session(
        self, session_id: UUID | str | None = None, *, leave_running: bool = False, **options: Unpack[SessionOptions]
    ) -> AsyncSessionHandle:
        """A session for several tasks: `async with client.session() as s: await s.run(…)`. It is stopped on the way out.

        With an ID it is a handle on a session that exists already, made by this or another process, and that stays running.
        """
        opening = Opening(self._ctx, session_id, {**options, "leave_running": leave_running})
        return AsyncSessionHandle(self._ctx, self._driver, self.sessions, opening)

    async def close(self) -> None:
        """Stops what this client has started and not seen to its end, and closes its connections."""
        await self._close(None)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        await self._close(error)

    async def _close(self, error: BaseException | None) -> None:
        try:
            if left := registry.held_by(self._stop_at_exit):
                await self._driver.run(close_all(self._ctx, left, error), error)
        finally:
            await self._pool.close()

    def _stop_at_exit(self, whats: list[Held]) -> list[str]:
        """The event loop is gone by now, and with it the connections, even those of a client that the caller gave."""
        from browser_use_sessions.connections import Connections
        from browser_use_sessions.driver import Driver

        return Driver(self._wire, Connections(self._wire, None), is_own_thread=True).run(stop_all(self._ctx, whats))
