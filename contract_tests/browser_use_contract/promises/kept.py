"""A result stays: what a session showed once its task was over, it shows later too, whichever operation is asked."""

from __future__ import annotations

from ..promise import Ruling, Sentence, rule
from ..sentences import operations, response
from ..sighting import SHOWN_LATER
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


@rule(
    lambda promise: response.FIELDS[promise.split(".")[1]],
    {
        f"kept.{name}.{op}": f"{op} shows the same {name} as long as nothing new is done after the task"
        for name in _RESULT
        for op in SHOWN_LATER
    },
)
def results(trace: Trace, ruling: Ruling) -> None:
    for life in trace.lives.values():
        for task in life.tasks:
            first = task.over
            if first is None or not task.is_complete:
                continue
            for one in task.settled:
                if one is not first:
                    for name in _RESULT:
                        if name == "lastStepSummary" and one.ended > task.interrupted_at:
                            continue  # it may tell of the stop
                        if one.operation in SHOWN_LATER:
                            told = f"{name} went from {shown(first.get(name))} to {shown(one.get(name))} after the task"
                            same = same_json(first.get(name), one.get(name))
                            ruling.look(f"kept.{name}.{one.operation}", None if same else told, first.exchange, one.exchange)


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
