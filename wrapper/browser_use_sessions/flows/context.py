"""What flows need to know besides their arguments: clocks, chance, and how patient to be."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, TypeVar, Union

if TYPE_CHECKING:
    from browser_use_sessions.calls import Call, Outcome
    from browser_use_sessions.polling import Pace
    from browser_use_sessions.registry import Stopper
    from browser_use_sessions.retry import Policy

T = TypeVar("T")


class Item:
    """Something for the caller: the driver of a stream hands it out and goes on when the caller asks for more."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


class Insist:
    """From here on the flow comes to its end, whatever interrupts: nobody else would do what is left."""


INSIST = Insist()


class Together:
    """Flows to be carried out side by side. Their results are not wanted."""

    __slots__ = ("flows",)

    def __init__(self, flows: list[Flow[Any]]) -> None:
        self.flows = flows


class Interrupted(BaseException):
    """The driver was interrupted while a create was under way. `outcome` is what came of it, None where it is not known."""

    def __init__(self, reason: BaseException, outcome: Outcome | None) -> None:
        super().__init__()
        self.reason = reason
        self.outcome = outcome


class Abandoned(BaseException):
    """The caller stopped iterating before the end."""


Effect = Union["Call[Any]", float, Item, Insist, Together]
Flow = Generator[Effect, Any, T]


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
