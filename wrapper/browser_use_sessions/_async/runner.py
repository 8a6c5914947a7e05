"""Running tasks with asyncio: shared by the client and by the handle of a session."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Coroutine, Generator
from typing import TYPE_CHECKING, Any, Self, TypeVar, Unpack, overload

from browser_use_sessions._decisions.run_request import RunRequest
from browser_use_sessions._flows.run import Run
from browser_use_sessions._flows.run_state import RunState
from browser_use_sessions.errors import BrowserUseError

if TYPE_CHECKING:
    import asyncio

    from browser_use_api.models import Message
    from browser_use_sessions._async.driver import AsyncDriver
    from browser_use_sessions._flows.context import Context
    from browser_use_sessions.options import RunOptions
    from browser_use_sessions.results import SessionResult

T = TypeVar("T")


class AsyncRunner:
    """`run` and `stream`. Their options are listed in `browser_use_sessions.options.RunOptions`."""

    _ctx: Context
    _driver: AsyncDriver

    def _run_request(self, task: str, schema: Any, output_schema: Any, options: Any) -> RunRequest:
        return RunRequest(task, schema, output_schema, options)

    def _run(self, request: RunRequest) -> AsyncRun[Any]:
        return AsyncRun(self._driver, self._ctx, request)

    _stream = _run

    @overload
    def run(self, task: str, **options: Unpack[RunOptions]) -> AsyncRun[str | None]: ...
    @overload
    def run(self, task: str, *, output_schema: type[T], **options: Unpack[RunOptions]) -> AsyncRun[T | None]: ...
    @overload
    def run(self, task: str, *, schema: type[T], **options: Unpack[RunOptions]) -> AsyncRun[T | None]: ...
    @overload
    def run(
        self,
        task: str,
        *,
        schema: Any = None,
        output_schema: Any = None,
        **options: Unpack[RunOptions],
    ) -> AsyncRun[Any]: ...
    def run(self, task: str, *, schema: Any = None, output_schema: Any = None, **options: Unpack[RunOptions]) -> AsyncRun[Any]:
        """Runs a task: `await` it for the result, or iterate over it for its messages. It starts only then.

        It takes and raises the same as `run` of the blocking client. Before any error or a cancellation leaves it, what was
        started is stopped, unless `leave_running=True`.
        """
        return self._run(self._run_request(task, schema, output_schema, options))

    stream = run
    """The same as `run`, by the blocking client's name for iterating over the messages."""


class AsyncRun(RunState[T], Coroutine[Any, Any, "SessionResult[T]"]):
    """One run. Await it for the result; or iterate over it for its messages, and read `result` at the end.

    It is a coroutine, so that `asyncio.create_task` and `TaskGroup.create_task` accept it. It runs once, even if it is awaited
    several times.
    """

    def __init__(self, driver: AsyncDriver, ctx: Context, request: RunRequest) -> None:
        self._driver = driver
        self._request = request
        self._run = Run(ctx, request)
        self._was_used = False
        self._coroutine: Coroutine[Any, Any, SessionResult[T]] | None = None
        self._steps: AsyncGenerator[Message] | None = None
        self._awaited: asyncio.Future[SessionResult[T]] | None = None

    def __await__(self) -> Generator[Any, Any, SessionResult[T]]:
        return self._wait().__await__()

    async def _wait(self) -> SessionResult[T]:
        self._was_used = True
        if self._run.result is not None:
            return self._run.result
        if self._steps is not None:
            raise BrowserUseError("Somebody iterates over this run: its result is in .result at the end of the iteration.")
        import asyncio

        from browser_use_sessions._shutdown.event_loop import running_loop

        if self._awaited is not None:
            return await asyncio.shield(self._awaited)
        self._awaited = awaited = running_loop().create_future()
        try:
            result: SessionResult[T] = await self._driver.run(self._run.flow())
        except Exception as error:
            awaited.set_exception(error)
            awaited.exception()  # Marks it as seen: it is raised here, and maybe nobody else waits.
            raise
        except BaseException:
            awaited.cancel()
            raise
        awaited.set_result(result)
        return result

    def __aiter__(self) -> AsyncIterator[Message]:
        if self._steps is None:
            if self._awaited is not None:
                raise BrowserUseError("Somebody awaits this run already. Start another one to iterate over its messages.")
            self._request.messages = True
            self._steps = self._driver.iterate(self._run.flow())
        return self._steps

    async def aclose(self) -> None:
        """Stops the task if somebody iterates over it, unless it is over."""
        if self._steps is not None:
            await self._steps.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.aclose()

    # The coroutine protocol, for code that requires a coroutine.

    def _as_coroutine(self) -> Coroutine[Any, Any, SessionResult[T]]:
        if self._coroutine is None:
            self._coroutine = self._wait()
        return self._coroutine

    def send(self, value: Any) -> Any:
        """As in every coroutine."""
        return self._as_coroutine().send(value)

    def throw(self, *exception: Any) -> Any:
        """As in every coroutine."""
        return self._as_coroutine().throw(*exception)

    def close(self) -> None:
        """As in every coroutine. `aclose` stops the session."""
        self._as_coroutine().close()

    def __del__(self) -> None:
        if not (self._was_used or self._coroutine or self._steps):
            import warnings

            warnings.warn(
                f"run({self._request.task[:40]!r}) was never awaited: nothing was started", RuntimeWarning, stacklevel=2
            )
