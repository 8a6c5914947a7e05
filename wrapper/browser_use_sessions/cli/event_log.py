"""What the client's log tells and no result does: waits before another try, and what was started and stopped."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from browser_use_sessions._log import GOT_TASK, RETRYING, STOPPED, logger
from browser_use_sessions._transport.calls import Response

# Shorter waits are told only where they are the first for their reason.
_WORTH_TELLING = 1.0


class EventLog(logging.Handler):
    """In a `with` block it listens. `tell` gets a line for each wait."""

    def __init__(self, tell: Callable[[str], object]) -> None:
        super().__init__(logging.INFO)
        self._tell = tell
        self._level = logger.level
        self._last = ""
        self._pauses_until = 0.0
        self.started: str | None = None
        """The ID of the last session that was started, or that got a task."""
        self.stopped: list[str] = []
        """What was stopped for certain, in words."""

    @property
    def pauses(self) -> bool:
        """Whether the last request failed and is not sent again yet."""
        return time.monotonic() < self._pauses_until

    def emit(self, record: logging.LogRecord) -> None:
        match record.args:
            case (_, outcome, float(delay)) if record.msg == RETRYING:
                self._pauses_until = time.monotonic() + delay
                self._tell_wait(_reason(outcome), delay)
            case (str(session_id), _) if record.msg == GOT_TASK:
                self.started = session_id
            case (str(what), str(session_id)) if record.msg == STOPPED:
                self.stopped.append(f"{what} {session_id}")

    def _tell_wait(self, reason: str, delay: float) -> None:
        if delay >= _WORTH_TELLING or reason != self._last:
            self._tell(f"Waiting {delay:.{0 if delay >= 10 else 1}f} s: {reason}")
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
