"""Moves several files at the same time, in threads."""

from __future__ import annotations

import contextvars
import queue
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, TypeVar

import httpx

from browser_use_sessions.files.batch import Batch, Job
from browser_use_sessions.files.storage import Stopped, Storage

T = TypeVar("T")
# Seconds that an interrupted call waits for its threads. A thread that is still connecting to a host may need longer, but writes
# nothing.
_GRACE = 5.0
_CHECK_INTERVAL = 0.5


def move(jobs: Iterator[Job[T]], batch: Batch[T], make_client: Callable[[], httpx.Client], concurrency: int) -> list[T]:
    """Carries out the jobs, `concurrency` at the same time, and prepares as many more meanwhile.

    The batch and the iterator are used only in this thread; so are the caller's callback and most requests to the API.
    """
    with batch.calling_back(), make_client() as client:
        pool = _ThreadPool(Storage(client), batch, concurrency)
        try:
            for job in jobs:
                pool.submit(job)
            batch.all_known()
            pool.wait(0)
        finally:
            pool.shut_down()
    return batch.results()


class _ThreadPool:
    """The threads, their jobs, and the events that they report. The caller's thread wakes up only when it is needed."""

    def __init__(self, storage: Storage, batch: Batch[Any], concurrency: int) -> None:
        self._storage = storage
        self._batch = batch
        self._concurrency = concurrency
        self._threads: list[tuple[threading.Thread, threading.Event]] = []
        self._todo: queue.SimpleQueue[Job[Any] | None] = queue.SimpleQueue()
        self._changed = threading.Condition()
        # Used with `_changed` held:
        self._open: set[Job[Any]] = set()
        self._events: list[Callable[[], None]] = []
        self._moved: dict[Job[Any], int] = {}
        self._is_urgent = False
        self._enough = 0

    def submit(self, job: Job[Any]) -> None:
        """Waits until fewer jobs are open."""
        self._batch.begin(job)
        with self._changed:
            self._open.add(job)
            count = len(self._open)
        self._todo.put(job)
        if len(self._threads) < min(self._concurrency, count):
            self._start_thread()
        if count >= 2 * self._concurrency:
            self.wait(self._concurrency)

    def _start_thread(self) -> None:
        has_begun = threading.Event()
        arguments = (self._work, has_begun)
        thread = threading.Thread(target=contextvars.copy_context().run, args=arguments, name="browser-use-files", daemon=True)
        self._threads.append((thread, has_begun))  # Before `start`, which may be interrupted when the thread is already running.
        try:
            thread.start()
        except RuntimeError:  # The system allows no more threads, so the existing ones do the work.
            self._threads.pop()
            if not self._threads:
                raise

    def wait(self, most: int) -> None:
        """Waits until at most `most` jobs are open. Meanwhile, reports events to the batch."""
        while True:
            with self._changed:
                self._enough = most
                while len(self._open) > most and not self._is_urgent:
                    self._changed.wait(_CHECK_INTERVAL)  # On some systems, only a wait with a timeout can be interrupted.
                events, self._events, self._is_urgent = self._events, [], False
                is_enough = len(self._open) <= most
            for event in events:
                event()
            if is_enough:
                return

    def shut_down(self) -> None:
        """Ends the threads. Running transfers are stopped."""
        if self._open:
            self._storage.stop()
        for _ in self._threads:
            self._todo.put(None)
        try:
            deadline = time.monotonic() + _GRACE
            for thread, has_begun in self._threads:
                if has_begun.wait(max(0.0, deadline - time.monotonic())):
                    thread.join(max(0.0, deadline - time.monotonic()))
        finally:
            for job in list(self._open):
                if job.target is not None:
                    job.target.discard()

    def _work(self, has_begun: threading.Event) -> None:
        has_begun.set()
        while (job := self._todo.get()) is not None:
            try:
                result = self._storage.run(job.flow, job.ask_again, partial(self._move, job))
            except Stopped:
                return
            except BaseException as error:
                self._end(job, partial(self._batch.fail, job, error), is_urgent=True)
            else:
                self._end(job, partial(self._batch.finish, job, result), is_urgent=self._batch.wants_progress)

    def _move(self, job: Job[Any], size: int) -> None:
        """Keeps at most one event per file, even if the callback is slow."""
        if self._batch.wants_progress:
            with self._changed:
                if job not in self._moved:
                    self._events.append(partial(self._report, job))
                self._moved[job] = size
                self._is_urgent = True
                self._changed.notify()

    def _report(self, job: Job[Any]) -> None:
        with self._changed:
            size = self._moved.pop(job)
        self._batch.moved(job, size)

    def _end(self, job: Job[Any], report: Callable[[], None], is_urgent: bool) -> None:
        with self._changed:
            self._open.discard(job)
            self._events.append(report)
            self._is_urgent = self._is_urgent or is_urgent
            if self._is_urgent or len(self._open) <= self._enough:
                self._changed.notify()
