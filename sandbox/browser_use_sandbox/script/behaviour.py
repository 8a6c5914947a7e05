"""What is done about tasks whose text fits: read from the words of a script, and made into plans."""

import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import attrs

from ..agent import closing_remark
from ..outputs import schema_faults
from ..plan import Agent, Answer, Assignment, Outcome, Plan, Step
from ..status import Status
from .contradictions import contradictions
from .problems import Path, Problem, ScriptError
from .steps import amount, read_steps, shares
from .vocabulary import check_words

#: Judges the text of a task.
Match = Callable[[str], bool]


@attrs.define(eq=False, kw_only=True)
class Behaviour:
    """One entry of a script's `tasks`. None stands for what is left to the simulated agent."""

    matches: Match
    #: For how many more tasks it holds.
    times: int | None = None
    title: str | None = None
    steps: tuple[Step, ...] | None = None
    seconds: float | None = None
    cost_usd: Decimal | None = None
    output: Answer | None = None
    is_successful: bool = True
    ends: Status | None = None
    may_contradict: bool = False

    def plan(self, assignment: Assignment, agent: Agent) -> Plan:
        """What happens to a task that fits; `agent` fills in what is left to it."""
        outcome = None
        if self.output or not self.is_successful:
            outcome = Outcome(self.is_successful, self.output.value if self.output else None)
        plan = agent(attrs.evolve(assignment, outcome=outcome))
        steps = plan.steps if assignment.is_cached else self._steps(plan)
        return attrs.evolve(plan, title=plan.title if self.title is None else self.title, steps=steps, ends=self.ends)

    def _steps(self, plan: Plan) -> tuple[Step, ...]:
        """The steps that are laid down, or the agent's in the time and for the cost that are."""
        if self.steps is None:
            return self._paced(plan.steps[:-1] if self.ends else plan.steps)
        if self.ends or not self.steps:
            return self.steps
        *others, last = self.steps
        return (*others, attrs.evolve(last, remarks=(*last.remarks, closing_remark(plan.outcome))))

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


def read_behaviour(entry: dict[str, Any], task_seconds: float, path: Path = (), when: Match | None = None) -> Behaviour:
    """An entry of `tasks` that stands at `path`; `when` judges tasks in place of their text. ScriptError where it is none.

    Steps without times of their own share what is left of the entry's time, or of `task_seconds`.
    """
    check_words("task", entry, path)
    may_contradict = entry.get("against_contract", False)
    match, output = _match(entry, path, when), _output(entry, path)
    problems = list(_senseless(entry, path))
    if not problems and not may_contradict:
        problems = list(contradictions(entry, path))
    if problems:
        raise ScriptError(problems)
    return Behaviour(
        matches=match,
        times=entry.get("times"),
        title=entry.get("title"),
        steps=read_steps(entry["steps"], entry, task_seconds, path) if "steps" in entry else None,
        seconds=entry.get("seconds"),
        cost_usd=amount(entry, "cost_usd", path),
        output=output,
        is_successful=entry.get("success", True),
        ends=Status(entry["ends"]) if "ends" in entry else None,
        may_contradict=may_contradict,
    )


def _senseless(entry: dict[str, Any], path: Path) -> Iterator[Problem]:
    for name in ("output", "success"):
        if name in entry and "ends" in entry:
            yield Problem((*path, name), "cannot be chosen for a session that ends with its task undone (ends)")
    if "output_schema" in entry:
        for fault in schema_faults(entry["output_schema"]):
            yield Problem((*path, "output_schema"), fault["msg"])


def _match(entry: dict[str, Any], path: Path, when: Match | None) -> Match:
    given = [name for name in ("task", "contains", "matches") if name in entry]
    if len(given) + (when is not None) > 1:
        raise ScriptError([Problem((*path, given[-1]), "only one way to choose tasks can be given")])
    if when is not None:
        return when
    match given:
        case ["task"]:
            return lambda task: bool(task == entry["task"])
        case ["contains"]:
            return lambda task: entry["contains"] in task
        case ["matches"]:
            try:
                pattern = re.compile(entry["matches"])
            except (re.error, OverflowError, RecursionError) as error:
                raise ScriptError([Problem((*path, "matches"), f"is no regular expression: {error}")]) from None
            return lambda task: pattern.search(task) is not None
        case _:
            return lambda task: True


def _output(entry: dict[str, Any], path: Path) -> Answer | None:
    """The output as JSON has it, so that nobody can change it afterwards."""
    if "output" not in entry:
        return None
    try:
        return Answer(json.loads(json.dumps(entry["output"])))
    except (TypeError, ValueError, RecursionError) as error:
        raise ScriptError([Problem((*path, "output"), f"is no JSON value: {error}")]) from None
