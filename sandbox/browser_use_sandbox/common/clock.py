"""The sandbox's time: real, scaled, or moved by hand."""

import time
from datetime import UTC, datetime, timedelta

from .durations import duration

_FASTEST = 100_000.0
_END = datetime(9000, 1, 1, tzinfo=UTC)


class Clock:
    """Tells the sandbox's time, which starts at `start` (now when absent).

    It runs `speed` times as fast as real time; with speed 0 it stands still. `advance` moves it forward, whatever the speed.
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
        """Go on at another speed from now; ValueError where it is not from 0 to 100,000."""
        speed, now, since = checked_speed(speed), self.now(), time.monotonic()
        self._base, self._since, self._speed = now, since, speed

    def advance(self, by: str | float | timedelta) -> None:
        """Move the time forward by a timedelta, by seconds, or by text such as "15 min"; ValueError for anything else.

        Time never goes back, and not beyond the year 9000.
        """
        step = duration(by)
        if self.now() + step > _END:
            raise ValueError(f"the sandbox's time ends at {_END:%Y-%m-%d}")
        self._base += step


def checked_speed(speed: float) -> float:
    """The speed, where it is from 0 to 100,000; ValueError for others."""
    if not 0 <= speed <= _FASTEST:
        raise ValueError(f"speed must be from 0 to {_FASTEST:,.0f}, not {speed}")
    return speed
