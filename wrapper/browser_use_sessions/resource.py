"""`client.sessions`: one method for each operation of the API, blocking."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Literal, Self, Unpack

from browser_use_sessions import requests
from browser_use_sessions.calls import checked_id, list_session_messages, list_sessions
from browser_use_sessions.flows import reading, sessions
from browser_use_sessions.flows.exchange import fetch
from browser_use_sessions.output import output_type
from browser_use_sessions.pages import MessagePage, SessionPage

Strings = list[str]  # Inside of the class, `list` is a method.

if TYPE_CHECKING:
    from uuid import UUID

    from browser_use_sessions.driver import Driver
    from browser_use_sessions.flows.context import Context
    from browser_use_sessions.options import SessionOptions
    from browser_use_sessions.session import Message, Session


class Sessions:
    """What `create` starts is the caller's: nothing stops it but the caller, its task's end and the API's own limits."""

    def __init__(self, ctx: Context, driver: Driver) -> None:
        self._ctx = ctx
        self._driver = driver

    def create(
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
        return self._driver.run(sessions.create_for_caller(self._ctx, body, existing))

    def get(self, session_id: UUID | str) -> Session:
        """The session as it is now."""
        return self._driver.run(sessions.get(self._ctx, checked_id(session_id)))

    def list(self, *, page: int | None = None, page_size: int | None = None) -> SessionList:
        """One page of the project's sessions, the newest first. Iterate over it for all of them, from that page on."""
        call = list_sessions(requests.checked_integer("page", page, 1), requests.checked_integer("page_size", page_size, 1, 100))
        first = self._driver.run(fetch(self._ctx, call, SessionList))
        return first.bind(lambda: self._driver.iterate(reading.each_session(self._ctx, page or 1, page_size, first)))

    def stop(self, session_id: UUID | str, *, strategy: Literal["session", "task"] | None = None) -> Session:
        """Stops the session, or with `strategy="task"` its task alone. Stopping what has stopped changes nothing."""
        return self._driver.run(sessions.stop(self._ctx, checked_id(session_id), requests.stop_body(strategy)))

    def delete(self, session_id: UUID | str) -> None:
        """Deletes the session; one that still runs is stopped first."""
        self._driver.run(sessions.delete(self._ctx, checked_id(session_id)))

    def messages(
        self,
        session_id: UUID | str,
        *,
        after: UUID | str | None = None,
        before: UUID | str | None = None,
        limit: int | None = None,
    ) -> MessageList:
        """Messages in chronological order: the newest ones, or those after or before a message.

        Iterate over it for all messages of the session, or all that follow `after` or precede `before`.
        """
        query = requests.message_query(session_id, after, before, limit)
        first = self._driver.run(fetch(self._ctx, list_session_messages(*query), MessageList))
        return first.bind(lambda: self._driver.iterate(reading.each_message(self._ctx, *query, first)))

    def wait_for_recording(self, session_id: UUID | str, *, timeout: float = 15.0, interval: float = 2.0) -> Strings:
        """The URLs of the session's recordings, as soon as there are any; an empty list where none appear in time."""
        seconds, pause = requests.checked_seconds("timeout", timeout), requests.checked_seconds("interval", interval)
        return self._driver.run(sessions.wait_for_recording(self._ctx, checked_id(session_id), seconds, pause))


class SessionList(SessionPage):
    """A page of sessions. Iterating goes on through all the pages that follow."""

    __slots__ = ("_walk",)

    def bind(self, walk: Callable[[], Iterator[Session]]) -> Self:
        self._walk = walk
        return self

    def __iter__(self) -> Iterator[Session]:
        return self._walk()


class MessageList(MessagePage):
    """A page of messages. Iterating goes on through all of them, in chronological order."""

    __slots__ = ("_walk",)

    def bind(self, walk: Callable[[], Iterator[Message]]) -> Self:
        self._walk = walk
        return self

    def __iter__(self) -> Iterator[Message]:
        return self._walk()
