"""The tasks of one `run_many`: which comes next, and what has failed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from browser_use_sessions._arguments import checked_flag, checked_integer, invalid_argument
from browser_use_sessions._decisions.budget import Budget
from browser_use_sessions._decisions.capacity_limiter import CapacityLimiter
from browser_use_sessions._decisions.run_request import RunRequest
from browser_use_sessions.errors import (
    AuthenticationError,
    BrowserUseError,
    BudgetReachedError,
    CreditsError,
    Failure,
    PermissionDeniedError,
    RunManyError,
)

if TYPE_CHECKING:
    from decimal import Decimal

    from browser_use_sessions.results import SessionResult

# After one of these errors, every other task would fail in the same way.
_FATAL = (AuthenticationError, CreditsError, PermissionDeniedError)


class Job(NamedTuple):
    """A task to run now. `limit`: the part of the budget that is reserved for it."""

    number: int
    request: RunRequest
    limit: Decimal


class WaitForBudget:
    """There is a task, but the rest of the budget does not cover it until other tasks have ended."""


class Batch:
    """Arguments are checked here, before anything is sent. Not safe to share between threads."""

    def __init__(
        self,
        tasks: Iterable[Any],
        max_concurrency: Any,
        return_exceptions: Any,
        max_total_cost_usd: Any,
        schemas: tuple[Any, Any],
        options: Mapping[str, Any],
    ) -> None:
        if isinstance(tasks, str) or not isinstance(tasks, Iterable):
            raise invalid_argument(
                "tasks", f"must be a list of tasks, not {type(tasks).__name__}", "For a single task there is run()."
            )
        self.max_concurrency = checked_integer("max_concurrency", max_concurrency, 1) or 1
        self._return_exceptions = bool(checked_flag("return_exceptions", return_exceptions))
        self._budget = Budget(max_total_cost_usd)
        self._schemas = schemas
        self._options = options
        self._limiter = CapacityLimiter()
        self._number = 0
        self._active = 0
        self._next: RunRequest | None = None
        self._is_stopped = False
        self._failures: list[Failure] = []
        self._not_started: BudgetReachedError | None = None
        self._run_request("any")  # Invalid options raise at once.
        if isinstance(tasks, Collection):  # The tasks of an iterator are taken one by one, as they are started.
            tasks = list(tasks)
            for task in tasks:
                self._budget.limit_of(self._run_request(task))
        self._tasks: Iterator[Any] = iter(tasks)

    def next(self) -> Job | type[WaitForBudget] | None:
        """The next task; None if there is none, or if no more may be started."""
        if self._is_stopped:
            return None
        if self._next is None:
            try:
                task = next(self._tasks)
            except StopIteration:
                return None
            self._next = self._run_request(task)
        request = self._next
        limit = self._budget.limit_of(request)
        if not self._budget.reserve(limit):
            if self._active:
                return WaitForBudget
            self._is_stopped = True
            self._not_started = BudgetReachedError(
                f"The task was not started: its limit is ${limit:f} (max_cost_usd), and {self._budget} is left of "
                "max_total_cost_usd. No task after it was started either.",
                index=self._number,
                task=request.task,
            )
            return None
        self._next = None
        self._active += 1
        number, self._number = self._number, self._number + 1
        return Job(number, request, limit)

    def settle(self, job: Job, outcome: SessionResult[Any] | BrowserUseError) -> SessionResult[Any] | BrowserUseError | None:
        """What to give to the caller for a run that has ended; None for a failure that is only reported at the end."""
        self._active -= 1
        self._budget.settle(job.limit, outcome)
        if not isinstance(outcome, BrowserUseError):
            return outcome.with_index(job.number)
        outcome.index, outcome.task = job.number, job.request.task
        self._is_stopped = self._is_stopped or isinstance(outcome, _FATAL)
        return self._failed(outcome, job.number, job.request.task)

    def finish(self) -> Iterator[BrowserUseError]:
        """Yields the last error that the caller has not seen yet, if any. Raises RunManyError if runs have failed."""
        if (error := self._not_started) is not None and self._failed(error, self._number, str(error.task)) is not None:
            yield error
        if not self._failures:
            return
        first = self._failures[0]
        rest = " Further tasks were not started." if self._is_stopped else ""
        count = self._number + (self._not_started is not None)
        raise RunManyError(
            f"{len(self._failures)} of {count} runs failed; .failures has them all. The first was task {first.number}: "
            f"{first.error}{rest}",
            failures=tuple(self._failures),
        )

    def _failed(self, error: BrowserUseError, number: int, task: str) -> BrowserUseError | None:
        if self._return_exceptions:
            return error
        self._failures.append(Failure(number, task, error))
        return None

    def _run_request(self, task: Any) -> RunRequest:
        """The request for a task, or for a pair of a task and its own options."""
        own: Any = {}
        if isinstance(task, tuple):
            if len(task) != 2 or not isinstance(task[1], Mapping):
                raise invalid_argument(
                    "tasks", "holds a tuple that is no pair of a task and its options", 'One is ("task", {"model": …}).'
                )
            task, own = task
        options = {**self._options, **own}
        if options.get("session_id") is not None:
            raise invalid_argument(
                "session_id", "cannot be given to run_many", "A session runs one task at a time: use session()."
            )
        if options.get("keep_alive"):
            raise invalid_argument("keep_alive", "cannot be given to run_many", "Use session() for tasks that follow each other.")
        for name in ("schema", "output_schema"):
            if name in own:
                raise invalid_argument(
                    name, "cannot be given to a single task of run_many", "Give it to run_many, for all tasks alike."
                )
        request = RunRequest(task, *self._schemas, options)
        request.limiter = self._limiter
        return request
