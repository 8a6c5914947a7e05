"""When to poll a running task again.

Most tasks take seconds to minutes. Polling at a fixed interval would be late for short tasks and wasteful for long ones, so the
interval grows with the elapsed time: the end of a task is noticed at most a fifth of its duration late, and never more than
`LONGEST` seconds late (plus the time that the request itself takes).
"""

from __future__ import annotations

import math
from collections.abc import Callable

from browser_use_sessions.errors import InvalidArgumentError

Pace = Callable[[float], float]
"""Seconds since the task was dispatched → seconds until the next poll."""

FIRST = 0.25
GROWTH = 0.19
LONGEST = 5.0
# The caller's own function cannot turn waiting into a busy loop.
SHORTEST = 0.05
# All runs of one client together poll at most this often per second: with more runs, each polls less often.
POLLS_PER_SECOND = 500.0


def pace(elapsed: float) -> float:
    """The default: 0.25 s at first, then 19 % of the elapsed time, and every 5 s from 26 s on.

    On average, the end of a task is noticed late by 9 % of its duration, and by 2.5 s for long tasks. That takes 28 requests in
    30 s, 142 in 10 minutes.
    """
    return min(max(FIRST - elapsed, GROWTH * elapsed), LONGEST)


def next_delay(pace: Pace, elapsed: float, waiting: int = 1) -> float:
    """Seconds until the next poll, if `waiting` runs share one client."""
    delay = pace(elapsed)
    if not isinstance(delay, int | float) or not math.isfinite(delay):
        raise InvalidArgumentError(
            f"pace({elapsed:g}) gave {delay!r}. It must return the seconds until the next poll, as a finite number.",
            argument="pace",
        )
    return float(max(delay, SHORTEST, waiting / POLLS_PER_SECOND))
