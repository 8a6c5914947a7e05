"""Running tasks, blocking: shared by the client and by the handle of a session."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, Unpack, overload

if TYPE_CHECKING:
    from browser_use_api.models import Message, Session
    from browser_use_sessions.driver import Driver
    from browser_use_sessions.flows.context import Context
    from browser_use_sessions.flows.run import Run
    from browser_use_sessions.options import RunOptions
    from browser_use_sessions.plan import Plan
    from browser_use_sessions.results import SessionResult

T = TypeVar("T")


class Runner:
    """`run` and `stream`. Their options are listed in `browser_use_sessions.options.RunOptions`."""

    _ctx: Context
    _driver: Driver

    def _plan(self, task: str, schema: Any, output_schema: Any, options: Any, messages: bool = False) -> Plan:
        from browser_use_sessions.plan import Plan

        return Plan(task, schema, output_schema, options, messages)

    def _make_run(self, plan: Plan) -> Run:
        from browser_use_sessions.flows.run import Run

        return Run(self._ctx, plan)

    @overload
    def run(self, task: str, **options: Unpack[RunOptions]) -> SessionResult[str | None]: ...
    @overload
    def run(self, task: str, *, output_schema: type[T], **options: Unpack[RunOptions]) -> SessionResult[T | None]: ...
    @overload
    def run(self, task: str, *, schema: type[T], **options: Unpack[RunOptions]) -> SessionResult[T | None]: ...
    @overload
    def run(
        self,
        task: str,
        *,
        schema: Any = None,
        output_schema: Any = None,
        **options: Unpack[RunOptions],
    ) -> SessionResult[Any]: ...
    def run(
        self, task: str, *, schema: Any = None, output_schema: Any = None, **options: Unpack[RunOptions]
    ) -> SessionResult[Any]:
        """Runs a task and waits until it is over.

        `output_schema` (or `schema`) is a JSON Schema or a type: an attrs class, a dataclass, a TypedDict, a pydantic model. The
        output then comes as that type, or as None where a task that was not achieved left none; after `raise_for_failure()` it
        is never None, and type checkers know that. They know classes, `list[…]` and `dict[…]`; with a JSON Schema, a union or
        another special form the output is `Any` to them. The options are `model`, `max_cost_usd`, `session_id`, `keep_alive`,
        `timeout` (seconds, 14,400 if not given) and the others of `RunOptions`.

        A task that was not achieved is returned like any other; `raise_for_failure()` tells them apart. Raises SessionFailedError
        and SessionExpiredError for a session that breaks, RunTimeoutError when the deadline passes, OutputError for an output
        that does not fit, OutcomeUnknownError where it is unknown whether the task was started, and the other BrowserUseErrors.
        What was started is stopped before an error leaves this method, Ctrl-C included, unless `leave_running=True`.
        """
        return self._driver.run(self._make_run(self._plan(task, schema, output_schema, options)).flow())

    @overload
    def stream(self, task: str, **options: Unpack[RunOptions]) -> Stream[str | None]: ...
    @overload
    def stream(self, task: str, *, output_schema: type[T], **options: Unpack[RunOptions]) -> Stream[T | None]: ...
    @overload
    def stream(self, task: str, *, schema: type[T], **options: Unpack[RunOptions]) -> Stream[T | None]: ...
    @overload
    def stream(
        self,
        task: str,
        *,
        schema: Any = None,
        output_schema: Any = None,
        **options: Unpack[RunOptions],
    ) -> Stream[Any]: ...
    def stream(self, task: str, *, schema: Any = None, output_schema: Any = None, **options: Unpack[RunOptions]) -> Stream[Any]:
        """Runs a task and gives its messages as they come; takes what `run` takes.

        Nothing starts before the iteration does. Leaving the iteration early stops the task, as does closing the stream.
        """
        return Stream(self._driver, self._make_run(self._plan(task, schema, output_schema, options, messages=True)))


class Watched(Generic[T]):
    """What can be seen of a run while it goes on, and afterwards."""

    _run: Run

    @property
    def result(self) -> SessionResult[T]:
        """What became of the task. Raises BrowserUseError before the iteration has come to its end, and where it failed."""
        if self._run.result is None:
            from browser_use_sessions.errors import BrowserUseError

            raise BrowserUseError(
                "There is no result yet: it comes when the task is over and every message was read. Iterate to the end first; "
                ".session is the session as it was last seen.",
                session_id=self.session_id,
            )
        return self._run.result

    @property
    def session(self) -> Session | None:
        """The session as it was last seen, None before the start."""
        return self._run.session

    @property
    def session_id(self) -> str | None:
        """The session's ID, None before the start."""
        return None if self._run.session is None else self._run.session.id

    @property
    def output(self) -> T:
        """The result's output. Raises as `result` does."""
        return self.result.output


class Stream(Watched[T]):
    """Iterate over it for the task's messages. `result` is there at the end, and raises before.

    It knows its iterator, but its iterator does not know it: so both go as soon as the loop over them is left.
    """

    def __init__(self, driver: Driver, run: Run) -> None:
        self._run = run
        self._steps: Generator[Message, None, SessionResult[T]] = driver.iterate(run.flow())

    def __iter__(self) -> Iterator[Message]:
        return self._steps

    def close(self) -> None:
        """Stops the task if it is not over yet."""
        self._steps.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
