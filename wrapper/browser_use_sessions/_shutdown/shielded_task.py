"""Work in a task of its own, which does not end when the caller's task is cancelled."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Coroutine, Iterable
from contextvars import ContextVar, copy_context
from typing import Any, TypeVar

from browser_use_sessions._shutdown.interruptions import GRACE, deadline_after

T = TypeVar("T")
_current: ContextVar[ShieldedTask[Any] | None] = ContextVar("browser_use_sessions_shielded_task", default=None)
# Keeps the tasks alive: the event loop has only weak references.
_all: set[ShieldedTask[Any]] = set()


class ShieldedTask(asyncio.Task[T]):
    """A task that cannot be cancelled from outside, not even at the end of `asyncio.run`, which waits for it then.

    Timeouts inside of it work, since their callbacks run in its context. `is_sent`: its request has been sent.
    """

    def __init__(self, work: Coroutine[Any, Any, T]) -> None:
        self.is_sent = False
        self._is_protected = True
        self._was_cancelled = False
        context = copy_context()
        context.run(_current.set, self)
        super().__init__(work, context=context)
        _all.add(self)
        self.add_done_callback(_forget)

    def cancel(self, msg: Any | None = None) -> bool:
        if self._is_protected and _current.get() is not self:
            self._was_cancelled = True
            return False
        return super().cancel(msg)

    def release(self) -> None:
        """Ends the protection. If somebody has tried to cancel it, it is cancelled now."""
        self._is_protected = False
        if self._was_cancelled:
            self.cancel()

    async def run(self, interruption: BaseException | None = None, starts: bool = False) -> asyncio.CancelledError | None:
        """Waits for its end, or until the time budget after an interruption has passed. `interruption`: one that came before.

        `starts`: it starts something. So after an interruption it is cancelled if its request has not been sent yet; otherwise
        the wait lasts no longer than GRACE. Returns the first interruption meanwhile.
        """
        ends = math.inf if interruption is None else deadline_after(interruption)
        first = await (wait_through({self}, ends, self._give_up, GRACE) if starts else wait_through({self}, ends))
        if not self.done():
            self.release()
        return first

    def _give_up(self) -> None:
        if not self.is_sent:
            self.release()
            self.cancel()


def current() -> ShieldedTask[Any] | None:
    """The shielded task that runs this code, if it is one; not one that has started this task."""
    task = _current.get()
    return task if task is asyncio.current_task() else None


async def wait_through(
    tasks: Iterable[asyncio.Future[Any]], ends: float, on_cancel: Callable[[], object] | None = None, grace: float = math.inf
) -> asyncio.CancelledError | None:
    """Waits until the tasks are done or the time has come, through any number of cancellations. Returns the first of them.

    After the first one, calls `on_cancel`, and waits no longer than `grace` seconds.
    """
    try:
        await _wait(tasks, ends)
    except asyncio.CancelledError as error:
        first = error
    else:
        return None
    ends = min(ends, deadline_after(first), time.monotonic() + grace)
    if on_cancel is not None:
        on_cancel()
    from anyio import CancelScope

    with CancelScope(shield=True):  # A cancelled scope of anyio cancels again and again.
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


def _forget(task: ShieldedTask[Any]) -> None:
    _all.discard(task)
    if not task.cancelled():
        task.exception()  # Marks it as seen, since maybe nobody waits for it any more.
