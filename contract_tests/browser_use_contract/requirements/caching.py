"""Script caching: the first run of a task template has an LLM cost, later ones have none, and only if caching is on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..citations import request
from ..requirement import Citation, Evaluation, rule
from ..session_history import Task
from ..trace import Trace
from ..wording import bracket_mark
from .progress import full_tasks, gain

_CITATIONS: dict[str, Citation] = {
    "caching.again": request.CACHE_AGAIN,
    "caching.again.forced": request.CACHE_ON,
    "caching.first": request.CACHE_FIRST,
    "caching.off": request.CACHE_OFF,
    "caching.no-brackets": request.CACHE_AUTO,
    "caching.no-workspace": request.CACHE_AUTO,
}


#: The caching modes that save and run scripts.
_ACTIVE = ("auto", "forced")


def _workspace(task: Task) -> str | None:
    given = task.history.creation.fields.get("workspaceId") if task.history.creation else None
    return given.lower() if isinstance(given, str) else None


def _key(task: Task) -> tuple[str | None, str]:
    """Returns the cache key of a script: the workspace, and the task without its bracketed values."""
    return _workspace(task), re.sub(re.escape(bracket_mark()) + r"\{\{.*?\}\}", "{{}}", task.text, flags=re.DOTALL)


def _mode(task: Task) -> str:
    """Returns the caching mode, `forced`, `auto` or `off`, or the reason why caching is not on."""
    choice = task.given.get("cacheScript")
    if choice is False:
        return "off"
    if _workspace(task) is None:
        return "no-workspace"
    if choice is True:
        return "forced"
    return "auto" if f"{bracket_mark()}{{{{" in task.text else "no-brackets"


@rule(
    lambda requirement: _CITATIONS[requirement],
    {
        "caching.again": "a task template with a script runs at no LLM cost, whatever its bracketed values",
        "caching.again.forced": "with cacheScript true, the exact task runs again at no LLM cost, also without brackets",
        "caching.first": "the agent runs a task template the first time",
        "caching.off": "with cacheScript false no script is run, even if there is one",
        "caching.no-brackets": "by default, a task without brackets is not cached",
        "caching.no-workspace": "by default, a task in a session without a workspace is not cached",
    },
)
def scripts(trace: Trace, evaluation: Evaluation) -> None:
    costs_something = any((gain(task, "llmCostUsd") or 0) > 0 for task in full_tasks(trace))
    tasks = [task for history in trace.histories.values() for task in history.tasks if task.is_complete and not task.is_limited]
    by_key: dict[tuple[str | None, str], list[Task]] = {}
    for task in sorted(tasks, key=lambda one: one.dispatch.started):
        by_key.setdefault(_key(task), []).append(task)
    for group in by_key.values():
        for task, script, earlier in _with_script(group):
            _check_task(evaluation, task, script, has_earlier=earlier, costs_something=costs_something)


def _with_script(group: list[Task]) -> Iterator[tuple[Task, Task | None, bool]]:
    """Yields each task with an earlier task whose script it certainly uses, or None, and whether it may find another script."""
    for task in group:
        made = [one for one in group if one is not task and one.succeeded and _mode(one) in _ACTIVE]
        done = [one for one in made if one.over and one.over.ended <= task.dispatch.started]
        beside = any(
            one is not task
            and one.dispatch.started <= task.dispatch.ended
            and (_mode(one) in _ACTIVE or _mode(task) not in _ACTIVE)
            for one in group
        )
        yield task, done[0] if done else None, beside


def _check_task(evaluation: Evaluation, task: Task, script: Task | None, *, has_earlier: bool, costs_something: bool) -> None:
    cost, mode = gain(task, "llmCostUsd"), _mode(task)
    if cost is None or task.over is None:
        return
    evidence = [*([script.dispatch] if script else []), task.dispatch, task.over.exchange]
    if mode in _ACTIVE and script:
        requirement = "caching.again" if mode == "auto" else "caching.again.forced"
        evaluation.check(requirement, f"the LLM cost of the rerun is {cost}" if cost else None, *evidence)
    elif mode in _ACTIVE:
        if not has_earlier and task.succeeded and costs_something:
            evaluation.check("caching.first", None if cost > 0 else "the first run had no LLM cost", *evidence)
    elif has_earlier and task.succeeded and costs_something and not (mode == "no-brackets" and script):
        evaluation.check(f"caching.{mode}", None if cost > 0 else "it ran at no LLM cost", *evidence)
