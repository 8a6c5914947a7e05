"""Reading the messages of a session within a flow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from browser_use_api._core.paging import follow
from browser_use_api.operations.sessions import MESSAGES
from browser_use_sessions._flows.context import Emit
from browser_use_sessions._flows.exchange import fetch
from browser_use_sessions._transport.calls import Call, call
from browser_use_sessions.errors import InvalidArgumentError

if TYPE_CHECKING:
    from browser_use_api._core.operation import Request
    from browser_use_sessions._flows.context import Context, Flow

T = TypeVar("T")
LARGEST_PAGE = 100


class DeadlinePassed(Exception):
    """There may be more messages, but the deadline has passed. The user never sees this exception."""


def _fetch(ctx: Context, page: Call[T]) -> Flow[T]:
    if ctx.clock() > ctx.deadline:
        raise DeadlinePassed
    return (yield from fetch(ctx, page))


def each_message(ctx: Context, session_id: str, after: str | None, seen: set[Any]) -> Flow[str | None]:
    """Emits every message after `after`, or all messages, in chronological order and each once.

    `seen`: IDs of messages to leave out. Returns the ID of the last message, or `after` if there was none.
    """

    def make(arguments: dict[str, Any]) -> Request[Any]:
        return MESSAGES.request(arguments, error=InvalidArgumentError)

    arguments = {"session_id": session_id, "limit": LARGEST_PAGE} | ({} if after is None else {"after": after})
    steps = follow(MESSAGES, arguments, make, seen=seen)
    page: Any = None
    last = after
    while True:
        try:
            step = steps.send(page)
        except StopIteration:
            return last
        page = None
        if isinstance(step, list):
            for message in step:
                last = message.id
                yield Emit(message)
        else:
            page = yield from _fetch(ctx, Call(step))


def newest_message(ctx: Context, session_id: str, seen: set[Any]) -> Flow[str | None]:
    """The ID of the newest message, whichever page the server starts with; None if there are none. Adds all IDs to `seen`."""
    newest = None
    while True:
        page = yield from _fetch(ctx, call(MESSAGES, session_id=session_id, after=newest, limit=LARGEST_PAGE))
        new = [message.id for message in page.messages if message.id not in seen]
        seen.update(new)
        if not new:
            return newest
        newest = new[-1]
