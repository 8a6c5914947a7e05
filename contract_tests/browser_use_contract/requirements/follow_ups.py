"""A follow-up task goes to the requested session, and only if that session is idle."""

from __future__ import annotations

from itertools import pairwise
from math import inf
from typing import NamedTuple

from ..citations import assumed, operations, request
from ..exchange import Exchange
from ..observation import FOLLOW_UP, operation_of
from ..requirement import Citation, Evaluation, rule
from ..session_history import SessionHistory, Task, may_have_acted
from ..trace import Trace
from ..values import shown
from .accepted import is_ambiguous
from .progress import full_tasks, may_be_cached
from .refused import ELSEWHERE

#: Within this fraction of the usual task duration after a dispatch, the task is certainly not over.
_SURELY_BUSY = 0.5

_REQUIREMENTS: dict[str, tuple[Citation, str]] = {
    "follow-ups.same-session": (request.DISPATCH, "the response to a follow-up shows the requested session"),
    "follow-ups.accepted": (request.FOLLOW_UP, "an idle session accepts a follow-up"),
    "follow-ups.busy.refused": (request.SESSION_ID, "a session whose task is not over does not accept another"),
    "follow-ups.busy.409": (assumed.BUSY, "a task for a session whose task is not over is answered 409"),
    "follow-ups.created": (operations.STATUSES, "a session with status created does not accept a follow-up yet"),
    "follow-ups.ended.refused": (request.SESSION_ID, "a session that has ended does not accept a task"),
    "follow-ups.ended.409": (assumed.BUSY, "a task for a session that has ended is answered 409"),
    "follow-ups.race": (request.SESSION_ID, "of two tasks sent to an idle session at the same time, at most one is accepted"),
}


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
        runs = min((one.ended for one in task.observations if one.status == "running"), default=unfinished)
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
        later = any(seen.started >= one.ended and seen.status == "running" for seen in task.observations)
        just_begun = (
            one.ended - task.dispatch.started < _SURELY_BUSY * usual.whole
            or one.ended - _not_yet_running(task) < _SURELY_BUSY * usual.running
        )
        if later or (just_begun and not _may_be_short(task)):
            return True
    return False


def _not_yet_running(task: Task) -> float:
    """Returns when the session was last seen waiting for its browser, before it ran the task."""
    running = min((seen.started for seen in task.observations if seen.status == "running"), default=-inf)
    return max((seen.started for seen in task.observations if seen.ended <= running), default=-inf)


def _may_be_short(task: Task) -> bool:
    """Whether a task may end sooner than others: with a cached script, or at its cost limit."""
    creation = task.history.creation
    return may_be_cached(task) or creation is None or creation.fields.get("maxCostUsd") is not None


def is_surely_idle(history: SessionHistory, one: Exchange) -> bool:
    """Whether the session had been seen idle and certainly was still idle at this request."""
    others = [
        other
        for other in (*history.follow_ups, *history.refused, *history.stops, *history.deletes)
        if other is not one and may_have_acted(other)
    ]
    since = max((other.ended for other in others if other.started < one.ended), default=0.0)
    if since > one.started:
        return False
    for task in history.tasks:
        if task.over and task.dispatch is not one and task.keep_alive and any(_idle_between(task.settled, since, one)):
            return True
    return any(_idle_between(history.untasked, since, one))


def _idle_between(observations: object, since: float, one: Exchange) -> list[bool]:
    assert isinstance(observations, (list, tuple))
    return [True for seen in observations if seen.status == "idle" and seen.started >= since and seen.ended <= one.started]


def is_surely_ended(history: SessionHistory, one: Exchange) -> bool:
    return any(seen.is_final and seen.ended <= one.started for seen in history.observations)


@rule(lambda requirement: _REQUIREMENTS[requirement][0], {name: says for name, (_, says) in _REQUIREMENTS.items()})
def dispatches(trace: Trace, evaluation: Evaluation) -> None:
    usual = usual_task(trace)
    for history in trace.histories.values():
        for one in (*history.follow_ups, *history.refused):
            if one.status == 200:
                found = one.object.get("id")
                same = isinstance(found, str) and found.lower() == history.id
                problem = f"the task was for session {history.id}; the response shows session {shown(found)}"
                evaluation.check("follow-ups.same-session", None if same else problem, one)
            if not one.status or one.status >= 500 or one.status in ELSEWHERE or history.deleting_since < one.ended:
                continue
            if trace.mistakes[one.number] != []:
                continue
            problem = f"answered {one.status}"
            _too_early(history, one, evaluation)
            if is_surely_ended(history, one):
                _refused(evaluation, "ended", one)
            elif is_surely_busy(history, one, usual):
                _refused(evaluation, "busy", one)
            elif is_surely_idle(history, one) and not (one.status == 422 and is_ambiguous(one.request)):
                evaluation.check(
                    "follow-ups.accepted", None if one.status == 200 else f"{problem}, though the session was idle", one
                )
        _race(history, evaluation, usual)


def _too_early(history: SessionHistory, one: Exchange, evaluation: Evaluation) -> None:
    """Checks that a session without a task accepts none before it is ready: an accepting response must not show `created`."""
    if history.creation and not isinstance(history.creation.fields.get("task"), str) and history.follow_ups[:1] in ([one], []):
        taken = one.status == 200 and one.object.get("status") == "created"
        if taken or (one.status == 409 and not is_surely_idle(history, one)):
            evaluation.check(
                "follow-ups.created", "the task was accepted, but the session's status is created" if taken else None, one
            )


def _refused(evaluation: Evaluation, kind: str, one: Exchange) -> None:
    problem = f"answered {one.status}"
    evaluation.check(f"follow-ups.{kind}.refused", problem if one.status < 400 else None, one)
    evaluation.check(f"follow-ups.{kind}.409", problem if one.status != 409 else None, one)


def _race(history: SessionHistory, evaluation: Evaluation, usual: Usual) -> None:
    sent = sorted([*history.follow_ups, *(one for one in history.refused if one.status == 409)], key=lambda one: one.started)
    for one, other in pairwise(sent):
        if (
            other.started < one.ended
            and operation_of(one) == FOLLOW_UP
            and other.ended - one.started < _SURELY_BUSY * usual.whole
        ):
            both = one.status == other.status == 200
            evaluation.check("follow-ups.race", "both tasks were accepted" if both else None, one, other)
