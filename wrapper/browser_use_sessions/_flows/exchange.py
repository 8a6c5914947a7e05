"""One call, sent again where that is safe and useful."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from browser_use_sessions._arguments import checked_seconds
from browser_use_sessions._log import RETRYING, logger
from browser_use_sessions._transport.calls import Response, get_session
from browser_use_sessions._transport.error_mapping import error_for, read
from browser_use_sessions._transport.retry import RetryPolicy, backoff, delay_before_retry, may_have_acted
from browser_use_sessions.errors import BrowserUseError, OutcomeUnknownError, UnexpectedAnswerError

if TYPE_CHECKING:
    from collections.abc import Callable

    from browser_use_sessions._flows.context import Context, Effect, Flow
    from browser_use_sessions._transport.calls import Call, Outcome

T = TypeVar("T")


def attempts(
    ctx: Context,
    call: Call[Any],
    policy: RetryPolicy | None = None,
    send: Callable[[], Effect] | None = None,
    first: Outcome | None = None,
) -> Flow[tuple[Outcome, bool]]:
    """Sends the call until there is no reason to send it again. Returns the last outcome, and whether an earlier attempt may have
    been carried out by the server.

    `send` returns the effect of each attempt, if that is more than sending the call. `first`: the outcome of the first attempt,
    if that was made already.
    """
    policy = policy or ctx.policy
    started = ctx.clock()
    is_uncertain = False
    retries = 0
    while True:
        outcome: Outcome = first or (yield (call if send is None else send()))
        first = None
        if isinstance(outcome, Response) and outcome.succeeded:
            return outcome, is_uncertain
        delay = delay_before_retry(policy, call, outcome, retries, ctx.clock() - started, ctx.wall(), ctx.rng)
        if delay is None:
            return outcome, is_uncertain
        logger.info(RETRYING, call, outcome, delay)
        is_uncertain = is_uncertain or may_have_acted(outcome)
        yield delay
        retries += 1


def exchange(
    ctx: Context,
    call: Call[Any],
    policy: RetryPolicy | None = None,
    send: Callable[[], Effect] | None = None,
    first: Outcome | None = None,
) -> Flow[Response]:
    """The success response to the call. Raises a BrowserUseError if there is none. `send` and `first`: see `attempts`."""
    outcome, is_uncertain = yield from attempts(ctx, call, policy, send, first)
    if isinstance(outcome, Response):
        if outcome.succeeded:
            return outcome
        if call.request.method == "DELETE" and outcome.status == 404 and is_uncertain:
            return Response(204, b"", outcome.headers)  # An earlier attempt, whose outcome is unknown, deleted it.
    error = error_for(call, outcome, ctx.wall())
    if not call.request.is_idempotent and may_have_acted(outcome):
        raise _outcome_unknown(call, error) from error
    raise error


def fetch(ctx: Context, call: Call[T], policy: RetryPolicy | None = None, send: Callable[[], Effect] | None = None) -> Flow[T]:
    """The value in the response to the call. `send`: see `attempts`."""
    policy = policy or ctx.policy
    started = ctx.clock()
    retries = 0
    while True:
        outcome: Outcome = yield (call if send is None else send())
        try:
            if not (isinstance(outcome, Response) and outcome.succeeded):
                outcome = yield from exchange(ctx, call, policy, send, outcome)
            return read(call, outcome)
        except UnexpectedAnswerError as error:
            if error.status_code is not None and 300 <= error.status_code < 400:
                raise  # Sending it again does not help against a redirect.
            if not call.request.is_idempotent and error.status_code is not None and 200 <= error.status_code < 300:
                raise _outcome_unknown(call, error) from error
            delay = backoff(retries, ctx.rng)
            if not policy.persistent or ctx.clock() - started + delay > policy.budget:
                raise
        yield delay
        retries += 1


def wait_for_recording(ctx: Context, session_id: Any, timeout: float, interval: float) -> Flow[list[str]]:
    """The URLs of the recordings; an empty list if none appear in time."""
    deadline = ctx.clock() + checked_seconds("timeout", timeout)
    pause = checked_seconds("interval", interval)
    while True:
        session = yield from fetch(ctx, get_session(session_id))
        left = deadline - ctx.clock()
        if session.recording_urls or left <= 0:
            return session.recording_urls
        yield min(pause, left)


def _outcome_unknown(call: Call[Any], cause: BrowserUseError) -> OutcomeUnknownError:
    """For everything but sessions, which `orphan_sessions` looks for."""
    resource = call.request.operation.resource
    return OutcomeUnknownError(
        f"It is unknown whether {call} was carried out, and it was not sent again. {cause} Look at client.{resource}.list() "
        "before you try again.",
        status_code=cause.status_code,
        detail=cause.detail,
        session_id=call.session_id,
    )
