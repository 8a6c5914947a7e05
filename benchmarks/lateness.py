"""How late the end of a task is noticed, and with how many requests, on a simulated clock; the official client beside it.

Durations are drawn log-uniformly from 0.3 s to 10 min. The official client looks at once and then every 2 s. A request takes no
time here: what the network adds is the same for all.
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
    """The first look at or after the end, and how many there were up to it."""
    for number, at in enumerate(looks, 1):
        if at >= duration:
            return Noticed(at - duration, number)
    raise AssertionError("a client stopped looking")


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
    """For each band: seconds late on average, the same as a share of the duration, and requests on average."""
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
    del rounds  # Nothing is noisy here.
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
