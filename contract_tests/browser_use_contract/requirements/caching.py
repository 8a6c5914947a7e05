"""Script caching: the first run of a task template has an LLM cost, later ones have none, and only if caching is on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from ..requirement import Evaluation, cite, rule
from ..session_history import Task
from ..trace import Trace
from ..wording import bracket_mark
from .progress import full_tasks, gain

#: The caching modes that save and run scripts.
_ACTIVE = ("auto", "forced")


def _workspace(task: Task) -> str | None:
    given = task.history.asked("workspaceId")
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
    cite(
        "createSession.cacheScript",
        {
            "caching.again": "a task template with a script runs at no LLM cost, whatever its bracketed values",
            "caching.again.forced": "with cacheScript true, the exact task runs again at no LLM cost, also without brackets",
            "caching.first": "the agent runs a task template the first time",
            "caching.off": "with cacheScript false no script is run, even if there is one",
            "caching.no-brackets": "by default, a task without brackets is not cached",
            "caching.no-workspace": "by default, a task in a session without a workspace is not cached",
        },
    )
)
def scripts(trace: Trace, evaluation: Evaluation) -> None:
    costs_something = any((gain(task, "llmCostUsd") or 0) > 0 for task in full_tasks(trace))
    by_key: dict[tuple[str | None, str], list[Task]] = defaultdict(list)
    for task in sorted(trace.tasks, key=lambda one: one.dispatch.started):
        if task.is_complete and not task.is_limited:
            by_key[_key(task)].append(task)
    for group in by_key.values():
        for task, script, has_earlier in _with_script(group):
            _check_task(evaluation, task, script, has_earlier=has_earlier, costs_something=costs_something)


def _with_script(group: list[Task]) -> Iterator[tuple[Task, Task | None, bool]]:
    """Yields each task with an earlier task whose script it certainly uses, or None, and whether it may find another script."""
    for task in group:
        others = [one for one in group if one is not task]
        made = [one for one in others if one.succeeded and _mode(one) in _ACTIVE]
        done = [one for one in made if one.over and one.over.ended <= task.dispatch.started]
        before = [one for one in others if one.dispatch.started <= task.dispatch.ended]
        yield task, done[0] if done else None, any(_mode(one) in _ACTIVE or _mode(task) not in _ACTIVE for one in before)


def _check_task(evaluation: Evaluation, task: Task, script: Task | None, *, has_earlier: bool, costs_something: bool) -> None:
    cost, mode = gain(task, "llmCostUsd"), _mode(task)
    if cost is None or task.over is None:
        return
    evidence = [*([script.dispatch] if script else []), task.dispatch, task.over.exchange]
    is_comparable = task.succeeded and costs_something
    if mode in _ACTIVE and script:
        requirement = "caching.again" if mode == "auto" else "caching.again.forced"
        evaluation.expect(requirement, not cost, f"the LLM cost of the rerun is {cost}", *evidence)
    elif mode in _ACTIVE and is_comparable and not has_earlier:
        evaluation.expect("caching.first", cost > 0, "the first run had no LLM cost", *evidence)
    elif mode not in _ACTIVE and is_comparable and has_earlier and not (mode == "no-brackets" and script):
        evaluation.expect(f"caching.{mode}", cost > 0, "it ran at no LLM cost", *evidence)
