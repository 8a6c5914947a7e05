"""A session that takes one task after the other, blocking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar, Unpack, overload

from browser_use_sessions.flows.opening import Opening
from browser_use_sessions.flows.run import Run
from browser_use_sessions.plan import Plan
from browser_use_sessions.runner import Runner, Stream

if TYPE_CHECKING:
    from uuid import UUID

    from browser_use_api.models import MessageList, Session
    from browser_use_sessions.driver import Driver
    from browser_use_sessions.flows.context import Context
    from browser_use_sessions.options import WaitOptions
    from browser_use_sessions.resources import Sessions
    from browser_use_sessions.results import SessionResult

T = TypeVar("T")


class SessionHandle(Runner):
    """Made by `client.session()`. Tasks given to `run` and `stream` share the browser, its pages and its files.

    A session that the handle starts is stopped on the way out of its `with` block; one that it was given by ID is the caller's.
    """

    def __init__(self, ctx: Context, driver: Driver, sessions: Sessions, opening: Opening) -> None:
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

    def _plan(self, task: str, schema: Any, output_schema: Any, options: Any, messages: bool = False) -> Plan:
        return self._opening.plan(task, schema, output_schema, options, messages)

    @overload
    def wait(self, **options: Unpack[WaitOptions]) -> SessionResult[str | None]: ...
    @overload
    def wait(self, *, output_schema: type[T], **options: Unpack[WaitOptions]) -> SessionResult[T | None]: ...
    @overload
    def wait(self, *, schema: type[T], **options: Unpack[WaitOptions]) -> SessionResult[T | None]: ...
    @overload
    def wait(self, *, schema: Any = None, output_schema: Any = None, **options: Unpack[WaitOptions]) -> SessionResult[Any]: ...
    def wait(self, *, schema: Any = None, output_schema: Any = None, **options: Unpack[WaitOptions]) -> SessionResult[Any]:
        """Waits for the end of the task that the session runs, whoever dispatched it. When the wait ends early, it goes on."""
        return self._driver.run(Run(self._ctx, Plan.of_wait(self.id, schema, output_schema, options)).flow())

    def follow(self, **options: Unpack[WaitOptions]) -> Stream[Any]:
        """The session's messages from its first on, until its task is over, whoever dispatched it. The task is left alone."""
        return Stream(self._driver, Run(self._ctx, Plan.of_wait(self.id, None, None, options, messages=True)))

    def get(self) -> Session:
        """The session as it is now."""
        session = self._sessions.get(self.id)
        self._opening.saw(session)
        return session

    def messages(
        self, *, after: UUID | str | None = None, before: UUID | str | None = None, limit: int | None = None
    ) -> MessageList:
        """The session's messages, as `client.sessions.messages` gives them."""
        return self._sessions.messages(self.id, after=after, before=before, limit=limit)

    def stop(self, *, strategy: Literal["session", "task"] | None = None) -> Session:
        """Stops the session, or its task alone."""
        session = self._sessions.stop(self.id, strategy=strategy)
        if session.status == "stopped":
            self._opening.is_over()
        return session

    def delete(self) -> None:
        """Deletes the session; if it still runs, it is stopped first."""
        self._sessions.delete(self.id)
        self._opening.is_over()

    def close(self) -> None:
        """Stops the session, if this handle started it."""
        self._driver.run(self._opening.close())

    def __enter__(self) -> Self:
        self._driver.run(self._opening.start())
        return self

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        self._driver.run(self._opening.close(error), error)
