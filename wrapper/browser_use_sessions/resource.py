"""`client.sessions`: one method for each operation of the API, blocking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Unpack

from browser_use_sessions.flows import sessions

Strings = list[str]  # Inside of the class, `list` is a method.

if TYPE_CHECKING:
    from uuid import UUID

    from browser_use_sessions.driver import Driver
    from browser_use_sessions.flows.context import Context
    from browser_use_sessions.lists import MessageList, SessionList
    from browser_use_sessions.options import SessionOptions
    from browser_use_sessions.session import Session


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
        from browser_use_sessions.flows.create import create_for_caller

        return self._driver.run(create_for_caller(self._ctx, task, session_id, schema, output_schema, options))

    def get(self, session_id: UUID | str) -> Session:
        """The session as it is now."""
        return self._driver.run(sessions.get(self._ctx, session_id))

    def list(self, *, page: int | None = None, page_size: int | None = None) -> SessionList:
        """One page of the project's sessions, the newest first. Iterate over it for all of them, from that page on: each once,
        even if sessions are deleted meanwhile.
        """
        from browser_use_sessions.flows.reading import each_session, page_of_sessions
        from browser_use_sessions.lists import SessionList

        first = self._driver.run(page_of_sessions(self._ctx, page, page_size, SessionList))
        return first.bind(lambda: self._driver.iterate(each_session(self._ctx, page, page_size, first)))

    def stop(self, session_id: UUID | str, *, strategy: Literal["session", "task"] | None = None) -> Session:
        """Stops the session, or with `strategy="task"` its task alone. Stopping what has stopped changes nothing."""
        return self._driver.run(sessions.stop(self._ctx, session_id, strategy))

    def delete(self, session_id: UUID | str) -> None:
        """Deletes the session; one that still runs is stopped first."""
        self._driver.run(sessions.delete(self._ctx, session_id))

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
        from browser_use_sessions.flows.reading import each_message, page_of_messages
        from browser_use_sessions.lists import MessageList

        first = self._driver.run(page_of_messages(self._ctx, session_id, after, before, limit, MessageList))
        return first.bind(lambda: self._driver.iterate(each_message(self._ctx, session_id, after, before, limit, first)))

    def wait_for_recording(self, session_id: UUID | str, *, timeout: float = 15.0, interval: float = 2.0) -> Strings:
        """The URLs of the session's recordings, as soon as there are any; an empty list where none appear in time."""
        return self._driver.run(sessions.wait_for_recording(self._ctx, session_id, timeout, interval))
