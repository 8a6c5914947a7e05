"""The session of a handle: a new one that is started and stopped with a `with` block, or an existing one that goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from browser_use_sessions._arguments import checked_flag, checked_id, invalid_argument
from browser_use_sessions._decisions.create_request import create_request
from browser_use_sessions._decisions.run_request import RunRequest
from browser_use_sessions._flows.cleanup import CleanupGuard
from browser_use_sessions._flows.create import create
from browser_use_sessions.errors import BrowserUseError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from browser_use_api._core.operation import Request
    from browser_use_api.models import Session
    from browser_use_sessions._flows.context import Context, Flow


class SessionScope:
    """Made from the ID of an existing session, or from the options for a new one."""

    def __init__(self, ctx: Context, session_id: Any, options: Mapping[str, Any]) -> None:
        options = dict(options)
        leave_running = checked_flag("leave_running", options.pop("leave_running", False))
        self._ctx = ctx
        self._guard = CleanupGuard(ctx, bool(leave_running))
        self._session_id = None if session_id is None else checked_id(session_id)
        self.live_url: str | None = None
        self._request: Request[Session] | None = None
        if self._session_id is None:
            if options.get("keep_alive") is None:
                options["keep_alive"] = True
            self._request = create_request(None, None, None, options)
        elif options:
            raise invalid_argument(
                next(iter(options)),
                "belongs to a new session",
                "A session that exists already (session_id) keeps the options that it was started with.",
            )

    @property
    def session_id(self) -> str:
        if self._session_id is None:
            raise BrowserUseError("The session is not started yet: use it in a block, `with client.session() as s:`.")
        return self._session_id

    def start(self) -> Flow[None]:
        """Starts the session, unless there is one already."""
        if self._request is None or self._session_id is not None:
            return
        session = yield from self._guard.guarded(create(self._ctx, self._request, None, self._guard))
        self._session_id = session.id
        self.update(session)

    def update(self, session: Session) -> None:
        """Call this with each new state of the session."""
        self.live_url = session.live_url or self.live_url

    def run_request(self, task: Any, schema: Any, output_schema: Any, options: Mapping[str, Any]) -> RunRequest:
        """For a task in this session."""
        if options.get("session_id") is not None:
            raise invalid_argument("session_id", "is the handle's own here", "Use client.run() for another session.")
        return RunRequest(task, schema, output_schema, {**options, "session_id": self.session_id})

    def mark_ended(self) -> None:
        """The session has been stopped or deleted."""
        self._guard.release()

    def close(self, error: BaseException | None = None) -> Flow[None]:
        """Stops the session if it was started here. If that fails, `error` gets a note; without an error, there is a warning."""
        yield from self._guard.stop(error)
