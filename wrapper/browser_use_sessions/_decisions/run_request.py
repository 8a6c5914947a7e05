"""What a run has to do: all arguments are checked and the request is built, but nothing is sent yet."""

from __future__ import annotations

from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any

from browser_use_sessions._arguments import checked_callable, checked_flag, checked_id, checked_timeout, invalid_argument
from browser_use_sessions._decisions.create_request import checked_task, create_request
from browser_use_sessions._output import output_type

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from browser_use_api._core.operation import Request
    from browser_use_api.models import Session
    from browser_use_sessions._decisions.capacity_limiter import CapacityLimiter
    from browser_use_sessions.polling import Pace


class RunRequest:
    """One task, how to wait for it, and what to do with its output.

    `create`: the request that dispatches the task, None if somebody else did that. `messages`: whether its messages are wanted.
    `ends_session`: whether its session must end with it. `limiter`: shared by the runs of one `run_many`.
    """

    limiter: CapacityLimiter | None = None

    def __init__(
        self,
        task: Any,
        schema: Any = None,
        output_schema: Any = None,
        options: Mapping[str, Any] | None = None,
        messages: bool = False,
    ) -> None:
        options = dict(options or {})
        self.task = checked_task(task)
        self.messages = messages
        self._take_wait_options(options)
        self.leave_running = bool(checked_flag("leave_running", options.pop("leave_running", False)))
        session_id = options.pop("session_id", None)
        self.session_id = None if session_id is None else checked_id(session_id)
        if self.session_id is not None and options.get("keep_alive") is None:
            options["keep_alive"] = True  # More tasks may follow, unless the caller says otherwise.
        self.ends_session = self.session_id is None and not options.get("keep_alive") and not self.leave_running
        self.output = output_type(schema, output_schema)
        self.create: Request[Session] | None = create_request(self.task, self.session_id, self.output.schema, options)

    @classmethod
    def for_wait(cls, session_id: str, schema: Any, output_schema: Any, options: Mapping[str, Any]) -> RunRequest:
        """For a task that somebody else dispatched: nothing is sent, and the task goes on whatever happens to the wait."""
        made = cls.__new__(cls)
        rest = dict(options)
        made.task, made.create, made.session_id = "", None, session_id
        made.leave_running, made.ends_session, made.messages = True, False, False
        made._take_wait_options(rest)
        for name in rest:
            raise invalid_argument(
                name, "is no argument here", "The task was dispatched already: give timeout, pace or on_progress."
            )
        made.output = output_type(schema, output_schema)
        return made

    def _take_wait_options(self, options: dict[str, Any]) -> None:
        self.timeout = checked_timeout(*([options.pop("timeout")] if "timeout" in options else []))
        self.pace: Pace | None = checked_callable("pace", options.pop("pace", None))
        self.on_progress: Callable[[Session], object] | None = checked_callable("on_progress", options.pop("on_progress", None))
        if iscoroutinefunction(self.on_progress):
            raise invalid_argument(
                "on_progress", "must be an ordinary function", "It is not awaited. It can start an asyncio task."
            )
