"""A blocking call in a thread, for asyncio: the event loop sends the requests of the call to the API, and calls its callback."""

from __future__ import annotations

import asyncio
import concurrent.futures
import math
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from browser_use_sessions._shutdown.event_loop import running_loop
from browser_use_sessions._shutdown.shielded_task import wait_through
from browser_use_sessions._shutdown.start_thread import start_thread
from browser_use_sessions.files.storage import Stopped
from browser_use_sessions.files.transfers import Events

if TYPE_CHECKING:
    from browser_use_api._core.operation import Request
    from browser_use_api._core.resource import AsyncTransport

T = TypeVar("T")


class CallInThread:
    """Also the blocking transport of the call. If the caller is cancelled, an event that raises Stopped ends the call."""

    def __init__(self, transport: AsyncTransport) -> None:
        self.argument_error = transport.argument_error
        self.events = Events()
        self._transport = transport
        self._loop = running_loop()
        self._is_cancelled = False
        self._waiting: set[concurrent.futures.Future[Any]] = set()

    async def run(self, work: Callable[[], T]) -> T:
        """The result of the work. After a cancellation, the thread is waited for, so that it writes to no file any more."""
        done: asyncio.Future[T] = self._loop.create_future()

        def in_thread(misdirected: BaseException | None) -> None:
            try:
                if misdirected is not None:
                    raise misdirected
                end = partial(done.set_result, work())
            except BaseException as error:
                end = partial(done.set_exception, error)
            with suppress(RuntimeError):  # The event loop has been closed.
                self._loop.call_soon_threadsafe(end)

        start_thread(in_thread)
        if (cancelled := await wait_through({done}, math.inf, self._cancel)) is None:
            return done.result()
        if done.done():
            done.exception()  # Marks it as seen.
        raise cancelled

    def send(self, request: Request[T], /) -> T:
        return self._in_loop(self._transport.send(request))

    def calling(self, function: Callable[[Any], object]) -> Callable[[Any], object]:
        """The function, called in the event loop."""

        async def call(argument: Any) -> object:
            return function(argument)

        return lambda argument: self._in_loop(call(argument))

    def _in_loop(self, work: Coroutine[Any, Any, T]) -> T:
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        self._waiting.add(future)
        try:
            if self._is_cancelled:
                future.cancel()
            return future.result()
        except concurrent.futures.CancelledError:
            raise Stopped from None
        finally:
            self._waiting.discard(future)

    def _cancel(self) -> None:
        self._is_cancelled = True
        for future in list(self._waiting):
            future.cancel()
        self.events.put(_stop)


def _stop() -> NoReturn:
    raise Stopped
