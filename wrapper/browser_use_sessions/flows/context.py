"""What flows need to know besides their arguments: clocks, chance, and how patient to be."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, TypeVar, Union

if TYPE_CHECKING:
    from browser_use_sessions.calls import Call
    from browser_use_sessions.polling import Pace
    from browser_use_sessions.registry import Stopper
    from browser_use_sessions.retry import Policy

T = TypeVar("T")


class Emit:
    """Something for the caller: the driver of a stream hands it out and goes on when the caller asks for more."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


class Uninterruptible:
    """A flow to be carried out where no interruption of the caller reaches it. Gives its result.

    An interruption meanwhile is raised afterwards, or when the time for cleaning up is over: the flow then goes on by itself.
    `starts`: the flow starts something, so it is not begun with after an interruption.
    """

    __slots__ = ("flow", "starts")

    def __init__(self, flow: Flow[Any], starts: bool = False) -> None:
        self.flow = flow
        self.starts = starts


class Gather:
    """Flows to be carried out side by side. Their results are not wanted."""

    __slots__ = ("flows",)

    def __init__(self, flows: list[Flow[Any]]) -> None:
        self.flows = flows


class Abandoned(BaseException):
    """The caller stopped iterating before the end."""


def is_interruption(error: BaseException | None) -> bool:
    """Whether it came from outside: Ctrl-C, a cancellation, an exception raised into a thread, sys.exit."""
    return error is not None and not isinstance(error, Exception | GeneratorExit | Abandoned)


Effect = Union["Call[Any]", float, Emit, Uninterruptible, Gather]
Flow = Generator[Effect, Any, T]


class Ended:
    """What a flow has come to."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


def next_step(flow: Flow[Any], error: BaseException | None) -> Flow[Emit | Ended]:
    """Goes on with a flow, with an error if there is one, until it hands something out or has come to its end.

    A flow that is abandoned, and has cleaned up, ends in None.
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

    `clock` counts seconds and never goes back; `wall` is the time of day as a timestamp; `chance` gives numbers from 0 to 1.
    `waiting` has an entry for each run that is being waited for at the moment. `stop_at_exit` stops sessions when the interpreter
    exits. Pages of messages are not asked for after `deadline`.
    """

    __slots__ = ("chance", "clock", "deadline", "pace", "policy", "stop_at_exit", "waiting", "wall")

    def __init__(
        self,
        policy: Policy,
        pace: Pace,
        stop_at_exit: Stopper,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.policy = policy
        self.pace = pace
        self.stop_at_exit = stop_at_exit
        self.clock = clock
        self.wall = wall
        self.chance = chance
        self.deadline = math.inf
        self.waiting: set[object] = set()  # A set, since threads may share it: adding to a number is not atomic.

    def within(self, policy: Policy, deadline: float) -> Context:
        """The same, with another patience."""
        ctx = Context(policy, self.pace, self.stop_at_exit, self.clock, self.wall, self.chance)
        ctx.deadline = deadline
        return ctx
