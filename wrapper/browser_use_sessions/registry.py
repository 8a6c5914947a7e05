"""What this process has started, so that nothing is left running by accident.

Whatever `run`, `stream`, `run_many` and `session()` started is held here until it is over or stopped; what is still held when the
interpreter exits is stopped then. The IDs of the sessions that this process made tell its own ones from strays.
"""

from __future__ import annotations

import itertools
import os
import sys
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import partial

from browser_use_sessions.patience import GRACE, deadline_after, deadline_at_exit, start_anew

Held = tuple[str, bool]
"""The ID of a session that was started, or, with True, of one in which a task was started."""

Stopper = Callable[[list[Held]], list[str]]
"""Stops them, and tells what could not be stopped."""

# How long stopping may take at the end of the interpreter.
_AT_EXIT = 40.0
_REMEMBERED = 50_000
_made: OrderedDict[str, None] = OrderedDict()
_in_flight: set[int] = set()
_held: dict[Held, Stopper] = {}
_tickets = itertools.count()
_pid: int | None = None
_is_over = False
_is_lost = False


def begin() -> int:
    """A create goes out. Its ticket goes back to `end`."""
    _make_own()
    start_anew()
    ticket = next(_tickets)
    _in_flight.add(ticket)
    return ticket


def end(ticket: int) -> None:
    _in_flight.discard(ticket)


def lose() -> None:
    """A create has gone out whose answer will never be known. That is told at the end."""
    global _is_lost
    _is_lost = True


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


def is_over() -> bool:
    """Whether the interpreter is about to end: nothing is to be started any more that outlasts it."""
    return _is_over


def _make_own() -> None:
    """The first time ever, or in a forked child: what the parent started is the parent's."""
    global _pid, _is_lost
    if _pid == os.getpid():
        return
    _is_lost = False
    _held.clear()
    _in_flight.clear()
    if _pid is None:
        import atexit

        atexit.register(_at_the_end)
    _pid = os.getpid()
    processes = sys.modules.get("multiprocessing.process")
    if processes is not None and processes.parent_process() is not None:  # A child may end without atexit.
        from multiprocessing.util import Finalize

        Finalize(None, _at_the_end, exitpriority=0)


def _at_the_end() -> None:
    """Whichever way the process comes to its end, and however often it is interrupted meanwhile."""
    while True:
        try:
            _stop_what_is_held()
            return
        except KeyboardInterrupt as error:
            deadline_after(error)


def _stop_what_is_held() -> None:
    global _is_over, _is_lost
    if _pid != os.getpid():
        return
    _is_over = True
    if not (_in_flight or _held or _is_lost):
        return
    from browser_use_sessions.errand import Errand
    from browser_use_sessions.flows.cleanup import left_over

    ends = deadline_at_exit(_AT_EXIT)
    problems: list[str] = []
    while True:
        errand = Errand(partial(_stop_all, problems))
        if not errand.run(ends)[0]:
            problems += left_over({}, list(_held))
        elif errand.was_interrupted:  # Where no thread could be started.
            continue
        break
    _held.clear()
    _is_lost = False
    if problems and sys.stderr is not None:
        print(*dict.fromkeys(problems), sep="\n", file=sys.stderr)


def _stop_all(problems: list[str]) -> None:
    deadline = time.monotonic() + GRACE
    while _in_flight and time.monotonic() < deadline:
        time.sleep(0.02)
    if _in_flight or _is_lost:
        problems.append("A session may have been started by a request that was not answered: look at client.sessions.list().")
    for stop in set(_held.values()):
        try:
            problems += stop(held_by(stop))
        except Exception as error:  # None may keep the others from being stopped.
            problems.append(f"These could not be stopped and may still be running: {held_by(stop)} ({error}).")
