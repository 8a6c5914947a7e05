"""One queue of timed events for everything in a sandbox."""

import heapq
from collections.abc import Callable
from datetime import datetime
from itertools import count
from typing import Any, Protocol

import attrs


@attrs.define(eq=False)
class Timer:
    """The next event of its owner."""

    due: datetime
    then: Callable[[Any, datetime], None]


class Owner(Protocol):
    """What events happen to. It has at most one timer: setting another one cancels it."""

    timer: Timer | None


class Timers:
    """Runs events in order, each at its own time, whenever `run_until` is called."""

    def __init__(self) -> None:
        self._queue: list[tuple[datetime, int, Any, Timer]] = []
        self._numbers = count()

    def set(self, owner: Owner, due: datetime, then: Callable[[Any, datetime], None]) -> None:
        """Make `then(owner, due)` the next event of the owner."""
        owner.timer = Timer(due, then)
        heapq.heappush(self._queue, (due, next(self._numbers), owner, owner.timer))

    def run_until(self, now: datetime) -> None:
        """Run all events that are due by `now`."""
        while self._queue and self._queue[0][0] <= now:
            due, _, owner, timer = heapq.heappop(self._queue)
            if owner.timer is timer:
                owner.timer = None
                timer.then(owner, due)

    @property
    def next_due(self) -> datetime | None:
        """The time of the next event; None if there is none."""
        return self._queue[0][0] if self._queue else None
