"""The status of a session after its task."""

from __future__ import annotations

from ..requirement import Evaluation, assume, cite, rule
from ..session_history import Task
from ..trace import Trace

#: The time limit for a session without keepAlive to stop by itself after its task, in seconds.
STOPS_WITHIN = 1.0


@rule(
    cite(
        "createSession.keepAlive",
        {
            "keep-alive.true": "with keepAlive, a session is idle after its task",
            "keep-alive.false": "with keepAlive false, a session stops by itself after its task",
            "keep-alive.absent": "without keepAlive, a session stops by itself after its task",
            "keep-alive.sound": "after a successful task the session is idle or stopped, not in error",
        },
    ),
    assume("createSession", {"follow-ups.keep-alive": "a follow-up's keepAlive replaces the one before; absent, it means false"}),
)
def after_task(trace: Trace, evaluation: Evaluation) -> None:
    for task in trace.tasks:
        if task.over and task.over.ended <= task.interrupted_at and task.over.get("isTaskSuccessful") is True:
            is_sound = task.over.status != "error"
            evaluation.expect("keep-alive.sound", is_sound, "the session is in error", task.dispatch, task.over.exchange)
        if task.is_complete and task.keep_alive is not None and task.over:
            _check_task(task, evaluation, _requirement(task))


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
        other = next((one for one in seen if one.status != "idle"), None)
        last = other or task.over
        evaluation.expect(requirement, other is None, f"{last.status} after the task", task.dispatch, last.exchange)
        return
    last = seen[-1] if seen else task.over
    waited, has_stopped = last.started - task.over.ended, any(one.status == "stopped" for one in seen)
    if has_stopped or waited >= STOPS_WITHIN:
        problem = f"still {last.status}, {waited:.1f} s after the task"
        evaluation.expect(requirement, has_stopped, problem, task.dispatch, last.exchange)
