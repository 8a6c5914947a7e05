"""A result stays: what a session showed once its task was over, it shows later too, whichever operation is asked."""

from __future__ import annotations

from ..promise import Ruling, Sentence, rule
from ..sentences import operations, response
from ..sighting import SHOWN_LATER, Sighting
from ..trace import Trace
from ..values import shown
from .output import same_json

#: What belongs to the task that is over.
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
#: What belongs to the session as a whole, and stands still once that has ended.
_ACCOUNT = ("status", "proxyUsedMb", "proxyCostUsd", "browserCostUsd", "totalCostUsd")


#: Each promise with its property and operation. The answer to a stop may sum up the stop instead of the last step.
_KEPT = {
    f"kept.{name}.{op}": (name, op) for name in _RESULT for op in SHOWN_LATER if (name, op) != ("lastStepSummary", "stopSession")
}


@rule(
    lambda promise: response.FIELDS[_KEPT[promise][0]],
    {
        promise: f"{op} shows the same {name} as long as nothing new is done after the task"
        for promise, (name, op) in _KEPT.items()
    },
)
def results(trace: Trace, ruling: Ruling) -> None:
    for life in trace.lives.values():
        for task in life.tasks:
            for one in task.settled if task.is_complete else ():
                if task.over and one is not task.over:
                    _compare(ruling, task.over, one, is_disturbed=one.ended > task.interrupted_at)


def _compare(ruling: Ruling, first: Sighting, one: Sighting, *, is_disturbed: bool) -> None:
    for promise, (name, operation) in _KEPT.items():
        if operation == one.operation and not (is_disturbed and name == "lastStepSummary"):
            told = None
            if not same_json(first.get(name), one.get(name)):
                told = f"{name} went from {shown(first.get(name))} to {shown(one.get(name))} after the task"
            ruling.look(promise, told, first.exchange, one.exchange)


def _account_sentence(promise: str) -> Sentence:
    return operations.FINAL if ".status." in promise else operations.STOP_SESSION


@rule(
    _account_sentence,
    {
        f"ended.{name}.{op}": f"{op} shows that {name} stands still once the session has ended"
        for name in _ACCOUNT
        for op in SHOWN_LATER
    },
)
def accounts(trace: Trace, ruling: Ruling) -> None:
    for life in trace.lives.values():
        first = min((one for one in life.sightings if one.is_final), key=lambda one: one.ended, default=None)
        for one in life.sightings if first else ():
            if first and one is not first and one.started >= first.ended and one.operation in SHOWN_LATER:
                for name in _ACCOUNT:
                    told = f"{name} went from {shown(first.get(name))} to {shown(one.get(name))} after the end"
                    same = first.number(name) == one.number(name) if name != "status" else first.status == one.status
                    ruling.look(f"ended.{name}.{one.operation}", None if same else told, first.exchange, one.exchange)
