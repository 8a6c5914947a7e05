"""`client.sessions`: one method for each operation of the API, with asyncio."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine, Generator
from typing import TYPE_CHECKING, Any, Generic, Literal, Self, TypeVar, Unpack

from browser_use_sessions import requests
from browser_use_sessions.calls import checked_id, list_session_messages, list_sessions
from browser_use_sessions.flows import reading, sessions
from browser_use_sessions.flows.exchange import fetch
from browser_use_sessions.output import output_type
from browser_use_sessions.pages import MessagePage, SessionPage
from browser_use_sessions.session import Message, Session

if TYPE_CHECKING:
    from uuid import UUID

    from browser_use_sessions.async_driver import AsyncDriver
    from browser_use_sessions.flows.context import Context
    from browser_use_sessions.options import SessionOptions

Strings = list[str]  # Inside of the class, `list` is a method.
Page = TypeVar("Page")
Each = TypeVar("Each")


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
        body, existing = requests.create_arguments(task, session_id, output_type(schema, output_schema).schema, options)
        return await self._driver.run(sessions.create_for_caller(self._ctx, body, existing))

    async def get(self, session_id: UUID | str) -> Session:
        """The session as it is now."""
        return await self._driver.run(sessions.get(self._ctx, checked_id(session_id)))

    def list(self, *, page: int | None = None, page_size: int | None = None) -> AsyncPager[AsyncSessionList, Session]:
        """The project's sessions, the newest first: `await` it for one page, iterate over it for all from that page on."""
        call = list_sessions(requests.checked_integer("page", page, 1), requests.checked_integer("page_size", page_size, 1, 100))

        def walk(first: SessionPage | None) -> AsyncIterator[Session]:
            return self._driver.iterate(reading.each_session(self._ctx, page or 1, page_size, first))

        async def page_of_sessions() -> AsyncSessionList:
            return (await self._driver.run(fetch(self._ctx, call, AsyncSessionList))).bind(walk)

        return AsyncPager(page_of_sessions, lambda: walk(None))

    async def stop(self, session_id: UUID | str, *, strategy: Literal["session", "task"] | None = None) -> Session:
        """Stops the session, or with `strategy="task"` its task alone. Stopping what has stopped changes nothing."""
        return await self._driver.run(sessions.stop(self._ctx, checked_id(session_id), requests.stop_body(strategy)))

    async def delete(self, session_id: UUID | str) -> None:
        """Deletes the session; one that still runs is stopped first."""
        await self._driver.run(sessions.delete(self._ctx, checked_id(session_id)))

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
        query = requests.message_query(session_id, after, before, limit)

        def walk(first: MessagePage | None) -> AsyncIterator[Message]:
            return self._driver.iterate(reading.each_message(self._ctx, *query, first))

        async def page_of_messages() -> AsyncMessageList:
            return (await self._driver.run(fetch(self._ctx, list_session_messages(*query), AsyncMessageList))).bind(walk)

        return AsyncPager(page_of_messages, lambda: walk(None))

    async def wait_for_recording(
        self,
        session_id: UUID | str,
        *,
        timeout: float = 15.0,  # noqa: ASYNC109 -- It ends with a result, not with an error.
        interval: float = 2.0,
    ) -> Strings:
        """The URLs of the session's recordings, as soon as there are any; an empty list where none appear in time."""
        seconds, pause = requests.checked_seconds("timeout", timeout), requests.checked_seconds("interval", interval)
        return await self._driver.run(sessions.wait_for_recording(self._ctx, checked_id(session_id), seconds, pause))


class AsyncSessionList(SessionPage):
    """A page of sessions. Iterating goes on through all the pages that follow."""

    __slots__ = ("_walk",)

    def bind(self, walk: Callable[[SessionPage], AsyncIterator[Session]]) -> Self:
        self._walk = walk
        return self

    def __aiter__(self) -> AsyncIterator[Session]:
        return self._walk(self)


class AsyncMessageList(MessagePage):
    """A page of messages. Iterating goes on through all of them, in chronological order."""

    __slots__ = ("_walk",)

    def bind(self, walk: Callable[[MessagePage], AsyncIterator[Message]]) -> Self:
        self._walk = walk
        return self

    def __aiter__(self) -> AsyncIterator[Message]:
        return self._walk(self)


class AsyncPager(Generic[Page, Each]):
    """Nothing is fetched before it is awaited (one page) or iterated over (everything)."""

    def __init__(self, fetch: Callable[[], Coroutine[Any, Any, Page]], walk: Callable[[], AsyncIterator[Each]]) -> None:
        self._fetch = fetch
        self._walk = walk

    def __await__(self) -> Generator[Any, Any, Page]:
        return self._fetch().__await__()

    def __aiter__(self) -> AsyncIterator[Each]:
        return self._walk()
