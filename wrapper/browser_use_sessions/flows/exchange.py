"""One call, sent again where that is safe and of use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from browser_use_sessions.calls import Answer, get_session
from browser_use_sessions.checks import checked_seconds
from browser_use_sessions.errors import BrowserUseError, OutcomeUnknownError, UnexpectedAnswerError
from browser_use_sessions.explain import error_for, read
from browser_use_sessions.log import RETRYING, logger
from browser_use_sessions.retry import Policy, backoff, delay_before_retry, may_have_acted

if TYPE_CHECKING:
    from collections.abc import Callable

    from browser_use_sessions.calls import Call, Outcome
    from browser_use_sessions.flows.context import Context, Effect, Flow

T = TypeVar("T")


def attempts(
    ctx: Context,
    call: Call[Any],
    policy: Policy | None = None,
    send: Callable[[], Effect] | None = None,
    first: Outcome | None = None,
) -> Flow[tuple[Outcome, bool]]:
    """Sends the call until there is nothing more to try: the last outcome, and whether an earlier try may have acted.

    `send` gives what is to be done for each try, where that is more than to send the call. `first`: what came of the first one.
    """
    policy = policy or ctx.policy
    started = ctx.clock()
    doubtful = False
    retries = 0
    while True:
        outcome: Outcome = first or (yield (call if send is None else send()))
        first = None
        if isinstance(outcome, Answer) and outcome.succeeded:
            return outcome, doubtful
        delay = delay_before_retry(policy, call, outcome, retries, ctx.clock() - started, ctx.wall(), ctx.chance)
        if delay is None:
            return outcome, doubtful
        logger.info(RETRYING, call, outcome, delay)
        doubtful = doubtful or may_have_acted(outcome)
        yield delay
        retries += 1


def exchange(
    ctx: Context,
    call: Call[Any],
    policy: Policy | None = None,
    send: Callable[[], Effect] | None = None,
    first: Outcome | None = None,
) -> Flow[Answer]:
    """The success answer to the call. Raises our error where there is none. `send` and `first` are those of `attempts`."""
    outcome, doubtful = yield from attempts(ctx, call, policy, send, first)
    if isinstance(outcome, Answer):
        if outcome.succeeded:
            return outcome
        if call.request.method == "DELETE" and outcome.status == 404 and doubtful:
            return Answer(204, b"", outcome.headers)  # An earlier try, whose outcome is unknown, deleted it.
    error = error_for(call, outcome, ctx.wall())
    if not call.request.is_idempotent and may_have_acted(outcome):
        raise _outcome_unknown(call, error) from error
    raise error


def fetch(ctx: Context, call: Call[T], policy: Policy | None = None, send: Callable[[], Effect] | None = None) -> Flow[T]:
    """What the answer to the call holds. `send` is that of `attempts`."""
    policy = policy or ctx.policy
    started = ctx.clock()
    tries = 0
    while True:
        outcome: Outcome = yield (call if send is None else send())
        try:
            if not (isinstance(outcome, Answer) and outcome.succeeded):
                outcome = yield from exchange(ctx, call, policy, send, outcome)
            return read(call, outcome)
        except UnexpectedAnswerError as error:
            if error.status_code is not None and 300 <= error.status_code < 400:
                raise  # A redirect is no outage.
            if not call.request.is_idempotent and error.status_code is not None and 200 <= error.status_code < 300:
                raise _outcome_unknown(call, error) from error
            delay = backoff(tries, ctx.chance)
            if not policy.stubborn or ctx.clock() - started + delay > policy.budget:
                raise
        yield delay
        tries += 1


def wait_for_recording(ctx: Context, session_id: Any, timeout: float, interval: float) -> Flow[list[str]]:
    """The recordings' URLs, an empty list where none appear in time."""
    deadline = ctx.clock() + checked_seconds("timeout", timeout)
    pause = checked_seconds("interval", interval)
    while True:
        session = yield from fetch(ctx, get_session(session_id))
        left = deadline - ctx.clock()
        if session.recording_urls or left <= 0:
            return session.recording_urls
        yield min(pause, left)


def _outcome_unknown(call: Call[Any], cause: BrowserUseError) -> OutcomeUnknownError:
    """For what is not a session: those are looked for (`strays`)."""
    resource = call.request.operation.resource
    return OutcomeUnknownError(
        f"It is unknown whether {call} was carried out, and it was not sent again. {cause} Look at client.{resource}.list() "
        "before you try again.",
        status_code=cause.status_code,
        detail=cause.detail,
        session_id=call.session_id,
    )
