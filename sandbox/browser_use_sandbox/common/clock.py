"""The time of a sandbox: real, scaled, or advanced by a test."""

import math
import re
import time
from datetime import UTC, datetime, timedelta

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


_FASTEST = 100_000.0
_END = datetime(9000, 1, 1, tzinfo=UTC)


class Clock:
    """The time of a sandbox. It begins at `start`, or now if that is absent.

    It runs `speed` times as fast as real time; with speed 0 it stands still. `advance` moves it forward at any speed.
    """

    def __init__(self, speed: float = 1.0, start: datetime | None = None) -> None:
        self._base = datetime.now(UTC) if start is None else start.astimezone(UTC)
        self._speed = checked_speed(speed)
        self._since = time.monotonic()

    def now(self) -> datetime:
        """The time, in UTC."""
        return self._base + timedelta(seconds=(time.monotonic() - self._since) * self._speed)

    @property
    def speed(self) -> float:
        return self._speed

    def run_at(self, speed: float) -> None:
        """Change the speed from now on; ValueError if it is not from 0 to 100,000."""
        speed, now, since = checked_speed(speed), self.now(), time.monotonic()
        self._base, self._since, self._speed = now, since, speed

    def advance(self, by: str | float | timedelta) -> None:
        """Move the time forward by a timedelta, seconds, or a text such as "15 min". ValueError for anything else.

        The time never goes back, and not beyond the year 9000.
        """
        step = duration(by)
        if self.now() + step > _END:
            raise ValueError(f"the sandbox's time ends at {_END:%Y-%m-%d}")
        self._base += step


def checked_speed(speed: float) -> float:
    """The speed; ValueError if it is not from 0 to 100,000."""
    if not 0 <= speed <= _FASTEST:
        raise ValueError(f"speed must be from 0 to {_FASTEST:,.0f}, not {speed}")
    return speed
