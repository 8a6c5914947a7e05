"""Counters, title and step summary follow the task: zero or null before it, growing while it runs, never falling."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from ..observation import FOLLOW_UP, SHOWN_LATER, Observation
from ..requirement import Evaluation, cite, rule
from ..session_history import Task
from ..trace import Trace
from ..values import shown, text

_COUNTS = ("stepCount", "totalInputTokens", "totalOutputTokens")
COUNTERS = (*_COUNTS, "proxyUsedMb", "llmCostUsd", "proxyCostUsd", "browserCostUsd", "totalCostUsd")
_WORK = (*_COUNTS, "llmCostUsd", "browserCostUsd", "totalCostUsd")
_BEFORE = (*_COUNTS, "llmCostUsd")
#: The cost that depends on time, which a server may round.
_TIMED = "browserCostUsd"
#: The title may be missing for this long after the first observation of `running`, in seconds.
_TITLE_WITHIN = 0.2
_LONGEST_TITLE = 300


def _per_field(prefix: str, names: tuple[str, ...], says: str) -> dict[str, str]:
    return {f"{prefix}.{name}": f"{name} {says}" for name in names}


@rule(
    cite("Session.{2}", _per_field("counters.never-falls", COUNTERS, "never falls, in any operation")),
    cite("Session.{2}", _per_field("counters.not-negative", COUNTERS, "is never negative")),
    cite("Session.{2}", _per_field("counters.zero", _BEFORE, "is 0 before the first task")),
)
def counters(trace: Trace, evaluation: Evaluation) -> None:
    for name in COUNTERS:
        for one in trace.observations:
            if (value := one.number(name)) is not None:
                evaluation.expect(f"counters.not-negative.{name}", value >= 0, f"{name} is {value}", one.exchange)
        for history in trace.histories.values():
            by_end = sorted(history.observations, key=lambda observation: observation.ended)
            for one, value, best, highest in _with_highest(history.observations, by_end, name):
                problem = f"{name} fell from {highest} to {value}"
                evaluation.expect(f"counters.never-falls.{name}", value >= highest, problem, best.exchange, one.exchange)
            for one in history.untasked if name in _BEFORE else ():
                if (value := one.number(name)) is not None:
                    evaluation.expect(f"counters.zero.{name}", not value, f"{name} is {value} without a task", one.exchange)


def _with_highest(
    by_start: Sequence[Observation], by_end: Sequence[Observation], name: str
) -> Iterator[tuple[Observation, Decimal, Observation, Decimal]]:
    """Yields each observation with its value and with the highest earlier value."""
    best: Observation | None = None
    highest = Decimal(0)
    index = 0
    for one in by_start:
        while index < len(by_end) and by_end[index].ended <= one.started:
            value = by_end[index].number(name)
            if value is not None and (best is None or value >= highest):
                best, highest = by_end[index], value
            index += 1
        value = one.number(name)
        if best is not None and value is not None:
            yield one, value, best, highest


def gain(task: Task, name: str) -> Decimal | None:
    """Returns by how much a counter grew during a completed task. None if it is not known."""
    after = task.over.number(name) if task.over and task.is_complete else None
    if after is None or (task.index == 0 and not task.is_first):
        return None
    if task.is_first:
        return after
    earlier = task.history.tasks[task.index - 1]
    before = [value for one in earlier.settled if (value := one.number(name)) is not None]
    return after - max(before) if before else None


def may_be_cached(task: Task) -> bool:
    """Whether a cached script may have run the task, which costs less than an agent."""
    creation, choice = task.history.creation, task.given.get("cacheScript")
    workspace = creation is None or creation.fields.get("workspaceId") is not None or task.given.get("workspaceId") is not None
    return workspace and choice is not False and (choice is True or "{{" in task.text)


def full_tasks(trace: Trace) -> Iterator[Task]:
    """Yields the tasks that an agent certainly completed with success."""
    yield from (task for task in trace.tasks if task.succeeded and not may_be_cached(task))


def _tells(gains: Iterable[Decimal]) -> bool:
    """Whether tasks cost enough that rounding does not make them free."""
    least = min((gain for gain in gains if gain > 0), default=Decimal(0))
    exponent = least.as_tuple().exponent
    return least > 0 and isinstance(exponent, int) and (exponent >= 0 or least >= 2 * Decimal(1).scaleb(exponent))


@rule(
    cite("Session.{2}", _per_field("counters.grows", _WORK, "grows with a session's first task")),
    cite("Session.{1}", _per_field("totals", _WORK, "grows with every follow-up")),
    cite("Session.stepCount", {"steps.counted": "a successful task of an agent takes at least one step"}),
)
def grows(trace: Trace, evaluation: Evaluation) -> None:
    tasks = list(full_tasks(trace))
    for name in _WORK:
        gains = [(task, task.over, value) for task in tasks if task.over and (value := gain(task, name)) is not None]
        free = [task for task, _, value in gains if not value]
        for task, over, value in (
            gains if not (name == _TIMED and _are_of_all_kinds(free)) and _tells(value for *_, value in gains) else ()
        ):
            requirement = f"counters.grows.{name}" if task.index == 0 else f"totals.{name}"
            problem = f"{name} did not grow during the task, but it does during other tasks"
            evaluation.expect(requirement, value > 0, problem, task.dispatch, over.exchange)
        for task, over, value in gains if name == "stepCount" else ():
            if task.index == 0:
                problem = "the task has succeeded after 0 steps"
                evaluation.expect("steps.counted", value != 0, problem, task.dispatch, over.exchange)


def _are_of_all_kinds(tasks: Sequence[Task]) -> bool:
    """Whether these are first tasks and follow-ups, of several models: what they have in common is then their short time."""
    models = {task.observations[0].get("model") for task in tasks if task.observations}
    return len({bool(task.index) for task in tasks}) > 1 and len(models) > 1


def _is_filled(value: object) -> bool:
    return bool((text(value) or "").strip())


@rule(
    cite(
        "Session.title",
        {
            "title.short": "a title is short, however long the task is",
            "title.none-without-task": "a session without a task has no title",
        }
        | {f"title.there.{name}": f"{name} shows a title while and after the task runs" for name in SHOWN_LATER},
    )
)
def titles(trace: Trace, evaluation: Evaluation) -> None:
    for one in trace.observations:
        if title := text(one.get("title")):
            problem = f"title has {len(title)} characters"
            evaluation.expect("title.short", len(title) <= _LONGEST_TITLE, problem, one.exchange)
    for history in trace.histories.values():
        for one in history.untasked:
            found = one.get("title")
            evaluation.expect("title.none-without-task", found is None, f"title is {shown(found)}", one.exchange)
    for task in trace.tasks:
        for one in (one for one in task.observations if one.operation in SHOWN_LATER):
            is_running = one.status == "running" and one.started >= task.running_since + _TITLE_WITHIN
            if is_running or (task.is_complete and one in task.settled):
                problem = f"title is {shown(one.get('title'))} while the session is {one.status}"
                is_there = _is_filled(one.get("title"))
                evaluation.expect(f"title.there.{one.operation}", is_there, problem, task.dispatch, one.exchange)


@rule(
    cite(
        "Session.lastStepSummary",
        {f"steps.summary.{name}": f"{name} shows a summary after the first step" for name in (*SHOWN_LATER, FOLLOW_UP)}
        | {
            "steps.none-without-task": "a session without a task shows no step summary",
            "steps.summary.moves": "the summary changes during a task",
        },
    )
)
def summaries(trace: Trace, evaluation: Evaluation) -> None:
    for one in trace.observations:
        if one.count("stepCount") and one.operation != "createSession":
            found = one.get("lastStepSummary")
            problem = f"after {one.get('stepCount')} steps lastStepSummary is {shown(found)}"
            evaluation.expect(f"steps.summary.{one.operation}", _is_filled(found), problem, one.exchange)
    for history in trace.histories.values():
        for one in history.untasked:
            found = one.get("lastStepSummary")
            problem = f"lastStepSummary is {shown(found)} without a task"
            evaluation.expect("steps.none-without-task", found is None or one.is_final, problem, one.exchange)
    _summaries_move(trace, evaluation)


#: Two steps may have equal summaries. In this many tasks, each seen at two or more steps, that is no accident.
_ALIKE = 4


def _summaries_move(trace: Trace, evaluation: Evaluation) -> None:
    """Compares the summaries of one task at different steps."""
    still: list[tuple[Observation, Observation]] = []
    moved = 0
    for task in (task for task in trace.tasks if task.is_first):
        seen = [one for one in task.observations if one.count("stepCount") and one.operation in ("getSession", "listSessions")]
        seen = [one for one in seen if one.ended <= task.interrupted_at and not one.is_final]
        if len({one.count("stepCount") for one in seen}) > 1:
            if len({text(one.get("lastStepSummary")) for one in seen}) > 1:
                moved += 1
            else:
                still.append((seen[0], seen[-1]))
    if moved:
        evaluation.passed("steps.summary.moves", moved)
    for first, last in still if not moved and len(still) >= _ALIKE else ():
        steps = f"at step {first.get('stepCount')} and at step {last.get('stepCount')}"
        problem = f"lastStepSummary is {shown(last.get('lastStepSummary'))} {steps}"
        evaluation.expect("steps.summary.moves", False, problem, first.exchange, last.exchange)
