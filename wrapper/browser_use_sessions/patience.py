"""How long cleaning up may take after an interruption: one budget for all of it together.

The answer to a create, the stops, the client's close and the interpreter's exit all draw on it. So a program ends in time after
Ctrl-C, even where the API does not answer at all.
"""

from __future__ import annotations

import math
import time

BUDGET = 15.0
"""Seconds from an interruption until it is raised at the latest."""
GRACE = 10.0
"""How many of them an answer to a create is waited for, which tells what there is to stop."""

# An exit so soon after the end of that time still belongs to the interruption.
_AFTERMATH = 5.0
_MARK = "_browser_use_sessions_deadline"
_last = math.inf


def deadline_after(error: BaseException) -> float:
    """When cleaning up after this interruption has to be over, by the monotonic clock.

    Ctrl-C is about the whole process: pressed again, it gains no time. Others (a cancelled task, an exception raised into a
    thread) are about themselves alone.
    """
    global _last
    found: float | None = getattr(error, _MARK, None)
    if found is None:
        now = time.monotonic()
        again = isinstance(error, KeyboardInterrupt) and now < _last < math.inf
        found = _last if again else now + BUDGET
        _last = found if _last == math.inf else max(_last, found)
        setattr(error, _MARK, found)
    return found


def deadline_at_exit(otherwise: float) -> float:
    """The same for the end of the interpreter: what an interruption right before has left of the time, or so many seconds."""
    now = time.monotonic()
    return min(_last, now + otherwise) if now < _last + _AFTERMATH else now + otherwise


def start_anew() -> None:
    """Something is started: an interruption of before is over and done with."""
    global _last
    _last = math.inf
