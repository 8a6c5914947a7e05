"""Stopping a session or its task, once or several times, and deleting a session."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import inf

from ..exchange import MISSING, Exchange
from ..observation import Observation
from ..requirement import Evaluation, assume, cite, rule
from ..session_history import SessionHistory, strategy_of
from ..trace import Trace
from .follow_ups import Usual, is_surely_busy, is_surely_idle, usual_task
from .lifecycle import SETTLED, grown

#: More sessions than this do not fail or time out by chance at the moment of a stop.
_BY_CHANCE = 2


def _how(stop: Exchange) -> str:
    if stop.sent is None or not stop.sent.strip() or stop.request is MISSING:
        return "no-body"
    if stop.request is None:
        return "null"
    return "named" if stop.fields.get("strategy") else "default"


@rule(
    cite(
        "stopSession",
        {
            "stopping.session.no-body": "a stop without a body stops the session",
            "stopping.session.null": "a stop with null stops the session",
            "stopping.session.default": "a stop without a strategy stops the session",
            "stopping.session.named": "strategy session stops the session",
            "stopping.session.stays": "a stopped session stays stopped",
            "stopping.task": "strategy task stops only the task: the session is idle",
            "stopping.task.lives": "strategy task does not end a session with keepAlive, even while it starts",
            "stopping.task.stays": "a session stays idle after its task was stopped",
            "stopping.task.ends": "a stopped task takes no more steps and costs no more",
        },
    ),
    assume(
        "stopSession",
        {
            "stopping.task.failed": "a stopped task has not succeeded",
            "stopping.again": "a stop of an ended session is answered 200 and changes nothing",
            "stopping.idle-task": "strategy task on an idle session is answered 200, and it stays idle",
        },
    ),
)
def stops(trace: Trace, evaluation: Evaluation) -> None:
    server = _Server(usual_task(trace), _agents_succeed(trace), _excused(trace))
    for history in trace.histories.values():
        shown = {one.exchange.number: one for one in history.observations if one.operation == "stopSession"}
        for stop in history.stops:
            strategy, answer = strategy_of(stop), shown.get(stop.number)
            if not 0 < stop.status < 500 or history.deleting_since < stop.ended:
                continue
            before = next((one for one in reversed(history.observations) if one.is_final and one.ended <= stop.started), None)
            if before and strategy:
                has_changed = answer is not None and answer.status != before.status
                problem = f"it is {answer.status} after {before.status}" if answer and has_changed else f"answered {stop.status}"
                is_right = stop.status == 200 and not has_changed
                evaluation.expect("stopping.again", is_right, problem, before.exchange, stop)
            elif not before and answer and strategy == "session":
                _session(history, evaluation, stop, answer, server)
            elif not before and answer and strategy == "task":
                _task(history, evaluation, stop, answer, server)
            elif not before and stop.status in (400, 409) and strategy == "task" and is_surely_idle(history, stop):
                evaluation.expect("stopping.idle-task", False, f"answered {stop.status}", stop)


@dataclass(frozen=True)
class _Server:
    """What is known about a server. `excused` are other final statuses that a stop may show."""

    usual: Usual
    agents_succeed: bool
    excused: frozenset[str]


def _agents_succeed(trace: Trace) -> bool:
    """Whether all tasks succeed on this server unless they are stopped or limited. An unsuccessful task then was stopped."""
    ended = [task for task in trace.tasks if task.is_complete and not task.history.asked("maxCostUsd")]
    return bool(ended) and all(task.succeeded for task in ended)


def _excused(trace: Trace) -> frozenset[str]:
    """Returns other final statuses that a stop may show, because the session ended in that way at that moment."""
    stops = [one for one in trace.observations if one.operation == "stopSession" and strategy_of(one.exchange) == "session"]
    ends = Counter(one.status for one in stops)
    return frozenset(status for status in ("timed_out", "error") if ends[status] <= _BY_CHANCE)


def _session(history: SessionHistory, evaluation: Evaluation, stop: Exchange, answer: Observation, server: _Server) -> None:
    is_ended = answer.status in {"stopped", *server.excused}
    evaluation.expect(f"stopping.session.{_how(stop)}", is_ended, f"the answer shows it {answer.status}", stop)
    for one in history.observations:
        if one.started >= stop.ended:
            evaluation.expect("stopping.session.stays", one.is_final, f"{one.status} after it was stopped", stop, one.exchange)


def _task(history: SessionHistory, evaluation: Evaluation, stop: Exchange, answer: Observation, server: _Server) -> None:
    problem = f"the answer shows it {answer.status}"
    if is_surely_idle(history, stop):
        evaluation.expect("stopping.idle-task", answer.status == "idle", problem, stop)
        return
    task = next((task for task in reversed(history.tasks) if task.dispatch.ended <= stop.started), None)
    if (task.keep_alive if task else not history.tasks) and history.stopped_at >= stop.ended:
        evaluation.expect("stopping.task.lives", answer.status != "stopped", problem, stop)
    if task is None or task.running_since > stop.started or (task.over and task.over.ended <= stop.started):
        return
    if answer.status == "stopped" and history.stopped_at < stop.ended:  # Another stop, of the session, may have come first.
        return
    success = answer.get("isTaskSuccessful")
    is_busy = is_surely_busy(history, stop, server.usual) or (server.agents_succeed and success is not True)
    if answer.status == "idle" or task.keep_alive or is_busy:
        evaluation.expect("stopping.task", answer.status == "idle", problem, stop)
    if is_busy or success is not True:
        evaluation.expect("stopping.task.failed", success is False, f"isTaskSuccessful is {success!r}", stop)
    if answer.status == "idle":
        _stays_idle(history, evaluation, stop)


def _stays_idle(history: SessionHistory, evaluation: Evaluation, stop: Exchange) -> None:
    whole_stops = [other for other in history.stops if strategy_of(other) != "task"]
    later = [*history.follow_ups, *history.refused, *history.deletes, *whole_stops]
    until = min((other.started for other in later if other.started >= stop.ended and other.may_have_acted), default=inf)
    settled: Observation | None = None
    for one in history.observations:
        if one.started >= stop.ended and one.ended <= until:
            problem = f"{one.status} after its task was stopped"
            evaluation.expect("stopping.task.stays", one.status in ("idle", "timed_out"), problem, stop, one.exchange)
            if settled:
                names = grown(settled, one)
                problem = f"{names} grew after the task was stopped"
                evaluation.expect("stopping.task.ends", not names, problem, settled.exchange, one.exchange)
            elif one.started >= stop.ended + SETTLED:
                settled = one


@rule(
    cite(
        "deleteSession",
        {"deleting.done": "deleting a session is answered 204", "deleting.running": "deleting a running session is answered 204"},
    )
)
def deletions(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        for one in history.deletes:
            others = [
                other for other in history.deletes if other is not one and other.started < one.ended and other.may_have_acted
            ]
            if not others and one.was_handled and history.created_at <= one.started:
                seen = [observation for observation in history.observations if observation.ended <= one.started]
                name = "running" if seen and seen[-1].status == "running" else "done"
                evaluation.expect(f"deleting.{name}", one.status == 204, f"answered {one.status}", one)
