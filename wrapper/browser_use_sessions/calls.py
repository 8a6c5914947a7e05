"""The six operations as calls, and what can come of a call. No I/O: a driver carries calls out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    from browser_use_sessions.flows.context import Flow

    class Headers(Protocol):
        """Looks a header up, whatever its case."""

        def get(self, key: str, /) -> str | None: ...


class Call:
    """One HTTP request to be made.

    `repeatable`: sending it twice does no more than sending it once. `timeout`: seconds, where the client's own would be too
    long. `vital`: it is to be sent even where the client is closed already.

    `arrived`: the call starts something, which must become known even when the caller is interrupted meanwhile. So the driver
    calls this with what came of the call where no interruption reaches, and carries out the flow that it may give.
    """

    __slots__ = ("arrived", "body", "method", "path", "repeatable", "session_id", "timeout", "vital")

    def __init__(
        self, method: str, path: str, session_id: str | None = None, body: bytes | None = None, repeatable: bool = True
    ) -> None:
        self.method = method
        self.path = path
        self.session_id = session_id
        self.body = body
        self.repeatable = repeatable
        self.arrived: Callable[[Outcome], Flow[None] | None] | None = None
        self.timeout: float | None = None
        self.vital = False

    def __repr__(self) -> str:
        return f"{self.method} {self.path.partition('?')[0]}"


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
    matter of time. `garbled`: an answer came but could not be decoded.
    """

    __slots__ = ("garbled", "passing", "sent", "text", "timed_out")

    def __init__(self, text: str, *, sent: bool, passing: bool = True, timed_out: bool = False, garbled: bool = False) -> None:
        self.text = text
        self.sent = sent
        self.passing = passing
        self.timed_out = timed_out
        self.garbled = garbled

    def __str__(self) -> str:
        return self.text


Outcome = Answer | Lost


def create_session(body: bytes, session_id: str | None = None) -> Call:
    return Call("POST", "/sessions", session_id, body, repeatable=False)


def list_sessions(page: int | None = None, page_size: int | None = None) -> Call:
    return Call("GET", "/sessions" + _query(page=page, page_size=page_size))


def get_session(session_id: str) -> Call:
    return Call("GET", f"/sessions/{session_id}", session_id)


def stop_session(session_id: str, body: bytes | None = None) -> Call:
    return Call("POST", f"/sessions/{session_id}/stop", session_id, body)


def delete_session(session_id: str) -> Call:
    return Call("DELETE", f"/sessions/{session_id}", session_id)


def list_session_messages(session_id: str, after: str | None = None, before: str | None = None, limit: int | None = None) -> Call:
    query = _query(after=after, before=before, limit=limit)
    return Call("GET", f"/sessions/{session_id}/messages{query}", session_id)


def _query(**parameters: str | int | None) -> str:
    """All values are checked IDs and integers, which need no quoting."""
    given = [f"{name}={value}" for name, value in parameters.items() if value is not None]
    return "?" + "&".join(given) if given else ""
