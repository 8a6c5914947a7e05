"""Statuses change only as documented, and tasks end."""

from __future__ import annotations

from itertools import pairwise

from ..observation import FINAL, Observation
from ..requirement import Evaluation, cite, rule
from ..session_history import Task
from ..trace import Trace

#: A task counts as stuck after this many seconds, and after this many times the duration of the slowest other task.
STUCK_AFTER = 24.0
STUCK_TIMES = 5.0
_STARTS_WITHIN = 10.0
#: Counters that only a working agent increases. For this many seconds after a dispatch, the previous task may still change them.
WORK = ("stepCount", "totalInputTokens", "totalOutputTokens", "llmCostUsd")
SETTLED = 0.25
#: The precision of time stamps, in seconds: some servers send whole seconds.
_GRAIN = 1.0


def idle_too_long(longest: float) -> float:
    """Returns how long a session may stay idle before it runs its task, in seconds. The slowest task took `longest` seconds."""
    return max(4.0, 3 * longest)


def grown(before: Observation, after: Observation) -> str:
    """Returns the names of the counters of work that are higher in the second observation. Empty if there are none."""
    return " and ".join(name for name in WORK if (after.number(name) or 0) > (before.number(name) or 0))


@rule(
    cite("SessionStatus", {f"lifecycle.final.{status}": f"a session that is {status} stays so" for status in FINAL}),
    cite("SessionStatus", {"lifecycle.created-first": "created is only the first status"}),
)
def changes(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        later = min((one for one in history.observations if one.status != "created"), key=lambda one: one.ended, default=None)
        for one in history.observations:
            if later and later.before(one):
                problem = f"created again after {later.status}"
                evaluation.expect("lifecycle.created-first", one.status != "created", problem, later.exchange, one.exchange)
            if (final := history.ended) and final.before(one):
                problem = f"{one.status or 'no status'} after {final.status}"
                is_same = one.status == final.status
                evaluation.expect(f"lifecycle.final.{final.status}", is_same, problem, final.exchange, one.exchange)


@rule(cite("SessionStatus", {"lifecycle.over": "a task that is over does not run again"}))
def over(trace: Trace, evaluation: Evaluation) -> None:
    for task in trace.tasks:
        for one in task.settled:
            if task.over and one is not task.over:
                problem = f"running again after {task.over.status}"
                evaluation.expect("lifecycle.over", one.status != "running", problem, task.over.exchange, one.exchange)


@rule(cite("Session.isTaskSuccessful", {"lifecycle.works": "a session that works on a task is neither idle nor created"}))
def works(trace: Trace, evaluation: Evaluation) -> None:
    """Checks statuses against counters: while the success is unknown, growth between two observations is work on the task."""
    for task in trace.tasks:
        calm = [one for one in task.observations if one.ended <= task.interrupted_at and one.get("isTaskSuccessful") is None]
        waiting = [one for one in calm if one.status in ("idle", "created") and one.started >= task.dispatch.ended + SETTLED]
        for before, after in pairwise(waiting):
            if before.before(after):
                names = grown(before, after)
                problem = f"{names} grew while it was {after.status}, and the task is not over"
                evaluation.expect("lifecycle.works", not names, problem, task.dispatch, before.exchange, after.exchange)


def _duration(task: Task, over: Observation) -> float:
    """Returns an upper bound of a task's duration, in seconds: by the observations or by the server's clock."""
    begun = next((one.moment("updatedAt") for one in task.observations if one.exchange is task.dispatch), None)
    ended = over.moment("updatedAt")
    seen = over.ended - task.dispatch.started
    return seen if begun is None or ended is None or ended < begun else min(seen, ended - begun + _GRAIN)


@rule(
    cite(
        "createSession",
        {
            "lifecycle.ends.first": "a session runs its first task to the end",
            "lifecycle.ends.follow-up": "an idle session runs a follow-up to the end",
        },
    )
)
def ends(trace: Trace, evaluation: Evaluation) -> None:
    longest = max((_duration(task, task.over) for task in trace.tasks if task.over and task.is_complete), default=None)
    for task in trace.tasks:
        requirement = "lifecycle.ends.follow-up" if task.index else "lifecycle.ends.first"
        seen = [one for one in task.observations if one.ended <= task.interrupted_at]
        if task.over:
            evaluation.passed(requirement)
        elif longest is not None and seen:
            last = seen[-1]
            waited = last.started - task.dispatch.ended
            is_idle = all(one.status == "idle" for one in seen if one.started > last.started - idle_too_long(longest))
            if waited > (idle_too_long(longest) if is_idle else max(STUCK_AFTER, STUCK_TIMES * longest)):
                problem = f"still {last.status} after {waited:.0f} s; the slowest other task took {longest:.1f} s"
                evaluation.expect(requirement, False, problem, task.dispatch, last.exchange)


@rule(cite("SessionStatus", {"lifecycle.reaches-idle": "a session without a task becomes idle"}))
def reaches_idle(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        seen = [one for one in history.untasked if one.ended <= history.stopped_at]
        is_idle = any(one.status == "idle" for one in seen)
        if is_idle or (seen and seen[-1].started - history.created_at > _STARTS_WITHIN):
            problem = f"still {seen[-1].status} after {_STARTS_WITHIN:.0f} s"
            evaluation.expect("lifecycle.reaches-idle", is_idle, problem, seen[-1].exchange)
