"""The process that finds values for hard schemas: it reads requests and writes answers, one JSON line each.

A request is `[number, schema, seed, seconds]`, the answer `[number, [value]]`, or `[number, []]` where no value was found in that
time; it is the processor's time, so that a busy machine finds what an idle one does. Each search runs in a fork of this process,
which has imported everything already: so it starts at once, can be ended at any moment, and several run side by side.
"""

import contextlib
import json
import math
import os
import resource
import selectors
import signal
import sys
import time
import warnings
from typing import Any, NoReturn

import attrs

from .drawing import draw

_MEMORY = 1024**3
_LONGEST_RESULT = 1_000_000
#: How many searches run at once. Of those that wait the last comes first: hopeless ones do not pile up before it.
_AT_ONCE = 8
#: How many times as long as its processor time a search may take.
_BUSY = 4


@attrs.frozen
class Search:
    """A search in a process of its own."""

    number: int
    process: int
    deadline: float
    found: bytearray = attrs.Factory(bytearray)


class Office:
    """Takes requests, starts searches, and answers."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._requests = bytearray()
        self._waiting: list[list[Any]] = []
        self._running: dict[int, Search] = {}

    def work(self) -> None:
        """Until there are no more requests."""
        stdin = sys.stdin.fileno()
        self._selector.register(stdin, selectors.EVENT_READ)
        while True:
            for key, _ in self._selector.select(self._patience()):
                if key.fd != stdin:
                    self._read(key.fd)
                elif not self._take():
                    return
            for pipe, search in list(self._running.items()):
                if time.monotonic() >= search.deadline:
                    os.kill(search.process, signal.SIGKILL)
                    self._end(pipe)
            while self._waiting and len(self._running) < _AT_ONCE:
                self._start(*self._waiting.pop())

    def close(self) -> None:
        """End all searches."""
        for search in self._running.values():
            os.kill(search.process, signal.SIGKILL)

    def _patience(self) -> float | None:
        deadlines = [search.deadline for search in self._running.values()]
        return max(min(deadlines) - time.monotonic(), 0) if deadlines else None

    def _take(self) -> bool:
        """Read requests; whether there may be more."""
        chunk = os.read(sys.stdin.fileno(), 1 << 20)
        self._requests += chunk
        *lines, rest = self._requests.split(b"\n")
        self._requests = bytearray(rest)
        self._waiting += [json.loads(line) for line in lines]
        return bool(chunk)

    def _start(self, number: int, schema: Any, seed: int, seconds: float) -> None:
        pipe, other_end = os.pipe()
        process = os.fork()
        if process == 0:
            _search(schema, seed, seconds, other_end)
        os.close(other_end)
        self._running[pipe] = Search(number, process, time.monotonic() + _BUSY * seconds)
        self._selector.register(pipe, selectors.EVENT_READ)

    def _read(self, pipe: int) -> None:
        chunk = os.read(pipe, 1 << 16)
        self._running[pipe].found.extend(chunk)
        if not chunk:
            self._end(pipe)

    def _end(self, pipe: int) -> None:
        """Answer with what the search, which has exited or is killed, has found."""
        search = self._running.pop(pipe)
        self._selector.unregister(pipe)
        os.close(pipe)
        _, status = os.waitpid(search.process, 0)
        found = b"[]" if status else bytes(search.found)
        sys.stdout.buffer.write(b"[%d, %s]\n" % (search.number, found))
        sys.stdout.buffer.flush()


def _search(schema: Any, seed: int, seconds: float, pipe: int) -> NoReturn:
    """Write what is found and exit, whatever happens: this is a fork, which must not go back."""
    try:
        most = max(math.ceil(seconds), 1)
        resource.setrlimit(resource.RLIMIT_CPU, (most, most))
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        answer = json.dumps(draw(schema, seed))
        with open(pipe, "w") as out:
            out.write(answer if len(answer) <= _LONGEST_RESULT else "[]")
        os._exit(0)
    finally:
        os._exit(1)


def main() -> None:
    with contextlib.suppress(OSError, ValueError):  # Some systems know no such limit.
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    with contextlib.suppress(OSError):
        os.nice(5)
    warnings.simplefilter("ignore")
    print(flush=True)
    office = Office()
    try:
        office.work()
    finally:
        office.close()


if __name__ == "__main__":
    main()
