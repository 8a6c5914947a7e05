"""Stopping what was started, whatever happens."""

from __future__ import annotations

import sys
import warnings
from typing import TYPE_CHECKING

from browser_use_sessions import registry
from browser_use_sessions.calls import stop_session
from browser_use_sessions.checks import is_id
from browser_use_sessions.errors import NotFoundError
from browser_use_sessions.flows.context import Gather, Uninterruptible, is_interruption
from browser_use_sessions.flows.doubt import is_dispatched
from browser_use_sessions.flows.exchange import fetch
from browser_use_sessions.log import STOPPED, logger
from browser_use_sessions.retry import Policy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from browser_use_api.models import Session
    from browser_use_sessions.flows.context import Context, Flow
    from browser_use_sessions.registry import Held

# All tries to stop one session together take at most about this many seconds.
BUDGET = 10.0
_EACH = 5.0
# A session that is not found is gone, unless it is so new that not every server of the API knows it yet.
MISSING_BUDGET = 3.0
# Of many that are to be stopped, none is begun with after this many.
BUDGET_FOR_ALL = 30.0
NO_TIME = "there was no time left"


def stop_stubbornly(ctx: Context, held: Held) -> Flow[Session]:
    """Stops the session, or its task alone. Raises the error that remains after many tries."""
    session_id, task_only = held
    call = stop_session(session_id, "task" if task_only else None)
    call.timeout = _EACH
    call.vital = True
    return (yield from fetch(ctx, call, Policy(None, BUDGET, stubborn=True, missing_budget=MISSING_BUDGET)))


def stop_for_good(ctx: Context, held: Held) -> Flow[str | None]:
    """Stops it. Gives None when it is stopped, else what the user has to know. Never raises."""
    try:
        yield from stop_stubbornly(ctx, held)
    except Exception as error:  # Hooks and transports of the caller's own raise what they like.
        if not (isinstance(error, NotFoundError) and is_id(held[0])):  # That one is gone. But what is no ID may be another's.
            return cannot_stop(held, str(error))
    registry.release(held)
    logger.info(STOPPED, "the task of session" if held[1] else "session", held[0])
    return None


def cannot_stop(held: Held, reason: str) -> str:
    session_id, task_only = held
    what = "task of session" if task_only else "session"
    strategy = ', strategy="task"' if task_only else ""
    remedy = f'stop it with client.sessions.stop("{session_id}"{strategy})'
    if not is_id(session_id):
        remedy = "look for it in client.sessions.list()"
    return f"The {what} {session_id} could not be stopped and may still be running: {remedy}. ({reason})"


def tell(problem: str, error: BaseException | None = None) -> None:
    """In a note on the error that passes, and in a warning where there is none or where nobody gets to see it."""
    logger.warning("%s", problem)
    if error is not None and problem not in getattr(error, "__notes__", ()):  # It may have been tried before.
        error.add_note(problem)
    if not isinstance(error, Exception | KeyboardInterrupt):
        warnings.warn(problem, RuntimeWarning, stacklevel=2)


class Hold:
    """Answers for what one flow starts: held from the start on, released at a good end, stopped at any other.

    `is_abandoned`: nobody waits any more for the create that is under way. `was_busy`: the session that is to get a task had one
    before.
    """

    __slots__ = ("_ctx", "_doubt", "_held", "_is_tried", "_leave_running", "is_abandoned", "was_busy")

    def __init__(self, ctx: Context, leave_running: bool) -> None:
        self._ctx = ctx
        self._leave_running = leave_running
        self._held: Held | None = None
        self._doubt: tuple[str, str] | None = None
        self._is_tried = False
        self.is_abandoned = False
        self.was_busy = False

    def take(self, session_id: str, task_only: bool) -> None:
        if not self._leave_running:
            self._held = (session_id, task_only)
            registry.hold(self._held, self._ctx.stop_at_exit)

    def suspect(self, session_id: str, task: str) -> None:
        """Nobody knows whether the task was dispatched to the session, which may be at work for somebody else."""
        if not (self._leave_running or self._held):
            self._doubt = (session_id, task)

    def release(self) -> None:
        self._doubt = None
        if self._held is not None:
            registry.release(self._held)
            self._held = None

    def leave_to_the_end(self) -> None:
        """What is held could not be stopped: it is tried once more when the client is closed or the interpreter exits."""
        self._held = None

    def stop(self, error: BaseException | None = None) -> Flow[None]:
        """Stops what is held, because of the error if there is one; what cannot be stopped is told."""
        is_held = self._held is not None and registry.holds(self._held)
        if sys.is_finalizing() or not (is_held or self._doubt):  # At the very end all has been done, and nothing works any more.
            return
        try:
            yield Uninterruptible(self._stop(error))
        except BaseException:
            if not self._is_tried and self._held is not None and registry.holds(self._held):
                tell(cannot_stop(self._held, NO_TIME), error)
            raise

    def _stop(self, error: BaseException | None) -> Flow[None]:
        if self._doubt is not None:
            session_id, task = self._doubt
            if not self.was_busy and (yield from is_dispatched(self._ctx, session_id, task)):
                self.take(session_id, task_only=True)
            elif is_interruption(error):
                tell(f"It is unknown whether the task was dispatched to session {session_id}: look at it.", error)
        if self._held is None or not registry.holds(self._held):
            return
        problem = yield from stop_for_good(self._ctx, self._held)
        self._is_tried = True
        if problem is not None:
            tell(problem, error)
        elif self._doubt is not None and error is not None:
            error.add_note(f"The task was dispatched to session {self._held[0]}, and has been stopped.")


def stop_all(ctx: Context, whats: list[Held]) -> Flow[list[str]]:
    """Stops all of them, side by side, as far as a bound on the time allows it. Gives what the user has to know."""
    deadline = ctx.clock() + BUDGET_FOR_ALL
    problems: dict[Held, str | None] = {}

    def stop_one(held: Held) -> Flow[None]:
        if ctx.clock() < deadline:
            problems[held] = yield from stop_for_good(ctx, held)

    yield Gather([stop_one(held) for held in whats])
    return left_over(problems, whats)


def left_over(problems: Mapping[Held, str | None], whats: list[Held]) -> list[str]:
    """What the user has to know about those that are still held."""
    told = [problems.get(held, cannot_stop(held, NO_TIME)) for held in whats if registry.holds(held)]
    return [problem for problem in told if problem is not None]


def close_all(ctx: Context, whats: list[Held], error: BaseException | None) -> Flow[None]:
    """The same at the end of a client's block: what the user has to know is told."""
    problems: list[str] | None = None
    try:
        problems = yield Uninterruptible(stop_all(ctx, whats))
    finally:
        if problems is None:
            problems = left_over({}, whats)
        if problems:
            tell("\n".join(problems), error)
