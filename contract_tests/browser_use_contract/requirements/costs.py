"""Costs add up to the total, a session without a proxy has no proxy cost, and cost limits are kept."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ..observation import SHOWN_BY
from ..requirement import Evaluation, cite, rule
from ..session_history import Task
from ..trace import Trace
from ..wording import follow_up_has_own_limit
from .progress import full_tasks, gain, may_be_cached

_PARTS = ("llmCostUsd", "proxyCostUsd", "browserCostUsd")
_OF_PROXY = ("proxyUsedMb", "proxyCostUsd")
#: The minimum number of tasks with a limit, and without one, for a comparison.
_ENOUGH = 3


@rule(
    cite(
        "Session.totalCostUsd",
        {f"costs.total.{name}": f"totalCostUsd in {name} is exactly the sum of LLM, proxy and browser" for name in SHOWN_BY},
    )
)
def totals(trace: Trace, evaluation: Evaluation) -> None:
    for one in trace.observations:
        known = [part for name in _PARTS if (part := one.number(name)) is not None]
        total = one.number("totalCostUsd")
        if total is not None and len(known) == len(_PARTS):
            parts = " + ".join(f"{name} {part}" for name, part in zip(_PARTS, known, strict=True))
            problem = f"totalCostUsd is {total}, and {parts} is {sum(known)}"
            evaluation.expect(f"costs.total.{one.operation}", total == sum(known), problem, one.exchange)


@rule(cite("Session.{2}", {f"costs.no-proxy.{name}": f"without a proxy, {name} stays 0" for name in _OF_PROXY}))
def no_proxy(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        if history.creation and history.asked("proxyCountryCode", "us") is None:
            for one in history.observations:
                for name in _OF_PROXY:
                    problem = f"{name} is {one.get(name)} without a proxy"
                    evaluation.expect(f"costs.no-proxy.{name}", not one.number(name), problem, history.creation, one.exchange)


def _limit(task: Task) -> Decimal | None:
    """Returns the limit from the create request. None for a follow-up with its own limit, which is not checked."""
    history = task.history
    if follow_up_has_own_limit() and not task.is_first:
        return None
    if history.asked("maxCostUsd") is None or any("maxCostUsd" in other.fields for other in history.follow_ups):
        return None
    observations = task.observations if follow_up_has_own_limit() else history.observations
    return next((limit for one in observations if (limit := one.number("maxCostUsd")) is not None), None)


def _limited(trace: Trace) -> Iterator[tuple[Task, Decimal]]:
    """Yields the tasks with a known limit."""
    yield from ((task, limit) for task in trace.tasks if (limit := _limit(task)) is not None)


def cheapest_task(trace: Trace) -> Decimal:
    """Returns the lowest cost of a task that an agent ran, in USD. 0 if it is not known."""
    return min((cost for task in full_tasks(trace) if (cost := gain(task, "totalCostUsd"))), default=Decimal(0))


@rule(
    cite(
        "createSession.maxCostUsd",
        {
            "limit.first": "a first task that exceeds maxCostUsd is stopped and does not succeed",
            "limit.total": "a follow-up whose total cost exceeds maxCostUsd is stopped and does not succeed",
            "limit.sound": "a task that reaches the limit is stopped; its session is not in error",
            "limit.stops": "a task does not continue after the limit is reached",
        },
    )
)
def limits(trace: Trace, evaluation: Evaluation) -> None:
    cheapest = cheapest_task(trace)
    for task, limit in _limited(trace):
        _continued(task, limit, evaluation)
        over = task.over
        if over is None:
            continue
        if limit < cheapest and over.ended <= task.interrupted_at:
            is_error = over.status == "error" and over.get("isTaskSuccessful") is not None
            problem = f"the session is in error; the limit was {limit}"
            evaluation.expect("limit.sound", not is_error, problem, task.dispatch, over.exchange)
        total, has_succeeded = over.number("totalCostUsd"), over.get("isTaskSuccessful") is True
        if total is None or not task.is_complete or may_be_cached(task):
            continue
        if total > limit or (not has_succeeded and limit - (total - (gain(task, "totalCostUsd") or 0)) < cheapest):
            problem = f"the task succeeded at a total cost of {total}, but the limit is {limit}"
            requirement = "limit.first" if task.is_first else "limit.total"
            evaluation.expect(requirement, not has_succeeded, problem, task.dispatch, over.exchange)


def _continued(task: Task, limit: Decimal, evaluation: Evaluation) -> None:
    """Checks that a task takes no more steps after it reached its limit."""
    reached = [one for one in task.observations if (one.number("totalCostUsd") or 0) >= limit]
    first = min(reached, key=lambda one: one.ended, default=None)
    for one in task.observations if first else ():
        if first and first.before(one):
            is_working = one.status == "running" and (one.count("stepCount") or 0) > (first.count("stepCount") or 0) + 1
            problem = f"{one.get('stepCount')} steps, but the limit of {limit} was reached after {first.get('stepCount')}"
            evaluation.expect("limit.stops", not is_working, problem, first.exchange, one.exchange)


@rule(
    cite("createSession.maxCostUsd", {"limit.not-before": "a task is not stopped while its cost is far below the limit"}),
)
def not_before(trace: Trace, evaluation: Evaluation) -> None:
    """Compares all tasks with a high limit with all tasks without one, since single tasks may fail for other reasons."""
    complete = [task for task in trace.tasks if task.is_complete and task.history.creation]
    free = [task for task in complete if task.history.asked("maxCostUsd") is None and _limit(task) is None]
    limited = []
    for task, limit in _limited(trace):
        total = task.over.number("totalCostUsd") if task.over and task.is_complete else None
        if total is not None and total < limit / 10:
            limited.append(task)
    if len(limited) < _ENOUGH or len(free) < _ENOUGH or not all(task.succeeded for task in free):
        return
    problem = f"none of {len(limited)} tasks with a limit succeeded, but all {len(free)} tasks without one did"
    worst = limited[0]
    evidence = [worst.dispatch, *([worst.over.exchange] if worst.over else [])]
    evaluation.expect("limit.not-before", any(task.succeeded for task in limited), problem, *evidence)
