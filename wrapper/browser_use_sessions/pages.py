"""Pages of sessions and messages, and where the next one is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from browser_use_sessions import record as r
from browser_use_sessions.record import Record, ShapeError
from browser_use_sessions.session import Message, Session

if TYPE_CHECKING:
    from collections.abc import Iterable

R = TypeVar("R", Session, Message)


class SessionPage(Record):
    """One page of the project's sessions, the newest first."""

    __slots__ = ("sessions",)

    total = r.required("integer", r.is_integer, int)
    """How many sessions there are on all pages."""
    page = r.required("integer", r.is_integer, int)
    """Number of this page; the first is 1."""
    page_size = r.required("integer", r.is_integer, int)

    def __init__(self, data: dict[str, Any]) -> None:
        super().__init__(data)
        self.sessions = _records(data, "sessions", Session)
        """The sessions of this page."""

    def __repr__(self) -> str:
        return f"<SessionPage {self.page}: {len(self.sessions)} of {self.total} sessions>"


class MessagePage(Record):
    """A run of a session's messages, in chronological order."""

    __slots__ = ("messages",)

    has_more = r.required("boolean", r.is_boolean, bool)
    """Whether there are more in the direction that was asked for, or older ones where no cursor was given."""

    def __init__(self, data: dict[str, Any]) -> None:
        super().__init__(data)
        self.messages = _records(data, "messages", Message)

    def is_about(self, session_id: str) -> bool:
        """Whether all of its messages are that session's."""
        return all(message.session_id.lower() == session_id.lower() for message in self.messages)

    def __repr__(self) -> str:
        return f"<MessagePage: {len(self.messages)} messages{', and more' if self.has_more else ''}>"


def _records(data: dict[str, Any], name: str, kind: type[R]) -> list[R]:
    items = data.get(name)
    if type(items) is not list:
        raise ShapeError(f"{name} is no list")
    records = []
    for index, item in enumerate(items):
        if type(item) is not dict:
            raise ShapeError(f"{name}[{index}] is no object")
        try:
            records.append(kind(item))
        except ShapeError as error:
            raise ShapeError(f"{name}[{index}]: {error}") from None
    return records


def unseen(records: Iterable[R], seen: set[str]) -> list[R]:
    """Those that have not come up yet; they are noted in `seen`. Pages shift while sessions come and go."""
    fresh: list[R] = []
    for record in records:
        if record.id not in seen:
            seen.add(record.id)
            fresh.append(record)
    return fresh


def size_of(page: SessionPage) -> int:
    """How many sessions a full page has."""
    return max(page.page_size, len(page.sessions), 1)


def is_last(page: SessionPage, number: int) -> bool:
    """Whether page `number` ends the list."""
    return not page.sessions or number * size_of(page) >= page.total
