"""The circuit breaker: stops requests to an operation or a server that no longer responds, so that not each one times out."""

from __future__ import annotations

import threading
import time
from collections import Counter

from .exchange import Exchange

#: The number of timeouts after which an operation counts as hanging.
HANGING = 3
#: The server counts as gone after this many requests in a row without a response, over at least this many seconds, to more than
#: one operation.
_IN_A_ROW, _SECONDS = 12, 2.0


class CircuitOpen(Exception):
    """The operation has timed out several times, so no further requests are sent to it."""


class CircuitBreaker:
    """Counts requests without a response. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._timeouts: Counter[str] = Counter()
        #: The operations of the last requests, if none of them had a response.
        self._failed: list[str] = []
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
                self._failed, self._last_answer = [], time.monotonic()
                return
            self._failed.append(one.operation)
            self._timeouts[one.operation] += one.error == "timeout"
            since = time.monotonic() - self._last_answer
            is_gone = len(self._failed) >= _IN_A_ROW and since > _SECONDS and len(set(self._failed)) > 1
            if is_gone and not self.unresponsive:
                failed = f"{len(self._failed)} failed requests in a row"
                self.unresponsive = f"The server stopped responding: {failed}, the last: {one.error}."
