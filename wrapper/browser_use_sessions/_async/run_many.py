"""Many runs at the same time with asyncio: each in a task."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Any

from browser_use_sessions._decisions.batch import Job
from browser_use_sessions._flows.run import Run
from browser_use_sessions._shutdown.event_loop import running_loop
from browser_use_sessions._shutdown.interruptions import GRACE, deadline_after, is_interruption
from browser_use_sessions._shutdown.shielded_task import wait_through
from browser_use_sessions.errors import BrowserUseError

if TYPE_CHECKING:
    from browser_use_sessions._async.driver import AsyncDriver
    from browser_use_sessions._decisions.batch import Batch
    from browser_use_sessions._flows.context import Context
    from browser_use_sessions.results import SessionResult

_Ended = tuple[Job, "SessionResult[Any] | BrowserUseError"]


async def run_batch(batch: Batch, ctx: Context, driver: AsyncDriver) -> AsyncGenerator[SessionResult[Any] | BrowserUseError]:
    """Yields the outcome of each task when it ends. When it is closed early, it stops all running tasks before it returns."""

    async def work(job: Job) -> _Ended:
        try:
            return job, await driver.run(Run(ctx, job.request).flow())
        except BrowserUseError as error:
            return job, error

    running_loop()
    running: set[asyncio.Task[_Ended]] = set()
    ends = math.inf
    try:
        while True:
            while len(running) < batch.max_concurrency and isinstance(job := batch.next(), Job):
                running.add(asyncio.create_task(work(job)))
            if not running:
                break
            ended, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in ended:
                result = batch.settle(*task.result())
                if result is not None:
                    yield result
        for left in batch.finish():
            yield left
    except BaseException as error:
        ends = deadline_after(error) if is_interruption(error) else math.inf
        raise
    finally:
        for task in running:
            task.cancel()
        first = await wait_through(running, min(ends, time.monotonic() + 2 * GRACE))
        if first is not None and ends == math.inf:
            raise first
