"""A session that takes one task after the other, with asyncio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar, Unpack, overload

from browser_use_sessions.async_runner import AsyncRun, AsyncRunner
from browser_use_sessions.plan import Plan

if TYPE_CHECKING:
    from uuid import UUID

    from browser_use_api._core.resource import AsyncPages
    from browser_use_api.models import Message, MessageList, Session
    from browser_use_sessions.async_driver import AsyncDriver
    from browser_use_sessions.async_resources import AsyncSessions
    from browser_use_sessions.flows.context import Context
    from browser_use_sessions.flows.opening import Opening
    from browser_use_sessions.options import WaitOptions
    from browser_use_sessions.results import SessionResult

T = TypeVar("T")


class AsyncSessionHandle(AsyncRunner):
    """Made by `client.session()`. Tasks given to `run` and `stream` share the browser, its pages and its files.

    A session that the handle starts is stopped on the way out of its `async with` block; one that it was
    given by ID is the caller's.
    """

    def __init__(self, ctx: Context, driver: AsyncDriver, sessions: AsyncSessions, opening: Opening) -> None:
        self._ctx = ctx
        self._driver = driver
        self._sessions = sessions
        self._opening = opening

    @property
    def id(self) -> str:
        """The session's ID. Raises BrowserUseError before a new session's block is entered."""
        return self._opening.session_id

    @property
    def live_url(self) -> str | None:
        """Where people can watch the browser. None before the session was seen: in a handle on a session that exists already,
        call `get()` first. Whoever has the URL can watch: keep it out of logs.
        """
        return self._opening.live_url

    def _make_run(self, task: str, schema: Any, output_schema: Any, options: Any) -> AsyncRun[Any]:
        return AsyncRun(self._driver, self._ctx, self._opening.plan(task, schema, output_schema, options))

    @overload
    async def wait(self, **options: Unpack[WaitOptions]) -> SessionResult[str | None]: ...
    @overload
    async def wait(self, *, output_schema: type[T], **options: Unpack[WaitOptions]) -> SessionResult[T | None]: ...
    @overload
    async def wait(self, *, schema: type[T], **options: Unpack[WaitOptions]) -> SessionResult[T | None]: ...
    @overload
    async def wait(
        self, *, schema: Any = None, output_schema: Any = None, **options: Unpack[WaitOptions]
    ) -> SessionResult[Any]: ...
    async def wait(self, *, schema: Any = None, output_schema: Any = None, **options: Unpack[WaitOptions]) -> SessionResult[Any]:
        """Waits for the end of the task that the session runs, whoever dispatched it. When the wait ends early, it goes on."""
        return await AsyncRun(self._driver, self._ctx, Plan.of_wait(self.id, schema, output_schema, options))

    def follow(self, **options: Unpack[WaitOptions]) -> AsyncRun[Any]:
        """The session's messages from its first on, until its task is over, whoever dispatched it. The task is left alone."""
        return AsyncRun(self._driver, self._ctx, Plan.of_wait(self.id, None, None, options))

    async def get(self) -> Session:
        """The session as it is now."""
        session = await self._sessions.get(self.id)
        self._opening.saw(session)
        return session

    def messages(
        self, *, after: UUID | str | None = None, before: UUID | str | None = None, limit: int | None = None
    ) -> AsyncPages[MessageList, Message]:
        """The session's messages, as `client.sessions.messages` gives them."""
        return self._sessions.messages(self.id, after=after, before=before, limit=limit)

    async def stop(self, *, strategy: Literal["session", "task"] | None = None) -> Session:
        """Stops the session, or its task alone."""
        session = await self._sessions.stop(self.id, strategy=strategy)
        if session.status == "stopped":
            self._opening.is_over()
        return session

    async def delete(self) -> None:
        """Deletes the session; if it still runs, it is stopped first."""
        await self._sessions.delete(self.id)
        self._opening.is_over()

    async def close(self) -> None:
        """Stops the session, if this handle started it."""
        await self._driver.run(self._opening.close())

    async def __aenter__(self) -> Self:
        await self._driver.run(self._opening.start())
        return self

    async def __aexit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        await self._driver.run(self._opening.close(error), error)
