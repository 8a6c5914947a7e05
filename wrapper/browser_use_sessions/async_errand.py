"""Work in a task of its own, which nothing that cancels the caller's task reaches."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Coroutine, Iterable
from contextvars import ContextVar, copy_context
from typing import Any, TypeVar

from browser_use_sessions.errors import BrowserUseError
from browser_use_sessions.patience import GRACE, deadline_after

T = TypeVar("T")
_current: ContextVar[AsyncErrand[Any] | None] = ContextVar("browser_use_sessions_errand", default=None)
# The event loop itself holds tasks only weakly.
_all: set[AsyncErrand[Any]] = set()


class AsyncErrand(asyncio.Task[T]):
    """A task that refuses to be cancelled from outside, such as at the end of `asyncio.run`, which then waits for it.

    Timeouts that are set inside of it work: their callbacks run in its context. `is_sent`: what it starts has been sent.
    """

    def __init__(self, work: Coroutine[Any, Any, T]) -> None:
        self.is_sent = False
        self._is_protected = True
        self._is_unwanted = False
        context = copy_context()
        context.run(_current.set, self)
        super().__init__(work, context=context)
        _all.add(self)
        self.add_done_callback(_forget)

    def cancel(self, msg: Any | None = None) -> bool:
        if self._is_protected and _current.get() is not self:
            self._is_unwanted = True
            return False
        return super().cancel(msg)

    def release(self) -> None:
        """It goes on, but as any other task: the end of the event loop ends it, now if that has come already."""
        self._is_protected = False
        if self._is_unwanted:
            self.cancel()

    async def run(self, interruption: BaseException | None = None, starts: bool = False) -> asyncio.CancelledError | None:
        """Waits for its end, or for that of the time after an interruption (`interruption` is one of before).

        `starts`: it starts something, so it is withdrawn after an interruption if it has not been sent yet, and waited for no
        longer than GRACE. Gives the first interruption meanwhile.
        """
        ends = math.inf if interruption is None else deadline_after(interruption)
        first = await wait_through({self}, ends, self if starts else None)
        if not self.done():
            self.release()
        return first


def current() -> AsyncErrand[Any] | None:
    """The errand that this is, not one that has started this task."""
    errand = _current.get()
    return errand if errand is asyncio.current_task() else None


def running_loop() -> asyncio.AbstractEventLoop:
    """The event loop. Raises BrowserUseError where that is another library's."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        problem = "AsyncBrowserUse needs a running asyncio event loop, and there is none here."
    remedy = "With trio, use BrowserUse in a thread: await trio.to_thread.run_sync(client.run, task)."
    raise BrowserUseError(f"{problem} {remedy}")


async def wait_through(
    tasks: Iterable[asyncio.Future[Any]], ends: float, starting: AsyncErrand[Any] | None = None
) -> asyncio.CancelledError | None:
    """Until the tasks are done or the time has come, through any number of cancellations. Gives the first of them."""
    try:
        await _wait(tasks, ends)
    except asyncio.CancelledError as error:
        first = error
    else:
        return None
    ends = min(ends, deadline_after(first))
    if starting is not None:
        ends = min(ends, time.monotonic() + GRACE)
        if not starting.is_sent:
            starting.release()
            starting.cancel()
    from anyio import CancelScope

    with CancelScope(shield=True):  # Where anyio's scopes are cancelled, they cancel without end.
        while any(not task.done() for task in tasks) and time.monotonic() < ends:
            try:
                await _wait(tasks, ends)
            except asyncio.CancelledError:
                continue
    return first


async def _wait(tasks: Iterable[asyncio.Future[Any]], ends: float) -> None:
    waiting = [task for task in tasks if not task.done()]
    if waiting:
        await asyncio.wait(waiting, timeout=None if ends == math.inf else max(0.0, ends - time.monotonic()))


def _forget(errand: AsyncErrand[Any]) -> None:
    _all.discard(errand)
    if not errand.cancelled():
        errand.exception()  # It may be that nobody waits for it any more.
