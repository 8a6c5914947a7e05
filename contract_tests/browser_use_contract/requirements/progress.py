"""Counters, title and step summary follow the task: zero or null before it, growing while it runs, never falling."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from ..citations import operations, response
from ..observation import FOLLOW_UP, SHOWN_LATER, Observation
from ..requirement import Citation, Evaluation, rule
from ..session_history import Task
from ..trace import Trace
from ..values import shown, text

COUNTS = ("stepCount", "totalInputTokens", "totalOutputTokens")
COSTS = ("llmCostUsd", "proxyCostUsd", "browserCostUsd", "totalCostUsd")
COUNTERS = (*COUNTS, "proxyUsedMb", *COSTS)
#: The title may be missing for this long after the first observation of `running`, in seconds.
_TITLE_WITHIN = 0.2
_LONGEST_TITLE = 300


def _field(requirement: str) -> Citation:
    return response.FIELDS[requirement.split(".")[2]]


def _per_field(prefix: str, names: tuple[str, ...], says: str) -> dict[str, str]:
    return {f"{prefix}.{name}": f"{name} {says}" for name in names}


@rule(_field, _per_field("counters.never-falls", COUNTERS, "never falls, in any operation"))
def never_falls(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        by_end = sorted(history.observations, key=lambda observation: observation.ended)
        for name in COUNTERS:
            requirement = f"counters.never-falls.{name}"
            for one, value, best, highest in _with_highest(history.observations, by_end, name):
                problem = f"{name} fell from {highest} to {value}" if value < highest else None
                evaluation.check(requirement, problem, best.exchange, one.exchange)


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


@rule(_field, _per_field("counters.not-negative", COUNTERS, "is never negative"))
def not_negative(trace: Trace, evaluation: Evaluation) -> None:
    for name in COUNTERS:
        requirement = f"counters.not-negative.{name}"
        for one in trace.observations:
            value = one.number(name)
            if value is not None:
                evaluation.check(requirement, f"{name} is {value}" if value < 0 else None, one.exchange)


_BEFORE = (*COUNTS, "llmCostUsd")


@rule(_field, _per_field("counters.zero", _BEFORE, "is 0 before the first task"))
def zero_before(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        for one in history.untasked:
            for name in _BEFORE:
                value = one.number(name)
                if value is not None:
                    problem = f"{name} is {value} without a task" if value else None
                    evaluation.check(f"counters.zero.{name}", problem, one.exchange)


_WORK = (*COUNTS, "llmCostUsd", "browserCostUsd", "totalCostUsd")


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
    creation = task.history.creation
    has_workspace = (
        creation is None or creation.fields.get("workspaceId") is not None or task.given.get("workspaceId") is not None
    )
    return (
        has_workspace
        and task.given.get("cacheScript") is not False
        and (task.given.get("cacheScript") is True or "{{" in task.text)
    )


def full_tasks(trace: Trace) -> Iterator[Task]:
    """Yields the tasks that an agent certainly completed with success."""
    for history in trace.histories.values():
        yield from (task for task in history.tasks if task.succeeded and not may_be_cached(task))


def _tells(gains: Iterable[Decimal]) -> bool:
    """Whether tasks cost enough that rounding does not make them free."""
    least = min((gain for gain in gains if gain > 0), default=Decimal(0))
    exponent = least.as_tuple().exponent
    return least > 0 and isinstance(exponent, int) and (exponent >= 0 or least >= 2 * Decimal(1).scaleb(exponent))


@rule(
    lambda requirement: (
        operations.ADD_UP if requirement.startswith("totals") else response.FIELDS[requirement.rpartition(".")[2]]
    ),
    _per_field("counters.grows", _WORK, "grows with a session's first task")
    | {f"totals.{name}": f"{name} grows with every follow-up" for name in _WORK},
)
def grows(trace: Trace, evaluation: Evaluation) -> None:
    tasks = list(full_tasks(trace))
    for name in _WORK:
        gains = [(task, value) for task in tasks if (value := gain(task, name)) is not None]
        if not _tells(value for _, value in gains):
            continue
        for task, value in gains:
            requirement = f"counters.grows.{name}" if task.index == 0 else f"totals.{name}"
            problem = f"{name} did not grow during the task, but it does during other tasks"
            assert task.over is not None
            evaluation.check(requirement, problem if value <= 0 else None, task.dispatch, task.over.exchange)


@rule(response.STEP_COUNT, {"steps.counted": "a successful task of an agent takes at least one step"})
def counted(trace: Trace, evaluation: Evaluation) -> None:
    for task in full_tasks(trace):
        steps = gain(task, "stepCount")
        if steps is not None and task.over and task.index == 0:
            problem = "the task has succeeded after 0 steps" if steps == 0 else None
            evaluation.check("steps.counted", problem, task.dispatch, task.over.exchange)


@rule(response.TITLE, {"title.short": "a title is short, however long the task is"})
def short_titles(trace: Trace, evaluation: Evaluation) -> None:
    for one in trace.observations:
        title = text(one.get("title"))
        if title:
            problem = f"title has {len(title)} characters" if len(title) > _LONGEST_TITLE else None
            evaluation.check("title.short", problem, one.exchange)


@rule(response.TITLE, {"title.none-without-task": "a session without a task has no title"})
def no_title(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        for one in history.untasked:
            found = one.get("title")
            evaluation.check("title.none-without-task", f"title is {shown(found)}" if found is not None else None, one.exchange)


@rule(response.TITLE, {f"title.there.{name}": f"{name} shows a title while and after the task runs" for name in SHOWN_LATER})
def titles(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        for task in history.tasks:
            running = min((one.ended for one in task.observations if one.status == "running"), default=None)
            settled = set(map(id, task.settled))
            for one in (one for one in task.observations if one.operation in SHOWN_LATER):
                since = one.status == "running" and running is not None and one.started >= running + _TITLE_WITHIN
                if since or (task.is_complete and id(one) in settled):
                    there = bool((text(one.get("title")) or "").strip())
                    problem = f"title is {shown(one.get('title'))} while the session is {one.status}"
                    evaluation.check(f"title.there.{one.operation}", None if there else problem, task.dispatch, one.exchange)


@rule(
    response.LAST_STEP,
    {f"steps.summary.{name}": f"{name} shows a summary after the first step" for name in (*SHOWN_LATER, FOLLOW_UP)}
    | {
        "steps.none-without-task": "a session without a task shows no step summary",
        "steps.summary.moves": "the summary changes during a task",
    },
)
def summaries(trace: Trace, evaluation: Evaluation) -> None:
    for one in trace.observations:
        if one.count("stepCount") and one.operation != "createSession":
            there = bool((text(one.get("lastStepSummary")) or "").strip())
            problem = f"after {one.get('stepCount')} steps lastStepSummary is {shown(one.get('lastStepSummary'))}"
            evaluation.check(f"steps.summary.{one.operation}", None if there else problem, one.exchange)
    _summaries_move(trace, evaluation)
    for history in trace.histories.values():
        for one in history.untasked:
            found = one.get("lastStepSummary")
            problem = f"lastStepSummary is {shown(found)} without a task"
            evaluation.check("steps.none-without-task", None if found is None or one.is_final else problem, one.exchange)


#: Two steps may have equal summaries. In this many tasks, each seen at two or more steps, that is no accident.
_ALIKE = 4


def _summaries_move(trace: Trace, evaluation: Evaluation) -> None:
    """Compares the summaries of one task at different steps."""
    still: list[tuple[Observation, Observation]] = []
    moved = 0
    for task in (task for history in trace.histories.values() for task in history.tasks):
        seen = [one for one in task.observations if one.count("stepCount") and one.operation in ("getSession", "listSessions")]
        seen = [one for one in seen if task.is_first and one.ended <= task.interrupted_at and not one.is_final]
        if len({one.count("stepCount") for one in seen}) > 1:
            if len({text(one.get("lastStepSummary")) for one in seen}) > 1:
                moved += 1
            else:
                still.append((seen[0], seen[-1]))
    if moved:
        evaluation.passed("steps.summary.moves", moved)
    elif len(still) >= _ALIKE:
        for first, last in still:
            steps = f"at step {first.get('stepCount')} and at step {last.get('stepCount')}"
            problem = f"lastStepSummary is {shown(last.get('lastStepSummary'))} {steps}"
            evaluation.check("steps.summary.moves", problem, first.exchange, last.exchange)
