"""Many runs at once, blocking: in threads, one for each run that is under way."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from browser_use_sessions.driver import GRACE, Driver
from browser_use_sessions.errors import BrowserUseError
from browser_use_sessions.flows.context import Abandoned
from browser_use_sessions.flows.run import Run

if TYPE_CHECKING:
    from browser_use_sessions.batch import Batch
    from browser_use_sessions.flows.context import Context
    from browser_use_sessions.plan import Plan
    from browser_use_sessions.session import SessionResult

_Ended = tuple[int, "Plan", "SessionResult[Any] | BrowserUseError"]


def run_batch(batch: Batch, ctx: Context, driver: Driver) -> Generator[SessionResult[Any] | BrowserUseError]:
    """Yields what becomes of the tasks as they end. Left early, it stops what is under way before it returns."""
    is_over = threading.Event()
    lock = threading.Lock()
    ended: SimpleQueue[_Ended | BaseException | None] = SimpleQueue()

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
                ended.put((number, plan, outcome))
        except BaseException as error:  # From the iterator of tasks, or a callback: for whoever iterates.
            ended.put(error)
        else:
            ended.put(None)

    threads = [threading.Thread(target=work, daemon=True) for _ in range(batch.max_concurrency)]
    try:
        for thread in threads:
            thread.start()
        for _ in threads:
            while (news := ended.get()) is not None:
                if isinstance(news, BaseException):
                    raise news
                with lock:
                    result = batch.settle(*news)
                if result is not None:
                    yield result
        batch.finish()
    finally:
        is_over.set()
        deadline = time.monotonic() + 2 * GRACE
        for thread in threads:
            if thread.ident is not None:
                thread.join(max(0.0, deadline - time.monotonic()))


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
