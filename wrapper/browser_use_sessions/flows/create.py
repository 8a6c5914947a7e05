"""Starting a session or a task, exactly once."""

from __future__ import annotations

import json
import string
from typing import TYPE_CHECKING, Any

from browser_use_api.models import Session
from browser_use_sessions import registry
from browser_use_sessions.calls import Answer, Call
from browser_use_sessions.checks import checked_id, is_id
from browser_use_sessions.create_request import create_request
from browser_use_sessions.errors import BrowserUseError, UnexpectedAnswerError
from browser_use_sessions.explain import error_for, read, read_json, unexpected
from browser_use_sessions.flows.cleanup import Hold
from browser_use_sessions.flows.context import Uninterruptible
from browser_use_sessions.flows.exchange import attempts
from browser_use_sessions.flows.strays import outcome_unknown
from browser_use_sessions.log import GOT_TASK, logger
from browser_use_sessions.output import output_type
from browser_use_sessions.retry import may_have_acted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeGuard

    from browser_use_api._core.operation import Request
    from browser_use_sessions.calls import Outcome
    from browser_use_sessions.flows.context import Context, Flow
    from browser_use_sessions.retry import Policy


# What an ID can be made of without changing the path of a URL.
_SAFE = frozenset(string.ascii_letters + string.digits + "-_")
_MAYBE = "A session may have been started meanwhile: look at client.sessions.list()."


def create(
    ctx: Context, request: Request[Session], session_id: str | None, hold: Hold, policy: Policy | None = None
) -> Flow[Session]:
    """Sends `POST /sessions`. What it has started, or may have, is in `hold` from then on as far as its ID is known.

    Raises OutcomeUnknownError where nobody knows whether it was carried out.
    """
    call = Call(request, session_id)
    sent_at = ctx.wall()
    tries: list[Outcome | None] = []

    def send() -> Uninterruptible:
        return Uninterruptible(_send_and_hold(call, hold, tries), starts=True)

    interruption: BaseException | None = None
    outcome: Outcome | None
    try:
        outcome, _ = yield from attempts(ctx, call, policy, send)
    except GeneratorExit:
        raise
    except Exception as error:  # From a hook or a transport of the caller's own.
        if tries and not isinstance(error, BrowserUseError):
            error.add_note(_MAYBE)
        raise
    except BaseException as thrown:
        if not tries:
            raise
        interruption, outcome = thrown, tries[-1]
    started = _started(call, outcome)
    is_unknown = started is None and (outcome is None or _succeeded(outcome) or may_have_acted(outcome))
    if is_unknown and session_id is not None:
        hold.suspect(session_id, json.loads(request.content or b"{}")["task"])
    if interruption is not None:
        hold.is_abandoned = outcome is None
        if is_unknown and session_id is None:
            interruption.add_note(_MAYBE)
        raise interruption
    assert outcome is not None  # That is so after an interruption alone.
    if _succeeded(outcome):
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
    """What it starts is the caller's, unless it gets no further than this: then it is stopped."""
    existing = None if session_id is None else checked_id(session_id)
    request = create_request(task, existing, output_type(schema, output_schema).schema, options)
    hold = Hold(ctx, leave_running=False)
    try:
        session = yield from create(ctx, request, existing, hold)
    except GeneratorExit:
        raise
    except BaseException as error:
        yield from hold.stop(error)
        raise
    hold.release()
    return session


def _send_and_hold(call: Call[Session], hold: Hold, tries: list[Outcome | None]) -> Flow[Outcome]:
    """What it has started is held as soon as there is an answer, whoever waits for it; where nobody does, it is stopped."""
    tries.append(None)
    ticket = registry.begin()
    call.was_sent = False
    try:
        outcome: Outcome = yield call
        if (started := _started(call, outcome)) is not None:
            if call.session_id is None:
                registry.made(started)
            hold.take(started, task_only=call.session_id is not None)
        tries[-1] = outcome
    except GeneratorExit:
        raise
    except BaseException as error:
        if not call.was_sent:
            tries.pop()
        elif not isinstance(error, Exception):  # Its event loop has ended, or Ctrl-C has come into the middle of it.
            registry.lose()
        raise
    finally:
        registry.end(ticket)
    if hold.is_abandoned:
        yield from hold.stop()
    return outcome


def _started(call: Call[Session], outcome: Outcome | None) -> str | None:
    """The session that was certainly started, or got a task, if its ID is known and can be used.

    The ID in a success answer counts even if the rest of the answer makes no sense, and even if it is no UUID.
    """
    if outcome is None or not _succeeded(outcome):
        return None
    data: Any = read_json(outcome.content)
    found = data.get("id") if isinstance(data, dict) else None
    if not isinstance(found, str) or not 0 < len(found) <= 64 or not _SAFE.issuperset(found):
        return None
    if call.session_id is None:
        return found
    return call.session_id if found.lower() == call.session_id.lower() else None


def _succeeded(outcome: Outcome) -> TypeGuard[Answer]:
    return isinstance(outcome, Answer) and outcome.succeeded


def _read_session(call: Call[Session], answer: Answer) -> Session | BrowserUseError:
    try:
        session = read(call, answer)
    except UnexpectedAnswerError as error:
        return error
    if not is_id(session.id):
        return unexpected(call, answer, f"names a session {session.id!r:.80}, which is no UUID")
    return session
