"""Many runs at once, blocking: in threads, one for each run that is under way."""

from __future__ import annotations

import contextvars
import math
import threading
import time
from collections.abc import Generator
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from browser_use_sessions import registry
from browser_use_sessions.batch import Job
from browser_use_sessions.errand import GLANCE
from browser_use_sessions.errors import BrowserUseError
from browser_use_sessions.flows.context import Abandoned, is_interruption
from browser_use_sessions.flows.run import Run
from browser_use_sessions.latch import Latch
from browser_use_sessions.patience import GRACE, deadline_after

if TYPE_CHECKING:
    from browser_use_sessions.batch import Batch
    from browser_use_sessions.driver import Driver
    from browser_use_sessions.flows.context import Context
    from browser_use_sessions.results import SessionResult


# A result, an error that is nobody's run, or, with neither, that a thread has nothing left to do.
_News = tuple["SessionResult[Any] | BrowserUseError | None", BaseException | None]


def run_batch(batch: Batch, ctx: Context, driver: Driver) -> Generator[SessionResult[Any] | BrowserUseError]:
    """Yields what becomes of the tasks as they end. Left early, it stops what is under way before it returns."""
    is_over = Latch()
    active: set[object] = set()
    lock = threading.Lock()
    ended: SimpleQueue[_News] = SimpleQueue()

    def may_start() -> bool:
        return not (is_over.is_set or registry.is_over())

    def sleep(seconds: float) -> None:
        if is_over.wait(seconds):
            raise Abandoned

    def work() -> None:
        me = object()
        active.add(me)  # Before it is asked whether anything may be started: whoever comes later starts nothing.
        error: BaseException | None = None
        try:
            work_on()
        except BaseException as raised:  # From the iterator of tasks, or a callback: for whoever iterates.
            error = raised
        finally:
            active.discard(me)
            ended.put((None, error))

    def work_on() -> None:
        own = driver.for_own_thread(sleep, may_start)
        while may_start():
            with lock:
                job = batch.next()
            if job is None:
                return
            if not isinstance(job, Job):
                sleep(GLANCE)
                continue
            try:
                outcome: SessionResult[Any] | BrowserUseError = own.run(Run(ctx, job.plan).flow())
            except BrowserUseError as error:
                outcome = error
            with lock:
                result = batch.settle(job, outcome)
            if result is not None:
                ended.put((result, None))

    threads = [
        threading.Thread(target=contextvars.copy_context().run, args=(work,), daemon=True) for _ in range(batch.max_concurrency)
    ]
    interruption: BaseException | None = None
    try:
        for thread in threads:
            thread.start()
        working = len(threads)
        while working:
            try:
                result, error = ended.get(timeout=GLANCE)
            except Empty:
                continue
            if error is not None:
                raise error
            if result is None:
                working -= 1
            else:
                yield result
        yield from batch.finish()
    except BaseException as error:
        interruption = error if is_interruption(error) else None
        raise
    finally:
        first: BaseException | None = None
        ends = math.inf
        while True:  # Through any interruption.
            try:
                is_over.set()
                ends = min(ends, time.monotonic() + 2 * GRACE, deadline_after(interruption) if interruption else math.inf)
                while active and time.monotonic() < ends:
                    with suppress(Empty):
                        ended.get(timeout=GLANCE)  # Each thread tells when it has ended.
                break
            except BaseException as error:
                if interruption is None:
                    first = interruption = error
        if first is not None:
            raise first
