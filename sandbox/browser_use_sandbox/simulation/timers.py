"""What happens when: one queue of events for everything in a sandbox that changes with time."""

import heapq
from collections.abc import Callable
from datetime import datetime
from itertools import count
from typing import Any, Protocol

import attrs


@attrs.define(eq=False)
class Timer:
    """What happens to its owner next, and when."""

    due: datetime
    then: Callable[[Any, datetime], None]


class Owner(Protocol):
    """What things happen to, one after the other. It has one timer at most: setting another revokes it."""

    timer: Timer | None


class Timers:
    """Lets things happen at their time and in order, whenever somebody asks what the time is."""

    def __init__(self) -> None:
        self._queue: list[tuple[datetime, int, Any, Timer]] = []
        self._numbers = count()

    def set(self, owner: Owner, due: datetime, then: Callable[[Any, datetime], None]) -> None:
        """Make `then(owner, due)` the next thing that happens to the owner."""
        owner.timer = Timer(due, then)
        heapq.heappush(self._queue, (due, next(self._numbers), owner, owner.timer))

    def run_until(self, now: datetime) -> None:
        """Let everything happen that is due by `now`."""
        while self._queue and self._queue[0][0] <= now:
            due, _, owner, timer = heapq.heappop(self._queue)
            if owner.timer is timer:
                owner.timer = None
                timer.then(owner, due)

    @property
    def next_due(self) -> datetime | None:
        """When the next event may happen; None where nothing is to come."""
        return self._queue[0][0] if self._queue else None
