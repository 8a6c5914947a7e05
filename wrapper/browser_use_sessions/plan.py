"""What a run is to do: all arguments checked, the body written, nothing sent yet."""

from __future__ import annotations

from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any

from browser_use_sessions.checks import checked_callable, checked_flag, checked_id, checked_timeout, refusal
from browser_use_sessions.create_request import checked_task, create_request
from browser_use_sessions.output import output_type

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from browser_use_api._core.operation import Request
    from browser_use_api.models import Session
    from browser_use_sessions.flows.gate import Gate
    from browser_use_sessions.polling import Pace


class Plan:
    """One task, how to wait for it and what to do with its output.

    `messages`: whether its messages are wanted. `ends_session`: whether its session is to end with it.
    """

    __slots__ = (
        "ends_session",
        "gate",
        "leave_running",
        "messages",
        "on_progress",
        "output",
        "pace",
        "request",
        "session_id",
        "task",
        "timeout",
    )

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
        self.gate: Gate | None = None
        self._take_wait_options(options)
        self.leave_running = bool(checked_flag("leave_running", options.pop("leave_running", False)))
        session_id = options.pop("session_id", None)
        self.session_id = None if session_id is None else checked_id(session_id)
        if self.session_id is not None and options.get("keep_alive") is None:
            options["keep_alive"] = True  # A follow-up is not meant to be the last one, unless it is said so.
        self.ends_session = self.session_id is None and not options.get("keep_alive") and not self.leave_running
        self.output = output_type(schema, output_schema)
        self.request: Request[Session] | None = create_request(self.task, self.session_id, self.output.schema, options)

    @classmethod
    def of_wait(
        cls, session_id: str, schema: Any, output_schema: Any, options: Mapping[str, Any], messages: bool = False
    ) -> Plan:
        """For a task that somebody else dispatched: there is nothing to send, and the task is left alone whatever happens."""
        plan = cls.__new__(cls)
        rest = dict(options)
        plan.gate, plan.ends_session = None, False
        plan.task, plan.request, plan.session_id, plan.leave_running, plan.messages = "", None, session_id, True, messages
        plan._take_wait_options(rest)
        for name in rest:
            raise refusal(name, "is no argument here", "The task was dispatched already: timeout, pace and on_progress are left.")
        plan.output = output_type(schema, output_schema)
        return plan

    def _take_wait_options(self, options: dict[str, Any]) -> None:
        self.timeout = checked_timeout(*([options.pop("timeout")] if "timeout" in options else []))
        self.pace: Pace | None = checked_callable("pace", options.pop("pace", None))
        self.on_progress: Callable[[Session], object] | None = checked_callable("on_progress", options.pop("on_progress", None))
        if iscoroutinefunction(self.on_progress):
            raise refusal("on_progress", "must be an ordinary function", "It is not awaited: let it start a task if it has to.")
