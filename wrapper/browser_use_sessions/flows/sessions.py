"""The six operations, one flow each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from browser_use_sessions.calls import Answer, delete_session, get_session, stop_session
from browser_use_sessions.errors import BrowserUseError
from browser_use_sessions.explain import error_for
from browser_use_sessions.flows.cleanup import Hold
from browser_use_sessions.flows.create import create
from browser_use_sessions.flows.exchange import attempts, fetch
from browser_use_sessions.session import Session

if TYPE_CHECKING:
    from browser_use_sessions.flows.context import Context, Flow


def create_for_caller(ctx: Context, body: bytes, session_id: str | None) -> Flow[Session]:
    """What it starts is the caller's, unless the caller is interrupted before the ID is known to them: then it is stopped."""
    hold = Hold(ctx, leave_running=False)
    try:
        session = yield from create(ctx, body, session_id, hold)
    except (BrowserUseError, GeneratorExit):
        hold.release()
        raise
    except BaseException as error:
        yield from hold.stop(error)
        raise
    hold.release()
    return session


def get(ctx: Context, session_id: str) -> Flow[Session]:
    return (yield from fetch(ctx, get_session(session_id), Session))


def stop(ctx: Context, session_id: str, body: bytes | None) -> Flow[Session]:
    return (yield from fetch(ctx, stop_session(session_id, body), Session))


def delete(ctx: Context, session_id: str) -> Flow[None]:
    call = delete_session(session_id)
    outcome, doubtful = yield from attempts(ctx, call)
    if isinstance(outcome, Answer) and (outcome.succeeded or (outcome.status == 404 and doubtful)):
        return  # Not found after a try whose fate is unknown: that try deleted it.
    raise error_for(call, outcome, ctx.wall())


def wait_for_recording(ctx: Context, session_id: str, timeout: float, interval: float) -> Flow[list[str]]:
    """The recording's URLs, an empty list where none appear in time."""
    deadline = ctx.clock() + timeout
    while True:
        session = yield from get(ctx, session_id)
        left = deadline - ctx.clock()
        if session.recording_urls or left <= 0:
            return session.recording_urls
        yield min(interval, left)
