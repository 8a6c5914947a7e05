"""Carries flows out with asyncio."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Any, TypeVar

from browser_use_sessions.calls import Call, Lost
from browser_use_sessions.driver import GRACE
from browser_use_sessions.flows.context import Abandoned, Interrupted, Item
from browser_use_sessions.log import logger
from browser_use_sessions.wire import PROBLEMS

if TYPE_CHECKING:
    from browser_use_sessions.async_pool import Pool
    from browser_use_sessions.calls import Outcome
    from browser_use_sessions.flows.context import Flow
    from browser_use_sessions.wire import Wire

T = TypeVar("T")
# How long a cancelled task goes on with stopping what it has started. Thousands may have to stop theirs at the same time.
_STUBBORN = 30.0


class AsyncDriver:
    """Whatever interrupts a flow (cancellation, an error in a callback) is thrown into it, so that it can clean up.

    What the flow then still does is done to its end, even if the task is cancelled again meanwhile.
    """

    def __init__(self, wire: Wire, pool: Pool) -> None:
        self._wire = wire
        self._pool = pool

    async def run(self, flow: Flow[T]) -> T:
        """The flow's result. Items that it hands out are dropped."""
        value: Any = None
        error: BaseException | None = None
        interrupted = False
        while True:
            try:
                effect = flow.send(value) if error is None else flow.throw(error)
            except StopIteration as stop:
                result: T = stop.value
                return result
            value, error = await (self._insist(effect) if interrupted else self._perform(effect))
            interrupted = interrupted or error is not None

    async def iterate(self, flow: Flow[T]) -> AsyncGenerator[Any]:
        """Yields the items that the flow hands out. Closed early, it abandons the flow, which then cleans up."""
        value: Any = None
        error: BaseException | None = None
        interrupted = False
        while True:
            try:
                effect = flow.send(value) if error is None else flow.throw(error)
            except (StopIteration, Abandoned):
                return
            if not isinstance(effect, Item):
                value, error = await (self._insist(effect) if interrupted else self._perform(effect))
                interrupted = interrupted or error is not None
                continue
            value = error = None
            try:
                yield effect.value
            except BaseException as thrown:
                error = Abandoned() if isinstance(thrown, GeneratorExit) else thrown
                interrupted = True

    async def _perform(self, effect: Call | float | Item) -> tuple[Outcome | None, BaseException | None]:
        try:
            if isinstance(effect, Call):
                return await (self._send_shielded(effect) if effect.shielded else self._send(effect)), None
            if isinstance(effect, float):
                await asyncio.sleep(effect)
            return None, None
        except BaseException as error:
            if not isinstance(error, Exception):
                error.__traceback__ = None  # Its frames are inside of httpx and hold the headers.
            return None, error

    async def _insist(self, effect: Call | float | Item) -> tuple[Outcome | None, BaseException | None]:
        """Performs the effect although the task is, or is being, cancelled: nobody else would stop what was started."""
        deadline = time.monotonic() + _STUBBORN
        while True:
            task = asyncio.ensure_future(self._perform(effect))
            await _wait(task, deadline)
            if time.monotonic() >= deadline:
                task.cancel()
                return Lost("interrupted before there was an answer", sent=True, passing=False), None
            if not task.cancelled() and not isinstance(task.result()[1], asyncio.CancelledError):
                return task.result()

    async def _send(self, call: Call) -> Outcome:
        async with self._pool.client(call) as client:
            request = self._wire.request(client, call)
            try:
                async with asyncio.timeout(call.timeout):
                    response = await client.send(request, follow_redirects=False)
                outcome: Outcome = self._wire.answer(response, response.content)
            except PROBLEMS as error:
                outcome = self._wire.problem(error)
        logger.debug("%s: %s", call, outcome)
        return outcome

    async def _send_shielded(self, call: Call) -> Outcome:
        """In a task of its own, which a cancellation does not reach: the answer tells what there is to stop."""
        task = asyncio.ensure_future(self._send(call))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError as reason:
            await _wait(task, time.monotonic() + GRACE)
            known = task.done() and not task.cancelled() and task.exception() is None
            if not task.done():
                task.cancel()
            raise Interrupted(reason, task.result() if known else None) from None


async def _wait(task: asyncio.Future[Any], deadline: float) -> None:
    """Until the task is done or the time has come, through any number of cancellations."""
    while not task.done() and (left := deadline - time.monotonic()) > 0:
        try:
            await asyncio.wait({task}, timeout=left)
        except asyncio.CancelledError:
            continue
