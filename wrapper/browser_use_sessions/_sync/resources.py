# Made from _async/resources.py by tools/unasync.py: edit that file, then run `make generate`.
"""`client.sessions` and `client.browsers`, blocking: the generated resources, and what the document cannot say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeVar, Unpack

from browser_use_api.resources import browsers, sessions
from browser_use_sessions._decisions.completion import FINAL
from browser_use_sessions._flows.create import create_for_caller
from browser_use_sessions._flows.create_resource import create_resource
from browser_use_sessions._flows.exchange import fetch, wait_for_recording
from browser_use_sessions._flows.stop_many import stop_each
from browser_use_sessions._transport.calls import Call
from browser_use_sessions.errors import InvalidArgumentError

if TYPE_CHECKING:
    from uuid import UUID

    from browser_use_api._core.operation import Request
    from browser_use_api.models import Browser, Session
    from browser_use_sessions._flows.context import Context
    from browser_use_sessions._sync.driver import Driver
    from browser_use_sessions.options import SessionOptions

T = TypeVar("T")
Strings = list[str]  # Inside of the class, `list` is a method.
Found = list["Session"]


class ResourceTransport:
    """Sends the requests of the generated resources through the client's driver, with its retries."""

    argument_error = InvalidArgumentError

    def __init__(self, ctx: Context, driver: Driver) -> None:
        self._ctx = ctx
        self._driver = driver

    def send(self, request: Request[T], /) -> T:
        call = Call(request)
        return self._driver.run(fetch(self._ctx, call) if request.is_idempotent else create_resource(self._ctx, call))


class Sessions(sessions.Sessions):
    """The caller has to stop what `create` starts; otherwise it goes on until its task ends or the API's limits are reached."""

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

        Raises OutcomeUnknownError if it is unknown whether that was done. It is never sent twice.
        """
        return self._driver.run(create_for_caller(self._ctx, task, session_id, schema, output_schema, options))

    def wait_for_recording(
        self,
        session_id: UUID | str,
        *,
        timeout: float = 15.0,
        interval: float = 2.0,
    ) -> Strings:
        """The URLs of the session's recordings, as soon as there are any; an empty list if none appear in `timeout` seconds. The
        session is polled every `interval` seconds.
        """
        return self._driver.run(wait_for_recording(self._ctx, session_id, timeout, interval))

    def stop_all(self, *, strategy: Literal["session", "task"] | None = None) -> Found:
        """Stops every session of the project that has not ended, whoever started it; with "task", stops only the tasks that run.
        Returns the sessions in their new states.

        The sessions are those that the list shows now. They are stopped at the same time. A session that is deleted meanwhile is
        left out. Raises StopAllError if some could not be stopped, after all have been tried; and what `list` raises.
        """
        found = [session for session in self.list(page_size=100) if session.status not in FINAL]
        return self._driver.run(stop_each(self._ctx, found, strategy))


class Browsers(browsers.Browsers):
    """A browser that `create` starts is billed until it is stopped, or until its `timeout` has passed."""

    def stop(self, session_id: UUID | str) -> Browser:
        """Stops the browser. The charge for the remaining time is refunded. Raises what `update` raises."""
        return self.update(session_id, action="stop")
