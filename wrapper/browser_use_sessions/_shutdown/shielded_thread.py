"""Work in a thread of its own, where nothing that interrupts the caller's thread reaches it.

Python raises Ctrl-C in the main thread, and task queues raise their time limits in the working thread: both at any point of the
code. So work that has to complete is not done there. The caller's thread only waits, and what is raised there meanwhile is kept
for later.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from browser_use_sessions._shutdown.interruptions import GRACE, deadline_after
from browser_use_sessions._shutdown.one_shot_event import OneShotEvent
from browser_use_sessions._shutdown.start_thread import start_thread

T = TypeVar("T")
# A waiting thread wakes up after so many seconds, to notice exceptions that were raised into it, and Ctrl-C on Windows.
CHECK_INTERVAL = 0.1


class ShieldedThread(Generic[T]):
    """`starts`: the work starts something. Then it does not begin after an interruption, and the wait for it lasts no longer than
    GRACE.
    """

    def __init__(self, work: Callable[[], T], starts: bool = False) -> None:
        self._work = work
        self._starts = starts
        self._tickets = [None]  # Who takes it, does the work or prevents it. `pop` is atomic.
        self._misdirected: list[BaseException] = []  # What was raised into the new thread, but was meant for the caller's.
        self._done = OneShotEvent()
        self._results: list[T] = []
        self._error: BaseException | None = None

    def run(self, ends: float = math.inf) -> tuple[bool, BaseException | None]:
        """Waits for the end of the work, until `ends` by the monotonic clock, or as long as an interruption allows.

        Returns whether the work is over, and the first interruption meanwhile.
        """
        first: BaseException | None = None
        while True:
            try:
                while not self._done.is_set and time.monotonic() < ends:
                    if self._misdirected:
                        raise self._misdirected.pop()
                    if self._tickets:  # The first time, or when the thread did not come to take it: then another one may.
                        self._start()
                    self._done.wait(CHECK_INTERVAL)
                break
            except BaseException as error:
                if first is None:
                    first = error
                    ends = min(ends, deadline_after(error), time.monotonic() + GRACE if self._starts else math.inf)
                if self._starts and self._take_ticket():
                    break
        if first is None and self._misdirected:
            first = self._misdirected.pop()
        return self._done.is_set, first

    @property
    def was_interrupted(self) -> bool:
        """Whether an interruption reached the work after all, because no thread could be started for it."""
        return self._error is not None and not isinstance(self._error, Exception)

    def result(self) -> T:
        if self._error is not None:
            raise self._error
        return self._results[0]

    def _start(self) -> None:
        try:
            start_thread(self._do)
        except RuntimeError:  # When the interpreter exits, and in some subinterpreters, no thread can be started.
            self._do()

    def _do(self, misdirected: BaseException | None = None) -> None:
        if misdirected is not None:
            self._misdirected.append(misdirected)
        elif self._take_ticket():
            self._do_work()

    def _do_work(self) -> None:
        try:
            self._results.append(self._work())
        except BaseException as error:
            self._error = error
        finally:
            self._done.set()

    def _take_ticket(self) -> bool:
        try:
            self._tickets.pop()
        except IndexError:
            return False
        return True
