"""The time of a sandbox: real, scaled, or advanced by a test."""

import time
from datetime import UTC, datetime, timedelta

from .durations import duration

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
