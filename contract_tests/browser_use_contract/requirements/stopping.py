"""Stopping a session or its task, once or several times."""

from __future__ import annotations

from collections import Counter

from ..citations import assumed, operations
from ..exchange import MISSING, Exchange
from ..observation import Observation
from ..requirement import Citation, Evaluation, rule
from ..session_history import SessionHistory, may_have_acted, strategy_of
from ..trace import Trace
from .follow_ups import Usual, is_surely_busy, is_surely_idle, usual_task

_REQUIREMENTS: dict[str, tuple[Citation, str]] = {
    "stopping.session.no-body": (operations.STRATEGY, "a stop without a body stops the session"),
    "stopping.session.null": (operations.STRATEGY, "a stop with null stops the session"),
    "stopping.session.default": (operations.STRATEGY, "a stop without a strategy stops the session"),
    "stopping.session.named": (operations.STOP_SESSION, "strategy session stops the session"),
    "stopping.session.stays": (operations.STOP_SESSION, "a stopped session stays stopped"),
    "stopping.task": (operations.STOP_TASK, "strategy task stops only the task: the session is idle"),
    "stopping.task.lives": (
        operations.STOP_TASK,
        "strategy task does not end a session with keepAlive, even while it starts",
    ),
    "stopping.task.stays": (operations.STOP_TASK, "a session stays idle after its task was stopped"),
    "stopping.task.ends": (operations.STOP_TASK, "a stopped task takes no more steps and costs no more"),
    "stopping.task.failed": (assumed.STOPPED_TASK, "a stopped task has not succeeded"),
    "stopping.again": (assumed.STOP_AGAIN, "a stop of an ended session is answered 200 and changes nothing"),
    "stopping.idle-task": (assumed.STOP_AGAIN, "strategy task on an idle session is answered 200, and it stays idle"),
}


#: Counters that only a working agent increases.
_WORK = ("stepCount", "totalInputTokens", "totalOutputTokens", "llmCostUsd")


#: More sessions than this do not fail or time out by chance at the moment of a stop.
_BY_CHANCE = 2


def _excused(trace: Trace) -> frozenset[str]:
    """Returns other final statuses that a stop may show, because the session ended in that way at that moment."""
    stops = [one for one in trace.observations if one.operation == "stopSession" and strategy_of(one.exchange) == "session"]
    ends = Counter(one.status for one in stops)
    return frozenset(status for status in ("timed_out", "error") if ends[status] <= _BY_CHANCE)


def _how(stop: Exchange) -> str:
    if stop.sent is None or not stop.sent.strip() or stop.request is MISSING:
        return "no-body"
    if stop.request is None:
        return "null"
    return "named" if stop.fields.get("strategy") else "default"


@rule(lambda requirement: _REQUIREMENTS[requirement][0], {name: says for name, (_, says) in _REQUIREMENTS.items()})
def stops(trace: Trace, evaluation: Evaluation) -> None:
    usual, reliable, excused = usual_task(trace), _agents_succeed(trace), _excused(trace)
    for history in trace.histories.values():
        shown = {one.exchange.number: one for one in history.observations if one.operation == "stopSession"}
        for stop in history.stops:
            if stop.status >= 500 or not stop.status or history.deleting_since < stop.ended:
                continue
            ended = [one for one in history.observations if one.is_final and one.ended <= stop.started]
            if ended:
                _again(evaluation, stop, ended[-1], shown.get(stop.number))
            elif stop.number in shown and strategy_of(stop) == "session":
                _session(history, evaluation, stop, shown[stop.number], excused)
            elif stop.number in shown and strategy_of(stop) == "task":
                _task(history, evaluation, stop, shown[stop.number], usual, reliable=reliable)
            elif stop.status in (400, 409) and strategy_of(stop) == "task" and is_surely_idle(history, stop):
                evaluation.check("stopping.idle-task", f"answered {stop.status}", stop)


def _again(evaluation: Evaluation, stop: Exchange, before: Observation, after: Observation | None) -> None:
    if strategy_of(stop) is None:
        return
    problem = f"answered {stop.status}" if stop.status != 200 else None
    if after and after.status != before.status:
        problem = f"the status changed from {before.status} to {after.status}"
    evaluation.check("stopping.again", problem, before.exchange, stop)


def _session(
    history: SessionHistory, evaluation: Evaluation, stop: Exchange, answer: Observation, excused: frozenset[str]
) -> None:
    is_ended = answer.status in {"stopped", *excused}
    evaluation.check(f"stopping.session.{_how(stop)}", None if is_ended else f"the answer shows it {answer.status}", stop)
    for one in history.observations:
        if one.started >= stop.ended:
            problem = f"{one.status} after it was stopped"
            evaluation.check("stopping.session.stays", None if one.is_final else problem, stop, one.exchange)


def _agents_succeed(trace: Trace) -> bool:
    """Whether all tasks succeed on this server unless they are stopped or limited. An unsuccessful task then was stopped."""
    tasks = [task for history in trace.histories.values() for task in history.tasks]
    ended = [
        task
        for task in tasks
        if task.is_complete and not (task.history.creation and task.history.creation.fields.get("maxCostUsd"))
    ]
    return bool(ended) and all(task.succeeded for task in ended)


def _task(
    history: SessionHistory, evaluation: Evaluation, stop: Exchange, answer: Observation, usual: Usual, *, reliable: bool
) -> None:
    if is_surely_idle(history, stop):
        problem = f"the answer shows it {answer.status}"
        evaluation.check("stopping.idle-task", None if answer.status == "idle" else problem, stop)
        return
    task = next((task for task in reversed(history.tasks) if task.dispatch.ended <= stop.started), None)
    if (task.keep_alive if task else not history.tasks) and history.stopped_at >= stop.ended:
        evaluation.check("stopping.task.lives", "the response shows it stopped" if answer.status == "stopped" else None, stop)
    ran = task and any(one.status == "running" and one.ended <= stop.started for one in task.observations)
    if task is None or not ran or (task.over and task.over.ended <= stop.started):
        return
    if answer.status == "stopped" and history.stopped_at < stop.ended:  # Another stop, of the session, may have come first.
        return
    is_busy = is_surely_busy(history, stop, usual) or (reliable and answer.get("isTaskSuccessful") is not True)
    if answer.status == "idle" or task.keep_alive or is_busy:
        evaluation.check("stopping.task", None if answer.status == "idle" else f"the answer shows it {answer.status}", stop)
    if is_busy or answer.get("isTaskSuccessful") is not True:
        problem = f"isTaskSuccessful is {answer.get('isTaskSuccessful')!r}"
        evaluation.check("stopping.task.failed", None if answer.get("isTaskSuccessful") is False else problem, stop)
    if answer.status == "idle":
        _stays_idle(history, evaluation, stop)


#: Counters may still change for this long after the stop, in seconds.
_SETTLED_WITHIN = 0.25


def _stays_idle(history: SessionHistory, evaluation: Evaluation, stop: Exchange) -> None:
    later = [
        *history.follow_ups,
        *history.refused,
        *history.deletes,
        *(other for other in history.stops if strategy_of(other) != "task"),
    ]
    until = min((other.started for other in later if other.started >= stop.ended and may_have_acted(other)), default=float("inf"))
    settled: Observation | None = None
    for one in history.observations:
        if one.started >= stop.ended and one.ended <= until:
            problem = f"{one.status} after its task was stopped"
            evaluation.check("stopping.task.stays", None if one.status in ("idle", "timed_out") else problem, stop, one.exchange)
            if settled:
                grown = [name for name in _WORK if (one.number(name) or 0) > (settled.number(name) or 0)]
                problem = f"{', '.join(grown)} grew after the task was stopped"
                evaluation.check("stopping.task.ends", problem if grown else None, settled.exchange, one.exchange)
            elif one.started >= stop.ended + _SETTLED_WITHIN:
                settled = one


@rule(
    lambda requirement: operations.DELETE_RUNNING if requirement.endswith("running") else operations.DELETE,
    {"deleting.done": "deleting a session is answered 204", "deleting.running": "deleting a running session is answered 204"},
)
def deletions(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        for one in history.deletes:
            earlier = [
                other for other in history.deletes if other is not one and other.started < one.ended and may_have_acted(other)
            ]
            if (
                not earlier
                and one.status
                and one.status < 500
                and one.status not in (403, 429)
                and history.created_at <= one.started
            ):
                seen = [observation for observation in history.observations if observation.ended <= one.started]
                name = "running" if seen and seen[-1].status == "running" else "done"
                evaluation.check(f"deleting.{name}", None if one.status == 204 else f"answered {one.status}", one)
