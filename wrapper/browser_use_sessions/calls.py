"""Requests and how they are to be made, and what can come of them. No I/O: a driver carries them out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar
from urllib.parse import quote

from browser_use_api.operations import sessions as operations
from browser_use_sessions.checks import is_id
from browser_use_sessions.errors import InvalidArgumentError

if TYPE_CHECKING:
    from typing import Protocol

    from browser_use_api._core.operation import Operation, Request
    from browser_use_api.models import MessageList, Session, SessionList

    class Headers(Protocol):
        """Looks a header up, whatever its case."""

        def get(self, key: str, /) -> str | None: ...


T = TypeVar("T")
_ANY_ID = "00000000-0000-0000-0000-000000000000"


class Call(Generic[T]):
    """One request, and how it is to be made.

    `session_id`: the session that it is about. `timeout`: seconds, where the client's own would be too long. `vital`: it is to be
    sent even where the client is closed already. `was_sent`: a driver has begun to send it.
    """

    __slots__ = ("request", "session_id", "timeout", "vital", "was_sent")

    def __init__(self, request: Request[T], session_id: str | None = None) -> None:
        self.request = request
        self.session_id: str | None = session_id or request.path_arguments.get("session_id")
        self.timeout: float | None = None
        self.vital = False
        self.was_sent = False

    def __repr__(self) -> str:
        return repr(self.request)


class Answer:
    """The server answered."""

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


class Lost:
    """No usable answer came.

    `sent`: whether the request may have reached the server. `passing`: whether another try could help. `timed_out`: it was a
    matter of time. `garbled`: an answer came but could not be decoded. `remedy`: what the user can do, where that is known.
    """

    __slots__ = ("garbled", "passing", "remedy", "sent", "text", "timed_out")

    def __init__(
        self,
        text: str,
        *,
        sent: bool,
        passing: bool = True,
        timed_out: bool = False,
        garbled: bool = False,
        remedy: str = "",
    ) -> None:
        self.text = text
        self.remedy = remedy
        self.sent = sent
        self.passing = passing
        self.timed_out = timed_out
        self.garbled = garbled

    def __str__(self) -> str:
        return self.text


Outcome = Answer | Lost


def call(operation: Operation[T], **arguments: Any) -> Call[T]:
    """The call of an operation. Raises InvalidArgumentError."""
    return Call(operation.request(arguments, error=InvalidArgumentError))


def get_session(session_id: Any) -> Call[Session]:
    return call(operations.GET, session_id=session_id)


def stop_session(session_id: str, strategy: str | None = None) -> Call[Session]:
    """The ID may also be what a server gave for one: any text that is safe in a path."""
    if is_id(session_id):
        return call(operations.STOP, session_id=session_id, strategy=strategy)
    made = call(operations.STOP, session_id=_ANY_ID, strategy=strategy)
    made.request.path = made.request.path.replace(_ANY_ID, quote(session_id, safe=""))
    made.session_id = session_id
    return made


def list_sessions(page: int | None = None, page_size: int | None = None) -> Call[SessionList]:
    return call(operations.LIST, page=page, page_size=page_size)


def list_messages(
    session_id: str, after: str | None = None, before: str | None = None, limit: int | None = None
) -> Call[MessageList]:
    return call(operations.MESSAGES, session_id=session_id, after=after, before=before, limit=limit)
