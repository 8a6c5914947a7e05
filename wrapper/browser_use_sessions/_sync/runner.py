"""Running tasks, blocking: shared by the client and by the handle of a session."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any, Self, TypeVar, Unpack, overload

from browser_use_sessions._flows.run_state import RunState

if TYPE_CHECKING:
    from browser_use_api.models import Message
    from browser_use_sessions._decisions.run_request import RunRequest
    from browser_use_sessions._flows.context import Context
    from browser_use_sessions._flows.run import Run
    from browser_use_sessions._sync.driver import Driver
    from browser_use_sessions.options import RunOptions
    from browser_use_sessions.results import SessionResult

T = TypeVar("T")


class Runner:
    """`run` and `stream`. Their options are listed in `browser_use_sessions.options.RunOptions`."""

    _ctx: Context
    _driver: Driver

    def _run_request(self, task: str, schema: Any, output_schema: Any, options: Any) -> RunRequest:
        from browser_use_sessions._decisions.run_request import RunRequest

        return RunRequest(task, schema, output_schema, options)

    def _run(self, request: RunRequest) -> SessionResult[Any]:
        from browser_use_sessions._flows.run import Run

        return self._driver.run(Run(self._ctx, request).flow())

    def _stream(self, request: RunRequest) -> Stream[Any]:
        from browser_use_sessions._flows.run import Run

        request.messages = True
        return Stream(self._driver, Run(self._ctx, request))

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
        output then has that type, or is None if the task was not achieved and left no output; after `raise_for_failure()` it is
        never None, and type checkers know that. They know classes, `list[…]` and `dict[…]`; for a JSON Schema, a union or another
        special form, the output is `Any` to them. The options are `model`, `max_cost_usd`, `session_id`, `keep_alive`, `timeout`
        (seconds, 14,400 by default) and the others of `RunOptions`.

        A task that was not achieved is returned like any other; `raise_for_failure()` raises for it. Raises SessionFailedError
        and SessionExpiredError for a session that breaks, RunTimeoutError when the deadline passes, OutputError for an output
        that does not fit, OutcomeUnknownError if it is unknown whether the task was started, and other BrowserUseErrors. Before
        any error or Ctrl-C leaves this method, what was started is stopped, unless `leave_running=True`.
        """
        return self._run(self._run_request(task, schema, output_schema, options))

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
        """Runs a task and yields its messages as they come. Takes the arguments of `run`.

        The task starts when the iteration starts. Leaving the iteration early, or closing the stream, stops the task.
        """
        return self._stream(self._run_request(task, schema, output_schema, options))


class Stream(RunState[T]):
    """Iterate over it for the task's messages. `result` can be read at the end, and raises before.

    Its iterator has no reference to it, so both are deleted, and the task is stopped, as soon as the loop over them is left.
    """

    def __init__(self, driver: Driver, run: Run) -> None:
        self._run = run
        self._steps: Generator[Message, None, SessionResult[T]] = driver.iterate(run.flow())

    def __iter__(self) -> Iterator[Message]:
        return self._steps

    def close(self) -> None:
        """Stops the task, unless it is over."""
        self._steps.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
