"""Results are stable: what a session shows after its task, every operation also shows later."""

from __future__ import annotations

from ..observation import SHOWN_LATER
from ..requirement import Evaluation, cite, rule
from ..trace import Trace
from ..values import shown
from .output import same_json

#: Properties of a finished task.
_RESULT = (
    *("output", "isTaskSuccessful", "stepCount", "lastStepSummary", "totalInputTokens", "totalOutputTokens", "llmCostUsd"),
    "title",
)
#: Amounts of the whole session, which do not change after its end.
_AMOUNTS = ("proxyUsedMb", "proxyCostUsd", "browserCostUsd", "totalCostUsd")
_SUMMARY = "lastStepSummary"


def _kept() -> dict[str, str]:
    """Returns the requirements. The response to a stop may describe the stop instead of the last step."""
    return {
        f"kept.{name}.{op}": f"{op} shows the same {name} after the task until the next one"
        for name in _RESULT
        for op in SHOWN_LATER
        if (name, op) != (_SUMMARY, "stopSession")
    }


@rule(cite("Session.{1}", _kept()))
def results(trace: Trace, evaluation: Evaluation) -> None:
    known = _kept()
    for task in trace.tasks:
        for one in task.settled if task.is_complete else ():
            if task.over is None or one is task.over:
                continue
            for name in _RESULT:
                requirement, before, after = f"kept.{name}.{one.operation}", task.over.get(name), one.get(name)
                if requirement in known and not (name == _SUMMARY and one.ended > task.interrupted_at):
                    problem = f"{name} changed from {shown(before)} to {shown(after)} after the task"
                    evaluation.expect(requirement, same_json(before, after), problem, task.over.exchange, one.exchange)


def _unchanged(*names: str) -> dict[str, str]:
    return {f"ended.{name}.{op}": f"{name} in {op} does not change after the end" for name in names for op in SHOWN_LATER}


@rule(cite("Session.{1}", _unchanged("status", *_AMOUNTS)))
def accounts(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        first = history.ended
        for one in history.observations if first else ():
            if first and first.before(one) and one is not first and one.operation in SHOWN_LATER:
                for name in ("status", *_AMOUNTS):
                    is_same = first.number(name) == one.number(name) if name in _AMOUNTS else first.status == one.status
                    problem = f"{name} changed from {shown(first.get(name))} to {shown(one.get(name))} after the end"
                    evaluation.expect(f"ended.{name}.{one.operation}", is_same, problem, first.exchange, one.exchange)
