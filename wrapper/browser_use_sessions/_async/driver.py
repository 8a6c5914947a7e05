"""Carries flows out with asyncio."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Any, TypeVar

from browser_use_sessions._flows.context import Emit, Gather, Uninterruptible, next_step
from browser_use_sessions._log import logger
from browser_use_sessions._shutdown.event_loop import running_loop
from browser_use_sessions._shutdown.interruptions import Abandoned, is_interruption
from browser_use_sessions._shutdown.shielded_task import ShieldedTask, current, wait_through
from browser_use_sessions._transport.calls import Call, TransportFailure

if TYPE_CHECKING:
    from browser_use_sessions._flows.context import Effect, Flow
    from browser_use_sessions._transport.async_connections import AsyncConnections
    from browser_use_sessions._transport.calls import Outcome
    from browser_use_sessions._transport.httpx_adapter import HttpxAdapter

T = TypeVar("T")


class AsyncDriver:
    """An exception that interrupts a flow (cancellation, an error in a callback) is raised in the flow, so that it can
    clean up.
    """

    def __init__(self, adapter: HttpxAdapter, connections: AsyncConnections) -> None:
        self._adapter = adapter
        self._connections = connections

    async def run(self, flow: Flow[T], after: BaseException | None = None) -> T:
        """The flow's result. Items that it emits are dropped. `after`: the error because of which it cleans up, if there is
        one.
        """
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
                if getattr(flow, "gi_frame", None) is None:  # The flow has ended, with its result or with this error.
                    if isinstance(thrown, StopIteration):
                        return thrown.value  # type: ignore[no-any-return]
                    raise
                error = thrown
                if interruption is None and is_interruption(thrown):
                    interruption = thrown

    async def iterate(self, flow: Flow[T]) -> AsyncGenerator[Any]:
        """Yields the items that the flow emits. Closing the iterator early abandons the flow, which then cleans up."""
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
            return await self._run_shielded(effect, interruption)
        if isinstance(effect, Gather):
            await wait_through([ShieldedTask(self.run(flow)) for flow in effect.flows], math.inf)
        elif isinstance(effect, float):
            await asyncio.sleep(effect)
        return None

    async def _send(self, call: Call[Any]) -> Outcome:
        async with self._connections.client(call) as client:
            request = self._adapter.build_request(client, call)
            limit = asyncio.timeout(call.timeout)
            call.was_sent = True
            if (shielded := current()) is not None:
                shielded.is_sent = True
            try:
                async with limit:
                    response = await client.send(request, follow_redirects=False)
                outcome: Outcome = self._adapter.outcome_of_response(response, response.content)
            except Exception as error:
                failure = self._adapter.outcome_of_error(error, request)
                if limit.expired():
                    failure = TransportFailure("no response in time", sent=True, timed_out=True)
                if failure is None:  # From the caller's own code.
                    call.was_sent, call.outcome = self._adapter.progress(error, request)
                    raise
                outcome = failure
            except BaseException as error:
                error.__traceback__ = None  # Its frames belong to httpx and have the headers with the key.
                raise
        logger.debug("%s: %s", call, outcome)
        return outcome

    async def _run_shielded(self, effect: Uninterruptible, interruption: BaseException | None) -> Any:
        """Runs the flow in a shielded task. The first interruption is raised afterwards; further ones are ignored."""
        if current() is not None:
            return await self.run(effect.flow)
        task = ShieldedTask(self.run(effect.flow))
        first = await task.run(interruption, effect.starts)
        if not task.done() or task.cancelled() or (first is not None and interruption is None):
            raise interruption or first or asyncio.CancelledError
        return task.result()
