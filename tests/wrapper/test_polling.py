"""When to look at a running task again: lateness and number of requests, on a clock of numbers."""

import math
from collections.abc import Iterator
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from browser_use_sessions import InvalidArgumentError
from browser_use_sessions.polling import SHORTEST, next_delay, pace


def looks() -> Iterator[float]:
    elapsed = 0.0
    while True:
        elapsed += next_delay(pace, elapsed)
        yield elapsed


def noticed(duration: float) -> tuple[float, int]:
    """How late the end is seen, and after how many looks."""
    for number, elapsed in enumerate(looks(), 1):
        if elapsed >= duration:
            return elapsed - duration, number
    raise AssertionError


def durations(first: float, last: float, count: int = 2000) -> list[float]:
    """Log-uniform, evenly spread, so that the average is not a matter of luck."""
    return [first * math.exp((index + 0.5) / count * math.log(last / first)) for index in range(count)]


def test_on_average_a_tenth_of_the_duration_late_up_to_half_a_minute() -> None:
    assert mean(noticed(duration)[0] / duration for duration in durations(0.3, 30)) <= 0.10


def test_on_average_three_seconds_late_beyond() -> None:
    assert mean(noticed(duration)[0] for duration in durations(30, 600)) <= 3.0


@pytest.mark.parametrize(("duration", "most"), [(30.0, 30), (600.0, 150)])
def test_the_number_of_requests_is_bounded(duration: float, most: int) -> None:
    assert noticed(duration)[1] <= most


@given(st.floats(0.05, 20_000))
def test_nothing_is_noticed_later_than_the_bound(duration: float) -> None:
    lateness, _ = noticed(duration)
    assert lateness <= max(0.25, min(0.19 * duration + SHORTEST, 5.0)) + 1e-9


@given(elapsed=st.floats(0, 1e6), waiting=st.integers(1, 100_000))
def test_many_runs_share_a_bounded_rate(elapsed: float, waiting: int) -> None:
    assert waiting / next_delay(pace, elapsed, waiting) <= max(500.0 + 1e-6, waiting / SHORTEST)
    assert waiting <= 25 or waiting / next_delay(pace, elapsed, waiting) <= 500.0 + 1e-6


def test_a_pace_of_the_callers_own_cannot_spin() -> None:
    assert next_delay(lambda elapsed: 0.0, 1.0) == SHORTEST


@pytest.mark.parametrize("delay", [float("nan"), float("inf"), None, "1"])
def test_a_pace_that_gives_no_seconds_is_refused(delay: object) -> None:
    with pytest.raises(InvalidArgumentError, match="pace"):
        next_delay(lambda elapsed: delay, 1.0)
