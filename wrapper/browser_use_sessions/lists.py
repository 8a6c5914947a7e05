"""Pages that go on: what the blocking `sessions.list` and `sessions.messages` give."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Self

from browser_use_sessions.pages import MessagePage, SessionPage

if TYPE_CHECKING:
    from browser_use_sessions.session import Message, Session


class SessionList(SessionPage):
    """A page of sessions. Iterating goes on through all the pages that follow."""

    __slots__ = ("_walk",)

    def __reduce__(self) -> tuple[Any, ...]:
        return SessionPage, (self._data,)  # A pickled page is a page: it leads no further.

    def bind(self, walk: Callable[[], Iterator[Session]]) -> Self:
        self._walk = walk
        return self

    def __iter__(self) -> Iterator[Session]:
        return self._walk()


class MessageList(MessagePage):
    """A page of messages. Iterating goes on through all of them, in chronological order."""

    __slots__ = ("_walk",)

    def __reduce__(self) -> tuple[Any, ...]:
        return MessagePage, (self._data,)  # A pickled page is a page: it leads no further.

    def bind(self, walk: Callable[[], Iterator[Message]]) -> Self:
        self._walk = walk
        return self

    def __iter__(self) -> Iterator[Message]:
        return self._walk()
