"""A rule of a script for tasks: it matches tasks and makes their plans."""

import base64
import binascii
import inspect
import json
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import attrs
import jsonschema_rs

from ..generation.outputs import OutputValue, schema_faults
from ..tasks.agent import closing_message
from ..tasks.commands import Status
from ..tasks.plan import Agent, Assignment, Outcome, Plan, Step
from .problems import Problem, ScriptError, check_schema
from .request import TaskRequest
from .rule_list import description
from .steps import ScriptedStep, amount, read_steps, seconds, shares

#: Whether a rule applies to a task.
Match = Callable[[TaskRequest], bool]
_HINT = "against_contract: true allows it"
_AMOUNTS = ("cost_usd", "browser_cost_usd", "proxy_cost_usd", "proxy_mb", "input_tokens", "output_tokens")
_TEXT_AND_CODE = {"type": "object", "required": ["text", "code"]}


@attrs.define(eq=False, kw_only=True)
class TaskRule:
    """An entry of `tasks` in a script. None means that the simulated agent decides."""

    #: The entry as text, for messages.
    description: str
    matches: Match
    #: For how many tasks it is used; None for all.
    times: int | None
    #: For how many tasks it has been used.
    used: int = 0
    title: str | None
    steps: tuple[ScriptedStep, ...] | None
    seconds: float | None
    cost_usd: Decimal | None
    #: The output, or a function that returns it.
    output: OutputValue | Callable[[TaskRequest], Any] | None
    #: The files that the task writes to the workspace, by path, or a function that returns them.
    files: Mapping[str, bytes] | Callable[[TaskRequest], Any]
    is_successful: bool
    ends: Status | None
    may_contradict: bool

    @property
    def has_outcome(self) -> bool:
        """Whether it sets the result of tasks."""
        return self.output is not None or not self.is_successful

    def outcome(self, request: TaskRequest) -> Outcome | None:
        """The result of the task, if the rule sets it. A function of the test may raise anything."""
        if not self.has_outcome:
            return None
        answer = self.output
        if callable(answer):
            answer = OutputValue(_as_json(call_test_function(answer, request)))
        return Outcome(self.is_successful, answer.value if answer else None)

    def written(self, request: TaskRequest) -> Mapping[str, bytes]:
        """The files that the task writes. A function of the test may raise anything."""
        return read_files(call_test_function(self.files, request)) if callable(self.files) else self.files

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
            steps = tuple(attrs.evolve(step, seconds=self.seconds / len(steps)) for step in steps)
        if self.cost_usd is not None:
            costs = shares(self.cost_usd, len(steps))
            nothing = Decimal(0)
            steps = tuple(
                attrs.evolve(step, llm_cost_usd=cost, browser_cost_usd=nothing, proxy_cost_usd=nothing)
                for step, cost in zip(steps, costs, strict=True)
            )
        return steps


def read_task_rule(entry: dict[str, Any], task_seconds: float, when: Match | None = None) -> TaskRule:
    """The rule of an entry of `tasks`; `when` selects tasks instead of their text. ScriptError if the entry is invalid.

    The `output` and the `files` may be functions. Steps without a time share what is left of the time of the entry, or of
    `task_seconds`.
    """
    check_schema("task", _without_python(entry))
    given = entry if when is None else {"when": when, **entry}
    matches, output, files = _match(entry, when), _output(entry), entry.get("files", {})
    problems = list(_inconsistencies(given))
    if not problems and not entry.get("against_contract"):
        problems = list(_contradictions(entry, output))
    if problems:
        raise ScriptError(problems)
    total = seconds(entry)
    return TaskRule(
        description=description("script", given),
        matches=matches,
        times=entry.get("times"),
        title=entry.get("title"),
        steps=read_steps(entry["steps"], entry, task_seconds) if "steps" in entry else None,
        seconds=None if total is None else float(total),
        cost_usd=amount(entry, "cost_usd"),
        output=output,
        files=files if callable(files) else read_files(files),
        is_successful=entry.get("success", True),
        ends=Status(entry["ends"]) if "ends" in entry else None,
        may_contradict=entry.get("against_contract", False),
    )


def call_test_function(function: Callable[[TaskRequest], Any], request: TaskRequest) -> Any:
    """The result of a function of the test, which may raise anything."""
    __tracebackhide__ = True
    answer = function(request)
    if inspect.iscoroutine(answer):
        answer.close()
        raise TypeError("it is async: its result has to be awaited")
    return answer


def read_files(files: Any) -> dict[str, bytes]:
    """The bytes of each file, from a text, bytes, or `{"base64": …}`. ScriptError."""
    if not isinstance(files, Mapping):
        raise ScriptError.at(("files",), f"must be a mapping of paths to files, not {type(files).__name__}")
    return {str(name): _read_file(str(name), data) for name, data in files.items()}


def _read_file(name: str, data: Any) -> bytes:
    try:
        if not name:
            raise ValueError("a file needs a name")
        match data:
            case bytes():
                return data
            case str():
                return data.encode()
            case {"base64": str(text)}:
                return base64.b64decode(text, validate=True)
            case _:
                raise ValueError('must be text, bytes, or {"base64": …}')
    except (ValueError, binascii.Error) as error:
        raise ScriptError.at(("files", name), str(error)) from None


def output_problem(outcome: Outcome, schema: dict[str, Any] | bool | None, *, code_mode: bool = False) -> str | None:
    """Why a task with this output schema, or without one, cannot have this outcome. None if it can."""
    if schema is None and code_mode:
        schema = _TEXT_AND_CODE
    output = outcome.output
    if output is None and not outcome.is_successful:
        return None
    if schema is None:
        return None if output is None or isinstance(output, str) else "without an outputSchema, the output must be a text or null"
    validator = jsonschema_rs.validator_for(schema, validate_formats=True, offline=True)
    error = next(validator.iter_errors(output), None)
    if error is None:
        return None
    where = "/".join(str(part) for part in error.instance_path)
    return f"{where}: {error.message}" if where else error.message


def _without_python(entry: Any) -> Any:
    """The entry as the schema describes it: functions and bytes, which exist only in Python, are replaced."""
    if not isinstance(entry, dict):
        return entry
    plain, files = dict(entry), entry.get("files")
    if callable(entry.get("output")):
        plain["output"] = None
    if callable(files):
        plain["files"] = {}
    elif isinstance(files, Mapping):
        plain["files"] = {name: "" if isinstance(data, bytes) else data for name, data in files.items()}
    return plain


def _inconsistencies(entry: dict[str, Any]) -> Iterator[Problem]:
    for name in ("output", "success"):
        if name in entry and "ends" in entry:
            yield Problem((name,), "cannot be set together with ends: the task then stays unfinished")
    for name in ("when", "output", "files"):
        if inspect.iscoroutinefunction(entry.get(name)):
            yield Problem((name,), "must not be an async function")
    if "when" in entry and not callable(entry["when"]):
        yield Problem(("when",), "must be a function")
    if "output_schema" in entry:
        if "output" not in entry or callable(entry["output"]):
            yield Problem(("output_schema",), "needs an output to check")
        for fault in schema_faults(entry["output_schema"]):
            yield Problem(("output_schema", *fault["loc"][2:]), fault["msg"])


def _contradictions(entry: dict[str, Any], output: Any) -> Iterator[Problem]:
    """How a valid entry of `tasks` breaks the contract for any request; `output` is its output."""
    steps = [(("steps", number), step) for number, step in enumerate(entry.get("steps", ())) if isinstance(step, dict)]
    for place, part in ((), entry), *steps:
        for name in _AMOUNTS:
            if Decimal(str(part.get(name, 0))) < 0:
                yield Problem((*place, name), f"is negative, but costs can only grow; {_HINT}")
    if isinstance(output, OutputValue):
        reason = _not_json(output.value)
        if reason:
            yield Problem(("output",), f"{reason}; {_HINT}")
        elif "output_schema" in entry:
            reason = output_problem(Outcome(entry.get("success", True), output.value), entry["output_schema"])
            if reason:
                yield Problem(("output",), f"does not fit output_schema: {reason}; {_HINT}")


def _match(entry: dict[str, Any], when: Match | None) -> Match:
    given = [name for name in ("task", "contains", "matches") if name in entry]
    if len(given) + (when is not None) > 1:
        raise ScriptError.at((given[-1],), "only one of task, contains, matches and when can be set")
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
                raise ScriptError.at(("matches",), f"is not a regular expression: {error}") from None
            return lambda request: pattern.search(request.task) is not None
        case _:
            return lambda request: True


def _output(entry: dict[str, Any]) -> OutputValue | Callable[[TaskRequest], Any] | None:
    if "output" not in entry or callable(entry["output"]):
        return entry.get("output")
    try:
        return OutputValue(_as_json(entry["output"]))
    except (TypeError, ValueError, RecursionError) as error:
        raise ScriptError.at(("output",), f"is not a JSON value: {error}") from None


def _as_json(value: Any) -> Any:
    """A copy of the value as JSON has it, so that nobody can change it later."""
    return json.loads(json.dumps(value))


def _not_json(value: Any) -> str | None:
    """What `value` has that JSON does not have, if anything."""
    try:
        json.dumps(value, allow_nan=False, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return "has a lone surrogate, which is not a character"
    except ValueError:
        return "has a number that JSON does not have"
    return None
