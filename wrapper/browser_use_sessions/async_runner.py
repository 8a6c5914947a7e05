"""Running tasks with asyncio: shared by the client and by the handle of a session."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Coroutine, Generator
from typing import TYPE_CHECKING, Any, Self, TypeVar, Unpack, overload

from browser_use_sessions.errors import BrowserUseError
from browser_use_sessions.flows.run import Run
from browser_use_sessions.plan import Plan
from browser_use_sessions.runner import Watched

if TYPE_CHECKING:
    import asyncio

    from browser_use_api.models import Message
    from browser_use_sessions.async_driver import AsyncDriver
    from browser_use_sessions.flows.context import Context
    from browser_use_sessions.options import RunOptions
    from browser_use_sessions.results import SessionResult

T = TypeVar("T")


class AsyncRunner:
    """`run` and `stream`. Their options are listed in `browser_use_sessions.options.RunOptions`."""

    _ctx: Context
    _driver: AsyncDriver

    def _make_run(self, task: str, schema: Any, output_schema: Any, options: Any) -> AsyncRun[Any]:
        return AsyncRun(self._driver, self._ctx, Plan(task, schema, output_schema, options))

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
        """Runs a task: `await` it for the result, or iterate over it for its messages. Nothing starts before that.

        It takes what the blocking client's `run` takes, and raises what that raises. What was started is stopped before an error
        leaves it, cancellation included, unless `leave_running=True`.
        """
        return self._make_run(task, schema, output_schema, options)

    @overload
    def stream(self, task: str, **options: Unpack[RunOptions]) -> AsyncRun[str | None]: ...
    @overload
    def stream(self, task: str, *, output_schema: type[T], **options: Unpack[RunOptions]) -> AsyncRun[T | None]: ...
    @overload
    def stream(self, task: str, *, schema: type[T], **options: Unpack[RunOptions]) -> AsyncRun[T | None]: ...
    @overload
    def stream(
        self,
        task: str,
        *,
        schema: Any = None,
        output_schema: Any = None,
        **options: Unpack[RunOptions],
    ) -> AsyncRun[Any]: ...
    def stream(self, task: str, *, schema: Any = None, output_schema: Any = None, **options: Unpack[RunOptions]) -> AsyncRun[Any]:
        """The same as `run`, under the blocking client's name for iterating over the messages."""
        return self._make_run(task, schema, output_schema, options)


class AsyncRun(Watched[T], Coroutine[Any, Any, "SessionResult[T]"]):
    """One run. Awaiting it gives the result; iterating over it gives its messages, and then `result` is there.

    It is a coroutine, so that `asyncio.create_task` and `TaskGroup.create_task` take it. It runs once, however often it is
    awaited.
    """

    def __init__(self, driver: AsyncDriver, ctx: Context, plan: Plan) -> None:
        self._driver = driver
        self._plan = plan
        self._run = Run(ctx, plan)
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
            raise BrowserUseError("This run is iterated over: its result is in .result once the iteration has come to its end.")
        import asyncio

        from browser_use_sessions.async_errand import running_loop

        if self._awaited is not None:
            return await asyncio.shield(self._awaited)
        self._awaited = awaited = running_loop().create_future()
        try:
            result: SessionResult[T] = await self._driver.run(self._run.flow())
        except Exception as error:
            awaited.set_exception(error)
            awaited.exception()  # Nobody else may be waiting; it is raised here anyway.
            raise
        except BaseException:
            awaited.cancel()
            raise
        awaited.set_result(result)
        return result

    def __aiter__(self) -> AsyncIterator[Message]:
        if self._steps is None:
            if self._awaited is not None:
                raise BrowserUseError("This run is awaited already. Start another one to iterate over its messages.")
            self._plan.messages = True
            self._steps = self._driver.iterate(self._run.flow())
        return self._steps

    async def aclose(self) -> None:
        """Stops the task if it is iterated over and not over yet."""
        if self._steps is not None:
            await self._steps.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.aclose()

    # The coroutine protocol, for those who ask for a coroutine rather than for something to await.

    def _as_coroutine(self) -> Coroutine[Any, Any, SessionResult[T]]:
        if self._coroutine is None:
            self._coroutine = self._wait()
        return self._coroutine

    def send(self, value: Any) -> Any:
        return self._as_coroutine().send(value)

    def throw(self, *exception: Any) -> Any:
        return self._as_coroutine().throw(*exception)

    def close(self) -> None:
        self._as_coroutine().close()

    def __del__(self) -> None:
        if not (self._was_used or self._coroutine or self._steps):
            import warnings

            warnings.warn(f"run({self._plan.task[:40]!r}) was never awaited: nothing was started", RuntimeWarning, stacklevel=2)
