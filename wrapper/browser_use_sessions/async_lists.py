"""Pages that go on: what `sessions.list` and `sessions.messages` of the asyncio client give."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine, Generator
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from browser_use_sessions.pages import MessagePage, SessionPage

if TYPE_CHECKING:
    from browser_use_sessions.session import Message, Session

Page = TypeVar("Page")
Each = TypeVar("Each")


class AsyncSessionList(SessionPage):
    """A page of sessions. Iterating goes on through all the pages that follow."""

    __slots__ = ("_walk",)

    def __reduce__(self) -> tuple[Any, ...]:
        return SessionPage, (self._data,)  # A pickled page is a page: it leads no further.

    def bind(self, walk: Callable[[SessionPage], AsyncIterator[Session]]) -> Self:
        self._walk = walk
        return self

    def __aiter__(self) -> AsyncIterator[Session]:
        return self._walk(self)


class AsyncMessageList(MessagePage):
    """A page of messages. Iterating goes on through all of them, in chronological order."""

    __slots__ = ("_walk",)

    def __reduce__(self) -> tuple[Any, ...]:
        return MessagePage, (self._data,)  # A pickled page is a page: it leads no further.

    def bind(self, walk: Callable[[MessagePage], AsyncIterator[Message]]) -> Self:
        self._walk = walk
        return self

    def __aiter__(self) -> AsyncIterator[Message]:
        return self._walk(self)


class AsyncPager(Generic[Page, Each]):
    """Nothing is fetched before it is awaited (one page) or iterated over (everything)."""

    def __init__(self, fetch: Callable[[], Coroutine[Any, Any, Page]], walk: Callable[[], AsyncIterator[Each]]) -> None:
        self._fetch = fetch
        self._walk = walk

    def __await__(self) -> Generator[Any, Any, Page]:
        return self._fetch().__await__()

    def __aiter__(self) -> AsyncIterator[Each]:
        return self._walk()
