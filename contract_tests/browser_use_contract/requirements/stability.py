"""Results are stable: what a session shows after its task, every operation also shows later."""

from __future__ import annotations

from ..citations import operations, response
from ..observation import SHOWN_LATER, Observation
from ..requirement import Citation, Evaluation, rule
from ..trace import Trace
from ..values import shown
from .output import same_json

#: Properties of a finished task.
_RESULT = (
    "output",
    "isTaskSuccessful",
    "stepCount",
    "lastStepSummary",
    "totalInputTokens",
    "totalOutputTokens",
    "llmCostUsd",
    "title",
)
#: Properties of the whole session, which do not change after its end.
_ACCOUNT = ("status", "proxyUsedMb", "proxyCostUsd", "browserCostUsd", "totalCostUsd")


#: Each requirement with its property and operation. The response to a stop may describe the stop instead of the last step.
_KEPT = {
    f"kept.{name}.{op}": (name, op) for name in _RESULT for op in SHOWN_LATER if (name, op) != ("lastStepSummary", "stopSession")
}


@rule(
    lambda requirement: response.FIELDS[_KEPT[requirement][0]],
    {requirement: f"{op} shows the same {name} after the task until the next one" for requirement, (name, op) in _KEPT.items()},
)
def results(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        for task in history.tasks:
            for one in task.settled if task.is_complete else ():
                if task.over and one is not task.over:
                    _compare(evaluation, task.over, one, is_disturbed=one.ended > task.interrupted_at)


def _compare(evaluation: Evaluation, first: Observation, one: Observation, *, is_disturbed: bool) -> None:
    for requirement, (name, operation) in _KEPT.items():
        if operation == one.operation and not (is_disturbed and name == "lastStepSummary"):
            problem = None
            if not same_json(first.get(name), one.get(name)):
                problem = f"{name} changed from {shown(first.get(name))} to {shown(one.get(name))} after the task"
            evaluation.check(requirement, problem, first.exchange, one.exchange)


def _account_citation(requirement: str) -> Citation:
    return operations.FINAL if ".status." in requirement else operations.STOP_SESSION


@rule(
    _account_citation,
    {
        f"ended.{name}.{op}": f"{name} in {op} does not change after the session has ended"
        for name in _ACCOUNT
        for op in SHOWN_LATER
    },
)
def accounts(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        first = min((one for one in history.observations if one.is_final), key=lambda one: one.ended, default=None)
        for one in history.observations if first else ():
            if first and one is not first and one.started >= first.ended and one.operation in SHOWN_LATER:
                for name in _ACCOUNT:
                    problem = f"{name} changed from {shown(first.get(name))} to {shown(one.get(name))} after the end"
                    same = first.number(name) == one.number(name) if name != "status" else first.status == one.status
                    evaluation.check(f"ended.{name}.{one.operation}", None if same else problem, first.exchange, one.exchange)
