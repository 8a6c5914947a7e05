"""Starts the generator process and collects its exchanges."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import time
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from .. import document
from ..connection import Connection
from ..exchange import Exchange
from ..target import Target

#: The first number of generated exchanges. It keeps them apart from those of the scenarios.
_FIRST_NUMBER = 1_000_000
#: The time limit for the process to end after its time is up, in seconds.
_GRACE = 15.0


def _storage() -> Path:
    """Returns the folder for Hypothesis's character tables. Without it Hypothesis computes them again, which takes a second."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()) / "browser-use-contract" / "hypothesis"


class GeneratorProcess:
    """The generator process. It sends requests for `seconds` from now on, at the same time as the scenarios."""

    def __init__(
        self, target: Target, connection: Connection, *, seconds: float, seed: int, resources: Collection[str] | None = None
    ) -> None:
        """`resources` are the tags of the operations to send. None means all."""
        self._seconds = seconds
        self._timeout = connection.timeout
        orders = {
            "url": target.url,
            "api_key": target.api_key,
            "deadline": time.time() + seconds,
            "seed": seed,
            "resources": None if resources is None else sorted(resources),
            "local_hosts": sorted(target.local_hosts),
            "connection": connection.as_dict(),
            "spec": str(document.chosen() or ""),
        }
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        environment.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(_storage()))
        self._process = subprocess.Popen(  # noqa: S603 -- this interpreter, a module of this package
            [sys.executable, "-m", f"{__package__}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,  # Ctrl-C reaches only the check, which then gets the exchanges from this process
        )
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(orders).encode() + b"\n")
        self._process.stdin.close()
        self._process.stdin = None

    def collect(self) -> Sequence[Exchange] | None:
        """Waits for the process and returns its exchanges. None if it failed."""
        try:
            output, _ = self._process.communicate(timeout=self._seconds + self._timeout + _GRACE)
            found: Sequence[Exchange] = pickle.loads(output)  # noqa: S301 -- written by the process started above
        except (subprocess.TimeoutExpired, pickle.UnpicklingError, EOFError, ValueError):
            self.end()
            return None
        return [replace(one, number=_FIRST_NUMBER + one.number) for one in found]

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
