"""One call, sent again where that is safe and useful."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from browser_use_sessions._arguments import checked_seconds
from browser_use_sessions._log import RETRYING, logger
from browser_use_sessions._transport.calls import Response, get_session, succeeded
from browser_use_sessions._transport.error_mapping import error_for, read
from browser_use_sessions._transport.retry import RetryPolicy, backoff, delay_before_retry, may_have_acted
from browser_use_sessions.errors import BrowserUseError, OutcomeUnknownError, UnexpectedAnswerError

if TYPE_CHECKING:
    from collections.abc import Callable

    from browser_use_sessions._flows.context import Context, Effect, Flow
    from browser_use_sessions._transport.calls import Call, Outcome

T = TypeVar("T")


class Attempts(Generic[T]):
    """The attempts to send one call. `may_have_acted`: the server may have carried out an earlier one."""

    __slots__ = ("_call", "_ctx", "_policy", "_retries", "_started", "may_have_acted")

    def __init__(self, ctx: Context, call: Call[T], policy: RetryPolicy | None = None) -> None:
        self._ctx = ctx
        self._call = call
        self._policy = policy or ctx.policy
        self._started = ctx.clock()
        self._retries = 0
        self.may_have_acted = False

    def delay_after(self, outcome: Outcome) -> float | None:
        """Seconds until the next attempt, after one that was no success; None if there is none."""
        ctx, elapsed = self._ctx, self._ctx.clock() - self._started
        delay = delay_before_retry(self._policy, self._call, outcome, self._retries, elapsed, ctx.wall(), ctx.rng)
        if delay is not None:
            logger.info(RETRYING, self._call, outcome, delay)
            self.may_have_acted = self.may_have_acted or may_have_acted(outcome)
            self._retries += 1
        return delay

    def delay_after_nonsense(self, error: UnexpectedAnswerError) -> float | None:
        """The same after a response that makes no sense. Sending the call again does not help against a redirect."""
        delay = backoff(self._retries, self._ctx.rng)
        is_redirect = error.status_code is not None and 300 <= error.status_code < 400
        is_late = self._ctx.clock() - self._started + delay > self._policy.budget
        self._retries += 1
        return None if is_redirect or is_late or not self._policy.persistent else delay


def fetch(ctx: Context, call: Call[T], policy: RetryPolicy | None = None, send: Callable[[], Effect] | None = None) -> Flow[T]:
    """The value in the response to the call. `send` returns the effect of each attempt, if that is more than sending the call.

    Raises a BrowserUseError if there is none.
    """
    attempts = Attempts(ctx, call, policy)
    while True:
        outcome: Outcome = yield (call if send is None else send())
        call.outcome = outcome
        delay: float | None = None
        error: BrowserUseError | None = None
        if succeeded(outcome):
            try:
                return read(call, outcome)
            except UnexpectedAnswerError as unreadable:
                error = unreadable
        elif (delay := attempts.delay_after(outcome)) is None:
            if call.request.method == "DELETE" and _is_not_found(outcome) and attempts.may_have_acted:
                return None  # type: ignore[return-value]  # An earlier attempt, whose outcome is unknown, deleted it.
            error = error_for(call, outcome, ctx.wall())
        if error is not None:
            if not call.request.is_idempotent and (succeeded(outcome) or may_have_acted(outcome)):
                raise _outcome_unknown(call, error) from error
            if isinstance(error, UnexpectedAnswerError):
                delay = attempts.delay_after_nonsense(error)
        if delay is None:
            assert error is not None
            raise error
        yield ctx.real_seconds(delay)


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


def _is_not_found(outcome: Outcome) -> bool:
    return isinstance(outcome, Response) and outcome.status == 404


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
