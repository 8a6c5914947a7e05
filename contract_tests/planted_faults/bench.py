"""Runs the judge against every planted fault and tells which were caught, by what, and how fast."""

from __future__ import annotations

import multiprocessing
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from browser_use_contract.exchange import Exchange
from browser_use_contract.refused import CheckRefused
from browser_use_contract.run import Options, gather
from browser_use_contract.target import target
from browser_use_contract.trace import Trace
from browser_use_contract.verdicts import Judgements, Verdict, judge

from .fault import Fault
from .saboteur import Saboteur, rewrite

#: How long tasks take on the server that faults are planted in, in seconds.
TASK_SECONDS = 0.5
KEY = "sandbox-key"


@dataclass(frozen=True)
class Outcome:
    """How a check of a faulty server ended. `named` are the promises that were violated and expected."""

    fault: Fault
    exit_code: int
    named: Sequence[str]
    others: Sequence[str]
    seconds: float

    @property
    def is_caught(self) -> bool:
        return self.exit_code == 1

    @property
    def is_named(self) -> bool:
        return bool(self.named)


def _serve(listener: socket.socket, fault: Fault | None, settings: dict[str, Any]) -> None:
    import asyncio

    from browser_use_sandbox import Settings, create_app
    from browser_use_sandbox.server import Server

    app: Any = create_app(Settings(**settings))
    server = Server(Saboteur(app, fault) if fault else app, listener)
    asyncio.run(server.serve_until_stopped(lambda: None))


@contextmanager
def served(fault: Fault | None = None, **settings: Any) -> Iterator[str]:
    """A sandbox with a fault in a process of its own; gives its base URL."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    chosen = {"task_seconds": TASK_SECONDS, "start_seconds": 0.1, **settings}
    process = multiprocessing.get_context("fork").Process(target=_serve, args=(listener, fault, chosen), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/api/v3"
    finally:
        process.kill()
        process.join()
        listener.close()


def outcome(fault: Fault, judgements: Judgements, seconds: float) -> Outcome:
    violated = [one.promise.id for one in judgements.of(Verdict.VIOLATED)]
    named = [name for name in violated if name.startswith(fault.names)]
    return Outcome(fault, judgements.exit_code, named, [name for name in violated if name not in named], seconds)


def run(fault: Fault, *, quick: bool, seed: int = 0) -> Outcome:
    """Checks a server that has the fault."""
    with served(fault) as url:
        begun = time.monotonic()
        try:
            gathered = gather(target(url, KEY), Options(quick=quick, seed=seed))
        except CheckRefused:
            return Outcome(fault, 2, (), (), time.monotonic() - begun)
        judgements = judge(gathered.trace)
        return outcome(fault, judgements, time.monotonic() - begun)


def replay(fault: Fault, exchanges: Sequence[Exchange]) -> Outcome:
    """Judges sound traffic as if the server had had the fault."""
    begun = time.monotonic()
    judgements = judge(Trace(rewrite(exchanges, fault)))
    return outcome(fault, judgements, time.monotonic() - begun)
