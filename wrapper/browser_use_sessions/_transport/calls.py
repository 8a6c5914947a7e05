"""Calls of the API and their outcomes, as data. A driver carries them out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar
from urllib.parse import quote

from browser_use_api.operations import sessions as operations
from browser_use_sessions._arguments import is_id
from browser_use_sessions.errors import InvalidArgumentError

if TYPE_CHECKING:
    from typing import Protocol, TypeGuard

    from browser_use_api._core.operation import Operation, Request
    from browser_use_api.models import Session

    class Headers(Protocol):
        """Looks a header up, whatever its case."""

        def get(self, key: str, /) -> str | None: ...


T = TypeVar("T")
ANY_ID = "00000000-0000-0000-0000-000000000000"


class Call(Generic[T]):
    """One request, and how to send it.

    `session_id`: the session that it concerns. `timeout`: seconds, if the client's timeout is too long. `is_cleanup`: it is sent
    even if the client is already closed.

    About the last attempt: `has_begun`: a flow has begun with it. `was_sent`: a driver has begun to send it, so that it may have
    reached the server. `outcome`: also if the caller's own code (such as a hook for responses) raised an error after it.
    """

    __slots__ = ("has_begun", "is_cleanup", "outcome", "request", "session_id", "timeout", "was_sent")

    def __init__(self, request: Request[T], session_id: str | None = None) -> None:
        self.request = request
        self.session_id: str | None = session_id or request.path_arguments.get("session_id")
        self.timeout: float | None = None
        self.is_cleanup = False
        self.has_begun = False
        self.was_sent = False
        self.outcome: Outcome | None = None

    def __repr__(self) -> str:
        return repr(self.request)


class Response:
    """The server responded."""

    __slots__ = ("content", "headers", "status")

    def __init__(self, status: int, content: bytes, headers: Headers) -> None:
        self.status = status
        self.content = content
        self.headers = headers

    @property
    def succeeded(self) -> bool:
        return 200 <= self.status < 300

    def __str__(self) -> str:
        return f"answered {self.status}"


class TransportFailure:
    """No usable response came.

    `sent`: the request may have reached the server. `retryable`: another attempt could help. `timed_out`: the response did not
    come in time. `undecodable`: a response came, but could not be decoded. `remedy`: what the user can do, if that is known.
    """

    __slots__ = ("remedy", "retryable", "sent", "text", "timed_out", "undecodable")

    def __init__(
        self,
        text: str,
        *,
        sent: bool,
        retryable: bool = True,
        timed_out: bool = False,
        undecodable: bool = False,
        remedy: str = "",
    ) -> None:
        self.text = text
        self.remedy = remedy
        self.sent = sent
        self.retryable = retryable
        self.timed_out = timed_out
        self.undecodable = undecodable

    def __str__(self) -> str:
        return self.text


Outcome = Response | TransportFailure


def succeeded(outcome: Outcome) -> TypeGuard[Response]:
    return isinstance(outcome, Response) and outcome.succeeded


def call(operation: Operation[T], **arguments: Any) -> Call[T]:
    """The call of an operation. Raises InvalidArgumentError."""
    return Call(operation.request(arguments, error=InvalidArgumentError))


def get_session(session_id: Any) -> Call[Session]:
    return call(operations.GET, session_id=session_id)


def stop_session(session_id: str, strategy: str | None = None) -> Call[Session]:
    """The ID may be any text that a server has sent as an ID and that is safe in a path."""
    if is_id(session_id):
        return call(operations.STOP, session_id=session_id, strategy=strategy)
    made = call(operations.STOP, session_id=ANY_ID, strategy=strategy)
    made.request.path = made.request.path.replace(ANY_ID, quote(session_id, safe=""))
    made.session_id = session_id
    return made
