"""Starting a session when the API has room for it: many runs wait together while the API refuses further sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from browser_use_sessions._flows.create import create
from browser_use_sessions._transport.retry import RetryPolicy
from browser_use_sessions.errors import RateLimitError

if TYPE_CHECKING:
    from browser_use_api._core.operation import Request
    from browser_use_api.models import Session
    from browser_use_sessions._decisions.capacity_limiter import CapacityLimiter
    from browser_use_sessions._flows.cleanup import CleanupGuard
    from browser_use_sessions._flows.context import Context, Flow

# How often a waiting run asks the limiter. That costs no request.
_CHECK_INTERVAL = 0.25


def create_within_capacity(
    ctx: Context, request: Request[Session], guard: CleanupGuard, limiter: CapacityLimiter, deadline: float
) -> Flow[Session]:
    """Raises the API's RateLimitError if there is no room before the deadline."""
    refusal: RateLimitError | None = None
    while True:
        while not limiter.try_acquire(ctx.clock()):
            yield _CHECK_INTERVAL
            if refusal is not None and ctx.clock() >= deadline:
                raise refusal
        budget = min(ctx.policy.budget, deadline - ctx.clock())
        policy = RetryPolicy(ctx.policy.max_retries, budget, rate_limit_budget=0.0)
        try:
            session = yield from create(ctx, request, None, guard, policy)
        except RateLimitError as error:
            if ctx.clock() >= deadline:
                raise
            refusal = error
            limiter.on_refused(ctx.clock(), error.retry_after, ctx.rng())
        else:
            limiter.on_admitted()
            return session
