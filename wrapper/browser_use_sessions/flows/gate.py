"""Waiting for room where the API says that there are too many sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from browser_use_sessions.errors import RateLimitError
from browser_use_sessions.flows.create import create
from browser_use_sessions.retry import Policy, backoff

if TYPE_CHECKING:
    from browser_use_api._core.operation import Request
    from browser_use_api.models import Session
    from browser_use_sessions.flows.cleanup import Hold
    from browser_use_sessions.flows.context import Context, Flow

# How often somebody who waits looks at the gate. That costs no request.
_GLANCE = 0.25


class Gate:
    """Shared by the runs of one `run_many`. Open until the API refuses a session for lack of room.

    After that a run may try when another one has ended, when another one has just got in (there may be room for more), or when
    the pause that the API asked for is over. So the API is not asked again and again by everybody who waits.
    """

    def __init__(self) -> None:
        self._closed_until: float | None = None
        self._tickets = 0
        self._refusals = 0

    def lets_in(self, now: float) -> bool:
        """Whether the one who asks may try now."""
        if self._closed_until is None:
            return True
        if self._tickets > 0:
            self._tickets -= 1
            return True
        if now >= self._closed_until:
            self._closed_until = now + 1.0  # The next one waits for what comes of this try.
            return True
        return False

    def refused(self, now: float, retry_after: float | None, chance: float) -> None:
        """The API had no room."""
        pause = backoff(self._refusals, lambda: 0.5 + chance / 2) if retry_after is None else retry_after
        self._closed_until = now + pause
        self._tickets = 0
        self._refusals += 1

    def entered(self) -> None:
        """A run got its session."""
        self._refusals = 0
        self._tickets += self._closed_until is not None

    def left(self) -> None:
        """A run has ended."""
        self._tickets += self._closed_until is not None


def create_when_there_is_room(ctx: Context, request: Request[Session], hold: Hold, gate: Gate, deadline: float) -> Flow[Session]:
    """Raises the API's RateLimitError where there is no room before the deadline."""
    refusal: RateLimitError | None = None
    while True:
        while not gate.lets_in(ctx.clock()):
            yield _GLANCE
            if refusal is not None and ctx.clock() >= deadline:
                raise refusal
        budget = min(ctx.policy.budget, deadline - ctx.clock())
        policy = Policy(ctx.policy.max_retries, budget, busy_budget=0.0)
        try:
            session = yield from create(ctx, request, None, hold, policy)
        except RateLimitError as error:
            if ctx.clock() >= deadline:
                raise
            refusal = error
            gate.refused(ctx.clock(), error.retry_after, ctx.chance())
        else:
            gate.entered()
            return session
