"""Costs add up to the total, a session without a proxy has no proxy cost, and cost limits are kept."""

from __future__ import annotations

from decimal import Decimal

from ..citations import operations, request, response
from ..observation import SHOWN_BY
from ..requirement import Evaluation, rule
from ..session_history import Task
from ..trace import Trace
from ..wording import follow_up_has_own_limit
from .progress import full_tasks, gain, may_be_cached

_PARTS = ("llmCostUsd", "proxyCostUsd", "browserCostUsd")


@rule(
    response.TOTAL_COST,
    {f"costs.total.{name}": f"totalCostUsd in {name} is exactly the sum of LLM, proxy and browser" for name in SHOWN_BY},
)
def totals(trace: Trace, evaluation: Evaluation) -> None:
    for one in trace.observations:
        known = [part for name in _PARTS if (part := one.money(name)) is not None]
        total = one.money("totalCostUsd")
        if total is not None and len(known) == len(_PARTS):
            problem = None
            if total != sum(known):
                parts = " + ".join(f"{name} {part}" for name, part in zip(_PARTS, known, strict=True))
                problem = f"totalCostUsd is {total}, and {parts} is {sum(known)}"
            evaluation.check(f"costs.total.{one.operation}", problem, one.exchange)


@rule(
    lambda requirement: response.PROXY_USED if requirement.endswith("proxyUsedMb") else response.PROXY_COST,
    {f"costs.no-proxy.{name}": f"without a proxy, {name} stays 0" for name in ("proxyUsedMb", "proxyCostUsd")},
)
def no_proxy(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        if (
            history.creation
            and "proxyCountryCode" in history.creation.fields
            and history.creation.fields["proxyCountryCode"] is None
        ):
            for one in history.observations:
                for name in ("proxyUsedMb", "proxyCostUsd"):
                    problem = f"{name} is {one.get(name)} without a proxy"
                    evaluation.check(
                        f"costs.no-proxy.{name}", problem if one.money(name) else None, history.creation, one.exchange
                    )


def _limit(task: Task) -> Decimal | None:
    """Returns the limit from the create request. None for a follow-up with its own limit, which is not checked."""
    history = task.history
    if follow_up_has_own_limit() and (not task.is_first or history.creation is None):
        return None
    if history.creation is None or any("maxCostUsd" in other.fields for other in history.follow_ups):
        return None
    observations = task.observations if follow_up_has_own_limit() else history.observations
    shown = [limit for one in observations if (limit := one.money("maxCostUsd")) is not None]
    return shown[0] if shown and history.creation.fields.get("maxCostUsd") is not None else None


def cheapest_task(trace: Trace) -> Decimal:
    """Returns the lowest cost of a task that an agent ran, in USD. 0 if it is not known."""
    return min((cost for task in full_tasks(trace) if (cost := gain(task, "totalCostUsd"))), default=Decimal(0))


@rule(
    lambda requirement: operations.LIMIT_TOTAL if requirement.endswith("total") else request.MAX_COST,
    {
        "limit.first": "a first task that exceeds maxCostUsd is stopped and does not succeed",
        "limit.total": "a follow-up whose total cost exceeds maxCostUsd is stopped and does not succeed",
    },
)
def limits(trace: Trace, evaluation: Evaluation) -> None:
    cheapest = cheapest_task(trace)
    for history in trace.histories.values():
        for task in history.tasks:
            limit = _limit(task)
            total = task.over.money("totalCostUsd") if task.over and task.is_complete else None
            if limit is None or total is None or task.over is None or may_be_cached(task):
                continue
            succeeded = task.over.get("isTaskSuccessful") is True
            if total > limit or (not succeeded and limit - (total - (gain(task, "totalCostUsd") or 0)) < cheapest):
                problem = f"the task succeeded at a total cost of {total}, but the limit is {limit}"
                requirement = "limit.first" if task.is_first else "limit.total"
                evaluation.check(requirement, problem if succeeded else None, task.dispatch, task.over.exchange)


@rule(request.MAX_COST_STOP, {"limit.sound": "a task that reaches the limit is stopped; its session is not in error"})
def breaks(trace: Trace, evaluation: Evaluation) -> None:
    cheapest = cheapest_task(trace)
    for history in trace.histories.values():
        for task in history.tasks:
            limit = _limit(task)
            if limit is not None and limit < cheapest and task.over and task.over.ended <= task.interrupted_at:
                violated = task.over.status == "error" and task.over.get("isTaskSuccessful") is not None
                problem = f"the session is in error; the limit was {limit}"
                evaluation.check("limit.sound", problem if violated else None, task.dispatch, task.over.exchange)


@rule(request.MAX_COST_STOP, {"limit.stops": "a task does not continue after the limit is reached"})
def goes_on(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        for task in history.tasks:
            limit = _limit(task)
            reached = [one for one in task.observations if limit is not None and (one.money("totalCostUsd") or 0) >= limit]
            first = min(reached, key=lambda one: one.ended, default=None)
            for one in task.observations if first else ():
                if first and one.started >= first.ended:
                    went_on = one.status == "running" and (one.count("stepCount") or 0) > (first.count("stepCount") or 0) + 1
                    problem = f"{one.get('stepCount')} steps, but the limit of {limit} was reached after {first.get('stepCount')}"
                    evaluation.check("limit.stops", problem if went_on else None, first.exchange, one.exchange)


#: The minimum number of tasks with a limit, and without one, for a comparison.
_ENOUGH = 3


@rule(request.MAX_COST_STOP, {"limit.not-before": "a task is not stopped while its cost is far below the limit"})
def not_before(trace: Trace, evaluation: Evaluation) -> None:
    """Compares all tasks with a high limit with all tasks without one, since single tasks may fail for other reasons."""
    complete = [
        task for history in trace.histories.values() for task in history.tasks if task.is_complete and task.history.creation
    ]
    limited, free = [], []
    for task in complete:
        limit, total = _limit(task), task.over.money("totalCostUsd") if task.over else None
        if limit is None and task.history.creation and task.history.creation.fields.get("maxCostUsd") is None:
            free.append(task)
        elif limit is not None and total is not None and total < limit / 10:
            limited.append(task)
    if len(limited) < _ENOUGH or len(free) < _ENOUGH or not all(task.succeeded for task in free):
        return
    problem = f"none of {len(limited)} tasks with a limit succeeded, but all {len(free)} tasks without one did"
    worst = limited[0]
    evidence = [worst.dispatch, *([worst.over.exchange] if worst.over else [])]
    evaluation.check("limit.not-before", None if any(task.succeeded for task in limited) else problem, *evidence)
