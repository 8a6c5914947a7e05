"""Stopping what was started, whatever happens."""

from __future__ import annotations

import sys
import warnings
from typing import TYPE_CHECKING, TypeVar

from browser_use_sessions._arguments import is_id
from browser_use_sessions._flows.context import Gather, Uninterruptible
from browser_use_sessions._flows.exchange import fetch
from browser_use_sessions._flows.orphan_sessions import is_dispatched
from browser_use_sessions._log import STOPPED, logger
from browser_use_sessions._shutdown import tracked_sessions
from browser_use_sessions._shutdown.interruptions import is_interruption
from browser_use_sessions._shutdown.tracked_sessions import NO_TIME, cannot_stop
from browser_use_sessions._transport.calls import stop_session, succeeded
from browser_use_sessions._transport.error_mapping import read
from browser_use_sessions._transport.retry import RetryPolicy
from browser_use_sessions.errors import NotFoundError

if TYPE_CHECKING:
    from browser_use_api.models import Session
    from browser_use_sessions._flows.context import Context, Flow
    from browser_use_sessions._shutdown.tracked_sessions import Tracked

T = TypeVar("T")
# Seconds that all attempts to stop one session take together, at most.
BUDGET = 10.0
_TIMEOUT = 5.0
# A session that is not found has gone, unless it is so new that not every server of the API knows it yet.
NOT_FOUND_BUDGET = 3.0
# When many sessions are stopped together, no stop is started after this many seconds.
BUDGET_FOR_ALL = 30.0


def stop_persistently(ctx: Context, key: Tracked) -> Flow[Session]:
    """Stops the session, or only its task. Raises the last error after many attempts."""
    session_id, task_only = key
    call = stop_session(session_id, "task" if task_only else None)
    call.timeout = _TIMEOUT
    call.is_cleanup = True
    policy = RetryPolicy(None, BUDGET, persistent=True, not_found_budget=NOT_FOUND_BUDGET)
    try:
        return (yield from fetch(ctx, call, policy))
    except Exception:
        if call.outcome is not None and succeeded(call.outcome):  # A hook of the caller's raised an error after that.
            return read(call, call.outcome)
        raise


def try_to_stop(ctx: Context, key: Tracked) -> Flow[str | None]:
    """Returns None when it is stopped, otherwise a message for the user. Never raises."""
    try:
        yield from stop_persistently(ctx, key)
    except Exception as error:  # The caller's own hooks and transports can raise anything.
        # Not found: it has gone. But an ID that is not a UUID may not be the session's real ID.
        if not (isinstance(error, NotFoundError) and is_id(key[0])):
            return cannot_stop(key, str(error))
    tracked_sessions.untrack(key)
    logger.info(STOPPED, "the task of session" if key[1] else "session", key[0])
    return None


def report_problem(problem: str, error: BaseException | None = None) -> None:
    """Adds a note to the error that is being raised. Without one, or where the user will not see it, this is a warning."""
    logger.warning("%s", problem)
    if error is not None and problem not in getattr(error, "__notes__", ()):  # It may have been noted before.
        error.add_note(problem)
    if not isinstance(error, Exception | KeyboardInterrupt):
        warnings.warn(problem, RuntimeWarning, stacklevel=2)


class CleanupGuard:
    """Tracks what one flow starts, and stops it unless the flow ends well.

    `is_abandoned`: nobody waits any more for the create that is in progress. `was_busy`: the session that is to get the task had
    another task before.
    """

    __slots__ = ("_ctx", "_is_tried", "_key", "_leave_running", "_uncertain", "is_abandoned", "was_busy")

    def __init__(self, ctx: Context, leave_running: bool) -> None:
        self._ctx = ctx
        self._leave_running = leave_running
        self._key: Tracked | None = None
        self._uncertain: tuple[str, str] | None = None
        self._is_tried = False
        self.is_abandoned = False
        self.was_busy = False

    def track(self, session_id: str, task_only: bool) -> None:
        if not self._leave_running:
            self._key = (session_id, task_only)
            tracked_sessions.track(self._key, self._ctx.stop_at_exit)

    def mark_uncertain(self, session_id: str, task: str) -> None:
        """The task may have been dispatched to the session. The session may also be at work for somebody else."""
        if not (self._leave_running or self._key):
            self._uncertain = (session_id, task)

    def release(self) -> None:
        self._uncertain = None
        if self._key is not None:
            tracked_sessions.untrack(self._key)
            self._key = None

    def leave_to_exit(self) -> None:
        """It could not be stopped. The next attempt is made when the client is closed or the interpreter exits."""
        self._key = None

    def guarded(self, flow: Flow[T]) -> Flow[T]:
        """The result of the flow. If it fails, what it has started is stopped."""
        try:
            return (yield from flow)
        except GeneratorExit:
            raise
        except BaseException as error:
            yield from self.stop(error)
            raise

    def stop(self, error: BaseException | None = None) -> Flow[None]:
        """Stops what is tracked, because of `error` if there is one. Reports what cannot be stopped."""
        is_tracked = self._key is not None and tracked_sessions.is_tracked(self._key)
        if sys.is_finalizing() or not (is_tracked or self._uncertain):  # While the interpreter finalizes, nothing works any more.
            return
        try:
            yield Uninterruptible(self._stop(error))
        except BaseException:
            if not self._is_tried and self._key is not None and tracked_sessions.is_tracked(self._key):
                report_problem(cannot_stop(self._key, NO_TIME), error)
            raise

    def _stop(self, error: BaseException | None) -> Flow[None]:
        if self._uncertain is not None:
            session_id, task = self._uncertain
            if not self.was_busy and (yield from is_dispatched(self._ctx, session_id, task)):
                self.track(session_id, task_only=True)
            elif is_interruption(error):
                report_problem(f"It is unknown whether the task was dispatched to session {session_id}: look at it.", error)
        if self._key is None or not tracked_sessions.is_tracked(self._key):
            return
        problem = yield from try_to_stop(self._ctx, self._key)
        self._is_tried = True
        if problem is not None:
            report_problem(problem, error)
        elif self._uncertain is not None and error is not None:
            error.add_note(f"The task was dispatched to session {self._key[0]}, and has been stopped.")


def stop_all(ctx: Context, keys: list[Tracked]) -> Flow[list[str]]:
    """Stops all of them at the same time, within a time limit. Returns messages about those that may still be running."""
    deadline = ctx.clock() + BUDGET_FOR_ALL
    problems: dict[Tracked, str | None] = {}

    def stop_one(key: Tracked) -> Flow[None]:
        if ctx.clock() < deadline:
            problems[key] = yield from try_to_stop(ctx, key)

    yield Gather([stop_one(key) for key in keys])
    return tracked_sessions.still_running(problems, keys)


def close_all(ctx: Context, keys: list[Tracked], error: BaseException | None) -> Flow[None]:
    """`stop_all` for a client that is closed: reports the messages."""
    problems: list[str] | None = None
    try:
        problems = yield Uninterruptible(stop_all(ctx, keys))
    finally:
        if problems is None:
            problems = tracked_sessions.still_running({}, keys)
        if problems:
            report_problem("\n".join(problems), error)
