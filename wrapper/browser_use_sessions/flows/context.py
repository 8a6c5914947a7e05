"""What flows need to know besides their arguments: clocks, chance, and how patient to be."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, TypeVar

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


class Interrupted(BaseException):
    """The driver was interrupted while a create was under way. `outcome` is what came of it, None where it is not known."""

    def __init__(self, reason: BaseException, outcome: Outcome | None) -> None:
        super().__init__()
        self.reason = reason
        self.outcome = outcome


class Abandoned(BaseException):
    """The caller stopped iterating before the end."""


Flow = Generator["Call | float | Item", Any, T]


class Context:
    """One per client.

    `clock` counts seconds and never goes back; `wall` is the time of day as a timestamp; `chance` gives numbers from 0 to 1.
    `waiting` has an entry for each run that is being waited for at the moment. `stop_at_exit` stops sessions when the interpreter
    exits.
    """

    __slots__ = ("chance", "clock", "pace", "policy", "stop_at_exit", "waiting", "wall")

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
        self.waiting: set[object] = set()  # A set, since threads may share it: adding to a number is not atomic.

    def with_policy(self, policy: Policy) -> Context:
        """The same, with another patience."""
        return Context(policy, self.pace, self.stop_at_exit, self.clock, self.wall, self.chance)
