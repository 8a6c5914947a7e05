"""Starting a session or a task, exactly once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from browser_use_sessions import registry
from browser_use_sessions.calls import Answer, create_session
from browser_use_sessions.checks import checked_id
from browser_use_sessions.errors import BrowserUseError, InvalidArgumentError, UnexpectedAnswerError
from browser_use_sessions.explain import error_for, read, read_json
from browser_use_sessions.flows.cleanup import Hold
from browser_use_sessions.flows.context import Interrupted
from browser_use_sessions.flows.exchange import attempts
from browser_use_sessions.flows.strays import outcome_unknown
from browser_use_sessions.log import logger
from browser_use_sessions.output import output_type
from browser_use_sessions.requests import create_body
from browser_use_sessions.retry import may_have_acted
from browser_use_sessions.session import Session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from browser_use_sessions.calls import Call, Outcome
    from browser_use_sessions.flows.context import Context, Flow
    from browser_use_sessions.retry import Policy


def create(ctx: Context, body: bytes, session_id: str | None, hold: Hold, policy: Policy | None = None) -> Flow[Session]:
    """Sends `POST /sessions`. What it has started, or may have, is in `hold` from then on as far as its ID is known.

    Raises OutcomeUnknownError where nobody knows whether it was carried out.
    """
    call = create_session(body, session_id)
    ticket = registry.begin()
    sent_at = ctx.wall()
    interruption: BaseException | None = None
    outcome: Outcome | None
    try:
        outcome, _ = yield from attempts(ctx, call, policy)
    except Interrupted as interrupted:
        interruption, outcome = interrupted.reason, interrupted.outcome
    finally:
        registry.end(ticket)
    started = _started(call, outcome)
    if started is not None:
        if session_id is None:
            registry.made(started)
        hold.take(started, task_only=session_id is not None)
    if interruption is not None:
        if outcome is None:
            interruption.add_note("A session may have been started meanwhile: look at client.sessions.list().")
        raise interruption
    assert outcome is not None  # That is so after an interruption alone.
    if isinstance(outcome, Answer) and outcome.succeeded:
        session = _read_session(call, outcome)
        if isinstance(session, Session):
            logger.info("session %s %s", session.id, "got a task" if session_id else "started")
            return session
        problem = session
        problem.session_id = started
        if started is not None:
            raise problem
    else:
        problem = error_for(call, outcome, ctx.wall())
        if not may_have_acted(outcome):
            raise problem
    raise (yield from outcome_unknown(ctx, call, problem, sent_at)) from problem


def create_for_caller(
    ctx: Context, task: Any, session_id: Any, schema: Any, output_schema: Any, options: Mapping[str, Any]
) -> Flow[Session]:
    """What it starts is the caller's, unless the caller is interrupted before the ID is known to them: then it is stopped."""
    existing = None if session_id is None else checked_id(session_id)
    body = create_body(task, existing, output_type(schema, output_schema).schema, options)
    hold = Hold(ctx, leave_running=False)
    try:
        session = yield from create(ctx, body, existing, hold)
    except (BrowserUseError, GeneratorExit):
        hold.release()
        raise
    except BaseException as error:
        yield from hold.stop(error)
        raise
    hold.release()
    return session


def _started(call: Call, outcome: Outcome | None) -> str | None:
    """The session that was started, or in which a task was or may have been started; None where there is none or it has no name.

    The ID in a success answer counts even if the rest of the answer makes no sense.
    """
    if isinstance(outcome, Answer) and outcome.succeeded:
        data: Any = read_json(outcome.content)
        try:
            return checked_id(data["id"], "id")
        except (TypeError, KeyError, InvalidArgumentError):
            return call.session_id
    return call.session_id if outcome is None or may_have_acted(outcome) else None


def _read_session(call: Call, answer: Answer) -> Session | BrowserUseError:
    try:
        return read(call, answer, Session)
    except UnexpectedAnswerError as error:
        return error
