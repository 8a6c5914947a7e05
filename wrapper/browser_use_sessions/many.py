"""Many runs at once, blocking: in threads, one for each run that is under way."""

from __future__ import annotations

import contextvars
import math
import threading
import time
from collections.abc import Generator
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from browser_use_sessions import registry
from browser_use_sessions.errand import GLANCE
from browser_use_sessions.errors import BrowserUseError
from browser_use_sessions.flows.context import Abandoned, is_interruption
from browser_use_sessions.flows.run import Run
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
    is_over, is_idle = threading.Event(), threading.Event()
    active: set[object] = set()
    lock = threading.Lock()
    ended: SimpleQueue[_News] = SimpleQueue()

    def may_start() -> bool:
        return not (is_over.is_set() or registry.is_over())

    def sleep(seconds: float) -> None:
        if is_over.wait(seconds):
            raise Abandoned

    def work() -> None:
        me = object()
        active.add(me)  # Before it is asked whether anything may be started: whoever comes later starts nothing.
        try:
            work_on()
        finally:
            active.discard(me)
            if not active:
                is_idle.set()

    def work_on() -> None:
        own = driver.for_own_thread(sleep, may_start)
        try:
            while may_start():
                with lock:
                    job = batch.next()
                if job is None:
                    break
                number, plan = job
                try:
                    outcome: SessionResult[Any] | BrowserUseError = own.run(Run(ctx, plan).flow())
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

    threads = [
        threading.Thread(target=contextvars.copy_context().run, args=(work,), daemon=True) for _ in range(batch.max_concurrency)
    ]
    ends = math.inf
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
        batch.finish()
    except BaseException as error:
        ends = deadline_after(error) if is_interruption(error) else math.inf
        raise
    finally:
        is_over.set()
        first = _wait_until_idle(active, is_idle, min(ends, time.monotonic() + 2 * GRACE))
        if first is not None and ends == math.inf:
            raise first


def _wait_until_idle(active: set[object], is_idle: threading.Event, ends: float) -> BaseException | None:
    """Waits for the threads that are at work through any interruption, and gives the first one."""
    first: BaseException | None = None
    while True:
        try:
            while active and time.monotonic() < ends:
                is_idle.wait(GLANCE)
                is_idle.clear()
            return first
        except BaseException as error:
            if first is None:
                first, ends = error, min(ends, deadline_after(error))
