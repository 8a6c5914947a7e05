"""All that is scripted for the tasks of a project."""

from collections.abc import Iterable

from ..plan import Agent, Assignment, Plan
from ..refusals import BadScript
from .behaviour import Behaviour
from .contradictions import misfit


class Book:
    """Behaviours in the order in which they are asked: the first that fits is taken."""

    def __init__(self) -> None:
        self._behaviours: list[Behaviour] = []

    def add(self, behaviours: Iterable[Behaviour]) -> None:
        """Put these, in their order, before all that are there."""
        self._behaviours[:0] = behaviours

    def clear(self) -> None:
        self._behaviours.clear()

    def has_output(self, task: str | None) -> bool:
        """Whether the task's output is laid down, so that none has to be found."""
        behaviour = None if task is None else self._find(task)
        return behaviour is not None and (behaviour.output is not None or not behaviour.is_successful)

    def plan(self, assignment: Assignment, agent: Agent) -> Plan:
        """What happens to the task: by the script, or by `agent`. BadScript where the contract forbids what the script wants."""
        behaviour = self._find(assignment.task)
        if behaviour is None:
            return agent(assignment)
        plan = behaviour.plan(assignment, agent)
        if behaviour.output and not behaviour.may_contradict:
            reason = misfit(plan.outcome, assignment.output_schema)
            if reason:
                raise BadScript(reason)
        if behaviour.times is not None:
            behaviour.times -= 1
            if not behaviour.times:
                self._behaviours.remove(behaviour)
        return plan

    def _find(self, task: str) -> Behaviour | None:
        return next((behaviour for behaviour in self._behaviours if behaviour.matches(task)), None)
