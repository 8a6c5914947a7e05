"""Stopping what was started, whatever happens."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from browser_use_sessions import registry
from browser_use_sessions.calls import Answer, stop_session
from browser_use_sessions.errors import BrowserUseError
from browser_use_sessions.flows.exchange import attempts
from browser_use_sessions.log import logger
from browser_use_sessions.retry import Policy

if TYPE_CHECKING:
    from browser_use_sessions.calls import Outcome
    from browser_use_sessions.flows.context import Context, Flow
    from browser_use_sessions.registry import Held

# All tries to stop one session together take at most about this many seconds.
BUDGET = 10.0
_EACH = 5.0
# And all that is left when the interpreter exits, this many.
BUDGET_AT_EXIT = 30.0


def stop_for_good(ctx: Context, held: Held) -> Flow[str | None]:
    """Stops the session, or its task alone. Gives None when it is stopped, else what the user has to know. Never raises."""
    session_id, task_only = held
    call = stop_session(session_id, json.dumps({"strategy": "task"}).encode() if task_only else None)
    call.timeout = _EACH
    outcome: Outcome | BrowserUseError
    try:
        outcome, _ = yield from attempts(ctx, call, Policy(3, BUDGET))
    except BrowserUseError as error:  # The client is closed.
        outcome = error
    what = "task of session" if task_only else "session"
    if isinstance(outcome, Answer) and (outcome.succeeded or outcome.status == 404):
        registry.release(held)
        logger.info("stopped the %s %s", what, session_id)
        return None
    strategy = ', strategy="task"' if task_only else ""
    problem = (
        f"The {what} {session_id} could not be stopped ({outcome}) and may still be running: stop it with "
        f'client.sessions.stop("{session_id}"{strategy}).'
    )
    logger.warning("%s", problem)
    return problem


class Hold:
    """Answers for what one flow starts: held from the start on, released at a good end, stopped at any other."""

    __slots__ = ("_ctx", "_held", "_leave_running")

    def __init__(self, ctx: Context, leave_running: bool) -> None:
        self._ctx = ctx
        self._leave_running = leave_running
        self._held: Held | None = None

    def take(self, session_id: str, task_only: bool) -> None:
        if not self._leave_running:
            self._held = (session_id, task_only)
            registry.hold(self._held, self._ctx.stop_at_exit)

    def release(self) -> None:
        if self._held is not None:
            registry.release(self._held)
            self._held = None

    def stop(self, error: BaseException | None = None) -> Flow[None]:
        """Stops what is held, because of the error if there is one; what cannot be stopped is noted on it."""
        if self._held is None:
            return
        problem = yield from stop_for_good(self._ctx, self._held)
        if problem is not None and error is not None:
            error.add_note(problem)


def stop_all(ctx: Context, whats: list[Held]) -> Flow[None]:
    """Stops what is still held at the end, as far as a bound on the time allows it."""
    deadline = ctx.clock() + BUDGET_AT_EXIT
    for held in whats:
        if ctx.clock() > deadline:
            logger.warning("no time left to stop session %s: it may still be running", held[0])
        else:
            yield from stop_for_good(ctx, held)
