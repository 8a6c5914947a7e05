"""Carries flows out with blocking I/O."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, TypeVar

from browser_use_sessions.calls import Call
from browser_use_sessions.errors import ClientClosedError
from browser_use_sessions.flows.context import Abandoned, Interrupted, Item
from browser_use_sessions.log import logger
from browser_use_sessions.wire import PROBLEMS

if TYPE_CHECKING:
    import httpx

    from browser_use_sessions.calls import Answer, Outcome
    from browser_use_sessions.flows.context import Flow
    from browser_use_sessions.wire import Wire

T = TypeVar("T")
# How long an interrupted program waits for the answer to a create, so that what it started can be stopped.
GRACE = 10.0


class Driver:
    """Whatever interrupts a flow (Ctrl-C, an error in a callback) is thrown into it, so that it can clean up."""

    def __init__(self, wire: Wire, client: httpx.Client, sleep: Callable[[float], object] = time.sleep) -> None:
        self._wire = wire
        self._client = client
        self._sleep = sleep

    def with_sleep(self, sleep: Callable[[float], object]) -> Driver:
        """The same with another way to sleep, such as one that can be broken off."""
        return Driver(self._wire, self._client, sleep)

    def run(self, flow: Flow[T]) -> T:
        """The flow's result. Items that it hands out are dropped."""
        steps = self.iterate(flow)
        try:
            while True:
                next(steps)
        except StopIteration as stop:
            result: T = stop.value
            return result

    def iterate(self, flow: Flow[T]) -> Generator[Any, None, T]:
        """Yields the items that the flow hands out. Closing the iterator early abandons the flow, which then cleans up."""
        value: Any = None
        error: BaseException | None = None
        while True:
            try:
                effect = flow.send(value) if error is None else flow.throw(error)
            except StopIteration as stop:
                result: T = stop.value
                return result
            except Abandoned:
                raise GeneratorExit from None
            if not isinstance(effect, Item):
                value, error = self._perform(effect)
                continue
            value = error = None
            try:
                yield effect.value
            except GeneratorExit:
                error = Abandoned()
            except BaseException as thrown:
                error = thrown

    def close(self) -> None:
        self._client.close()

    def _perform(self, effect: Call | float | Item) -> tuple[Outcome | None, BaseException | None]:
        try:
            if isinstance(effect, Call):
                return (self._send_shielded(effect) if effect.shielded else self._send(effect)), None
            if isinstance(effect, float):
                self._sleep(effect)
            return None, None
        except BaseException as error:
            if not isinstance(error, Exception):
                error.__traceback__ = None  # Its frames are inside of httpx and hold the headers.
            return None, error

    def _send(self, call: Call) -> Outcome:
        client = self._client
        if client.is_closed:
            raise ClientClosedError(f"{call}: the client is closed. Make a new one, or keep it open for longer.")
        request = self._wire.request(client, call)
        try:
            if call.timeout is None:
                response = client.send(request, follow_redirects=False)
                outcome: Outcome = self._wire.answer(response, response.content)
            else:
                outcome = self._send_in_time(request, call.timeout)
        except PROBLEMS as error:
            outcome = self._wire.problem(error)
        logger.debug("%s: %s", call, outcome)
        return outcome

    def _send_in_time(self, request: httpx.Request, seconds: float) -> Answer:
        """A server that sends its answer drop by drop cannot hold us for longer, as far as the body goes."""
        deadline = time.monotonic() + seconds
        response = self._client.send(request, follow_redirects=False, stream=True)
        chunks = []
        try:
            for chunk in response.iter_bytes():
                chunks.append(chunk)
                if time.monotonic() > deadline:
                    raise TimeoutError("the answer did not come to its end in time")
        finally:
            response.close()
        return self._wire.answer(response, b"".join(chunks))

    def _send_shielded(self, call: Call) -> Outcome:
        """In a thread of its own, where Ctrl-C does not reach it: the answer tells what there is to stop."""
        if threading.current_thread() is not threading.main_thread():
            return self._send(call)
        import contextvars

        done = threading.Event()
        results: list[Outcome | BaseException] = []

        def work() -> None:
            try:
                results.append(self._send(call))
            except BaseException as error:
                results.append(error)
            done.set()

        threading.Thread(target=contextvars.copy_context().run, args=(work,), daemon=True).start()
        try:
            while not done.wait(1.0):
                pass
        except BaseException as reason:
            done.wait(GRACE)
            outcome = results[0] if results else None
            raise Interrupted(reason, None if isinstance(outcome, BaseException) else outcome) from None
        if isinstance(results[0], BaseException):
            raise results[0]
        return results[0]
