"""A rule of a script for tasks: it matches tasks and makes their plans."""

import inspect
import json
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import attrs

from ..generation.output_value import OutputValue
from ..generation.outputs import schema_faults
from ..tasks.agent import closing_message
from ..tasks.plan import Agent, Assignment, Outcome, Plan, Step
from ..tasks.status import Status
from .contradictions import contradictions
from .files import read_files, with_plain_files
from .problems import Path, Problem, ScriptError
from .request import TaskRequest
from .rule_list import description
from .schema import check_schema
from .steps import ScriptedStep, amount, read_steps, seconds, shares

#: Whether a rule applies to a task.
Match = Callable[[TaskRequest], bool]


@attrs.define(eq=False, kw_only=True)
class TaskRule:
    """An entry of `tasks` in a script. None means that the simulated agent decides."""

    #: The entry as text, for messages.
    description: str
    matches: Match
    #: For how many tasks it is used; None for all.
    times: int | None = None
    #: For how many tasks it has been used.
    used: int = 0
    title: str | None = None
    steps: tuple[ScriptedStep, ...] | None = None
    seconds: float | None = None
    cost_usd: Decimal | None = None
    #: The output, or a function that returns it.
    output: OutputValue | Callable[[TaskRequest], Any] | None = None
    #: The files that the task writes to the workspace, by path, or a function that returns them.
    files: Mapping[str, bytes] | Callable[[TaskRequest], Any] | None = None
    is_successful: bool = True
    ends: Status | None = None
    may_contradict: bool = False

    @property
    def has_outcome(self) -> bool:
        """Whether it sets the result of tasks."""
        return self.output is not None or not self.is_successful

    def outcome(self, request: TaskRequest) -> Outcome | None:
        """The result of the task, if the rule sets it. A function of the test may raise anything."""
        if not self.has_outcome:
            return None
        answer = (
            self.output
            if isinstance(self.output, OutputValue | None)
            else OutputValue(_as_json(call_test_function(self.output, request)))
        )
        return Outcome(self.is_successful, answer.value if answer else None)

    def written(self, request: TaskRequest) -> Mapping[str, bytes]:
        """The files that the task writes. A function of the test may raise anything."""
        if self.files is None or isinstance(self.files, Mapping):
            return self.files or {}
        return read_files(call_test_function(self.files, request))

    def plan(self, assignment: Assignment, agent: Agent) -> Plan:
        """The plan of a task that matches; `agent` decides what the rule leaves open."""
        plan = agent(assignment)
        steps = plan.steps if assignment.is_cached else self._steps(plan)
        has_cost = self.cost_usd is not None or any(step.has_cost for step in self.steps or ())
        title = plan.title if self.title is None else self.title
        return attrs.evolve(plan, title=title, steps=steps, ends=self.ends, has_scripted_cost=has_cost)

    def _steps(self, plan: Plan) -> tuple[Step, ...]:
        """The scripted steps, or those of the agent with the scripted time and cost."""
        if self.steps is None:
            return self._paced(plan.steps[:-1] if self.ends else plan.steps)
        steps = tuple(step.filled_in(plan.steps[number % len(plan.steps)]) for number, step in enumerate(self.steps))
        if self.ends or not steps:
            return steps
        *others, last = steps
        return (*others, attrs.evolve(last, messages=(*last.messages, closing_message(plan.outcome))))

    def _paced(self, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        if self.seconds is not None:
            each = self.seconds / len(steps)
            steps = tuple(attrs.evolve(step, seconds=each) for step in steps)
        if self.cost_usd is not None:
            nothing = Decimal(0)
            steps = tuple(
                attrs.evolve(step, llm_cost_usd=cost, browser_cost_usd=nothing, proxy_cost_usd=nothing)
                for step, cost in zip(steps, shares(self.cost_usd, len(steps)), strict=True)
            )
        return steps


def read_task_rule(entry: dict[str, Any], task_seconds: float, path: Path = (), when: Match | None = None) -> TaskRule:
    """The rule of an entry of `tasks` at `path`; `when` selects tasks instead of their text. ScriptError if the entry is invalid.

    The `output` may be a function. Steps without a time share what is left of the time of the entry, or of `task_seconds`.
    """
    function = entry["output"] if isinstance(entry, dict) and callable(entry.get("output")) else None
    files = entry.get("files") if isinstance(entry, dict) else None
    words = entry if function is None else {**entry, "output": None}
    check_schema("task", words if files is None else with_plain_files(words), path)
    given = entry if when is None else {"when": when, **entry}
    may_contradict = entry.get("against_contract", False)
    match, output = _match(entry, path, when), None if function else _output(entry, path)
    problems = list(_inconsistencies(given, path))
    if not problems and not may_contradict:
        problems = list(contradictions(entry, path, output))
    if problems:
        raise ScriptError(problems)
    total = seconds(entry, path)
    return TaskRule(
        description=description("script", given),
        matches=match,
        times=entry.get("times"),
        title=entry.get("title"),
        steps=read_steps(entry["steps"], entry, task_seconds, path) if "steps" in entry else None,
        seconds=None if total is None else float(total),
        cost_usd=amount(entry, "cost_usd", path),
        output=function or output,
        files=files if files is None or callable(files) else read_files(files, path),
        is_successful=entry.get("success", True),
        ends=Status(entry["ends"]) if "ends" in entry else None,
        may_contradict=may_contradict,
    )


def call_test_function(function: Callable[[TaskRequest], Any], request: TaskRequest) -> Any:
    """The result of a function of the test, which may raise anything."""
    __tracebackhide__ = True
    answer = function(request)
    if inspect.iscoroutine(answer):
        answer.close()
        raise TypeError("it is async: its result has to be awaited")
    return answer


def _inconsistencies(entry: dict[str, Any], path: Path) -> Iterator[Problem]:
    for name in ("output", "success"):
        if name in entry and "ends" in entry:
            yield Problem((*path, name), "cannot be set together with ends: the task then stays unfinished")
    for name in ("when", "output", "files"):
        if inspect.iscoroutinefunction(entry.get(name)):
            yield Problem((*path, name), "must not be an async function")
    if "when" in entry and not callable(entry["when"]):
        yield Problem((*path, "when"), "must be a function")
    if "output_schema" in entry:
        if "output" not in entry or callable(entry["output"]):
            yield Problem((*path, "output_schema"), "needs an output to check")
        for fault in schema_faults(entry["output_schema"]):
            yield Problem((*path, "output_schema", *fault["loc"][2:]), fault["msg"])


def _match(entry: dict[str, Any], path: Path, when: Match | None) -> Match:
    given = [name for name in ("task", "contains", "matches") if name in entry]
    if len(given) + (when is not None) > 1:
        raise ScriptError([Problem((*path, given[-1]), "only one of task, contains, matches and when can be set")])
    if when is not None:
        return when
    match given:
        case ["task"]:
            return lambda request: bool(request.task == entry["task"])
        case ["contains"]:
            return lambda request: entry["contains"] in request.task
        case ["matches"]:
            try:
                pattern = re.compile(entry["matches"])
            except (re.error, OverflowError, RecursionError) as error:
                raise ScriptError([Problem((*path, "matches"), f"is not a regular expression: {error}")]) from None
            return lambda request: pattern.search(request.task) is not None
        case _:
            return lambda request: True


def _output(entry: dict[str, Any], path: Path) -> OutputValue | None:
    if "output" not in entry:
        return None
    try:
        return OutputValue(_as_json(entry["output"]))
    except (TypeError, ValueError, RecursionError) as error:
        raise ScriptError([Problem((*path, "output"), f"is not a JSON value: {error}")]) from None


def _as_json(value: Any) -> Any:
    """A copy of the value as JSON has it, so that nobody can change it later."""
    return json.loads(json.dumps(value))
