"""Latency and number of polls until the end of a task is noticed, on a simulated clock, compared with the official client.

Durations are log-uniform from 0.3 s to 10 min. The official client polls immediately and then every 2 s. Requests take no time
here, since the network adds the same latency for all.
"""

import math
import random
import statistics
from collections.abc import Callable, Iterator
from typing import NamedTuple

from benchmarks.measure import Row

SHORTEST, LONGEST = 0.3, 600.0
BANDS = ((0.3, 1.0), (1.0, 3.0), (3.0, 10.0), (10.0, 30.0), (30.0, 100.0), (100.0, 600.0))
DRAWS = 20_000


class Noticed(NamedTuple):
    late: float
    requests: int


def noticed(looks: Iterator[float], duration: float) -> Noticed:
    """Returns the latency of the first poll at or after the end, and the number of polls."""
    for number, at in enumerate(looks, 1):
        if at >= duration:
            return Noticed(at - duration, number)
    raise AssertionError("a client stopped polling")


def ours() -> Iterator[float]:
    from browser_use_sessions.polling import next_delay, pace

    elapsed = 0.0
    while True:
        elapsed += next_delay(pace, elapsed)
        yield elapsed


def official() -> Iterator[float]:
    elapsed = 0.0
    while True:
        yield elapsed
        elapsed += 2.0


def curve(looks: Callable[[], Iterator[float]], durations: list[float]) -> list[tuple[float, float, float]]:
    """Returns for each band the means of the latency in seconds, of its share of the duration, and of the requests."""
    bands = []
    for low, high in BANDS:
        seen = [(duration, noticed(looks(), duration)) for duration in durations if low <= duration < high]
        bands.append(
            (
                statistics.fmean(end.late for _, end in seen),
                statistics.fmean(end.late / duration for duration, end in seen),
                statistics.fmean(end.requests for _, end in seen),
            )
        )
    return bands


def rows(rounds: int) -> list[Row]:
    del rounds  # The simulation has no noise.
    dice = random.Random(1)
    durations = [math.exp(dice.uniform(math.log(SHORTEST), math.log(LONGEST))) for _ in range(DRAWS)]
    curves = {"ours": curve(ours, durations), "official": curve(official, durations)}
    print("  duration          ours: late   share  requests      official: late   share  requests")
    for band, mine, theirs in zip(BANDS, curves["ours"], curves["official"], strict=True):
        cells = [f"{late:>6.2f} s {share:>6.0%} {requests:>8.1f}" for late, share, requests in (mine, theirs)]
        print(f"  {band[0]:>5g} to {band[1]:>3g} s  {cells[0]:>26}  {cells[1]:>32}")
    short = [duration for duration in durations if duration < 30]
    long = [duration for duration in durations if duration >= 30]
    return [
        Row("share late, mean up to 30 s ÷ 1", statistics.fmean(noticed(ours(), d).late / d for d in short), 1, "", 0.10),
        Row("  the official client", statistics.fmean(noticed(official(), d).late / d for d in short), 1, ""),
        Row("seconds late, mean from 30 s on ÷ 1 s", statistics.fmean(noticed(ours(), d).late for d in long), 1, "s", 3.0),
        Row("  the official client", statistics.fmean(noticed(official(), d).late for d in long), 1, "s"),
        Row("requests for 30 s ÷ every 2 s", noticed(ours(), 30).requests, 30 / 2, "", 2.0),
        Row("requests for 10 min ÷ every 2 s", noticed(ours(), 600).requests, 600 / 2, "", 0.5),
    ]
