"""The circuit breaker: stops requests to an operation or a server that no longer responds, so that not each one times out."""

from __future__ import annotations

import threading
import time
from collections import Counter

from .exchange import Exchange

#: The number of timeouts after which an operation counts as hanging.
HANGING = 3
#: The server counts as gone after this many requests in a row without a response, over at least this many seconds.
_IN_A_ROW, _SECONDS = 12, 2.0


class CircuitOpen(Exception):
    """The operation has timed out several times, so no further requests are sent to it."""


class CircuitBreaker:
    """Counts requests without a response. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._timeouts: Counter[str] = Counter()
        self._in_a_row = 0
        self._last_answer = time.monotonic()
        #: Why the server counts as gone. Empty while it responds.
        self.unresponsive = ""

    def require_closed(self, operation: str) -> None:
        """Raises CircuitOpen if an operation hangs."""
        if operation and self._timeouts[operation] >= HANGING:
            raise CircuitOpen(f"{operation}: {HANGING} requests timed out")

    def record(self, one: Exchange) -> None:
        """Records the outcome of a request."""
        with self._lock:
            if one.status:
                self._in_a_row, self._last_answer = 0, time.monotonic()
                return
            self._in_a_row += 1
            self._timeouts[one.operation] += one.error == "timeout"
            since = time.monotonic() - self._last_answer
            if self._in_a_row >= _IN_A_ROW and since > _SECONDS and not self.unresponsive:
                self.unresponsive = (
                    f"The server stopped responding: {self._in_a_row} failed requests in a row, the last: {one.error}."
                )
