"""Several files that are moved in one call: the outcome of each, and the result or the error of the call. No I/O."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from browser_use_sessions.errors import BrowserUseError
from browser_use_sessions.files.errors import FileFailure, FilesError, FileTransferError
from browser_use_sessions.files.progress import OnProgress, Progress

if TYPE_CHECKING:
    from browser_use_sessions.files.flows import Flow
    from browser_use_sessions.files.targets import Target

T = TypeVar("T")
# These errors end the whole call, since the other files would fail in the same way.
_NO_ROOM = frozenset(
    getattr(errno, name) for name in ("ENOSPC", "EDQUOT", "EROFS", "EMFILE", "ENFILE", "EIO") if hasattr(errno, name)
)


class CallbackFailed(BaseException):
    """The caller's callback raised; its exception is the cause. So it is not mistaken for a problem with a file or a host."""


@dataclass(eq=False, slots=True)
class Job(Generic[T]):
    """One file to move: its `path` for messages, its `size`, the flow that moves it, and a function that requests its URL from
    the API again.
    """

    path: str
    size: int
    flow: Flow[T]
    ask_again: Callable[[], Any] = field(repr=False)
    target: Target | None = None
    """The local file, for a download."""


class Batch(Generic[T]):
    """Keeps the results in the order in which the jobs were begun. `total`: how many files there are; None if that is not known
    yet. With `is_single`, the call is about one file, and the file's error is the error of the call.
    """

    def __init__(self, on_progress: OnProgress | None, total: int | None, is_single: bool = False) -> None:
        self.wants_progress = on_progress is not None
        self._on_progress = on_progress
        self._total = total
        self._is_single = is_single
        self._files: dict[object, T | FileFailure | None] = {}
        self._finished = 0

    @staticmethod
    @contextmanager
    def calling_back() -> Iterator[None]:
        """A context from which an exception of the caller's callback comes out unchanged."""
        failed: BaseException | None = None
        try:
            yield
        except CallbackFailed as error:
            failed = error.__cause__
        if failed is not None:
            raise failed

    def begin(self, job: Job[T]) -> None:
        self._files[job] = None

    def all_known(self) -> None:
        """No more files will follow."""
        self._total = len(self._files)

    def moved(self, job: Job[T], size: int) -> None:
        if size < job.size:  # The end is reported when the file is complete.
            self._report(job, size)

    def finish(self, job: Job[T], result: T) -> None:
        self._files[job] = result
        self._finished += 1
        self._report(job, job.size)

    def fail(self, job: Job[T], error: BaseException) -> None:
        """Raises the error if it ends the whole call."""
        if isinstance(error, OSError) and job.target is not None and not job.target.has_folder:
            raise error  # It would be the same for all files.
        self.fail_without_job(job.path, error, job)

    def fail_without_job(self, path: str, error: BaseException, key: object = None) -> None:
        """Like `fail`, for a file without a job."""
        is_local = isinstance(error, OSError) and not isinstance(error, BrowserUseError) and error.errno not in _NO_ROOM
        if self._is_single or not (is_local or isinstance(error, FileTransferError)):
            raise error
        assert isinstance(error, FileTransferError | OSError)
        self._files[key or object()] = FileFailure(path, error)

    def results(self) -> list[T]:
        """All results. Raises FilesError if some files failed."""
        failures = [each for each in self._files.values() if isinstance(each, FileFailure)]
        done: list[Any] = [each for each in self._files.values() if not isinstance(each, FileFailure)]
        if failures:
            listed = "\n".join(f"- {failure.error}" for failure in failures[:10])
            more = f"\n- and {len(failures) - 10} more: see failures" if len(failures) > 10 else ""
            count = f"{len(failures)} of {len(self._files)} files"
            raise FilesError(
                f"{count} could not be moved; all others were.\n{listed}{more}",
                failures=tuple(failures),
                done=tuple(done),
            )
        return done

    def _report(self, job: Job[T], size: int) -> None:
        if self._on_progress is not None:
            try:
                self._on_progress(Progress(job.path, size, job.size, self._finished, self._total))
            except Exception as error:
                raise CallbackFailed from error
