"""An event that is safe to wait for in a thread that can be interrupted."""

from __future__ import annotations

import threading
from contextlib import suppress


class OneShotEvent:
    """Like `threading.Event`, but it is set once and stays set, and an interruption during a wait cannot break it.

    `threading.Event` is written in Python: a Ctrl-C between two of its steps can leave its inner lock acquired, and then the
    thread that sets it waits forever. Here each step on the lock is one call into C, which completes or does not happen at all.
    """

    def __init__(self) -> None:
        self.is_set = False
        self._lock = threading.Lock()
        self._lock.acquire()  # Released when the event is set.

    def set(self) -> None:
        self.is_set = True
        self._release()

    def wait(self, timeout: float) -> bool:
        """Whether it is set, after `timeout` seconds at the latest. An interrupted waiter may delay other waiters until then."""
        if not self.is_set and self._lock.acquire(timeout=timeout):
            self._release()  # For the next waiter.
        return self.is_set

    def _release(self) -> None:
        with suppress(RuntimeError):  # It was released already.
            self._lock.release()
