"""`client.sessions` and `client.browsers`, blocking: the generated resources, and what the document cannot say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeVar, Unpack

from browser_use_api.resources import browsers, sessions
from browser_use_sessions.calls import Call
from browser_use_sessions.errors import InvalidArgumentError
from browser_use_sessions.flows.create import create_for_caller
from browser_use_sessions.flows.exchange import fetch, wait_for_recording
from browser_use_sessions.flows.making import make
from browser_use_sessions.flows.stopping import stop_each
from browser_use_sessions.lifecycle import FINAL

if TYPE_CHECKING:
    from uuid import UUID

    from browser_use_api._core.operation import Request
    from browser_use_api.models import Browser, Session
    from browser_use_sessions.driver import Driver
    from browser_use_sessions.flows.context import Context
    from browser_use_sessions.options import SessionOptions

T = TypeVar("T")
Strings = list[str]  # Inside of the class, `list` is a method.
Found = list["Session"]


class ResourceTransport:
    """Carries the generated resources' requests out, as everything else is."""

    argument_error = InvalidArgumentError

    def __init__(self, ctx: Context, driver: Driver) -> None:
        self._ctx = ctx
        self._driver = driver

    def send(self, request: Request[T], /) -> T:
        call = Call(request)
        return self._driver.run(fetch(self._ctx, call) if request.is_idempotent else make(self._ctx, call))


class Sessions(sessions.Sessions):
    """What `create` starts is the caller's: nothing stops it but the caller, its task's end and the API's own limits."""

    def __init__(self, transport: ResourceTransport, ctx: Context, driver: Driver) -> None:
        super().__init__(transport)
        self._ctx = ctx
        self._driver = driver

    def create(  # type: ignore[override]  # options as in `run`, without extra_query
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
        return self._driver.run(create_for_caller(self._ctx, task, session_id, schema, output_schema, options))

    def wait_for_recording(self, session_id: UUID | str, *, timeout: float = 15.0, interval: float = 2.0) -> Strings:
        """The URLs of the session's recordings, as soon as there are any; an empty list where none appear in `timeout` seconds.
        The session is looked at each `interval` seconds.
        """
        return self._driver.run(wait_for_recording(self._ctx, session_id, timeout, interval))

    def stop_all(self, *, strategy: Literal["session", "task"] | None = None) -> Found:
        """Stops every session of the project that has not ended, whoever started it, or with "task" only the tasks of those that
        run. Gives the sessions as they are then.

        The sessions are those that the list shows at the call. They are stopped side by side; one that was deleted meanwhile is
        left out. Raises StopAllError where some could not be stopped, after all have been tried, and what `list` raises.
        """
        found = [session for session in self.list(page_size=100) if session.status not in FINAL]
        return self._driver.run(stop_each(self._ctx, found, strategy))


class Browsers(browsers.Browsers):
    """What `create` starts is billed until it is stopped, or its `timeout` is over."""

    def stop(self, session_id: UUID | str) -> Browser:
        """Stops the browser; what was charged for the time that is left is given back. Raises as `update` does."""
        return self.update(session_id, action="stop")
