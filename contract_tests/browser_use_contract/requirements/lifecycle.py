"""Statuses change only as documented, and tasks end."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from .. import spec
from ..citations import operations, request, response
from ..observation import FINAL, Observation
from ..requirement import Evaluation, rule
from ..session_history import SessionHistory, Task
from ..trace import Trace

#: A task counts as stuck after this many seconds, and after this many times the duration of the slowest other task.
STUCK_AFTER = 24.0
_STARTS_WITHIN = 10.0
STUCK_TIMES = 5.0
#: Counters that grow while a session works. For this many seconds after a dispatch, the previous task may still change them.
_WORK = ("stepCount", "totalInputTokens", "totalOutputTokens", "llmCostUsd")
_SETTLED = 0.25
#: The precision of time stamps, in seconds: some servers send whole seconds.
_GRAIN = 1.0


def idle_too_long(longest: float) -> float:
    """Returns how long a session may stay idle before it runs its task, in seconds. The slowest task took `longest` seconds."""
    return max(4.0, 3 * longest)


def _after(history: SessionHistory, first: Observation) -> Iterator[Observation]:
    return (one for one in history.observations if one.started >= first.ended)


@rule(operations.FINAL, {f"lifecycle.final.{status}": f"a session that is {status} stays so" for status in FINAL})
def final(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        first = min((one for one in history.observations if one.is_final), key=lambda one: one.ended, default=None)
        if first is None:
            continue
        for one in _after(history, first):
            changed = one.status != first.status
            problem = f"{one.status or 'no status'} after {first.status}" if changed else None
            evaluation.check(f"lifecycle.final.{first.status}", problem, first.exchange, one.exchange)


@rule(response.CREATED, {"lifecycle.created-first": "created is only the first status"})
def created_first(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        later = min((one for one in history.observations if one.status != "created"), key=lambda one: one.ended, default=None)
        if later is None:
            continue
        for one in _after(history, later):
            problem = f"created again after {later.status}" if one.status == "created" else None
            evaluation.check("lifecycle.created-first", problem, later.exchange, one.exchange)


@rule(response.PROGRESS, {"lifecycle.over": "a task that is over does not run again"})
def over(trace: Trace, evaluation: Evaluation) -> None:
    for task in _tasks(trace):
        for one in task.settled:
            if task.over and one is not task.over:
                problem = f"running again after {task.over.status}" if one.status == "running" else None
                evaluation.check("lifecycle.over", problem, task.over.exchange, one.exchange)


@rule(operations.STATUSES, {"lifecycle.works": "a session that works on a task is neither idle nor created"})
def works(trace: Trace, evaluation: Evaluation) -> None:
    """Checks statuses against counters: while the success is unknown, growth between two observations is work on the task."""
    for task in _tasks(trace) if "isTaskSuccessful" in spec.properties("Session") else ():
        calm = [one for one in task.observations if one.ended <= task.interrupted_at and one.get("isTaskSuccessful") is None]
        waiting = [one for one in calm if one.status in ("idle", "created") and one.started >= task.dispatch.ended + _SETTLED]
        for before, after in pairwise(waiting):
            if before.before(after):
                grown = [name for name in _WORK if (after.number(name) or 0) > (before.number(name) or 0)]
                problem = f"{' and '.join(grown)} grew while it was {after.status}, and the task is not over"
                evaluation.check("lifecycle.works", problem if grown else None, task.dispatch, before.exchange, after.exchange)


def _tasks(trace: Trace) -> Iterator[Task]:
    return (task for history in trace.histories.values() for task in history.tasks)


@rule(request.NEW_TASK, {"lifecycle.ends.first": "a session runs its first task to the end"})
def first_task_ends(trace: Trace, evaluation: Evaluation) -> None:
    _ends(trace, evaluation, "lifecycle.ends.first", first=True)


@rule(request.DISPATCH, {"lifecycle.ends.follow-up": "an idle session runs a follow-up to the end"})
def follow_up_ends(trace: Trace, evaluation: Evaluation) -> None:
    _ends(trace, evaluation, "lifecycle.ends.follow-up", first=False)


def _duration(task: Task, over: Observation) -> float:
    """Returns an upper bound of a task's duration, in seconds: by the observations or by the server's clock."""
    begun = next((one.moment("updatedAt") for one in task.observations if one.exchange is task.dispatch), None)
    ended = over.moment("updatedAt")
    seen = over.ended - task.dispatch.started
    return seen if begun is None or ended is None or ended < begun else min(seen, ended - begun + _GRAIN)


def _ends(trace: Trace, evaluation: Evaluation, requirement: str, *, first: bool) -> None:
    longest = max((_duration(task, task.over) for task in _tasks(trace) if task.over and task.is_complete), default=None)
    for task in _tasks(trace):
        if (task.index == 0) is not first:
            continue
        if task.over:
            evaluation.passed(requirement)
        elif longest is not None and (seen := [one for one in task.observations if one.ended <= task.interrupted_at]):
            waited = seen[-1].started - task.dispatch.ended
            is_idle = all(one.status == "idle" for one in seen if one.started > seen[-1].started - idle_too_long(longest))
            if waited > (idle_too_long(longest) if is_idle else max(STUCK_AFTER, STUCK_TIMES * longest)):
                problem = f"still {seen[-1].status} after {waited:.0f} s; the slowest other task took {longest:.1f} s"
                evaluation.check(requirement, problem, task.dispatch, seen[-1].exchange)


@rule(operations.STATUSES, {"lifecycle.reaches-idle": "a session without a task becomes idle"})
def reaches_idle(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        seen = [one for one in history.untasked if one.ended <= history.stopped_at]
        if any(one.status == "idle" for one in seen):
            evaluation.passed("lifecycle.reaches-idle")
        elif seen and seen[-1].started - history.created_at > _STARTS_WITHIN:
            evaluation.check("lifecycle.reaches-idle", f"still {seen[-1].status} after {_STARTS_WITHIN:.0f} s", seen[-1].exchange)
