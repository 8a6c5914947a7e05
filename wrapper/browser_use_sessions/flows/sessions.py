"""The operations on one session that start nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from browser_use_sessions.calls import Answer, delete_session, get_session, stop_session
from browser_use_sessions.checks import checked_id, checked_seconds, refusal
from browser_use_sessions.explain import error_for
from browser_use_sessions.flows.exchange import attempts, fetch
from browser_use_sessions.session import Session

if TYPE_CHECKING:
    from uuid import UUID

    from browser_use_sessions.flows.context import Context, Flow


def get(ctx: Context, session_id: UUID | str) -> Flow[Session]:
    return (yield from fetch(ctx, get_session(checked_id(session_id)), Session))


def stop(ctx: Context, session_id: UUID | str, strategy: str | None) -> Flow[Session]:
    if strategy is not None and not isinstance(strategy, str):
        raise refusal("strategy", f"must be a string, not {type(strategy).__name__}", "It is 'session' or 'task'.")
    body = None if strategy is None else json.dumps({"strategy": strategy}).encode()
    return (yield from fetch(ctx, stop_session(checked_id(session_id), body), Session))


def delete(ctx: Context, session_id: UUID | str) -> Flow[None]:
    call = delete_session(checked_id(session_id))
    outcome, doubtful = yield from attempts(ctx, call)
    if isinstance(outcome, Answer) and (outcome.succeeded or (outcome.status == 404 and doubtful)):
        return  # Not found after a try whose fate is unknown: that try deleted it.
    raise error_for(call, outcome, ctx.wall())


def wait_for_recording(ctx: Context, session_id: UUID | str, timeout: float, interval: float) -> Flow[list[str]]:
    """The recordings' URLs, an empty list where none appear in time."""
    deadline = ctx.clock() + checked_seconds("timeout", timeout)
    pause = checked_seconds("interval", interval)
    while True:
        session = yield from get(ctx, session_id)
        left = deadline - ctx.clock()
        if session.recording_urls or left <= 0:
            return session.recording_urls
        yield min(pause, left)
