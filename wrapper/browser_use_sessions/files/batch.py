"""Several files that are moved in one call: what has become of each, and what the call ends with. No I/O."""

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
# What ends the whole call, since the other files would fail in the same way.
_NO_ROOM = frozenset(
    getattr(errno, name) for name in ("ENOSPC", "EDQUOT", "EROFS", "EMFILE", "ENFILE", "EIO") if hasattr(errno, name)
)


class CallbackFailed(BaseException):
    """What the caller's callback raised is the cause. Whatever its class, it is not the trouble of a file or of a host."""


@dataclass(eq=False, slots=True)
class Job(Generic[T]):
    """One file that is moved: its `path` for people, its `size`, the flow that moves it, and how the API is asked for its URL
    again.
    """

    path: str
    size: int
    flow: Flow[T]
    ask_again: Callable[[], Any] = field(repr=False)
    target: Target | None = None
    """What it is written to, for a download."""


class Batch(Generic[T]):
    """Keeps the results in the order in which the jobs were taken on. `total` is how many files there are, None where that is
    not known yet. With `is_single`, the call is about one file, and its error is the call's.
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
        """What the caller's callback raises comes out of it as it is."""
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
        """No more files come."""
        self._total = len(self._files)

    def moved(self, job: Job[T], size: int) -> None:
        if size < job.size:  # The end is told when the file is whole.
            self._tell(job, size)

    def finish(self, job: Job[T], result: T) -> None:
        self._files[job] = result
        self._finished += 1
        self._tell(job, job.size)

    def fail(self, job: Job[T], error: BaseException) -> None:
        """Raises the error where it ends the call."""
        if isinstance(error, OSError) and job.target is not None and not job.target.has_folder:
            raise error  # It is the same for all files.
        self.refuse(job.path, error, job)

    def refuse(self, path: str, error: BaseException, key: object = None) -> None:
        """As `fail`, for a file that there is no job for."""
        is_local = isinstance(error, OSError) and not isinstance(error, BrowserUseError) and error.errno not in _NO_ROOM
        if self._is_single or not (is_local or isinstance(error, FileTransferError)):
            raise error
        assert isinstance(error, FileTransferError | OSError)
        self._files[key or object()] = FileFailure(path, error)

    def results(self) -> list[T]:
        """All of them. Raises FilesError where some files failed."""
        failures = [each for each in self._files.values() if isinstance(each, FileFailure)]
        done: list[Any] = [each for each in self._files.values() if not isinstance(each, FileFailure)]
        if failures:
            told = "\n".join(f"- {failure.error}" for failure in failures[:10])
            more = f"\n- and {len(failures) - 10} more: see failures" if len(failures) > 10 else ""
            count = f"{len(failures)} of {len(self._files)} files"
            raise FilesError(
                f"{count} could not be moved; all others were.\n{told}{more}",
                failures=tuple(failures),
                done=tuple(done),
            )
        return done

    def _tell(self, job: Job[T], size: int) -> None:
        if self._on_progress is not None:
            try:
                self._on_progress(Progress(job.path, size, job.size, self._finished, self._total))
            except Exception as error:
                raise CallbackFailed from error
