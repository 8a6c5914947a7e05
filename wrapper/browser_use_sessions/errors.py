"""Everything this package raises.

    BrowserUseError                     root; .session_id if there is a session, .status_code if there was a response
    ├── InvalidArgumentError            nothing was sent; .argument (also a ValueError)
    ├── ClientClosedError               the client, or the http_client given to it, was closed
    ├── APIError                        the API refused the request; .status_code, .detail
    │   ├── AuthenticationError         401
    │   ├── CreditsError                402
    │   ├── PermissionDeniedError       403
    │   ├── NotFoundError               404
    │   ├── SessionBusyError            409
    │   ├── InvalidRequestError         422; .issues, one for each field
    │   ├── RateLimitError              429; .retry_after
    │   └── ServerError                 5xx; .retry_after
    ├── UnexpectedAnswerError           no JSON, the wrong shape or session, a proxy's page, a redirect
    ├── ConnectionFailedError           no response came
    │   └── RequestTimeoutError         none in time (also a TimeoutError)
    ├── OutcomeUnknownError             something may have been started or created; .sessions are the candidates
    ├── TaskError                       the task has no usable result; .result
    │   ├── TaskFailedError             only from raise_for_failure()
    │   ├── SessionFailedError          the session ended in `error`
    │   ├── SessionExpiredError         the session ended in `timed_out`
    │   ├── OutputError                 the output does not fit the output type; .path, .output
    │   └── RunTimeoutError             the run's own deadline passed (also a TimeoutError)
    ├── BudgetReachedError              run_many did not start a task: max_total_cost_usd does not cover it
    ├── RunManyError                    some runs of run_many failed; .failures, .errors
    ├── StopAllError                    some sessions could not be stopped; .stopped, .errors
    └── FileTransferError               one or several files could not be moved; .path
        ├── StorageError                the storage host refused, failed or could not be reached; .host, .status_code
        ├── FileChangedError            the local file changed while it was sent
        ├── UnsafePathError             a file's path in the workspace must not be used as a local path
        ├── RemoteFileNotFoundError     there is no such file (also a NotFoundError and a FileNotFoundError)
        └── FilesError                  some of several files failed; .failures, .done

A problem with a local file is an OSError that names the file. Every message says what to do next. None of them contains the API
key or a signed URL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from browser_use_api.models import Session
    from browser_use_sessions.results import SessionResult


class Issue(NamedTuple):
    """One thing that the API found wrong with a request."""

    field: str
    """The property or parameter, as in `body.task`."""
    message: str
    """The API's message."""
    type: str
    """The API's name for this kind of mistake."""


class Failure(NamedTuple):
    """One failed run of `run_many`."""

    number: int
    """The task's number, from 0."""
    task: str
    """The task's text."""
    error: BrowserUseError
    """Why it failed."""


class BrowserUseError(Exception):
    """The root of all errors of this package."""

    session_id: str | None = None
    """The session, if there is one."""
    status_code: int | None = None
    """The HTTP status, if there was a response."""
    detail: Any = None
    """The `detail` of the response's body, unchanged."""
    index: int | None = None
    """The task's number, in errors of `run_many`."""
    task: str | None = None
    """The task's text, in errors of `run_many`."""

    def __init__(self, message: str, **facts: Any) -> None:
        super().__init__(message)
        self.__dict__.update(facts)

    @property
    def message(self) -> str:
        """What went wrong, and what to do next."""
        return str(self)


class InvalidArgumentError(BrowserUseError, ValueError):
    """An argument is invalid. Nothing was sent."""

    argument: str
    """The argument's name."""


class ClientClosedError(BrowserUseError):
    """The client was closed before the call."""


class APIError(BrowserUseError):
    """The API answered with an error status."""


class AuthenticationError(APIError):
    """401: the key is missing or wrong."""


class CreditsError(APIError):
    """402: the account has no credits left."""


class PermissionDeniedError(APIError):
    """403: the key is valid, but may not do this."""


class NotFoundError(APIError):
    """404: the session, profile, workspace, file or browser does not exist, or was deleted."""


class SessionBusyError(APIError):
    """409: the session for the task is not idle. `status_code` is None if that was found out before anything was sent."""


class InvalidRequestError(APIError):
    """422: the API refused the contents of the request."""

    issues: tuple[Issue, ...] = ()
    """The fields, and the API's message for each."""


class RateLimitError(APIError):
    """429: too many active sessions, or too many requests."""

    retry_after: float | None = None
    """Seconds, if the API sent a time."""


class ServerError(APIError):
    """5xx: the API, or a proxy in front of it, failed."""

    retry_after: float | None = None
    """Seconds, if a time was sent."""


class UnexpectedAnswerError(BrowserUseError):
    """A response that does not fit the API: no JSON, the wrong shape, another session, a proxy's HTML page, a redirect."""


class ConnectionFailedError(BrowserUseError):
    """No response came: the connection could not be made, or it broke."""


class RequestTimeoutError(ConnectionFailedError, TimeoutError):
    """One request got no response in time. (If a run as a whole takes too long, that is a RunTimeoutError.)"""


class OutcomeUnknownError(BrowserUseError):
    """A request that starts or creates something was sent, and it is unknown whether it was carried out. It was not sent twice.

    `session_id` is set if the task was for an existing session. The cause is in `__cause__`.
    """

    sessions: Sequence[Session] = ()
    """The sessions that have appeared since and that this process did not start. One of them may be the request's result."""


class TaskError(BrowserUseError):
    """A task has no usable result."""

    result: SessionResult[Any] | None = None
    """The session as it was last seen, if it was seen."""


class TaskFailedError(TaskError):
    """The agent did not achieve the task, or it was stopped. Only `raise_for_failure()` raises this."""


class SessionFailedError(TaskError):
    """The session ended in `error`: the browser could not start or could not go on."""


class SessionExpiredError(TaskError):
    """The session ended in `timed_out`: it was cleaned up after inactivity."""


class OutputError(TaskError):
    """The task is over, but its output does not fit the output type."""

    path: str = "$"
    """The place in the output, as in `$.items[2].price`."""
    output: Any = None
    """The output itself."""


class RunTimeoutError(TaskError, TimeoutError):
    """The run's deadline passed before the task was over."""


class RunManyError(BrowserUseError):
    """Some runs of `run_many` failed; the results of the others were yielded before."""

    failures: Sequence[Failure] = ()
    """Which runs failed, and why."""

    @property
    def errors(self) -> list[BrowserUseError]:
        """Only the errors, in the order in which the runs failed. Each has `.index` and `.task`."""
        return [failure.error for failure in self.failures]


class BudgetReachedError(BrowserUseError):
    """The rest of `max_total_cost_usd` does not cover the limit of this task. Neither it nor any task after it was started."""


class StopAllError(BrowserUseError):
    """Some sessions could not be stopped and may go on."""

    stopped: Sequence[Session] = ()
    """The sessions that were stopped."""
    errors: Sequence[BrowserUseError] = ()
    """One error for each of the others, with its `.session_id`."""


class FileTransferError(BrowserUseError):
    """A file could not be moved."""

    path: str | None = None
    """The local path for an upload, the path in the workspace for a download."""


class StorageError(FileTransferError):
    """The storage host refused the transfer, failed, or could not be reached. `status_code`: its response, if there was one."""

    host: str | None = None
    """The storage host's name."""


class FileChangedError(FileTransferError):
    """The local file changed while it was sent, so the upload was dropped. Upload it again when nothing writes to it."""


class UnsafePathError(FileTransferError):
    """The file's path in the workspace leads out of the folder, or is not valid on every file system."""


class RemoteFileNotFoundError(FileTransferError, NotFoundError, FileNotFoundError):
    """The workspace has no file with this path."""


class FileFailure(NamedTuple):
    """One file that could not be moved."""

    path: str
    """See `FileTransferError.path`."""
    error: FileTransferError | OSError
    """Why it could not be moved."""


class FilesError(FileTransferError):
    """Some of several files could not be moved; all others were."""

    failures: Sequence[FileFailure] = ()
    """The path and the error of each file that could not be moved."""
    done: Sequence[Any] = ()
    """The results for the files that were moved."""
