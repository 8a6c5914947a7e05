"""Carries flows out with blocking I/O."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Generator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from browser_use_sessions._flows.context import Emit, Gather, Uninterruptible, next_step
from browser_use_sessions._log import logger
from browser_use_sessions._shutdown.interruptions import Abandoned, is_interruption
from browser_use_sessions._transport.calls import Call, TransportFailure

if TYPE_CHECKING:
    import httpx

    from browser_use_sessions._flows.context import Effect, Flow
    from browser_use_sessions._transport.calls import Outcome
    from browser_use_sessions._transport.connections import Connections
    from browser_use_sessions._transport.httpx_adapter import HttpxAdapter

T = TypeVar("T")
# The most flows that run at the same time.
_THREADS = 32


class Driver:
    """An exception that interrupts a flow (Ctrl-C, an error in a callback) is raised in the flow, so that it can clean up.

    `is_own_thread`: it runs in a thread of this package, which nothing interrupts. `may_start`: whether something new may be
    started.
    """

    def __init__(
        self,
        adapter: HttpxAdapter,
        connections: Connections,
        sleep: Callable[[float], object] = time.sleep,
        is_own_thread: bool = False,
        may_start: Callable[[], bool] = lambda: True,
    ) -> None:
        self._adapter = adapter
        self._connections = connections
        self._sleep = sleep
        self._is_own_thread = is_own_thread
        self._may_start = may_start

    def for_own_thread(
        self, sleep: Callable[[float], object] = time.sleep, may_start: Callable[[], bool] = lambda: True
    ) -> Driver:
        return Driver(self._adapter, self._connections, sleep, True, may_start)

    def run(self, flow: Flow[T], after: BaseException | None = None) -> T:
        """The flow's result. Items that it emits are dropped. `after`: the error because of which it cleans up, if there is
        one.
        """
        value: Any = None
        error: BaseException | None = None
        interruption = None if after is None or not is_interruption(after) else after
        while True:
            try:
                effect = flow.send(value) if error is None else flow.throw(error)
                error = None
                value = self._send(effect) if type(effect) is Call else self._perform(effect, interruption)
            except BaseException as thrown:
                if getattr(flow, "gi_frame", None) is None:  # The flow has ended, with its result or with this error.
                    if isinstance(thrown, StopIteration):
                        return thrown.value  # type: ignore[no-any-return]
                    raise
                error = thrown
                if interruption is None and is_interruption(thrown):
                    interruption = thrown

    def iterate(self, flow: Flow[T]) -> Generator[Any, None, T]:
        """Yields the items that the flow emits. Closing the iterator early abandons the flow, which then cleans up."""
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

    def _perform(self, effect: Effect, interruption: BaseException | None) -> Any:
        if type(effect) is Call:
            return self._send(effect)
        if isinstance(effect, Uninterruptible):
            return self._run_shielded(effect, interruption)
        if isinstance(effect, Gather):
            self._gather(effect.flows)
        elif isinstance(effect, float):
            self._sleep(effect)
        return None

    def _send(self, call: Call[Any]) -> Outcome:
        client = self._connections.client(call)
        request = self._adapter.build_request(client, call)
        call.was_sent = True
        try:
            if call.timeout is None:
                response = client.send(request, follow_redirects=False)
                outcome: Outcome = self._adapter.outcome_of_response(response, response.content)
            else:
                outcome = self._send_in_time(client, request, call.timeout)
        except Exception as error:
            failure = self._adapter.outcome_of_error(error, request)
            if failure is None:  # From the caller's own code.
                call.was_sent, call.outcome = self._adapter.progress(error, request)
                raise
            outcome = failure
        except BaseException as error:
            error.__traceback__ = None  # Its frames belong to httpx and have the headers with the key.
            raise
        logger.debug("%s: %s", call, outcome)
        return outcome

    def _send_in_time(self, client: httpx.Client, request: httpx.Request, seconds: float) -> Outcome:
        """Also limits the time for reading the body, in case the server sends it byte by byte."""
        deadline = time.monotonic() + seconds
        response = client.send(request, follow_redirects=False, stream=True)
        chunks = []
        try:
            for chunk in response.iter_bytes():
                chunks.append(chunk)
                if time.monotonic() > deadline:
                    return TransportFailure("the response was not complete in time", sent=True, timed_out=True)
        finally:
            response.close()
        return self._adapter.outcome_of_response(response, b"".join(chunks))

    def _run_shielded(self, effect: Uninterruptible, interruption: BaseException | None) -> Any:
        """Runs the flow in a shielded thread. The first interruption is raised afterwards; further ones are ignored."""
        if effect.starts and not self._may_start():
            raise Abandoned
        driver = self.for_own_thread()

        def work() -> Any:
            if not effect.starts:
                return driver.run(effect.flow)
            with self._connections.create_in_progress():
                return driver.run(effect.flow)

        if self._is_own_thread:
            return work()
        from browser_use_sessions._shutdown.interruptions import deadline_after
        from browser_use_sessions._shutdown.shielded_thread import ShieldedThread

        thread = ShieldedThread(work, effect.starts)
        is_over, first = thread.run(math.inf if interruption is None else deadline_after(interruption))
        if not is_over or (first is not None and interruption is None):
            raise interruption or first or AssertionError("not over, although nothing has interrupted it")
        return thread.result()

    def _gather(self, flows: list[Flow[Any]]) -> None:
        """Runs the flows here and in more threads. What is raised in those is raised here, after all of them."""
        from queue import SimpleQueue

        from browser_use_sessions._shutdown.start_thread import start_thread

        waiting = deque(flows)
        ended: SimpleQueue[BaseException | None] = SimpleQueue()

        def run_waiting() -> None:
            while waiting:
                try:
                    flow = waiting.popleft()
                except IndexError:  # Another thread has taken it.
                    return
                self.run(flow)

        def work(error: BaseException | None) -> None:
            try:
                run_waiting()
            except BaseException as raised:
                error = raised
            ended.put(error)

        threads = 0
        with suppress(RuntimeError):  # When the interpreter exits, Python 3.12 and later start none: the flows run one by one.
            while threads < min(len(flows), _THREADS) - 1:
                start_thread(work)
                threads += 1
        run_waiting()
        for error in [ended.get() for _ in range(threads)]:
            if error is not None:
                raise error
