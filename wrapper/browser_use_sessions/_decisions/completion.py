"""Is the task over? The answer follows from the states of the session: before the dispatch, and at each poll since.

The status `idle` is not enough: a session may be idle for a moment before its task runs, a session with a follow-up task may
still show the verdict on the previous task, and a short task may never be seen `running`. The rules:

- `stopped`, `timed_out` and `error` are final.
- `idle` with a verdict (`isTaskSuccessful` is not null) is the end, unless the verdict may be that on the previous task.
- The verdict is new as soon as anything shows that the new task has begun: a null verdict since the dispatch, `running`,
  another step, another verdict or output. If nothing does for `STALE` seconds, the task was too short to be seen.
- `idle` without a verdict, after the task was seen running, means that somebody else stopped it. The verdict gets `SETTLE`
  seconds to arrive. A task that was never seen running gets `NEVER_BEGAN` seconds to begin.
- A status that this version does not know is the end only with a new verdict.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from browser_use_sessions.errors import SessionExpiredError, SessionFailedError

if TYPE_CHECKING:
    from typing import Any

    from browser_use_api.models import Session
    from browser_use_sessions.errors import TaskError
    from browser_use_sessions.results import SessionResult

FINAL = frozenset(("stopped", "timed_out", "error"))
SETTLE = 2.0
STALE = 15.0
NEVER_BEGAN = 60.0


class CompletionDetector:
    """For one task. `before`: the session as it was before the dispatch; None for a new session, or if that is not known."""

    def __init__(self, before: Session | None = None) -> None:
        self._before = before
        self._begun = False
        self._verdict_is_new = before is None or before.is_task_successful is None
        self._idle_since: float | None = None

    def is_done(self, session: Session, now: float) -> bool:
        """Whether the task is over. Call it with each state of the session, and with the time in seconds."""
        status = session.status
        if status in FINAL:
            return True
        self._update(session)
        if status in ("created", "running"):
            self._idle_since = None
            return False
        has_verdict = session.is_task_successful is not None
        if has_verdict and self._verdict_is_new:
            return True
        if status != "idle":
            return False
        if self._idle_since is None:
            self._idle_since = now
        longest_wait = STALE if has_verdict else SETTLE if self._begun else NEVER_BEGAN
        return now - self._idle_since >= longest_wait

    def _update(self, session: Session) -> None:
        before = self._before
        if session.status == "running" or session.step_count > (before.step_count if before else 0):
            self._begun = True
        if self._begun or session.is_task_successful is None or (before is not None and _verdict(session) != _verdict(before)):
            self._verdict_is_new = True


def _verdict(session: Session) -> object:
    return session.is_task_successful, session.output


def session_failure(result: SessionResult[Any]) -> TaskError | None:
    """The error of a session that ended in `error` or `timed_out`, None for any other end."""
    last = f"{result.step_count} steps, last one: {result.last_step_summary or 'none'}"
    if result.status == "error":
        return SessionFailedError(
            f"Session {result.id} ended in error ({last}). Its browser could not start or go on: run the task again.",
            result=result,
            session_id=result.id,
        )
    if result.status == "timed_out":
        return SessionExpiredError(
            f"Session {result.id} ended in timed_out: it was cleaned up after inactivity ({last}). Run the task again; a session "
            "that waits for follow-ups lives for 15 minutes without one.",
            result=result,
            session_id=result.id,
        )
    return None
