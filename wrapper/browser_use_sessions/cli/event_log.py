"""Events from the client's log that no result contains: pauses before retries, and which sessions were started and stopped."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from browser_use_sessions._log import GOT_TASK, RETRYING, STOPPED, logger
from browser_use_sessions._transport.calls import Response

# Shorter pauses are printed only if the reason is a new one.
_MIN_PAUSE = 1.0


class EventLog(logging.Handler):
    """Listens inside of a `with` block. `print_line` is called with a line for each pause."""

    def __init__(self, print_line: Callable[[str], object]) -> None:
        super().__init__(logging.INFO)
        self._print_line = print_line
        self._level = logger.level
        self._last = ""
        self._pauses_until = 0.0
        self.started: str | None = None
        """The ID of the last session that was started, or that got a task."""
        self.stopped: list[str] = []
        """What was certainly stopped, as text."""

    @property
    def pauses(self) -> bool:
        """Whether a request has failed and was not sent again yet."""
        return time.monotonic() < self._pauses_until

    def emit(self, record: logging.LogRecord) -> None:
        match record.args:
            case (_, outcome, float(delay)) if record.msg == RETRYING:
                self._pauses_until = time.monotonic() + delay
                self._print_pause(_reason(outcome), delay)
            case (str(session_id), _) if record.msg == GOT_TASK:
                self.started = session_id
            case (str(what), str(session_id)) if record.msg == STOPPED:
                self.stopped.append(f"{what} {session_id}")

    def _print_pause(self, reason: str, delay: float) -> None:
        if delay >= _MIN_PAUSE or reason != self._last:
            self._print_line(f"Waiting {delay:.{0 if delay >= 10 else 1}f} s: {reason}")
        self._last = reason

    def __enter__(self) -> EventLog:
        self._level = logger.level
        logger.addHandler(self)
        logger.setLevel(min(self.level, logger.getEffectiveLevel()))
        return self

    def __exit__(self, *exception: object) -> None:
        logger.removeHandler(self)
        logger.setLevel(self._level)


def _reason(outcome: Any) -> str:
    if not isinstance(outcome, Response):
        from browser_use_sessions.cli.shell_messages import for_shell

        return f"no answer ({for_shell(str(outcome))})"
    return "too many sessions or requests" if outcome.status == 429 else f"the API answered {outcome.status}"
