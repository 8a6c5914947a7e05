"""Starts a thread without waiting until it runs.

`threading.Thread.start` waits for a first sign of the new thread. In CPython 3.11, a new thread has its creator's ID until it
runs, so an exception that is raised into the creator can reach the new thread instead, which then ends without that sign: the
creator would wait forever.
"""

from __future__ import annotations

import _thread
import contextvars
import threading
from collections.abc import Callable, Generator
from functools import partial


def start_thread(work: Callable[[BaseException | None], object]) -> None:
    """Calls `work` in a new daemon thread, with the exception that was meant for the calling thread if it came there, or None.

    `work` must not raise. Raises RuntimeError if no thread can be started.
    """
    threading.Thread(daemon=True)  # Raises RuntimeError in subinterpreters that allow no daemon threads.
    steps = _steps(work)
    next(steps)
    first_step: Callable[[], object] = partial(steps.send, None)
    _thread.start_new_thread(contextvars.copy_context().run, (first_step,))  # All in C up to the first `yield`.


def _steps(work: Callable[[BaseException | None], object]) -> Generator[None]:
    """The new thread begins at the first `yield`, so that what is raised into it can be caught from its first step on."""
    misdirected: BaseException | None = None
    try:
        yield
    except GeneratorExit:
        return
    except BaseException as error:
        misdirected = error
    work(misdirected)
    yield
