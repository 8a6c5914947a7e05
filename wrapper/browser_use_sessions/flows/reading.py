"""Reading a session's messages within a flow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from browser_use_api._core.paging import follow
from browser_use_api.operations.sessions import MESSAGES
from browser_use_sessions.calls import Call, list_messages
from browser_use_sessions.errors import InvalidArgumentError
from browser_use_sessions.flows.context import Emit
from browser_use_sessions.flows.exchange import fetch

if TYPE_CHECKING:
    from browser_use_api._core.operation import Request
    from browser_use_sessions.flows.context import Context, Flow

T = TypeVar("T")
LARGEST_PAGE = 100


class OutOfTime(Exception):
    """There may be more messages, but the deadline has passed. Never leaves this package."""


def _fetch(ctx: Context, call: Call[T]) -> Flow[T]:
    if ctx.clock() > ctx.deadline:
        raise OutOfTime
    return (yield from fetch(ctx, call))


def each_message(ctx: Context, session_id: str, after: str | None, seen: set[Any]) -> Flow[str | None]:
    """Hands out every message that follows `after`, or every one there is, in chronological order, each once.

    `seen` are the IDs of messages that are not wanted. Gives the last one's ID, or `after` where there was none.
    """

    def make(arguments: dict[str, Any]) -> Request[Any]:
        return MESSAGES.request(arguments, error=InvalidArgumentError)

    arguments = {"session_id": session_id, "limit": LARGEST_PAGE} | ({} if after is None else {"after": after})
    steps = follow(MESSAGES, arguments, make, seen=seen)
    answer: Any = None
    last = after
    while True:
        try:
            step = steps.send(answer)
        except StopIteration:
            return last
        answer = None
        if isinstance(step, list):
            for message in step:
                last = message.id
                yield Emit(message)
        else:
            answer = yield from _fetch(ctx, Call(step))


def newest_message(ctx: Context, session_id: str, seen: set[Any]) -> Flow[str | None]:
    """The ID of the newest message, wherever the server starts; None where there are none. Hands nothing out."""
    newest = None
    while True:
        page = yield from _fetch(ctx, list_messages(session_id, newest, limit=LARGEST_PAGE))
        fresh = [message.id for message in page.messages if message.id not in seen]
        seen.update(fresh)
        if not fresh:
            return newest
        newest = fresh[-1]
