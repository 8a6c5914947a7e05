"""What an interruption is, and how long cleaning up may take after one: a single time budget for all of it.

The response to a create, the stops, the client's close and the interpreter's exit all share this budget. So a program ends in
time after Ctrl-C, even if the API does not answer at all.
"""

from __future__ import annotations

import math
import time

BUDGET = 15.0
"""Seconds after which an interruption is raised at the latest."""
GRACE = 10.0
"""How many of them are spent waiting for the response to a create, which shows what has to be stopped."""

# An exit within so many seconds after the budget has run out still belongs to the interruption.
_AFTERMATH = 5.0
_MARK = "_browser_use_sessions_deadline"
_last = math.inf


class Abandoned(BaseException):
    """The caller stopped iterating before the end."""


def is_interruption(error: BaseException | None) -> bool:
    """Whether it came from outside: Ctrl-C, a cancellation, an exception raised into a thread, sys.exit."""
    return error is not None and not isinstance(error, Exception | GeneratorExit | Abandoned)


def deadline_after(error: BaseException) -> float:
    """When cleaning up after this interruption has to end, by the monotonic clock.

    Ctrl-C concerns the whole process: a second one gives no extra time. Other interruptions (a cancelled task, an exception
    raised into a thread) have a budget each.
    """
    global _last
    found: float | None = getattr(error, _MARK, None)
    if found is None:
        now = time.monotonic()
        is_repeated = isinstance(error, KeyboardInterrupt) and now < _last < math.inf
        found = _last if is_repeated else now + BUDGET
        _last = found if _last == math.inf else max(_last, found)
        setattr(error, _MARK, found)
    return found


def deadline_at_exit(otherwise: float) -> float:
    """The same when the interpreter exits: what is left of the last interruption's budget, or else `otherwise` seconds."""
    now = time.monotonic()
    return min(_last, now + otherwise) if now < _last + _AFTERMATH else now + otherwise


def reset() -> None:
    """Something new is started, so earlier interruptions no longer count."""
    global _last
    _last = math.inf
