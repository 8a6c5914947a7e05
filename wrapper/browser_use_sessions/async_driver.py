"""Carries flows out with asyncio."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Any, TypeVar

from browser_use_sessions.async_errand import AsyncErrand, current, running_loop, wait_through
from browser_use_sessions.calls import Call, Lost
from browser_use_sessions.flows.context import Abandoned, Emit, Gather, Uninterruptible, is_interruption, next_step
from browser_use_sessions.log import logger

if TYPE_CHECKING:
    from browser_use_sessions.async_pool import Pool
    from browser_use_sessions.calls import Outcome
    from browser_use_sessions.flows.context import Effect, Flow
    from browser_use_sessions.wire import Wire

T = TypeVar("T")


class AsyncDriver:
    """Whatever interrupts a flow (cancellation, an error in a callback) is thrown into it, so that it can clean up."""

    def __init__(self, wire: Wire, pool: Pool) -> None:
        self._wire = wire
        self._pool = pool

    async def run(self, flow: Flow[T], after: BaseException | None = None) -> T:
        """The flow's result. What it hands out is dropped. `after`: the error that it cleans up after, if there is one."""
        running_loop()
        value: Any = None
        error: BaseException | None = None
        interruption = after if is_interruption(after) else None
        while True:
            try:
                effect = flow.send(value) if error is None else flow.throw(error)
                error = None
                value = await self._perform(effect, interruption)
            except BaseException as thrown:
                if getattr(flow, "gi_frame", None) is None:  # The flow has ended, in its result or in this.
                    if isinstance(thrown, StopIteration):
                        return thrown.value  # type: ignore[no-any-return]
                    raise
                error = thrown
                if interruption is None and is_interruption(thrown):
                    interruption = thrown

    async def iterate(self, flow: Flow[T]) -> AsyncGenerator[Any]:
        """Yields what the flow hands out. Closed early, it abandons the flow, which then cleans up."""
        error: BaseException | None = None
        while isinstance(step := await self.run(next_step(flow, error)), Emit):
            error = None
            try:
                yield step.value
            except BaseException as thrown:
                error = Abandoned() if isinstance(thrown, GeneratorExit) else thrown

    async def _perform(self, effect: Effect, interruption: BaseException | None) -> Any:
        if isinstance(effect, Call):
            return await self._send(effect)
        if isinstance(effect, Uninterruptible):
            return await self._carry_through(effect, interruption)
        if isinstance(effect, Gather):
            await wait_through([AsyncErrand(self.run(flow)) for flow in effect.flows], math.inf)
        elif isinstance(effect, float):
            await asyncio.sleep(effect)
        return None

    async def _send(self, call: Call[Any]) -> Outcome:
        async with self._pool.client(call) as client:
            request = self._wire.request(client, call)
            limit = asyncio.timeout(call.timeout)
            call.was_sent = True
            if (errand := current()) is not None:
                errand.is_sent = True
            try:
                async with limit:
                    response = await client.send(request, follow_redirects=False)
                outcome: Outcome = self._wire.answer(response, response.content)
            except Exception as error:
                problem = self._wire.problem(error, request)
                if limit.expired():
                    problem = Lost("no answer in time", sent=True, timed_out=True)
                if problem is None:  # Of the caller's own making.
                    raise
                outcome = problem
            except BaseException as error:
                error.__traceback__ = None  # Its frames are inside of httpx and hold the headers.
                raise
        logger.debug("%s: %s", call, outcome)
        return outcome

    async def _carry_through(self, effect: Uninterruptible, interruption: BaseException | None) -> Any:
        """In a task of its own. A first interruption is raised afterwards; a later one has been told already."""
        if current() is not None:
            return await self.run(effect.flow)
        errand = AsyncErrand(self.run(effect.flow))
        first = await errand.run(interruption, effect.starts)
        if not errand.done() or errand.cancelled() or (first is not None and interruption is None):
            raise interruption or first or asyncio.CancelledError
        return errand.result()
