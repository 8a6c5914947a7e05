"""Measurement: CPU seconds, alternating variants, and the median of the rounds.

The machines are shared and noisy, so absolute times are not compared. In each round every variant runs once, so that other load
affects all of them equally.
"""

import os
import statistics
import subprocess
import sys
import textwrap
from collections.abc import Callable, Mapping
from typing import NamedTuple


class Row(NamedTuple):
    """One row of a table: the title, the value, the peer's value in the same run, and the maximum ratio."""

    what: str
    value: float
    peer: float
    unit: str
    target: float | None = None

    @property
    def ratio(self) -> float:
        return self.value / self.peer

    def __str__(self) -> str:
        verdict = (
            "" if self.target is None else f"  target ≤ {self.target:g}: {'reached' if self.ratio <= self.target else 'MISSED'}"
        )
        return f"  {self.what:<58} {self.value:>10.4g} {self.unit:<6} ÷ {self.peer:>9.4g} = {self.ratio:6.3f}{verdict}"


def take_turns(variants: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """Returns the median of each variant's values over the rounds. A first round warms up the caches and does not count."""
    values: dict[str, list[float]] = {name: [] for name in variants}
    for number in range(rounds + 1):
        for name, measure in variants.items():
            value = measure()
            if number:
                values[name].append(value)
    return {name: statistics.median(column) for name, column in values.items()}


def printed_by(code: str, *arguments: str) -> float:
    """Runs code in a new interpreter and returns the number that it prints."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *arguments],
        check=True,
        capture_output=True,
        text=True,
        env=quiet_environment(),
    )
    return float(done.stdout)


def cpu_of_process(code: str, *arguments: str) -> float:
    """Runs code in a new interpreter and returns its total CPU time in seconds, user and system."""
    process = subprocess.Popen([sys.executable, "-c", textwrap.dedent(code), *arguments], env=quiet_environment())
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"a measured process ended with exit code {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def quiet_environment() -> dict[str, str]:
    """Returns an environment without proxies and with cached bytecode, as after a normal installation."""
    left_out = ("PYTHONDONTWRITEBYTECODE",)
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy") and name not in left_out}
    return kept | {"PYTHONWARNINGS": "ignore"}
