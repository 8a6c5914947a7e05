"""Moves several files at the same time, in threads, for one call."""

from __future__ import annotations

import errno
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from browser_use_sessions._shutdown.start_thread import start_thread
from browser_use_sessions.errors import BrowserUseError, FileFailure, FilesError, FileTransferError
from browser_use_sessions.files.storage import Moved, Stopped, Storage

if TYPE_CHECKING:
    from browser_use_sessions.files.targets import Target

T = TypeVar("T")
# Seconds that an interrupted call waits for its threads. A thread that is still connecting to a host may need longer, but writes
# nothing.
_GRACE = 5.0
# The waiting thread wakes up after so many seconds: on some systems, only a wait with a timeout can be interrupted.
_CHECK_INTERVAL = 0.5
# These errors end the whole call, since the other files would fail in the same way.
_NO_ROOM = frozenset(
    getattr(errno, name) for name in ("ENOSPC", "EDQUOT", "EROFS", "EMFILE", "ENFILE", "EIO") if hasattr(errno, name)
)


class Progress(NamedTuple):
    """The progress of one file, and of the call as a whole. Immutable."""

    path: str
    """The file: the local path for an upload, the path in the workspace for a download."""
    bytes_done: int
    """How much of it was moved. It goes back if a transfer starts again."""
    bytes_total: int | None
    """Its size; None if it is unknown."""
    files_done: int
    """How many files are complete, including this one."""
    files_total: int | None
    """How many files there are; None until the whole list of files has been read."""


OnProgress = Callable[[Progress], object]
"""Called in the thread, or the event loop, of the call: for each chunk of a file, and at the end of each file. If it raises, the
call ends with that exception.
"""
Events = SimpleQueue[Callable[[], object]]
"""What is to be done in the thread of the call."""


@dataclass(eq=False, slots=True)
class Job(Generic[T]):
    """One file to move: its `path` for messages, its `size`, the `work`, and for a download the local file."""

    path: str
    size: int
    work: Callable[[Storage, Moved], T]
    target: Target | None = None
    result: T | None = None
    error: FileTransferError | OSError | None = None
    moved: int = 0
    is_to_be_reported: bool = False


class Transfers(Generic[T]):
    """The files of one call. Only `Job.work` is done in other threads; the caller's callback is called in this one.

    `total`: how many files there are; None if that is not known yet. With `is_single`, the call is about one file, and the file's
    error is the error of the call.
    """

    def __init__(
        self, on_progress: OnProgress | None, concurrency: int = 1, total: int | None = None, is_single: bool = False
    ) -> None:
        self._on_progress = on_progress
        self._concurrency = concurrency
        self._total = total
        self._is_single = is_single
        self._jobs: list[Job[T]] = []
        self._open: set[Job[T]] = set()
        self._finished = 0
        self._threads = 0
        self._todo: SimpleQueue[Job[T] | None] = SimpleQueue()
        self._ended: SimpleQueue[None] = SimpleQueue()  # An item for each thread that has ended.

    def move(self, storage: Storage, jobs: Iterable[Job[T]], events: Events) -> list[T]:
        """Carries out the jobs, some at the same time, and prepares as many more meanwhile. Returns the results in their order.

        Raises FilesError if some files failed, or the error that ends the whole call. An event may raise, which ends it as well.
        """
        self._storage, self._events = storage, events
        try:
            for job in jobs:
                self._submit(job)
            self._total = len(self._jobs)
            self._wait(0)
        finally:
            self._shut_down()
        return self._results()

    def _submit(self, job: Job[T]) -> None:
        """Waits until fewer jobs are open."""
        self._jobs.append(job)
        self._open.add(job)
        self._todo.put(job)
        if self._threads < min(self._concurrency, len(self._open)):
            try:
                start_thread(self._work)
                self._threads += 1
            except RuntimeError:  # The system allows no more threads, so the existing ones do the work.
                if not self._threads:
                    raise
        if len(self._open) >= 2 * self._concurrency:
            self._wait(self._concurrency)

    def _wait(self, most: int) -> None:
        """Waits until at most `most` jobs are open."""
        while len(self._open) > most:
            try:
                event = self._events.get(timeout=_CHECK_INTERVAL)
            except Empty:
                continue
            event()

    def _shut_down(self) -> None:
        """Ends the threads. Running transfers are stopped."""
        if self._open:
            self._storage.stop()
        for _ in range(self._concurrency):  # Also for a thread that was started, but not counted because of an interruption.
            self._todo.put(None)
        try:
            deadline = time.monotonic() + _GRACE
            with suppress(Empty):
                for _ in range(self._threads):
                    self._ended.get(timeout=max(0.0, deadline - time.monotonic()))
        finally:
            for job in self._open:
                if job.target is not None:
                    job.target.discard()

    def _work(self, misdirected: BaseException | None) -> None:
        """In a thread of its own."""
        if misdirected is not None:
            self._events.put(partial(_raise, misdirected))
        try:
            while (job := self._todo.get()) is not None:
                moved = _nothing if self._on_progress is None else partial(self._report_soon, job)
                try:
                    result = job.work(self._storage, moved)
                except Stopped:
                    return
                except BaseException as error:
                    self._events.put(partial(self._fail, job, error))
                else:
                    self._events.put(partial(self._finish, job, result))
        finally:
            self._ended.put(None)

    def _report_soon(self, job: Job[T], moved: int) -> None:
        """There is at most one such event for each file, even if the callback is slow."""
        job.moved = moved
        if not job.is_to_be_reported:
            job.is_to_be_reported = True
            self._events.put(partial(self._report_moved, job))

    def _report_moved(self, job: Job[T]) -> None:
        job.is_to_be_reported = False  # First: what is moved from now on makes another event.
        if job in self._open and job.moved < job.size:  # The end is reported when the file is complete.
            self._report(job, job.moved)

    def _finish(self, job: Job[T], result: T) -> None:
        self._open.discard(job)
        job.result = result
        self._finished += 1
        self._report(job, job.size)

    def _fail(self, job: Job[T], error: BaseException) -> None:
        """Raises the error if it ends the whole call."""
        self._open.discard(job)
        has_no_folder = isinstance(error, OSError) and job.target is not None and not job.target.has_folder
        if self._is_single or has_no_folder or ends_call(error):
            raise error
        assert isinstance(error, FileTransferError | OSError)
        job.error = error

    def _report(self, job: Job[T], size: int) -> None:
        if self._on_progress is not None:
            self._on_progress(Progress(job.path, size, job.size, self._finished, self._total))

    def _results(self) -> list[T]:
        done: list[Any] = [job.result for job in self._jobs if job.error is None]
        failures = [FileFailure(job.path, job.error) for job in self._jobs if job.error is not None]
        if failures:
            listed = "\n".join(f"- {failure.error}" for failure in failures[:10])
            more = f"\n- and {len(failures) - 10} more: see failures" if len(failures) > 10 else ""
            raise FilesError(
                f"{len(failures)} of {len(self._jobs)} files could not be moved; all others were.\n{listed}{more}",
                failures=tuple(failures),
                done=tuple(done),
            )
        return done


def ends_call(error: BaseException) -> bool:
    """Whether an error with one file ends the transfer of the others."""
    if isinstance(error, OSError) and not isinstance(error, BrowserUseError):
        return error.errno in _NO_ROOM
    return not isinstance(error, FileTransferError)


def _raise(error: BaseException) -> None:
    raise error


def _nothing(moved: int) -> None:
    """Nobody wants to know."""
