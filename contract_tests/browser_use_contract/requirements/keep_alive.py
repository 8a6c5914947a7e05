"""The status of a session after its task."""

from __future__ import annotations

from ..citations import assumed, request
from ..requirement import Citation, Evaluation, rule
from ..session_history import Task
from ..trace import Trace

#: The time limit for a session without keepAlive to stop by itself after its task, in seconds.
STOPS_WITHIN = 1.0

_CITATIONS: dict[str, Citation] = {
    "keep-alive.true": request.KEEP_ALIVE,
    "keep-alive.false": request.KEEP_ALIVE,
    "keep-alive.absent": request.KEEP_ALIVE_DEFAULT,
    "follow-ups.keep-alive": assumed.KEEP_ALIVE,
}


@rule(
    lambda requirement: _CITATIONS[requirement],
    {
        "keep-alive.true": "with keepAlive, a session is idle after its task",
        "keep-alive.false": "with keepAlive false, a session stops by itself after its task",
        "keep-alive.absent": "without keepAlive, a session stops by itself after its task",
        "follow-ups.keep-alive": "a follow-up's keepAlive replaces the one before it; absent, it means false",
    },
)
def after_task(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        for task in history.tasks:
            if task.is_complete and task.keep_alive is not None and task.over:
                _check_task(task, evaluation, _requirement(task))


@rule(
    request.KEEP_ALIVE,
    {"keep-alive.sound": "after a successful task the session is idle or stopped, not in error"},
)
def sound(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        for task in history.tasks:
            if task.over and task.over.ended <= task.interrupted_at and task.over.get("isTaskSuccessful") is True:
                violated = task.over.status == "error"
                evaluation.check(
                    "keep-alive.sound", "the session is in error" if violated else None, task.dispatch, task.over.exchange
                )


def _requirement(task: Task) -> str:
    if task.index and task.history.tasks[task.index - 1].keep_alive != task.keep_alive:
        return "follow-ups.keep-alive"
    if "keepAlive" not in task.given:
        return "keep-alive.absent" if task.is_first else "follow-ups.keep-alive"
    return f"keep-alive.{str(task.keep_alive).lower()}"


def _check_task(task: Task, evaluation: Evaluation, requirement: str) -> None:
    assert task.over is not None
    seen = [one for one in task.undisturbed if one.status in ("idle", "stopped", "running", "created")]
    if task.keep_alive:
        ended = next((one for one in seen if one.status != "idle"), None)
        evaluation.check(
            requirement, f"{ended.status} after the task" if ended else None, task.dispatch, (ended or task.over).exchange
        )
        return
    last = seen[-1] if seen else task.over
    if any(one.status == "stopped" for one in seen):
        evaluation.passed(requirement)
    elif last.started - task.over.ended >= STOPS_WITHIN:
        evaluation.check(
            requirement,
            f"still {last.status}, {last.started - task.over.ended:.1f} s after the task",
            task.dispatch,
            last.exchange,
        )
