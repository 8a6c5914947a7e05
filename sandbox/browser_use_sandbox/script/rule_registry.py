"""The rules of a project for tasks."""

from collections.abc import Iterator
from contextlib import contextmanager

import attrs

from ..common.api_errors import BadScript
from ..files.tree import FileTree
from ..tasks.agent import shorten, with_code
from ..tasks.commands import CreateSession
from ..tasks.plan import Agent, Assignment, Outcome, Plan
from .problems import Problem, ScriptError
from .request import TaskRequest
from .rule_list import RuleList
from .task_rule import TaskRule, call_test_function, output_problem

_MOST_FAILURES = 10
#: In a traceback, pytest shows the lines of the test, not those of this module.
__tracebackhide__ = True


class RuleRegistry(RuleList[TaskRule]):
    """The rules in the order in which they are tried: the first that matches is used.

    An error of the script that shows only with a task is reported twice: the caller gets a BadScript response, and the test a
    ScriptError, since its program may hide the response.
    """

    def __init__(self) -> None:
        super().__init__()
        self._failures: list[tuple[Problem, BaseException | None]] = []

    def has_output(self, command: CreateSession, files: FileTree | None = None) -> bool:
        """Whether a rule sets the output of the task, so that none has to be generated. BadScript."""
        if command.task is None:
            return False
        rule = self._find(TaskRequest.of(command, files))
        return rule is not None and rule.has_outcome

    def plan(self, command: CreateSession, assignment: Assignment, agent: Agent, files: FileTree | None = None) -> Plan:
        """The plan of the task, by a rule or by `agent`. `files` are those of its workspace. BadScript."""
        if not len(self):
            return agent(assignment)
        request = TaskRequest.of(command, files)
        rule = self._find(request)
        if rule is None:
            return agent(assignment)
        with self._reported(rule, request):
            outcome = _in_mode(rule.outcome(request), assignment)
            written = rule.written(request)
        plan = attrs.evolve(rule.plan(attrs.evolve(assignment, outcome=outcome), agent), files=written)
        if written and files is None:
            raise self._failed(rule, request, "it writes files, but the session has no workspace")
        if rule.output and not rule.may_contradict:
            reason = output_problem(plan.outcome, assignment.output_schema, code_mode=assignment.code_mode)
            if reason:
                raise self._failed(rule, request, f"{reason}; against_contract: true allows it")
        self.use(rule)
        return plan

    def take_error(self) -> ScriptError | None:
        """The errors since the last call of this method."""
        if not self._failures:
            return None
        error = ScriptError([problem for problem, _ in self._failures])
        error.__cause__ = self._failures[0][1]
        self._failures = []
        return error

    def _find(self, request: TaskRequest) -> TaskRule | None:
        for rule in self:
            with self._reported(rule, request):
                if call_test_function(rule.matches, request):
                    return rule
        return None

    @contextmanager
    def _reported(self, rule: TaskRule, request: TaskRequest) -> Iterator[None]:
        """Turn what the functions of the test raise into BadScript. `pytest.fail` raises a BaseException."""
        try:
            yield
        except BaseException as error:
            raise self._failed(rule, request, f"{type(error).__name__}: {error}", error) from error

    def _failed(self, rule: TaskRule, request: TaskRequest, reason: str, error: BaseException | None = None) -> BadScript:
        text = f'{rule.description}, for the task "{shorten(request.task, 60)}": {reason}'
        if len(self._failures) < _MOST_FAILURES:
            self._failures.append((Problem((), text), error))
        return BadScript(text)


def _in_mode(outcome: Outcome | None, assignment: Assignment) -> Outcome | None:
    """The outcome; in code mode, a text becomes an output with code."""
    if outcome is None or not assignment.code_mode or assignment.output_schema is not None or not isinstance(outcome.output, str):
        return outcome
    return attrs.evolve(outcome, output=with_code(outcome.output))
