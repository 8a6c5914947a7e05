"""Carries flows out with asyncio."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Any, TypeVar

from browser_use_sessions import registry
from browser_use_sessions.calls import Call, Lost
from browser_use_sessions.flows.context import Abandoned, Insist, Interrupted, Item, Together
from browser_use_sessions.log import logger
from browser_use_sessions.shelter import GRACE, Shelter
from browser_use_sessions.wire import PROBLEMS

if TYPE_CHECKING:
    from browser_use_sessions.async_pool import Pool
    from browser_use_sessions.calls import Outcome
    from browser_use_sessions.flows.context import Effect, Flow
    from browser_use_sessions.wire import Wire

T = TypeVar("T")
# How long a cancelled task goes on with stopping what it has started. Thousands may have to stop theirs at the same time.
_STUBBORN = 30.0
# How long it may take to notice a signal while a create is under way.
_GLANCE = 0.25
_Performed = tuple["Outcome | None", "BaseException | None"]


class AsyncDriver:
    """Whatever interrupts a flow (cancellation, an error in a callback) is thrown into it, so that it can clean up.

    What the flow then still does is done to its end, even if the task is cancelled again meanwhile.
    """

    def __init__(self, wire: Wire, pool: Pool) -> None:
        self._wire = wire
        self._pool = pool

    async def run(self, flow: Flow[T]) -> T:
        """The flow's result. Items that it hands out are dropped."""
        carrying = _Carrying(self, flow)
        try:
            while await carrying.next_item() is not None:
                pass
            result: T = carrying.result()
            return result
        finally:
            carrying.shelter.down()

    async def iterate(self, flow: Flow[T]) -> AsyncGenerator[Any]:
        """Yields the items that the flow hands out. Closed early, it abandons the flow, which then cleans up."""
        carrying = _Carrying(self, flow)
        try:
            while (item := await carrying.next_item()) is not None:
                carrying.shelter.down()
                try:
                    yield item.value
                except BaseException as thrown:
                    carrying.interrupt(Abandoned() if isinstance(thrown, GeneratorExit) else thrown)
            carrying.result()
        except Abandoned:
            return
        finally:
            carrying.shelter.down()

    async def perform(self, effect: Effect, shelter: Shelter) -> _Performed:
        try:
            if isinstance(effect, Call):
                return await (self._send(effect) if effect.arrived is None else self._send_shielded(effect, shelter)), None
            if isinstance(effect, Together):
                await asyncio.gather(*(self.run(flow) for flow in effect.flows))
            elif isinstance(effect, float):
                await asyncio.sleep(effect)
            return None, None
        except BaseException as error:
            if not isinstance(error, Exception):
                error.__traceback__ = None  # Its frames are inside of httpx and hold the headers.
            return None, error

    async def insist(self, effect: Effect, shelter: Shelter) -> _Performed:
        """Performs the effect although the task is, or is being, cancelled: nobody else would stop what was started."""
        shelter.up()
        deadline = time.monotonic() + _STUBBORN
        while True:
            task = asyncio.ensure_future(self.perform(effect, shelter))
            await wait_through({task}, deadline, shelter)
            if time.monotonic() >= deadline:
                task.cancel()
                return Lost("interrupted before there was an answer", sent=True, passing=False), None
            if not task.cancelled() and not isinstance(task.result()[1], asyncio.CancelledError):
                return task.result()

    async def _send(self, call: Call[Any]) -> Outcome:
        async with self._pool.client(call) as client:
            try:
                request = self._wire.request(client, call)
                async with asyncio.timeout(call.timeout):
                    response = await client.send(request, follow_redirects=False)
                outcome: Outcome = self._wire.answer(response, response.content)
            except PROBLEMS as error:
                outcome = self._wire.problem(error)
            except RuntimeError as error:
                if not self._pool.is_of_another_loop():
                    raise
                outcome = Lost(f"http_client is bound to another event loop: {error}", sent=True, passing=False)
        logger.debug("%s: %s", call, outcome)
        return outcome

    async def _send_shielded(self, call: Call[Any], shelter: Shelter) -> Outcome:
        """In a task of its own, which no cancellation reaches: the answer tells what there is to stop."""
        shelter.up()
        task = asyncio.ensure_future(self._send_and_note(call))
        # Not even that of all tasks at the end of asyncio.run, which waits for our own task, and so for this one.
        asyncio.tasks._unregister_task(task)
        deadline = math.inf
        while not task.done() and time.monotonic() < deadline:
            await wait_through({task}, time.monotonic() + _GLANCE, shelter)
            if shelter.caught:
                deadline = min(deadline, time.monotonic() + GRACE)
        if (reason := shelter.leave()) is not None:
            known = task.done() and not task.cancelled() and task.exception() is None
            raise Interrupted(reason, task.result() if known else None)
        return task.result()

    async def _send_and_note(self, call: Call[Any]) -> Outcome:
        """What the call started is known to the flow before anything else can happen, even if nobody waits for it any more."""
        ticket = registry.begin()
        try:
            outcome = await self._send(call)
            left_to_do = call.arrived(outcome) if call.arrived is not None else None
        finally:
            registry.end(ticket)
        if left_to_do is not None:
            await self.run(left_to_do)
        return outcome


class _Carrying:
    """How far a flow has been carried out."""

    def __init__(self, driver: AsyncDriver, flow: Flow[Any]) -> None:
        self._driver = driver
        self._flow = flow
        self._value: Any = None
        self._error: BaseException | None = None
        self._insists = False
        self._ended_with: BaseException | None = None
        self.shelter = Shelter(asyncio.CancelledError)

    def interrupt(self, error: BaseException) -> None:
        self._error, self._insists = error, True

    async def next_item(self) -> Item | None:
        """What the flow hands out next, None when it has come to its end."""
        while True:
            error, self._error, value, self._value = self._error, None, self._value, None
            try:
                effect = self._flow.send(value) if error is None else self._flow.throw(error)
            except BaseException as ending:
                self._ended_with = ending
                return None
            if isinstance(effect, Item):
                return effect
            if isinstance(effect, Insist):
                self._insists = True
                continue
            perform = self._driver.insist if self._insists else self._driver.perform
            self._value, error = await perform(effect, self.shelter)
            if error is not None:
                self.interrupt(error)

    def result(self) -> Any:
        """Raises the error that the flow ended with. An interruption that was kept back meanwhile goes before both."""
        self.shelter.down()
        thrown, kept = self._ended_with, self.shelter.take()
        if kept is not None and isinstance(thrown, Exception):
            raise kept
        if isinstance(thrown, StopIteration):
            return thrown.value
        assert thrown is not None
        raise thrown


async def wait_through(tasks: set[asyncio.Future[Any]], deadline: float, shelter: Shelter) -> None:
    """Until the tasks are done or the time has come, through any number of cancellations, which are kept."""
    while (waiting := {task for task in tasks if not task.done()}) and (left := deadline - time.monotonic()) > 0:
        try:
            await asyncio.wait(waiting, timeout=left)
        except asyncio.CancelledError as again:
            shelter.caught.append(again)
