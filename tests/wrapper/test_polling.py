"""The poll interval of a running task: latency and number of requests, on a simulated clock."""

import math
from collections.abc import Iterator
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from browser_use_sessions import InvalidArgumentError
from browser_use_sessions.polling import SHORTEST, next_delay, pace


def poll_times() -> Iterator[float]:
    elapsed = 0.0
    while True:
        elapsed += next_delay(pace, elapsed)
        yield elapsed


def detection(duration: float) -> tuple[float, int]:
    """Returns the latency until the end is detected, and the number of polls."""
    for number, elapsed in enumerate(poll_times(), 1):
        if elapsed >= duration:
            return elapsed - duration, number
    raise AssertionError


def durations(first: float, last: float, count: int = 2000) -> list[float]:
    """Returns evenly spaced values of a log-uniform distribution, so that the average is not random."""
    return [first * math.exp((index + 0.5) / count * math.log(last / first)) for index in range(count)]


def test_mean_latency_is_10_percent_up_to_30_seconds() -> None:
    assert mean(detection(duration)[0] / duration for duration in durations(0.3, 30)) <= 0.10


def test_mean_latency_is_3_seconds_beyond_30_seconds() -> None:
    assert mean(detection(duration)[0] for duration in durations(30, 600)) <= 3.0


@pytest.mark.parametrize(("duration", "most"), [(30.0, 30), (600.0, 150)])
def test_number_of_polls_is_bounded(duration: float, most: int) -> None:
    assert detection(duration)[1] <= most


@given(st.floats(0.05, 20_000))
def test_latency_never_exceeds_the_bound(duration: float) -> None:
    latency, _ = detection(duration)
    assert latency <= max(0.25, min(0.19 * duration + SHORTEST, 5.0)) + 1e-9


@given(elapsed=st.floats(0, 1e6), waiting=st.integers(1, 100_000))
def test_total_poll_rate_of_many_runs_is_bounded(elapsed: float, waiting: int) -> None:
    assert waiting / next_delay(pace, elapsed, waiting) <= max(500.0 + 1e-6, waiting / SHORTEST)
    assert waiting <= 25 or waiting / next_delay(pace, elapsed, waiting) <= 500.0 + 1e-6


def test_custom_pace_of_zero_is_raised_to_the_minimum() -> None:
    assert next_delay(lambda elapsed: 0.0, 1.0) == SHORTEST


@pytest.mark.parametrize("delay", [float("nan"), float("inf"), None, "1"])
def test_custom_pace_must_return_finite_seconds(delay: object) -> None:
    with pytest.raises(InvalidArgumentError, match="pace"):
        next_delay(lambda elapsed: delay, 1.0)
