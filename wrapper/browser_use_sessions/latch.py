"""An event that is safe to wait for in a thread that can be interrupted."""

from __future__ import annotations

import threading
from contextlib import suppress


class Latch:
    """Set once, for ever. Like `threading.Event`, but an interruption at any point of a wait leaves it working.

    `threading.Event` is written in Python: a Ctrl-C between two of its steps can leave its inner lock taken, and the thread that
    sets it then waits for ever. Here each step on the lock is one call into C, which is done as a whole or not at all.
    """

    def __init__(self) -> None:
        self.is_set = False
        self._lock = threading.Lock()
        self._lock.acquire()  # Released when the latch is set.

    def set(self) -> None:
        self.is_set = True
        self._release()

    def wait(self, timeout: float) -> bool:
        """Whether it is set, after `timeout` seconds at the latest. A waiter that is interrupted may delay others until then."""
        if not self.is_set and self._lock.acquire(timeout=timeout):
            self._release()  # For the next one that waits.
        return self.is_set

    def _release(self) -> None:
        with suppress(RuntimeError):  # Released already.
            self._lock.release()
