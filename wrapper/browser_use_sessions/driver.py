"""Carries flows out with blocking I/O."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, TypeVar

from browser_use_sessions import registry
from browser_use_sessions.calls import Call
from browser_use_sessions.flows.context import Abandoned, Insist, Interrupted, Item, Together
from browser_use_sessions.log import logger
from browser_use_sessions.shelter import GRACE, Shelter
from browser_use_sessions.wire import PROBLEMS

if TYPE_CHECKING:
    import httpx

    from browser_use_sessions.calls import Answer, Outcome
    from browser_use_sessions.connections import Connections
    from browser_use_sessions.flows.context import Effect, Flow
    from browser_use_sessions.wire import Wire

T = TypeVar("T")
# How many flows are carried out side by side at most.
_THREADS = 32


class Driver:
    """Whatever interrupts a flow (Ctrl-C, an error in a callback) is thrown into it, so that it can clean up.

    What the flow then still does is done to its end, however often it is interrupted again.
    """

    def __init__(self, wire: Wire, connections: Connections, sleep: Callable[[float], object] = time.sleep) -> None:
        self._wire = wire
        self._connections = connections
        self._sleep = sleep

    def with_sleep(self, sleep: Callable[[float], object]) -> Driver:
        """The same with another way to sleep, such as one that can be broken off."""
        return Driver(self._wire, self._connections, sleep)

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
        shelter = Shelter()
        try:
            while True:
                try:
                    effect = flow.send(value) if error is None else flow.throw(error)
                    value = error = None
                    if isinstance(effect, Item):
                        shelter.down()
                        yield effect.value
                    else:
                        value = self._perform(effect, shelter)
                except BaseException as thrown:
                    if getattr(flow, "gi_frame", None) is None:  # The flow has ended, in its result or in this.
                        shelter.down()
                        result: T = _end(thrown, shelter.take())
                        return result
                    value, error = None, Abandoned() if isinstance(thrown, GeneratorExit) else thrown
                    shelter.up()
        finally:
            shelter.down()

    def close(self) -> None:
        self._connections.close()

    def _perform(self, effect: Effect, shelter: Shelter) -> Outcome | None:
        try:
            if isinstance(effect, Call):
                return self._send(effect) if effect.arrived is None else self._send_shielded(effect, shelter)
            if isinstance(effect, Insist):
                shelter.up()
            elif isinstance(effect, Together):
                self._run_together(effect.flows)
            elif isinstance(effect, float):
                self._sleep(effect)
            return None
        except BaseException as error:
            if not isinstance(error, Exception):
                error.__traceback__ = None  # Its frames are inside of httpx and hold the headers.
            raise

    def _send(self, call: Call[Any]) -> Outcome:
        client = self._connections.client(call)
        try:
            request = self._wire.request(client, call)
            if call.timeout is None:
                response = client.send(request, follow_redirects=False)
                outcome: Outcome = self._wire.answer(response, response.content)
            else:
                outcome = self._send_in_time(client, request, call.timeout)
        except PROBLEMS as error:
            outcome = self._wire.problem(error)
        logger.debug("%s: %s", call, outcome)
        return outcome

    def _send_in_time(self, client: httpx.Client, request: httpx.Request, seconds: float) -> Answer:
        """A server that sends its answer drop by drop cannot hold us for longer, as far as the body goes."""
        deadline = time.monotonic() + seconds
        response = client.send(request, follow_redirects=False, stream=True)
        chunks = []
        try:
            for chunk in response.iter_bytes():
                chunks.append(chunk)
                if time.monotonic() > deadline:
                    raise TimeoutError("the answer did not come to its end in time")
        finally:
            response.close()
        return self._wire.answer(response, b"".join(chunks))

    def _send_shielded(self, call: Call[Any], shelter: Shelter) -> Outcome:
        """In a thread of its own, where Ctrl-C does not reach it: the answer tells what there is to stop."""
        if threading.current_thread() is not threading.main_thread():
            return self._send_and_note(call)
        import contextvars

        done = threading.Event()
        results: list[Outcome | BaseException] = []

        def work() -> None:
            try:
                results.append(self._send_and_note(call))
            except BaseException as error:
                results.append(error)
            done.set()

        shelter.up()
        deadline = math.inf
        try:
            threading.Thread(target=contextvars.copy_context().run, args=(work,), daemon=True).start()
        except KeyboardInterrupt as error:
            shelter.caught.append(error)
        while not done.is_set() and time.monotonic() < deadline:
            try:
                done.wait(0.1)
            except BaseException as error:
                shelter.caught.append(error)
            if shelter.caught:
                deadline = min(deadline, time.monotonic() + GRACE)
        result = results[0] if results else None
        if (reason := shelter.leave()) is not None:
            raise Interrupted(reason, None if isinstance(result, BaseException) else result)
        if result is None or isinstance(result, BaseException):
            raise result or AssertionError("no interruption, and no answer")
        return result

    def _send_and_note(self, call: Call[Any]) -> Outcome:
        """What the call started is known to the flow before anything else can happen, even if nobody waits for it any more."""
        ticket = registry.begin()
        try:
            outcome = self._send(call)
            left_to_do = call.arrived(outcome) if call.arrived is not None else None
        finally:
            registry.end(ticket)
        if left_to_do is not None:
            self.run(left_to_do)
        return outcome

    def _run_together(self, flows: list[Flow[Any]]) -> None:
        waiting = deque(flows)

        def work() -> None:
            while waiting:
                try:
                    flow = waiting.popleft()
                except IndexError:  # Another thread was faster.
                    return
                self.run(flow)

        threads = [threading.Thread(target=work, daemon=True) for _ in range(min(len(flows), _THREADS) - 1)]
        try:
            for thread in threads:
                thread.start()
        except RuntimeError:  # At the end of the interpreter, later Pythons start none: then one after the other.
            threads = [thread for thread in threads if thread.ident is not None]
        work()
        for thread in threads:
            thread.join()


def _end(thrown: BaseException, kept: BaseException | None) -> Any:
    """The flow's result or its error; an interruption that was kept back meanwhile goes before both."""
    if kept is not None and isinstance(thrown, Exception):
        raise kept
    if isinstance(thrown, StopIteration):
        return thrown.value
    if isinstance(thrown, Abandoned):
        raise GeneratorExit from None
    raise thrown
