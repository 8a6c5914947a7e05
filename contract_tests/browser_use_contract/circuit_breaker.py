"""Notices a server that has gone silent, as a whole or in one operation, so that no check waits for each answer in turn."""

from __future__ import annotations

import threading
import time
from collections import Counter

from .exchange import Exchange

#: So many requests of one operation that nobody answers in time are no accident.
HANGING = 3
#: So many requests in a row without any answer, for so long at least, mean that the server is gone.
_IN_A_ROW, _SECONDS = 12, 2.0


class CircuitOpen(Exception):
    """Nothing more is sent to an operation that has left several requests without an answer."""


class CircuitBreaker:
    """Counts unanswered requests; from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._timeouts: Counter[str] = Counter()
        self._in_a_row = 0
        self._last_answer = time.monotonic()
        #: Why the server counts as gone; empty while it does not.
        self.unresponsive = ""

    def require_closed(self, operation: str) -> None:
        """Raises CircuitOpen where an operation hangs."""
        if operation and self._timeouts[operation] >= HANGING:
            raise CircuitOpen(f"{operation} has not answered {HANGING} requests in time")

    def record(self, one: Exchange) -> None:
        """Takes note of what came of a request."""
        with self._lock:
            if one.status:
                self._in_a_row, self._last_answer = 0, time.monotonic()
                return
            self._in_a_row += 1
            self._timeouts[one.operation] += one.error == "timeout"
            since = time.monotonic() - self._last_answer
            if self._in_a_row >= _IN_A_ROW and since > _SECONDS and not self.unresponsive:
                self.unresponsive = (
                    f"The server has stopped answering: {self._in_a_row} requests in a row, the last: {one.error}."
                )
