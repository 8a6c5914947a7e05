"""What this process has started, so that nothing is left running by accident.

Whatever `run`, `stream`, `run_many` and `session()` started is held here until it is over or stopped; what is still held when the
interpreter exits is stopped then. The IDs of the sessions that this process made tell its own ones from strays.
"""

from __future__ import annotations

import itertools
import os
import time
from collections import OrderedDict
from collections.abc import Callable

from browser_use_sessions.shelter import GRACE, Shelter

Held = tuple[str, bool]
"""The ID of a session that was started, or, with True, of one in which a task was started."""

Stopper = Callable[[list[Held]], list[str]]
"""Stops them, and tells what could not be stopped."""

_REMEMBERED = 50_000
_made: OrderedDict[str, None] = OrderedDict()
_in_flight: set[int] = set()
_held: dict[Held, Stopper] = {}
_tickets = itertools.count()
_pid: int | None = None


def begin() -> int:
    """A create goes out. Its ticket goes back to `end`."""
    _make_own()
    ticket = next(_tickets)
    _in_flight.add(ticket)
    return ticket


def end(ticket: int) -> None:
    _in_flight.discard(ticket)


def in_flight() -> frozenset[int]:
    """The creates that have not been answered yet."""
    return frozenset(_in_flight)


def made(session_id: str) -> None:
    """This process made the session."""
    _made[session_id.lower()] = None
    if len(_made) > _REMEMBERED:
        _made.popitem(last=False)


def is_own(session_id: str) -> bool:
    return session_id.lower() in _made


def hold(held: Held, stop: Stopper) -> None:
    """`stop` is called with everything it answers for when the interpreter exits."""
    _make_own()
    _held[held] = stop


def release(held: Held) -> None:
    _held.pop(held, None)


def holds(held: Held) -> bool:
    """Whether it is this process's to stop. In a forked child, what the parent started is not."""
    return _pid == os.getpid() and held in _held


def held() -> frozenset[Held]:
    """What would be stopped if the interpreter exited now."""
    return frozenset(_held) if _pid == os.getpid() else frozenset()


def held_by(stop: Stopper) -> list[Held]:
    """What this stopper answers for."""
    return [each for each in held() if _held.get(each) == stop]


def _make_own() -> None:
    """The first time ever, or in a forked child: what the parent started is the parent's."""
    global _pid
    if _pid == os.getpid():
        return
    _held.clear()
    _in_flight.clear()
    if _pid is None:
        import atexit

        atexit.register(_stop_what_is_held)
    _pid = os.getpid()


def _stop_what_is_held() -> None:
    if _pid != os.getpid():
        return
    with Shelter():
        deadline = time.monotonic() + GRACE
        while _in_flight and time.monotonic() < deadline:
            time.sleep(0.02)
        problems = []
        if _in_flight:
            problems.append("A session may have been started by a request that was not answered: look at client.sessions.list().")
        for stop in set(_held.values()):
            try:
                problems += stop(held_by(stop))
            except Exception as error:  # None may keep the others from being stopped.
                problems.append(f"These could not be stopped and may still be running: {held_by(stop)} ({error}).")
        _held.clear()
        import sys

        if problems and sys.stderr is not None:
            print(*problems, sep="\n", file=sys.stderr)
