"""A session that is started at the beginning of a block and stopped at its end, or that existed before and stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from browser_use_sessions.checks import checked_flag, checked_id, refusal
from browser_use_sessions.create_request import create_request
from browser_use_sessions.errors import BrowserUseError
from browser_use_sessions.flows.cleanup import Hold
from browser_use_sessions.flows.create import create
from browser_use_sessions.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from browser_use_api._core.operation import Request
    from browser_use_api.models import Session
    from browser_use_sessions.flows.context import Context, Flow


class Opening:
    """Where a handle's session comes from: an ID that is known, or options for a new one."""

    def __init__(self, ctx: Context, session_id: Any, options: Mapping[str, Any]) -> None:
        options = dict(options)
        leave_running = checked_flag("leave_running", options.pop("leave_running", False))
        self._ctx = ctx
        self._hold = Hold(ctx, bool(leave_running))
        self._session_id = None if session_id is None else checked_id(session_id)
        self.live_url: str | None = None
        self._request: Request[Session] | None = None
        if self._session_id is None:
            if options.get("keep_alive") is None:
                options["keep_alive"] = True
            self._request = create_request(None, None, None, options)
        elif options:
            raise refusal(
                next(iter(options)),
                "belongs to a new session",
                "A session that exists already (session_id) stays as it was made.",
            )

    @property
    def session_id(self) -> str:
        if self._session_id is None:
            raise BrowserUseError("The session is not started yet: use it in a block, `with client.session() as s:`.")
        return self._session_id

    def start(self) -> Flow[None]:
        """Starts the session where there is none yet."""
        if self._request is None or self._session_id is not None:
            return
        try:
            session = yield from create(self._ctx, self._request, None, self._hold)
        except GeneratorExit:
            raise
        except BaseException as error:
            yield from self._hold.stop(error)
            raise
        self._session_id = session.id
        self.saw(session)

    def saw(self, session: Session) -> None:
        """Takes note of what the session looks like."""
        self.live_url = session.live_url or self.live_url

    def plan(self, task: Any, schema: Any, output_schema: Any, options: Mapping[str, Any], messages: bool = False) -> Plan:
        """For a task in this session."""
        if options.get("session_id") is not None:
            raise refusal("session_id", "is the handle's own here", "Use client.run() for another session.")
        return Plan(task, schema, output_schema, {**options, "session_id": self.session_id}, messages)

    def is_over(self) -> None:
        """The session has been stopped or deleted."""
        self._hold.release()

    def close(self, error: BaseException | None = None) -> Flow[None]:
        """Stops the session if it was started here. What cannot be stopped is told: on the error, if one leaves the block."""
        yield from self._hold.stop(error)
