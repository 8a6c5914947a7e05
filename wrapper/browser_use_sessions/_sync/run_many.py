"""Many runs at the same time, blocking: each in a thread."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Generator
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from browser_use_sessions._decisions.batch import Job
from browser_use_sessions._flows.run import Run
from browser_use_sessions._shutdown import tracked_sessions
from browser_use_sessions._shutdown.interruptions import GRACE, Abandoned, deadline_after, is_interruption
from browser_use_sessions._shutdown.one_shot_event import OneShotEvent
from browser_use_sessions._shutdown.shielded_thread import CHECK_INTERVAL
from browser_use_sessions._shutdown.start_thread import start_thread
from browser_use_sessions.errors import BrowserUseError

if TYPE_CHECKING:
    from browser_use_sessions._decisions.batch import Batch
    from browser_use_sessions._flows.context import Context
    from browser_use_sessions._sync.driver import Driver
    from browser_use_sessions.results import SessionResult


# Either a result, or an error that does not belong to a run; with neither, a thread has ended.
_Event = tuple["SessionResult[Any] | BrowserUseError | None", BaseException | None]


def run_batch(batch: Batch, ctx: Context, driver: Driver) -> Generator[SessionResult[Any] | BrowserUseError]:
    """Yields the outcome of each task when it ends. When it is closed early, it stops all running tasks before it returns."""
    is_over = OneShotEvent()
    active: set[object] = set()
    lock = threading.Lock()
    ended: SimpleQueue[_Event] = SimpleQueue()

    def may_start() -> bool:
        return not (is_over.is_set or tracked_sessions.is_exiting())

    def sleep(seconds: float) -> None:
        if is_over.wait(seconds):
            raise Abandoned

    def work(error: BaseException | None) -> None:
        me = object()
        active.add(me)  # Before `may_start` is asked: a thread that comes later starts nothing.
        try:
            if error is None:
                work_on()
        except BaseException as raised:  # From the iterator of tasks, or a callback: raised to the caller.
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
                sleep(CHECK_INTERVAL)
                continue
            try:
                outcome: SessionResult[Any] | BrowserUseError = own.run(Run(ctx, job.request).flow())
            except BrowserUseError as error:
                outcome = error
            with lock:
                result = batch.settle(job, outcome)
            if result is not None:
                ended.put((result, None))

    interruption: BaseException | None = None
    try:
        for _ in range(batch.max_concurrency):
            start_thread(work)
        working = batch.max_concurrency
        while working:
            try:
                result, error = ended.get(timeout=CHECK_INTERVAL)
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
        while True:  # Even if it is interrupted again.
            try:
                is_over.set()
                ends = min(ends, time.monotonic() + 2 * GRACE, deadline_after(interruption) if interruption else math.inf)
                while active and time.monotonic() < ends:
                    with suppress(Empty):
                        ended.get(timeout=CHECK_INTERVAL)  # Each thread reports its end.
                break
            except BaseException as error:
                if interruption is None:
                    first = interruption = error
        if first is not None:
            raise first
