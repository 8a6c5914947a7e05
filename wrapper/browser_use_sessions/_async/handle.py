"""A session that takes one task after the other with asyncio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar, Unpack, overload

from browser_use_sessions._async.runner import AsyncRunner
from browser_use_sessions._decisions.run_request import RunRequest

if TYPE_CHECKING:
    from uuid import UUID

    from browser_use_api._core.resource import AsyncPages
    from browser_use_api.models import Message, MessageList, Session
    from browser_use_sessions._async.driver import AsyncDriver
    from browser_use_sessions._async.resources import AsyncSessions
    from browser_use_sessions._async.runner import AsyncRun
    from browser_use_sessions._flows.context import Context
    from browser_use_sessions._flows.session_scope import SessionScope
    from browser_use_sessions.options import WaitOptions
    from browser_use_sessions.results import SessionResult

T = TypeVar("T")


class AsyncSessionHandle(AsyncRunner):
    """Made by `client.session()`. Tasks given to `run` and `stream` share the browser, its pages and its files.

    A session that the handle starts is stopped at the end of its `async with` block. An existing session, given by its ID, is
    not stopped.
    """

    def __init__(self, ctx: Context, driver: AsyncDriver, sessions: AsyncSessions, scope: SessionScope) -> None:
        self._ctx = ctx
        self._driver = driver
        self._sessions = sessions
        self._scope = scope

    @property
    def id(self) -> str:
        """The session's ID. Raises BrowserUseError before a new session's block is entered."""
        return self._scope.session_id

    @property
    def live_url(self) -> str | None:
        """Where people can watch the browser. None until the session's state is known: for an existing session, call `get()`
        first. Everybody who has the URL can watch, so keep it out of logs.
        """
        return self._scope.live_url

    def _run_request(self, task: str, schema: Any, output_schema: Any, options: Any) -> RunRequest:
        return self._scope.run_request(task, schema, output_schema, options)

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
        """Waits for the end of the task that the session runs, whoever dispatched it. If the wait ends early, the task goes
        on.
        """
        return await self._run(RunRequest.for_wait(self.id, schema, output_schema, options))

    def follow(self, **options: Unpack[WaitOptions]) -> AsyncRun[Any]:
        """The session's messages from its first on, until its task is over, whoever dispatched it. The task goes on whatever
        happens.
        """
        return self._stream(RunRequest.for_wait(self.id, None, None, options))

    async def get(self) -> Session:
        """The session as it is now."""
        session = await self._sessions.get(self.id)
        self._scope.update(session)
        return session

    def messages(
        self, *, after: UUID | str | None = None, before: UUID | str | None = None, limit: int | None = None
    ) -> AsyncPages[MessageList, Message]:
        """The session's messages, as in `client.sessions.messages`."""
        return self._sessions.messages(self.id, after=after, before=before, limit=limit)

    async def stop(self, *, strategy: Literal["session", "task"] | None = None) -> Session:
        """Stops the session, or only its task."""
        session = await self._sessions.stop(self.id, strategy=strategy)
        if session.status == "stopped":
            self._scope.mark_ended()
        return session

    async def delete(self) -> None:
        """Deletes the session; if it still runs, it is stopped first."""
        await self._sessions.delete(self.id)
        self._scope.mark_ended()

    async def close(self) -> None:
        """Stops the session, if this handle started it."""
        await self._driver.run(self._scope.close())

    async def __aenter__(self) -> Self:
        await self._driver.run(self._scope.start())
        return self

    async def __aexit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        await self._driver.run(self._scope.close(error), error)
