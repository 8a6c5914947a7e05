"""A follow-up task goes to the requested session, and only if that session is idle."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import inf
from typing import NamedTuple

from ..exchange import Exchange
from ..observation import Observation
from ..requirement import Evaluation, cite, rule
from ..session_history import SessionHistory, Task
from ..trace import Trace
from ..values import shown
from .derived.accepted import is_ambiguous
from .progress import full_tasks, may_be_cached

#: Within this fraction of the usual task duration after a dispatch, the task is certainly not over.
_SURELY_BUSY = 0.5


class Usual(NamedTuple):
    """The usual duration of a task on this server, in seconds: from the dispatch, and from status `running`. 0 if unknown."""

    whole: float
    running: float


def usual_task(trace: Trace) -> Usual:
    """Returns how long an agent works on a task, measured from tasks that were polled frequently."""
    whole, running = [], []
    for task in full_tasks(trace):
        assert task.over is not None
        unfinished = max(
            (one.started for one in task.observations if one.ended <= task.over.started), default=task.dispatch.started
        )
        runs = task.running_since if task.running_since < inf else unfinished
        whole.append((unfinished - task.dispatch.started, task.over.ended - task.dispatch.started))
        running.append((unfinished - runs, task.over.ended - max(_not_yet_running(task), task.dispatch.started)))
    return Usual(_usual(whole), _usual(running))


def _usual(found: list[tuple[float, float]]) -> float:
    """Returns a duration that most tasks reached, from the minimum and maximum duration of each."""
    known = sorted(at_least for at_least, at_most in found if at_least > at_most / 2)
    return known[len(known) // 4] if known else 0.0


def is_surely_busy(history: SessionHistory, one: Exchange, usual: Usual) -> bool:
    """Whether a task of the session certainly was not over when this request was handled.

    It was seen unfinished later, or it had just started, compared with the usual duration.
    """
    for task in history.tasks:
        if task.dispatch is one or task.dispatch.ended > one.started or task.until < one.started:
            continue
        if task.over and task.over.exchange is not one and task.over.started < one.ended:
            continue
        if any(stop is not one and stop.started < one.ended for stop in task.stops):
            continue
        is_seen_later = any(seen.started >= one.ended and seen.status == "running" for seen in task.observations)
        has_just_begun = (
            one.ended - task.dispatch.started < _SURELY_BUSY * usual.whole
            or one.ended - _not_yet_running(task) < _SURELY_BUSY * usual.running
        )
        if is_seen_later or (has_just_begun and not _may_be_short(task)):
            return True
    return False


def _not_yet_running(task: Task) -> float:
    """Returns when the session was last seen waiting for its browser, before it ran the task."""
    running = min((seen.started for seen in task.observations if seen.status == "running"), default=-inf)
    return max((seen.started for seen in task.observations if seen.ended <= running), default=-inf)


def _may_be_short(task: Task) -> bool:
    """Whether a task may end sooner than others: with a cached script, or at its cost limit."""
    return may_be_cached(task) or task.history.creation is None or task.history.asked("maxCostUsd") is not None


def is_surely_idle(history: SessionHistory, one: Exchange) -> bool:
    """Whether the session had been seen idle and certainly was still idle at this request."""
    others = (*history.follow_ups, *history.refused, *history.stops, *history.deletes)
    since = max(
        (other.ended for other in others if other is not one and other.may_have_acted and other.started < one.ended), default=0.0
    )

    def was_idle(observations: Sequence[Observation]) -> bool:
        return any(seen.status == "idle" and seen.started >= since and seen.ended <= one.started for seen in observations)

    done = (task for task in history.tasks if task.over and task.dispatch is not one and task.keep_alive)
    return since <= one.started and (any(was_idle(task.settled) for task in done) or was_idle(history.untasked))


def is_surely_ended(history: SessionHistory, one: Exchange) -> bool:
    return any(seen.is_final and seen.ended <= one.started for seen in history.observations)


@rule(
    cite(
        "createSession",
        {
            "follow-ups.same-session": "the response to a follow-up shows the requested session",
            "follow-ups.accepted": "an idle session accepts a follow-up",
            "follow-ups.busy.refused": "a session whose task is not over does not accept another",
            "follow-ups.ended.refused": "a session that has ended does not accept a task",
            "follow-ups.race": "of two tasks sent to an idle session at the same time, at most one is accepted",
        },
    ),
    cite("SessionStatus", {"follow-ups.created": "a session with status created does not accept a follow-up yet"}),
    cite(
        "createSession.409",
        {
            "follow-ups.busy.409": "a task for a session whose task is not over is answered 409",
            "follow-ups.ended.409": "a task for a session that has ended is answered 409",
        },
    ),
)
def dispatches(trace: Trace, evaluation: Evaluation) -> None:
    usual = usual_task(trace)
    for history in trace.histories.values():
        for one in (*history.follow_ups, *history.refused):
            if one.status == 200:
                found = one.object.get("id")
                is_same = isinstance(found, str) and found.lower() == history.id
                problem = f"the task was for session {history.id}; the response shows session {shown(found)}"
                evaluation.expect("follow-ups.same-session", is_same, problem, one)
            if one.was_handled and history.deleting_since >= one.ended and trace.mistakes[one.number] == []:
                _dispatch(history, one, evaluation, usual)
        _race(history, evaluation, usual)


def _dispatch(history: SessionHistory, one: Exchange, evaluation: Evaluation, usual: Usual) -> None:
    is_first = history.follow_ups[:1] in ([one], []) and history.creation and not isinstance(history.asked("task"), str)
    is_too_early = one.status == 200 and one.object.get("status") == "created"
    if is_first and (is_too_early or (one.status == 409 and not is_surely_idle(history, one))):
        problem = "the task was accepted, but the session's status is created"
        evaluation.expect("follow-ups.created", not is_too_early, problem, one)
    problem = f"answered {one.status}"
    state = "ended" if is_surely_ended(history, one) else "busy" if is_surely_busy(history, one, usual) else ""
    if state:
        evaluation.expect(f"follow-ups.{state}.refused", one.status >= 400, problem, one)
        evaluation.expect(f"follow-ups.{state}.409", one.status == 409, problem, one)
    elif is_surely_idle(history, one) and not (one.status == 422 and is_ambiguous(one)):
        evaluation.expect("follow-ups.accepted", one.status == 200, f"{problem}, though the session was idle", one)


def _race(history: SessionHistory, evaluation: Evaluation, usual: Usual) -> None:
    sent = sorted([*history.follow_ups, *(one for one in history.refused if one.status == 409)], key=lambda one: one.started)
    for one, other in pairwise(sent):
        if other.started < one.ended and other.ended - one.started < _SURELY_BUSY * usual.whole:
            are_both_accepted = one.status == other.status == 200
            evaluation.expect("follow-ups.race", not are_both_accepted, "both tasks were accepted", one, other)
