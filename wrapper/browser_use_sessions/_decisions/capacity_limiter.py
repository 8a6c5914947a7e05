"""When a run may try again after the API has refused a session because there are too many."""

from __future__ import annotations

from browser_use_sessions._transport.retry import backoff


class CapacityLimiter:
    """Shared by the runs of one `run_many`. Every run may try until the API refuses a session because there are too many.

    After that, a run may try when another run has ended, when another run has just got a session (there may be room for more), or
    when the pause that the API asked for has passed. So the waiting runs do not send one request after the other.
    """

    def __init__(self) -> None:
        self._closed_until: float | None = None
        self._tickets = 0
        self._refusals = 0

    def try_acquire(self, now: float) -> bool:
        """Whether the run that asks may try now."""
        if self._closed_until is None:
            return True
        if self._tickets > 0:
            self._tickets -= 1
            return True
        if now >= self._closed_until:
            self._closed_until = now + 1.0  # The next run waits for the outcome of this attempt.
            return True
        return False

    def on_refused(self, now: float, retry_after: float | None, random: float) -> None:
        """The API had no room."""
        pause = backoff(self._refusals, lambda: 0.5 + random / 2) if retry_after is None else retry_after
        self._closed_until = now + pause
        self._tickets = 0
        self._refusals += 1

    def on_admitted(self) -> None:
        """A run got its session."""
        self._refusals = 0
        self._tickets += self._closed_until is not None

    def on_released(self) -> None:
        """A run has ended."""
        self._tickets += self._closed_until is not None
