"""When to look at a running task again.

Most tasks take seconds to minutes. Looking at fixed intervals is late for the short ones and wasteful for the long ones, so the
interval grows with the time that has passed: a task is noticed at most a fifth of its own duration late, and never more than
`LONGEST` seconds late (plus the time the request itself takes).
"""

from __future__ import annotations

import math
from collections.abc import Callable

from browser_use_sessions.errors import InvalidArgumentError

Pace = Callable[[float], float]
"""Seconds since the task was dispatched → seconds until the next look."""

FIRST = 0.25
GROWTH = 0.19
LONGEST = 5.0
# A pace of the caller's own cannot turn waiting into a busy loop.
SHORTEST = 0.05
# All runs of one client together look at most this often per second; with more of them, each looks more rarely.
LOOKS_PER_SECOND = 500.0


def pace(elapsed: float) -> float:
    """The default pace: 0.25 s at first, then 19 % of the time that has passed, from 26 s on every 5 s.

    Averaged over tasks of all lengths that is 9 % of the duration late, 2.5 s for long tasks; 28 requests in 30 s, 142 in
    10 minutes.
    """
    return min(max(FIRST - elapsed, GROWTH * elapsed), LONGEST)


def next_look(pace: Pace, elapsed: float, waiting: int = 1) -> float:
    """Seconds until the next look, where `waiting` runs share one client."""
    delay = pace(elapsed)
    if not isinstance(delay, int | float) or not math.isfinite(delay):
        raise InvalidArgumentError(
            f"pace({elapsed:g}) gave {delay!r}. It must give the seconds until the next look, as a finite number.",
            argument="pace",
        )
    return float(max(delay, SHORTEST, waiting / LOOKS_PER_SECOND))
