"""The asyncio client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, Unpack

from browser_use_sessions import registry
from browser_use_sessions.async_handle import AsyncSessionHandle
from browser_use_sessions.async_resource import AsyncSessions
from browser_use_sessions.async_runner import AsyncRunner
from browser_use_sessions.core import Core, checked_client
from browser_use_sessions.flows.cleanup import stop_all
from browser_use_sessions.flows.opening import Opening
from browser_use_sessions.polling import Pace, pace

if TYPE_CHECKING:
    from uuid import UUID

    import httpx

    from browser_use_sessions.options import SessionOptions
    from browser_use_sessions.registry import Held


class AsyncBrowserUse(Core, AsyncRunner):
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
    ) -> None:
        super().__init__(api_key, base_url, timeout, max_retries, pace, allow_insecure_http)
        from browser_use_sessions.async_driver import AsyncDriver  # Brings asyncio, which is not needed before there is a client.
        from browser_use_sessions.async_pool import Pool

        self._given: httpx.AsyncClient | None = checked_client(http_client, "AsyncClient")
        self._pool = Pool(self._wire, self._given)
        self._driver = AsyncDriver(self._wire, self._pool)
        self.sessions = AsyncSessions(self._ctx, self._driver)
        """One method for each operation of the API."""

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
        await self._driver.run(stop_all(self._ctx, registry.held_by(self._stop_at_exit)))
        await self._pool.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.close()

    def _stop_at_exit(self, whats: list[Held]) -> None:
        """The event loop is gone by now, so this goes without it, or, with a client of the caller's, in a loop of its own."""
        stopping = stop_all(self._ctx, whats)
        if self._given is None:
            import httpx

            from browser_use_sessions.driver import Driver

            Driver(self._wire, httpx.Client(**self._wire.client_options)).run(stopping)
        else:
            import asyncio

            asyncio.run(self._driver.run(stopping))
