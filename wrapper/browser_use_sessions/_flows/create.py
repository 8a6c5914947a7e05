"""Starting a session or a task, exactly once."""

from __future__ import annotations

import json
import string
from typing import TYPE_CHECKING, Any, TypeVar

from browser_use_api.models import Session
from browser_use_sessions._arguments import checked_id, is_id
from browser_use_sessions._decisions.create_request import create_request
from browser_use_sessions._flows.cleanup import CleanupGuard
from browser_use_sessions._flows.context import Uninterruptible
from browser_use_sessions._flows.exchange import Attempts
from browser_use_sessions._flows.orphan_sessions import outcome_unknown
from browser_use_sessions._log import GOT_TASK, logger
from browser_use_sessions._output import output_type
from browser_use_sessions._shutdown import tracked_sessions
from browser_use_sessions._transport.calls import Call, Response, succeeded
from browser_use_sessions._transport.error_mapping import error_for, read, read_json, unexpected
from browser_use_sessions._transport.retry import may_have_acted
from browser_use_sessions.errors import BrowserUseError, UnexpectedAnswerError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from browser_use_api._core.operation import Request
    from browser_use_sessions._flows.context import Context, Flow
    from browser_use_sessions._transport.calls import Outcome
    from browser_use_sessions._transport.retry import RetryPolicy

T = TypeVar("T")
# The characters that an ID may have without changing the path of a URL.
_SAFE = frozenset(string.ascii_letters + string.digits + "-_")
_MAYBE_STARTED = "A session may have been started meanwhile: look at client.sessions.list()."


def create(
    ctx: Context, request: Request[Session], session_id: str | None, guard: CleanupGuard, policy: RetryPolicy | None = None
) -> Flow[Session]:
    """Sends `POST /sessions`. From then on `guard` tracks what was started, or may have been, as far as its ID is known.

    Raises OutcomeUnknownError if it cannot be known whether the request was carried out.
    """
    call = Call(request, session_id)
    attempts = Attempts(ctx, call, policy)
    sent_at = ctx.wall()
    interruption: BaseException | None = None
    outcome: Outcome | None
    try:
        while True:
            outcome = yield Uninterruptible(_send_and_track(call, guard), starts=True)
            if outcome is None or succeeded(outcome) or (delay := attempts.delay_after(outcome)) is None:
                break
            yield ctx.real_seconds(delay)
    except GeneratorExit:
        raise
    except BaseException as thrown:  # It may also come from a hook or a transport of the caller's own.
        if not call.has_begun or isinstance(thrown, BrowserUseError):
            raise
        interruption, outcome = thrown, call.outcome
    started = _started(call, outcome)
    is_unknown = started is None and has_perhaps_acted(outcome)
    if is_unknown and session_id is not None:
        guard.mark_uncertain(session_id, json.loads(request.content or b"{}")["task"])
    if interruption is not None:
        guard.is_abandoned = outcome is None
        if is_unknown and session_id is None:
            interruption.add_note(_MAYBE_STARTED)
        raise interruption
    assert outcome is not None  # It is None only after an interruption.
    if succeeded(outcome):
        session = _read_session(call, outcome)
        if isinstance(session, Session):
            logger.info(GOT_TASK, session.id, "got a task" if session_id else "started")
            return session
        problem = session
        problem.session_id = started
    else:
        problem = error_for(call, outcome, ctx.wall())
    if not is_unknown:
        raise problem
    raise (yield from outcome_unknown(ctx, call, problem, sent_at)) from problem


def create_for_caller(
    ctx: Context, task: Any, session_id: Any, schema: Any, output_schema: Any, options: Mapping[str, Any]
) -> Flow[Session]:
    """For `sessions.create`: once the session is returned, the caller has to stop it. If this fails, the session is stopped."""
    existing = None if session_id is None else checked_id(session_id)
    request = create_request(task, existing, output_type(schema, output_schema).schema, options)
    guard = CleanupGuard(ctx, leave_running=False)
    session = yield from guard.guarded(create(ctx, request, existing, guard))
    guard.release()
    return session


def send_once(call: Call[Any]) -> Flow[Outcome]:
    """Sends the call. Whatever interrupts that, `has_begun` and `outcome` of the call then say what is known about it."""
    call.has_begun, call.was_sent, call.outcome = True, False, None
    try:
        call.outcome = outcome = yield call
    except GeneratorExit:
        raise
    except BaseException:
        call.has_begun = call.was_sent
        raise
    return outcome  # type: ignore[no-any-return]


def has_perhaps_acted(outcome: Outcome | None) -> bool:
    """Whether the server may have carried out a call that has begun and has this outcome, if it has any."""
    return outcome is None or succeeded(outcome) or may_have_acted(outcome)


def _send_and_track(call: Call[Session], guard: CleanupGuard) -> Flow[Outcome]:
    """Tracks what was started as soon as the response is there. If nobody waits for it any more, stops it."""
    ticket = tracked_sessions.begin_create()
    try:
        outcome = yield from send_once(call)
    except GeneratorExit:
        raise
    except BaseException as error:
        if call.has_begun and call.outcome is None and not isinstance(error, Exception):
            tracked_sessions.mark_lost()  # Its event loop has ended, or Ctrl-C has interrupted it.
        raise
    finally:
        if (started := _started(call, call.outcome)) is not None:
            if call.session_id is None:
                tracked_sessions.remember(started)
            guard.track(started, task_only=call.session_id is not None)
        tracked_sessions.end_create(ticket)
    if guard.is_abandoned:
        yield from guard.stop()
    return outcome


def _started(call: Call[Session], outcome: Outcome | None) -> str | None:
    """The ID of the session that was certainly started, or got the task; None if it is not known or not usable.

    The ID in a success response counts even if the rest of the response makes no sense, and even if it is not a UUID.
    """
    if outcome is None or not succeeded(outcome):
        return None
    data: Any = read_json(outcome.content)
    found = data.get("id") if isinstance(data, dict) else None
    if not isinstance(found, str) or not 0 < len(found) <= 64 or not _SAFE.issuperset(found):
        return None
    if call.session_id is None:
        return found
    return call.session_id if found.lower() == call.session_id.lower() else None


def _read_session(call: Call[Session], response: Response) -> Session | BrowserUseError:
    try:
        session = read(call, response)
    except UnexpectedAnswerError as error:
        return error
    if not is_id(session.id):
        return unexpected(call, response, f"names a session {session.id!r:.80}, which is no UUID")
    return session
