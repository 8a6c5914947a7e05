"""What this process has started, so that nothing is left running by accident.

Whatever `run`, `stream`, `run_many` and `session()` start is tracked here until it has ended or was stopped. What is still
tracked when the interpreter exits is stopped then. The IDs of all sessions that this process has started are remembered, so that
its own sessions can be told from orphans.
"""

from __future__ import annotations

import itertools
import os
import sys
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import partial

from browser_use_sessions._arguments import is_id
from browser_use_sessions._shutdown.interruptions import GRACE, deadline_after, deadline_at_exit, reset

Tracked = tuple[str, bool]
"""The ID of a session, and whether only its task was started here (True) or the session itself (False)."""

StopFunction = Callable[[list[Tracked]], list[str]]
"""Stops them. Returns one message for each that could not be stopped."""

NO_TIME = "there was no time left"
# Seconds that stopping may take when the interpreter exits.
_EXIT_SECONDS = 40.0
_REMEMBERED = 50_000
_own_ids: OrderedDict[str, None] = OrderedDict()
_pending: set[int] = set()
_tracked: dict[Tracked, StopFunction] = {}
_tickets = itertools.count()
_pid: int | None = None
_is_exiting = False
_is_lost = False


def begin_create() -> int:
    """Call this before a create is sent. Pass the ticket to `end_create`."""
    _enter_process()
    reset()
    ticket = next(_tickets)
    _pending.add(ticket)
    return ticket


def end_create(ticket: int) -> None:
    _pending.discard(ticket)


def mark_lost() -> None:
    """A create was sent, and its response will never be known. The user is told at exit."""
    global _is_lost
    _is_lost = True


def pending_creates() -> frozenset[int]:
    """The creates that have no response yet."""
    return frozenset(_pending)


def remember(session_id: str) -> None:
    """This process started the session."""
    _own_ids[session_id.lower()] = None
    if len(_own_ids) > _REMEMBERED:
        _own_ids.popitem(last=False)


def is_own(session_id: str) -> bool:
    return session_id.lower() in _own_ids


def track(key: Tracked, stop: StopFunction) -> None:
    """When the interpreter exits, `stop` is called with everything that is tracked with it."""
    _enter_process()
    _tracked[key] = stop


def untrack(key: Tracked) -> None:
    _tracked.pop(key, None)


def is_tracked(key: Tracked) -> bool:
    """Whether this process has to stop it. A forked child does not stop what its parent started."""
    return _pid == os.getpid() and key in _tracked


def tracked() -> frozenset[Tracked]:
    """What would be stopped if the interpreter exited now."""
    return frozenset(_tracked) if _pid == os.getpid() else frozenset()


def tracked_by(stop: StopFunction) -> list[Tracked]:
    """What is tracked with this function."""
    return [key for key in tracked() if _tracked.get(key) == stop]


def cannot_stop(key: Tracked, reason: str) -> str:
    """What the user is told."""
    session_id, task_only = key
    what = "task of session" if task_only else "session"
    strategy = ', strategy="task"' if task_only else ""
    remedy = f'stop it with client.sessions.stop("{session_id}"{strategy})'
    if not is_id(session_id):
        remedy = "look for it in client.sessions.list()"
    return f"The {what} {session_id} could not be stopped and may still be running: {remedy}. ({reason})"


def still_running(problems: Mapping[Tracked, str | None], keys: list[Tracked]) -> list[str]:
    """The messages for those of `keys` that are still tracked. `problems`: the results of those that were tried."""
    messages = [problems.get(key, cannot_stop(key, NO_TIME)) for key in keys if is_tracked(key)]
    return [problem for problem in messages if problem is not None]


def is_exiting() -> bool:
    """Whether the interpreter is about to exit: nothing may be started any more."""
    return _is_exiting


def _enter_process() -> None:
    """Registers the clean-up at exit, once per process. A forked child forgets what its parent started."""
    global _pid, _is_lost
    if _pid == os.getpid():
        return
    _is_lost = False
    _tracked.clear()
    _pending.clear()
    if _pid is None:
        import atexit

        atexit.register(_at_exit)
    _pid = os.getpid()
    processes = sys.modules.get("multiprocessing.process")
    if processes is not None and processes.parent_process() is not None:  # Such a child may end without atexit.
        from multiprocessing.util import Finalize

        Finalize(None, _at_exit, exitpriority=0)


def _at_exit() -> None:
    """Completes however often it is interrupted by Ctrl-C."""
    while True:
        try:
            _stop_tracked()
            return
        except KeyboardInterrupt as error:
            deadline_after(error)


def _stop_tracked() -> None:
    global _is_exiting, _is_lost
    if _pid != os.getpid():
        return
    _is_exiting = True
    if not (_pending or _tracked or _is_lost):
        return
    from browser_use_sessions._shutdown.shielded_thread import ShieldedThread

    ends = deadline_at_exit(_EXIT_SECONDS)
    problems: list[str] = []
    while True:
        thread = ShieldedThread(partial(_stop_all, problems))
        if not thread.run(ends)[0]:
            problems += still_running({}, list(_tracked))
        elif thread.was_interrupted:  # No thread could be started, so the work ran in this one.
            continue
        break
    _tracked.clear()
    _is_lost = False
    told = _told()
    problems = [problem for problem in dict.fromkeys(problems) if problem.partition(" (")[0] not in told]
    if problems and sys.stderr is not None:
        print(*problems, sep="\n", file=sys.stderr)


def _told() -> str:
    """What the interpreter has printed already, as notes of the error that ended the program."""
    error = getattr(sys, "last_value", None) if sys.excepthook is sys.__excepthook__ else None
    return "\n".join(getattr(error, "__notes__", ()))


def _stop_all(problems: list[str]) -> None:
    deadline = time.monotonic() + GRACE
    while _pending and time.monotonic() < deadline:
        time.sleep(0.02)
    if _pending or _is_lost:
        problems.append("A session may have been started by a request that was not answered: look at client.sessions.list().")
    for stop in set(_tracked.values()):
        try:
            problems += stop(tracked_by(stop))
        except Exception as error:  # The others are stopped all the same.
            problems.append(f"These could not be stopped and may still be running: {tracked_by(stop)} ({error}).")
