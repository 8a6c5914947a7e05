"""The sandbox's time: real, scaled, or moved by hand."""

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """Tells the sandbox's time, which starts at `start` (now when absent).

    It runs `speed` times as fast as real time; with speed 0 it stands still. `advance` moves it forward, whatever the speed.
    """

    def __init__(self, speed: float = 1.0, start: datetime | None = None) -> None:
        if speed < 0:
            raise ValueError(f"speed must not be negative: {speed}")
        self._base = start if start is not None else datetime.now(UTC)
        self._speed = speed
        self._since = time.monotonic()

    def now(self) -> datetime:
        """The time, in UTC."""
        return self._base + timedelta(seconds=(time.monotonic() - self._since) * self._speed)

    def advance(self, by: timedelta) -> None:
        """Move the time forward by `by`; ValueError when that is negative, since time never goes back."""
        if by < timedelta(0):
            raise ValueError(f"time cannot go back: {by}")
        self._base += by
