"""The tasks of one `run_many`: which comes next, and what has failed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from browser_use_sessions.checks import checked_flag, checked_integer, refusal
from browser_use_sessions.create_request import checked_task
from browser_use_sessions.errors import (
    AuthenticationError,
    BrowserUseError,
    CreditsError,
    Failure,
    PermissionDeniedError,
    RunManyError,
)
from browser_use_sessions.flows.gate import Gate
from browser_use_sessions.plan import Plan

if TYPE_CHECKING:
    from browser_use_sessions.results import SessionResult

# After one of these, no other task would fare better.
_HOPELESS = (AuthenticationError, CreditsError, PermissionDeniedError)


class Batch:
    """Arguments are checked here, before anything is sent. Not safe to share between threads."""

    def __init__(
        self,
        tasks: Iterable[str],
        max_concurrency: Any,
        return_exceptions: Any,
        schemas: tuple[Any, Any],
        options: Mapping[str, Any],
    ) -> None:
        if isinstance(tasks, str) or not isinstance(tasks, Iterable):
            raise refusal("tasks", f"must be a list of strings, not {type(tasks).__name__}", "For a single task there is run().")
        if options.get("session_id") is not None:
            raise refusal("session_id", "cannot be given to run_many", "A session runs one task at a time: use session().")
        if options.get("keep_alive"):
            raise refusal("keep_alive", "cannot be given to run_many", "Use session() for tasks that follow each other.")
        self.max_concurrency = checked_integer("max_concurrency", max_concurrency, 1) or 1
        self._return_exceptions = bool(checked_flag("return_exceptions", return_exceptions))
        if isinstance(tasks, Collection):  # An iterator is taken from as its tasks are started.
            tasks = [checked_task(task) for task in tasks]
        self._tasks: Iterator[Any] = iter(tasks)
        self._schemas = schemas
        self._options = options
        self._gate = Gate()
        self._number = 0
        self._is_hopeless = False
        self._failures: list[Failure] = []
        Plan("any", *schemas, options)  # Wrong options are told at once.

    def next(self) -> tuple[int, Plan] | None:
        """The number and the plan of the next task, None where there is none or none is to be started any more."""
        if self._is_hopeless:
            return None
        try:
            task = next(self._tasks)
        except StopIteration:
            return None
        plan = Plan(task, *self._schemas, self._options)
        plan.gate = self._gate
        number, self._number = self._number, self._number + 1
        return number, plan

    def settle(
        self, number: int, plan: Plan, outcome: SessionResult[Any] | BrowserUseError
    ) -> SessionResult[Any] | BrowserUseError | None:
        """What to hand out for a run that has ended; None for a failure that is only reported at the end."""
        if not isinstance(outcome, BrowserUseError):
            return outcome.with_index(number)
        outcome.index, outcome.task = number, plan.task
        self._is_hopeless = self._is_hopeless or isinstance(outcome, _HOPELESS)
        if self._return_exceptions:
            return outcome
        self._failures.append(Failure(number, plan.task, outcome))
        return None

    def finish(self) -> None:
        """Raises RunManyError where runs have failed."""
        if not self._failures:
            return
        first = self._failures[0]
        rest = " Further tasks were not started." if self._is_hopeless else ""
        raise RunManyError(
            f"{len(self._failures)} of {self._number} runs failed; .failures has them all. The first was task {first.number}: "
            f"{first.error}{rest}",
            failures=tuple(self._failures),
        )
