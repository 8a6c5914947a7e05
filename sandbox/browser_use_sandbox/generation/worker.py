"""Searches for values that fit hard schemas.

They run in a process of their own, which is started when it is first needed and shared by all sandboxes of a program.
"""

import atexit
import contextlib
import importlib.util
import itertools
import json
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import Future
from typing import IO, Any

from ..common.api_errors import NoSearch
from ..tasks.plan import Answer

#: How much of the processor's time a search may take, and how long its answer is waited for, in seconds.
_SEARCH_SECONDS = 5.0
_PATIENCE_SECONDS = 60.0


def draw(schema: dict[str, Any], seed: int) -> Answer | None:
    """A value that fits the schema, or None where none was found in a few seconds. Blocks; threads may call it side by side.

    NoSearch where the libraries that it takes are not installed.
    """
    if importlib.util.find_spec("schemathesis") is None:
        raise NoSearch
    try:
        found = _ask(schema, seed).result(_PATIENCE_SECONDS)
    except TimeoutError:
        return None
    return Answer(found[0]) if found else None


class _Worker:
    """The process, and a thread that takes its answers."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "browser_use_sandbox.generation.search_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._numbers = itertools.count()
        self._asked: dict[int, Future[list[Any]]] = {}
        self.has_ended = False
        threading.Thread(target=self._listen, name="browser-use-sandbox-search", daemon=True).start()

    def ask(self, schema: dict[str, Any], seed: int) -> "Future[list[Any]]":
        """A list of one value, or an empty one, once the process has it."""
        number = next(self._numbers)
        answer = self._asked[number] = Future()
        with contextlib.suppress(OSError):  # Whoever listens notices that the process has ended.
            self._pipe(self._process.stdin).write(json.dumps([number, schema, seed, _SEARCH_SECONDS]).encode() + b"\n")
            self._pipe(self._process.stdin).flush()
        return answer

    def end(self) -> None:
        """Kill the process and its searches; whoever waits for an answer gets an empty one."""
        self.has_ended = True
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def _listen(self) -> None:
        lines = self._pipe(self._process.stdout)
        has_started = bool(next(lines, b""))
        for line in lines:
            number, found = json.loads(line)
            self._asked.pop(number).set_result(found)
        with _lock:
            self.has_ended = True
        with contextlib.suppress(OSError):
            self._process.communicate()
        for answer in self._asked.values():
            if has_started:
                answer.set_result([])
            else:
                answer.set_exception(RuntimeError("the process that makes values for output schemas does not start"))

    @staticmethod
    def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
        if pipe is None:
            raise ValueError("the process has no pipes")
        return pipe


_lock = threading.Lock()
_worker: _Worker | None = None


def _ask(schema: dict[str, Any], seed: int) -> "Future[list[Any]]":
    global _worker
    with _lock:
        if _worker is None or _worker.has_ended:
            _worker = _Worker()
        return _worker.ask(schema, seed)


def _forget() -> None:
    """In a fork: the process, and the thread that listens to it, belong to the parent."""
    global _lock, _worker
    _lock, _worker = threading.Lock(), None


@atexit.register
def _end() -> None:
    if _worker is not None:
        _worker.end()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
