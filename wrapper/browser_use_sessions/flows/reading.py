"""Reading lists to their end."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, TypeVar

from browser_use_sessions.calls import list_session_messages, list_sessions
from browser_use_sessions.checks import checked_id, checked_integer
from browser_use_sessions.flows.context import Item
from browser_use_sessions.flows.exchange import fetch
from browser_use_sessions.pages import MessagePage, SessionPage, is_last, size_of, unseen

if TYPE_CHECKING:
    from browser_use_sessions.calls import Call
    from browser_use_sessions.flows.context import Context, Flow
    from browser_use_sessions.session import Message

S = TypeVar("S", bound=SessionPage)
M = TypeVar("M", bound=MessagePage)
LARGEST_PAGE = 100
# Whatever a server says, reading a list comes to an end.
_MOST_PAGES = 100_000


def page_of_sessions(ctx: Context, page: int | None, page_size: int | None, kind: type[S]) -> Flow[S]:
    number, size = checked_integer("page", page, 1), checked_integer("page_size", page_size, 1, LARGEST_PAGE)
    return (yield from fetch(ctx, list_sessions(number, size), kind))


def each_session(ctx: Context, page: int | None, page_size: int | None, first: SessionPage | None = None) -> Flow[None]:
    """Hands out every session from that page on, each once. `first` is that page, where it has been fetched already.

    Sessions that are deleted meanwhile, by the caller perhaps, move those behind them up, onto pages that were read before: when
    there are fewer sessions than there were, we go back by as many.
    """
    start = number = page or 1
    current = first
    seen: set[str] = set()
    furthest = 0
    total = None
    for _ in range(_MOST_PAGES):
        if current is None:
            current = yield from page_of_sessions(ctx, number, page_size, SessionPage)
        gone, total = (total or 0) - current.total, current.total
        if gone > 0 and number > start:
            number, current = max(start, number - math.ceil(gone / size_of(current))), None
            continue
        fresh = unseen(current.sessions, seen)
        for session in fresh:
            yield Item(session)
        if is_last(current, number) or not (fresh or number <= furthest):
            return
        furthest = max(furthest, number)
        number, current = number + 1, None


class OutOfTime(Exception):
    """There may be more messages, but the deadline has passed. Never leaves this package."""


def _fetch(ctx: Context, call: Call, kind: type[M]) -> Flow[M]:
    if ctx.clock() > ctx.deadline:
        raise OutOfTime
    return (yield from fetch(ctx, call, kind))


def page_of_messages(ctx: Context, session_id: Any, after: Any, before: Any, limit: int | None, kind: type[M]) -> Flow[M]:
    session_id = checked_id(session_id)
    after = None if after is None else checked_id(after, "after")
    before = None if before is None else checked_id(before, "before")
    limit = checked_integer("limit", limit, 1, LARGEST_PAGE)
    return (yield from _fetch(ctx, list_session_messages(session_id, after, before, limit), kind))


def each_message(
    ctx: Context,
    session_id: Any,
    after: Any = None,
    before: Any = None,
    limit: int | None = None,
    first: MessagePage | None = None,
    seen: set[str] | None = None,
) -> Flow[str | None]:
    """Hands out every message between the cursors, in chronological order, each once; gives the last one's ID.

    `first` is what the cursors lead to, where it has been fetched already; `seen` are the IDs of messages that are not wanted.
    """
    limit = limit or LARGEST_PAGE
    seen = set() if seen is None else seen
    page = first or (yield from page_of_messages(ctx, session_id, after, before, limit, MessagePage))
    session_id = str(session_id)
    messages = unseen(page.messages, seen)
    if after is None and page.has_more and messages:
        # Older ones first. On a server that starts at the oldest there are none, and the newer ones come below.
        earlier = yield from _walk_back(ctx, session_id, messages[0].id, limit, seen)
        messages = earlier + messages
    for message in messages:
        yield Item(message)
    if page.has_more and messages and (after is not None or before is None):
        return (yield from newer_messages(ctx, session_id, messages[-1].id, seen, before, limit))
    return messages[-1].id if messages else None


def _walk_back(ctx: Context, session_id: str, before: str, limit: int, seen: set[str]) -> Flow[list[Message]]:
    runs: list[list[Message]] = []
    while True:
        page = yield from _fetch(ctx, list_session_messages(session_id, None, before, limit), MessagePage)
        messages = unseen(page.messages, seen)
        if messages:
            runs.insert(0, messages)
            before = messages[0].id
        if not messages or not page.has_more:
            return [message for run in runs for message in run]


def newer_messages(
    ctx: Context, session_id: str, after: str, seen: set[str], before: str | None = None, limit: int = LARGEST_PAGE
) -> Flow[str]:
    """Hands out the messages that follow; gives the last one's ID."""
    while True:
        page = yield from _fetch(ctx, list_session_messages(session_id, after, before, limit), MessagePage)
        messages = unseen(page.messages, seen)
        for message in messages:
            yield Item(message)
        if messages:
            after = messages[-1].id
        if not messages or not page.has_more:
            return after


def newest_message(ctx: Context, session_id: str, seen: set[str]) -> Flow[str | None]:
    """The ID of the newest message, wherever the server starts; None where there are none. Hands nothing out."""
    page = yield from _fetch(ctx, list_session_messages(session_id, limit=LARGEST_PAGE), MessagePage)
    newest = None
    while messages := unseen(page.messages, seen):
        newest = messages[-1].id
        page = yield from _fetch(ctx, list_session_messages(session_id, newest, limit=LARGEST_PAGE), MessagePage)
    return newest
