"""Many runs at once, blocking: in threads, one for each run that is under way."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from browser_use_sessions.driver import Driver
from browser_use_sessions.errors import BrowserUseError
from browser_use_sessions.flows.context import Abandoned
from browser_use_sessions.flows.run import Run
from browser_use_sessions.shelter import GRACE, Shelter

if TYPE_CHECKING:
    from browser_use_sessions.batch import Batch
    from browser_use_sessions.flows.context import Context
    from browser_use_sessions.results import SessionResult


# A result, an error that is nobody's run, or, with neither, that a thread has nothing left to do.
_News = tuple["SessionResult[Any] | BrowserUseError | None", BaseException | None]


def run_batch(batch: Batch, ctx: Context, driver: Driver) -> Generator[SessionResult[Any] | BrowserUseError]:
    """Yields what becomes of the tasks as they end. Left early, it stops what is under way before it returns."""
    is_over = threading.Event()
    lock = threading.Lock()
    ended: SimpleQueue[_News] = SimpleQueue()

    def work() -> None:
        try:
            while not is_over.is_set():
                with lock:
                    job = batch.next()
                if job is None:
                    break
                number, plan = job
                try:
                    outcome: SessionResult[Any] | BrowserUseError = driver.with_sleep(_Sleep(is_over)).run(Run(ctx, plan).flow())
                except BrowserUseError as error:
                    outcome = error
                with lock:
                    result = batch.settle(number, plan, outcome)
                if result is not None:
                    ended.put((result, None))
        except BaseException as error:  # From the iterator of tasks, or a callback: for whoever iterates.
            ended.put((None, error))
        else:
            ended.put((None, None))

    threads = [threading.Thread(target=work, daemon=True) for _ in range(batch.max_concurrency)]
    try:
        for thread in threads:
            thread.start()
        working = len(threads)
        while working:
            result, error = ended.get()
            if error is not None:
                raise error
            if result is None:
                working -= 1
            else:
                yield result
        batch.finish()
    finally:
        with Shelter() as shelter:
            is_over.set()
            deadline = time.monotonic() + 2 * GRACE
            for thread in threads:
                if thread.ident is not None:
                    thread.join(max(0.0, deadline - time.monotonic()))
        if (again := shelter.take()) is not None:
            raise again


class _Sleep:
    """Sleeps; once the event is set, breaks off, but only once: what is then done to clean up is left to itself."""

    def __init__(self, event: threading.Event) -> None:
        self._event = event
        self._has_broken_off = False

    def __call__(self, seconds: float) -> None:
        if self._has_broken_off:
            time.sleep(seconds)
        elif self._event.wait(seconds):
            self._has_broken_off = True
            raise Abandoned
