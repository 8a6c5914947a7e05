"""Durations as people write them."""

import math
import re
from datetime import timedelta

_PART = re.compile(
    r"(\d+(?:\.\d+)?)\s*(ms|s|sec|seconds?|m|min|minutes?|h|hours?|d|days?)(?=[\s\d]|$)\s*", re.ASCII | re.IGNORECASE
)
_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}
_LONGEST = timedelta(days=365)


def duration(value: str | float | timedelta) -> timedelta:
    """The duration of a timedelta, a number of seconds, or a text such as "15 min" or "1h 30m".

    ValueError for anything else, for a negative duration and for more than a year.
    """
    match value:
        case timedelta():
            result = value
        case str():
            result = timedelta(seconds=_seconds(value))
        case bool():
            raise ValueError(f"not a duration: {value}")
        case _:
            if not math.isfinite(value) or abs(value) > _LONGEST.total_seconds():
                raise ValueError(f"not from 0 s to a year: {value}")
            result = timedelta(seconds=value)
    if not timedelta(0) <= result <= _LONGEST:
        raise ValueError(f"not from 0 s to a year: {value}")
    return result


def _seconds(text: str) -> float:
    rest, total = text.strip()[:100], 0.0
    if not rest:
        raise ValueError("an empty text is not a duration")
    while rest:
        part = _PART.match(rest)
        if part is None:
            raise ValueError(f'not a duration such as "15 min", "1h 30m" or "2.5 s": {text[:100]!r}')
        unit = part[2].lower()
        total += float(part[1]) * (_UNITS["ms"] if unit == "ms" else _UNITS[unit[0]])
        rest = rest[part.end() :]
    return min(total, 2 * _LONGEST.total_seconds())
