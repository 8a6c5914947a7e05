"""`client.sessions`: one method for each operation of the API, with asyncio."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any, Literal, Unpack

from browser_use_sessions.async_lists import AsyncMessageList, AsyncPager, AsyncSessionList
from browser_use_sessions.flows import reading, sessions
from browser_use_sessions.flows.create import create_for_caller

if TYPE_CHECKING:
    from uuid import UUID

    from browser_use_sessions.async_driver import AsyncDriver
    from browser_use_sessions.flows.context import Context
    from browser_use_sessions.options import SessionOptions
    from browser_use_sessions.pages import MessagePage, SessionPage
    from browser_use_sessions.session import Message, Session

Strings = list[str]  # Inside of the class, `list` is a method.


class AsyncSessions:
    """What `create` starts is the caller's: nothing stops it but the caller, its task's end and the API's own limits."""

    def __init__(self, ctx: Context, driver: AsyncDriver) -> None:
        self._ctx = ctx
        self._driver = driver

    async def create(
        self,
        task: str | None = None,
        *,
        session_id: UUID | str | None = None,
        output_schema: Any = None,
        schema: Any = None,
        **options: Unpack[SessionOptions],
    ) -> Session:
        """Starts a session, a task, or both, and returns at once.

        Raises OutcomeUnknownError where it is unknown whether that was done: it is not sent twice.
        """
        return await self._driver.run(create_for_caller(self._ctx, task, session_id, schema, output_schema, options))

    async def get(self, session_id: UUID | str) -> Session:
        """The session as it is now."""
        return await self._driver.run(sessions.get(self._ctx, session_id))

    def list(self, *, page: int | None = None, page_size: int | None = None) -> AsyncPager[AsyncSessionList, Session]:
        """The project's sessions, the newest first: `await` it for one page, iterate over it for all from that page on, each
        once, even if sessions are deleted meanwhile.
        """

        def walk(first: SessionPage | None) -> AsyncIterator[Session]:
            return self._driver.iterate(reading.each_session(self._ctx, page, page_size, first))

        async def fetch() -> AsyncSessionList:
            return (await self._driver.run(reading.page_of_sessions(self._ctx, page, page_size, AsyncSessionList))).bind(walk)

        return AsyncPager(fetch, lambda: walk(None))

    async def stop(self, session_id: UUID | str, *, strategy: Literal["session", "task"] | None = None) -> Session:
        """Stops the session, or with `strategy="task"` its task alone. Stopping what has stopped changes nothing."""
        return await self._driver.run(sessions.stop(self._ctx, session_id, strategy))

    async def delete(self, session_id: UUID | str) -> None:
        """Deletes the session; one that still runs is stopped first."""
        await self._driver.run(sessions.delete(self._ctx, session_id))

    def messages(
        self,
        session_id: UUID | str,
        *,
        after: UUID | str | None = None,
        before: UUID | str | None = None,
        limit: int | None = None,
    ) -> AsyncPager[AsyncMessageList, Message]:
        """Messages in chronological order: `await` it for the newest ones, or those after or before a message; iterate over it
        for all messages of the session, or all that follow `after` or precede `before`.
        """

        def walk(first: MessagePage | None) -> AsyncIterator[Message]:
            return self._driver.iterate(reading.each_message(self._ctx, session_id, after, before, limit, first))

        async def fetch() -> AsyncMessageList:
            page = await self._driver.run(reading.page_of_messages(self._ctx, session_id, after, before, limit, AsyncMessageList))
            return page.bind(walk)

        return AsyncPager(fetch, lambda: walk(None))

    async def wait_for_recording(
        self,
        session_id: UUID | str,
        *,
        timeout: float = 15.0,  # noqa: ASYNC109 -- It ends with a result, not with an error.
        interval: float = 2.0,
    ) -> Strings:
        """The URLs of the session's recordings, as soon as there are any; an empty list where none appear in time."""
        return await self._driver.run(sessions.wait_for_recording(self._ctx, session_id, timeout, interval))
