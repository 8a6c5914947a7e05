"""One call, sent again where that is safe and of use."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from browser_use_sessions.calls import Answer
from browser_use_sessions.errors import UnexpectedAnswerError
from browser_use_sessions.explain import error_for, read
from browser_use_sessions.log import logger
from browser_use_sessions.record import Record
from browser_use_sessions.retry import Policy, backoff, delay_before_retry, may_have_acted

if TYPE_CHECKING:
    from browser_use_sessions.calls import Call, Outcome
    from browser_use_sessions.flows.context import Context, Flow

R = TypeVar("R", bound=Record)


def attempts(ctx: Context, call: Call, policy: Policy | None = None) -> Flow[tuple[Outcome, bool]]:
    """Sends the call until there is nothing more to try: the last outcome, and whether an earlier try may have acted."""
    policy = policy or ctx.policy
    started = ctx.clock()
    doubtful = False
    retries = 0
    while True:
        outcome: Outcome = yield call
        if isinstance(outcome, Answer) and outcome.succeeded:
            return outcome, doubtful
        delay = delay_before_retry(policy, call, outcome, retries, ctx.clock() - started, ctx.wall(), ctx.chance)
        if delay is None:
            return outcome, doubtful
        logger.info("%s: %s; trying again in %.1f s", call, outcome, delay)
        doubtful = doubtful or may_have_acted(outcome)
        yield delay
        retries += 1


def exchange(ctx: Context, call: Call, policy: Policy | None = None) -> Flow[Answer]:
    """The success answer to the call. Raises our error where there is none."""
    outcome, _ = yield from attempts(ctx, call, policy)
    if isinstance(outcome, Answer) and outcome.succeeded:
        return outcome
    raise error_for(call, outcome, ctx.wall())


def fetch(ctx: Context, call: Call, kind: type[R], policy: Policy | None = None) -> Flow[R]:
    """The record in the answer to the call."""
    policy = policy or ctx.policy
    started = ctx.clock()
    tries = 0
    while True:
        try:
            answer = yield from exchange(ctx, call, policy)
            return read(call, answer, kind)
        except UnexpectedAnswerError:
            delay = backoff(tries, ctx.chance)
            if not policy.stubborn or ctx.clock() - started + delay > policy.budget:
                raise
        yield delay
        tries += 1
