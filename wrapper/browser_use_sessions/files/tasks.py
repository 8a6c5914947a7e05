"""Moves several files at the same time, in asyncio tasks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from typing import TypeVar

import httpx

from browser_use_sessions.files.async_storage import AsyncStorage, in_thread
from browser_use_sessions.files.batch import Batch, Job

T = TypeVar("T")


async def move(
    jobs: AsyncGenerator[Job[T]],
    batch: Batch[T],
    make_client: Callable[[], httpx.AsyncClient],
    executor: ThreadPoolExecutor,
    concurrency: int,
) -> list[T]:
    """Carries out the jobs, `concurrency` at the same time, and prepares as many more meanwhile."""
    # In a thread, since reading the certificates takes some time.
    async with await in_thread(executor, make_client) as client:
        storage = AsyncStorage(client, executor)
        running, prepared = asyncio.Semaphore(concurrency), asyncio.Semaphore(2 * concurrency)

        async def carry_out(job: Job[T]) -> None:
            try:
                async with running:
                    result = await storage.run(job.flow, job.ask_again, lambda size: batch.moved(job, size))
            except Exception as error:
                batch.fail(job, error)
            else:
                batch.finish(job, result)
            finally:
                prepared.release()

        with batch.calling_back():
            failure: BaseException | None = None
            try:
                async with asyncio.TaskGroup() as group, aclosing(jobs):
                    async for job in jobs:
                        await prepared.acquire()
                        batch.begin(job)
                        group.create_task(carry_out(job))
                    batch.all_known()
            except BaseExceptionGroup as errors:
                failure = errors.exceptions[0]
            if failure is not None:
                raise failure
    return batch.results()
