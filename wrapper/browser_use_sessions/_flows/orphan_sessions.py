"""When it is unknown whether a session was started: which session could be the orphan, the one that nobody would stop?

And when it is unknown whether a task was dispatched: do the session's messages show it?
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from browser_use_api.operations.sessions import LIST, MESSAGES
from browser_use_sessions._flows.exchange import fetch
from browser_use_sessions._flows.messages import LARGEST_PAGE
from browser_use_sessions._shutdown import tracked_sessions
from browser_use_sessions._transport.calls import Response, call
from browser_use_sessions._transport.retry import RetryPolicy, http_date
from browser_use_sessions.errors import BrowserUseError, OutcomeUnknownError

if TYPE_CHECKING:
    from browser_use_api.models import Session
    from browser_use_sessions._flows.context import Context, Flow
    from browser_use_sessions._transport.calls import Call, Outcome

# The server's clock may differ from ours, and its Date header is in whole seconds.
_TOLERANCE_WITH_DATE = 2.0
_TOLERANCE_WITHOUT_DATE = 60.0
# Seconds until the second look: the server may still be working on the request.
_PAUSE = 1.0
_MAX_PAGES = 3
_LIST_POLICY = RetryPolicy(2, 10.0)
# Seconds to wait for the responses to other creates of this process, so that their sessions are known as its own.
_OTHER_CREATES_SECONDS = 10.0


def outcome_unknown(ctx: Context, create: Call[Any], cause: BrowserUseError, sent_at: float) -> Flow[OutcomeUnknownError]:
    facts: dict[str, Any] = {"status_code": cause.status_code, "detail": cause.detail, "session_id": create.session_id}
    if create.session_id is not None:
        return OutcomeUnknownError(
            f"It is unknown whether the task was dispatched to session {create.session_id}, and it was not sent again. {cause} "
            f"Look at the session with sessions.get({create.session_id!r}) before you send the task again.",
            **facts,
        )
    candidates: list[Session] = []
    try:
        candidates = yield from _appeared_since(ctx, sent_at)
    except BrowserUseError as error:
        found = f"The sessions could not be listed ({error}): look at sessions.list()"
    else:
        found = "No foreign session has appeared yet: look at sessions.list() once more"
    if candidates:
        names = ", ".join(session.id for session in candidates)
        found = f"These sessions have appeared since, and this process did not start them: {names}. Stop the one that is yours"
    return OutcomeUnknownError(
        f"It is unknown whether a session was started, and the request was not sent again. {cause} {found} before you try again.",
        sessions=tuple(candidates),
        **facts,
    )


def _appeared_since(ctx: Context, sent_at: float) -> Flow[list[Session]]:
    """The sessions that appeared after the request was sent and that this process did not start."""
    others = tracked_sessions.pending_creates()
    found = yield from _created_since(ctx, sent_at)
    if not found:
        yield _PAUSE
        found = yield from _created_since(ctx, sent_at)
    deadline = ctx.clock() + _OTHER_CREATES_SECONDS
    while others & tracked_sessions.pending_creates() and ctx.clock() < deadline:
        yield 0.2
    return [session for session in found if not tracked_sessions.is_own(session.id)]


def _created_since(ctx: Context, sent_at: float) -> Flow[list[Session]]:
    found: dict[str, Session] = {}
    for number in range(1, _MAX_PAGES + 1):
        listed = call(LIST, page=number, page_size=LARGEST_PAGE)
        page = yield from fetch(ctx, listed, _LIST_POLICY)
        since = _server_time(listed.outcome, ctx.wall(), sent_at)
        new = [session for session in page.sessions if session.created_at.timestamp() >= since]
        found.update((session.id, session) for session in new)
        if len(new) < len(page.sessions) or number * LARGEST_PAGE >= page.total:
            break
    return list(found.values())


def _server_time(outcome: Outcome | None, wall: float, sent_at: float) -> float:
    """When the request was sent, by the server's clock if the response has a Date header."""
    date = http_date(outcome.headers.get("date") or "") if isinstance(outcome, Response) else None
    if date is None:
        return sent_at - _TOLERANCE_WITHOUT_DATE
    return date - (wall - sent_at) - _TOLERANCE_WITH_DATE


def is_dispatched(ctx: Context, session_id: str, task: str) -> Flow[bool]:
    """Whether the task is the last one in the session's messages."""
    for attempt in range(2):
        if attempt:
            yield _PAUSE
        try:
            page = yield from fetch(ctx, call(MESSAGES, session_id=session_id, limit=LARGEST_PAGE), _LIST_POLICY)
        except BrowserUseError:
            return False
        tasks = [message.data for message in page.messages if message.role == "human"]
        if tasks and tasks[-1].strip() == task.strip():
            return True
    return False
