"""Carries flows out with blocking I/O."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, TypeVar

from browser_use_sessions.calls import Call, Lost
from browser_use_sessions.flows.context import Abandoned, Emit, Gather, Uninterruptible, is_interruption, next_step
from browser_use_sessions.log import logger

if TYPE_CHECKING:
    import httpx

    from browser_use_sessions.calls import Outcome
    from browser_use_sessions.connections import Connections
    from browser_use_sessions.flows.context import Effect, Flow
    from browser_use_sessions.wire import Wire

T = TypeVar("T")
# How many flows are carried out side by side at most.
_THREADS = 32


class Driver:
    """Whatever interrupts a flow (Ctrl-C, an error in a callback) is thrown into it, so that it can clean up.

    `is_own_thread`: it runs in a thread of ours, which nothing interrupts. `may_start`: whether something new may be started.
    """

    def __init__(
        self,
        wire: Wire,
        connections: Connections,
        sleep: Callable[[float], object] = time.sleep,
        is_own_thread: bool = False,
        may_start: Callable[[], bool] = lambda: True,
    ) -> None:
        self._wire = wire
        self._connections = connections
        self._sleep = sleep
        self._is_own_thread = is_own_thread
        self._may_start = may_start

    def for_own_thread(
        self, sleep: Callable[[float], object] = time.sleep, may_start: Callable[[], bool] = lambda: True
    ) -> Driver:
        return Driver(self._wire, self._connections, sleep, True, may_start)

    def run(self, flow: Flow[T], after: BaseException | None = None) -> T:
        """The flow's result. What it hands out is dropped. `after`: the error that it cleans up after, if there is one."""
        value: Any = None
        error: BaseException | None = None
        interruption = None if after is None or not is_interruption(after) else after
        while True:
            try:
                effect = flow.send(value) if error is None else flow.throw(error)
                error = None
                value = self._send(effect) if type(effect) is Call else self._perform(effect, interruption)
            except BaseException as thrown:
                if getattr(flow, "gi_frame", None) is None:  # The flow has ended, in its result or in this.
                    if isinstance(thrown, StopIteration):
                        return thrown.value  # type: ignore[no-any-return]
                    raise
                error = thrown
                if interruption is None and is_interruption(thrown):
                    interruption = thrown

    def iterate(self, flow: Flow[T]) -> Generator[Any, None, T]:
        """Yields what the flow hands out. Closing the iterator early abandons the flow, which then cleans up."""
        error: BaseException | None = None
        while True:
            step = self.run(next_step(flow, error))
            if not isinstance(step, Emit):
                return step.value  # type: ignore[no-any-return]
            error = None
            try:
                yield step.value
            except BaseException as thrown:
                error = Abandoned() if isinstance(thrown, GeneratorExit) else thrown

    def close(self) -> None:
        self._connections.close()

    def _perform(self, effect: Effect, interruption: BaseException | None) -> Any:
        if type(effect) is Call:
            return self._send(effect)
        if isinstance(effect, Uninterruptible):
            return self._carry_through(effect, interruption)
        if isinstance(effect, Gather):
            self._gather(effect.flows)
        elif isinstance(effect, float):
            self._sleep(effect)
        return None

    def _send(self, call: Call[Any]) -> Outcome:
        client = self._connections.client(call)
        request = self._wire.request(client, call)
        call.was_sent = True
        try:
            if call.timeout is None:
                response = client.send(request, follow_redirects=False)
                outcome: Outcome = self._wire.answer(response, response.content)
            else:
                outcome = self._send_in_time(client, request, call.timeout)
        except Exception as error:
            problem = self._wire.problem(error, request)
            if problem is None:  # Of the caller's own making.
                raise
            outcome = problem
        except BaseException as error:
            error.__traceback__ = None  # Its frames are inside of httpx and hold the headers.
            raise
        logger.debug("%s: %s", call, outcome)
        return outcome

    def _send_in_time(self, client: httpx.Client, request: httpx.Request, seconds: float) -> Outcome:
        """A server that sends its answer drop by drop cannot hold us for longer, as far as the body goes."""
        deadline = time.monotonic() + seconds
        response = client.send(request, follow_redirects=False, stream=True)
        chunks = []
        try:
            for chunk in response.iter_bytes():
                chunks.append(chunk)
                if time.monotonic() > deadline:
                    return Lost("the answer did not come to its end in time", sent=True, timed_out=True)
        finally:
            response.close()
        return self._wire.answer(response, b"".join(chunks))

    def _carry_through(self, effect: Uninterruptible, interruption: BaseException | None) -> Any:
        """In a thread of its own. A first interruption is raised afterwards; a later one has been told already."""
        if effect.starts and not self._may_start():
            raise Abandoned
        driver = self.for_own_thread()

        def work() -> Any:
            if not effect.starts:
                return driver.run(effect.flow)
            with self._connections.in_use():
                return driver.run(effect.flow)

        if self._is_own_thread:
            return work()
        from browser_use_sessions.errand import Errand
        from browser_use_sessions.patience import deadline_after

        errand = Errand(work, effect.starts)
        is_over, first = errand.run(math.inf if interruption is None else deadline_after(interruption))
        if not is_over or (first is not None and interruption is None):
            raise interruption or first or AssertionError("not over, though nothing has interrupted it")
        return errand.result()

    def _gather(self, flows: list[Flow[Any]]) -> None:
        import threading

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
