"""Runs the suite against mutants, and reports whether and by which requirement each was caught, and how fast."""

from __future__ import annotations

import asyncio
import atexit
import json
import multiprocessing
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from browser_use_contract.exchange import Exchange
from browser_use_contract.trace import Trace
from browser_use_contract.verdicts import Verdict, evaluate

from .fault import Fault
from .middleware import FaultMiddleware, rewrite

#: The duration of tasks on the faulty server, in seconds.
TASK_SECONDS = 0.5
KEY = "sandbox-key"
#: The origin of recorded traffic.
_RECORDED = "http://localhost"


@dataclass(frozen=True)
class Outcome:
    """The outcome of a check of a faulty server. `named` are the violated requirements that were expected."""

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


def _late(app: Any, seconds: float) -> Any:
    """Returns the application with delayed responses. The delay is in seconds."""

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(seconds)
        await app(scope, receive, send)

    return answer


def _serve(listener: socket.socket, storage: socket.socket, fault: Fault | None, settings: dict[str, Any], late: float) -> None:
    from browser_use_sandbox import Settings, create_app
    from browser_use_sandbox.server import Server

    app: Any = create_app(Settings(**settings), storage_port=storage.getsockname()[1])
    app = FaultMiddleware(app, fault) if fault else app
    server = Server(_late(app, late) if late else app, listener, storage)
    asyncio.run(server.serve_until_stopped(lambda: None))


@contextmanager
def served(fault: Fault | None = None, late: float = 0.0, **settings: Any) -> Iterator[str]:
    """Runs a sandbox with a fault in a separate process and yields its base URL. Responses are `late` seconds late."""
    listener, storage = socket.create_server(("127.0.0.1", 0)), socket.create_server(("127.0.0.1", 0))
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    chosen = {"task_seconds": TASK_SECONDS, "start_seconds": 0.1, **settings}
    process = multiprocessing.get_context("fork").Process(
        target=_serve, args=(listener, storage, fault, chosen, late), daemon=True
    )
    process.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/api/v3"
    finally:
        process.kill()
        process.join()
        listener.close()
        storage.close()


def _outcome(fault: Fault, exit_code: int, violated: Sequence[str], seconds: float) -> Outcome:
    named = [name for name in violated if name.startswith(fault.names)]
    return Outcome(fault, exit_code, named, [name for name in violated if name not in named], seconds)


def check(url: str, *options: str) -> tuple[int, dict[str, Any], float]:
    """Runs the command in a separate process. Returns its exit code, its JSON report, and its duration in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        code, seconds = _timed("browser_use_contract", "--url", url, "--api-key", KEY, "--json", str(report), *options)
        return code, json.loads(report.read_text("utf-8")) if report.exists() else {}, seconds


def _timed(module: str, *arguments: str) -> tuple[int, float]:
    """Runs a module in a separate process. Returns its exit code and its duration in seconds."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))}
    folder = _folder()
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd=folder,
    )
    seconds = time.monotonic() - begun
    for found in (".hypothesis/examples", ".schemathesis"):  # the next run must not know the failures of this one
        shutil.rmtree(Path(folder, found), ignore_errors=True)
    return done.returncode, seconds


@cache
def _folder() -> str:
    """Returns the working folder for all runs, so that caches are made only once."""
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def run(fault: Fault, *options: str, **settings: Any) -> Outcome:
    """Checks a server with the fault. `settings` are those of the sandbox."""
    with served(fault, **settings) as url:
        code, report, seconds = check(url, *options)
    violated = [one["id"] for one in report.get("requirements", ()) if one["verdict"] == "violated"]
    return _outcome(fault, code, violated, seconds)


def stock(fault: Fault, spec: Path) -> tuple[bool, float]:
    """Returns whether Schemathesis with its default flags finds the fault, and the duration in seconds."""
    with served(fault) as url:
        code, seconds = _timed("schemathesis.cli", "run", str(spec), "--url", url, "-H", f"X-Browser-Use-API-Key: {KEY}")
        return code == 1, seconds


def replay(fault: Fault, exchanges: Sequence[Exchange]) -> Outcome:
    """Checks recorded traffic of a correct server as if the server had the fault."""
    begun = time.monotonic()
    results = evaluate(Trace(rewrite(exchanges, fault), origin=_RECORDED))
    violated = [one.requirement.id for one in results.of(Verdict.VIOLATED)]
    return _outcome(fault, results.exit_code, violated, time.monotonic() - begun)
