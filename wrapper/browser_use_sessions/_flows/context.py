"""The effects that flows yield, and what flows need besides their arguments: clocks, random numbers and retry rules."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, TypeVar, Union

from browser_use_sessions._shutdown.interruptions import Abandoned

if TYPE_CHECKING:
    from browser_use_sessions._shutdown.tracked_sessions import StopFunction
    from browser_use_sessions._transport.calls import Call
    from browser_use_sessions._transport.retry import RetryPolicy
    from browser_use_sessions.polling import Pace

T = TypeVar("T")


class Emit:
    """An item for the caller. The driver of a stream hands it out, and goes on when the caller asks for the next one."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


class Uninterruptible:
    """Carry out a flow where no interruption of the caller reaches it. Its result is the result of the effect.

    An interruption in the meantime is raised afterwards, or when the time for cleaning up has passed: then the flow goes on in
    the background. `starts`: the flow starts something, so it must not begin after an interruption.
    """

    __slots__ = ("flow", "starts")

    def __init__(self, flow: Flow[Any], starts: bool = False) -> None:
        self.flow = flow
        self.starts = starts


class Gather:
    """Carry out flows at the same time. Their results are ignored."""

    __slots__ = ("flows",)

    def __init__(self, flows: list[Flow[Any]]) -> None:
        self.flows = flows


Effect = Union["Call[Any]", float, Emit, Uninterruptible, Gather]
Flow = Generator[Effect, Any, T]


class Ended:
    """The result of a flow that has ended."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


def next_step(flow: Flow[Any], error: BaseException | None) -> Flow[Emit | Ended]:
    """Continues a flow until it emits an item or ends. `error`, if given, is raised in it first.

    A flow that was abandoned, and has cleaned up, ends with None.
    """
    value: Any = None
    while True:
        try:
            effect = flow.send(value) if error is None else flow.throw(error)
        except StopIteration as end:
            return Ended(end.value)
        except Abandoned:
            return Ended(None)
        if isinstance(effect, Emit):
            return effect
        value = error = None
        try:
            value = yield effect
        except GeneratorExit:
            raise
        except BaseException as thrown:
            error = thrown


class Context:
    """One per client.

    `clock` returns seconds and never goes back; `wall` returns the time of day as a timestamp; `rng` returns numbers from 0 to 1.
    `waiting` has an entry for each run that somebody waits for at the moment. `stop_at_exit` stops sessions when the interpreter
    exits. After `deadline`, no further page of messages is requested. `real_seconds` returns how long to wait for a pause between
    two attempts: with a sandbox, it lets the sandbox's time pass.
    """

    __slots__ = ("clock", "deadline", "pace", "policy", "real_seconds", "rng", "stop_at_exit", "waiting", "wall")

    def __init__(
        self,
        policy: RetryPolicy,
        pace: Pace,
        stop_at_exit: StopFunction,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
        rng: Callable[[], float] = random.random,
    ) -> None:
        self.policy = policy
        self.pace = pace
        self.stop_at_exit = stop_at_exit
        self.clock = clock
        self.wall = wall
        self.rng = rng
        self.deadline = math.inf
        self.real_seconds: Callable[[float], float] = float
        self.waiting: set[object] = set()  # A set, since threads may share it: adding to a number is not atomic.

    def with_policy(self, policy: RetryPolicy, deadline: float) -> Context:
        """A copy with another retry policy and deadline."""
        ctx = Context(policy, self.pace, self.stop_at_exit, self.clock, self.wall, self.rng)
        ctx.deadline = deadline
        ctx.real_seconds = self.real_seconds
        return ctx
