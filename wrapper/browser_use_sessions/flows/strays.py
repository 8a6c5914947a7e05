"""When nobody knows whether a session was started: which ones could be it?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from browser_use_sessions import registry
from browser_use_sessions.calls import Answer, list_sessions
from browser_use_sessions.errors import BrowserUseError, OutcomeUnknownError
from browser_use_sessions.explain import read
from browser_use_sessions.flows.exchange import exchange
from browser_use_sessions.flows.reading import LARGEST_PAGE
from browser_use_sessions.retry import Policy, http_date

if TYPE_CHECKING:
    from browser_use_api.models import Session
    from browser_use_sessions.calls import Call
    from browser_use_sessions.flows.context import Context, Flow

# The server's clock may differ from ours, and its Date header is in whole seconds.
_SLACK_WITH_DATE = 2.0
_SLACK_WITHOUT = 60.0
# The server may still be at it when we look for the first time.
PAUSE = 1.0
_PAGES = 3
LIST_POLICY = Policy(2, 10.0)
# How long we wait for other creates of this process to be answered, so that their sessions are known as its own.
_OTHERS_SECONDS = 10.0


def outcome_unknown(ctx: Context, call: Call[Any], cause: BrowserUseError, sent_at: float) -> Flow[OutcomeUnknownError]:
    facts: dict[str, Any] = {"status_code": cause.status_code, "detail": cause.detail, "session_id": call.session_id}
    if call.session_id is not None:
        return OutcomeUnknownError(
            f"It is unknown whether the task was dispatched to session {call.session_id}, and it was not sent again. {cause} "
            f"Look at the session with sessions.get({call.session_id!r}) before you send the task again.",
            **facts,
        )
    strays: list[Session] = []
    try:
        strays = yield from _appeared_since(ctx, sent_at)
    except BrowserUseError as error:
        found = f"Which sessions have appeared since could not be found out ({error}): look at sessions.list()"
    else:
        found = "No foreign session has appeared yet: look at sessions.list() once more"
    if strays:
        names = ", ".join(session.id for session in strays)
        found = f"Sessions that have appeared since and that this process did not start: {names}. Stop the stray one"
    return OutcomeUnknownError(
        f"It is unknown whether a session was started, and the request was not sent again. {cause} {found} before you try again.",
        sessions=tuple(strays),
        **facts,
    )


def _appeared_since(ctx: Context, sent_at: float) -> Flow[list[Session]]:
    """The sessions that appeared after the request was sent and that this process did not make."""
    others = registry.in_flight()
    found = yield from _younger_than(ctx, sent_at)
    if not found:
        yield PAUSE
        found = yield from _younger_than(ctx, sent_at)
    deadline = ctx.clock() + _OTHERS_SECONDS
    while others & registry.in_flight() and ctx.clock() < deadline:
        yield 0.2
    return [session for session in found if not registry.is_own(session.id)]


def _younger_than(ctx: Context, sent_at: float) -> Flow[list[Session]]:
    found: dict[str, Session] = {}
    for number in range(1, _PAGES + 1):
        call = list_sessions(number, LARGEST_PAGE)
        answer = yield from exchange(ctx, call, LIST_POLICY)
        since = _server_time(answer, ctx.wall(), sent_at)
        page = read(call, answer)
        young = [session for session in page.sessions if session.created_at.timestamp() >= since]
        found.update((session.id, session) for session in young)
        if len(young) < len(page.sessions) or number * LARGEST_PAGE >= page.total:
            break
    return list(found.values())


def _server_time(answer: Answer, wall: float, sent_at: float) -> float:
    """When the request was sent, by the server's clock as far as the answer tells it."""
    date = http_date(answer.headers.get("date") or "")
    if date is None:
        return sent_at - _SLACK_WITHOUT
    return date - (wall - sent_at) - _SLACK_WITH_DATE
