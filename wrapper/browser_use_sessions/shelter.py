"""Keeping signals from breaking off what has to be brought to its end: a create that is under way, the stops after it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from types import FrameType

# How long an interrupted program waits for the answer to a create, so that what it started can be stopped.
GRACE = 10.0

# Ctrl-C, a kill, a closed terminal, and an alarm that somebody uses as a timeout.
_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGALRM")
_up: list[Shelter] = []
_before: dict[int, Any] = {}
_postponed: list[int] = []


class Shelter:
    """While one is up, signals interrupt nothing in the main thread.

    Their handlers run all the same, so that what they print is printed and a flag they set is set, but what they raise is kept in
    `caught`. A signal that would end the process outright ends it when the last shelter is down. In other threads, which signals
    do not interrupt, a shelter only keeps.
    """

    def __init__(self) -> None:
        self.caught: list[BaseException] = []

    def up(self) -> None:
        if self in _up or threading.current_thread() is not threading.main_thread():
            return
        _up.append(self)
        if len(_up) == 1:
            _take_signals()

    def down(self) -> None:
        if self in _up:
            if len(_up) == 1:
                _give_signals_back()
            _up.remove(self)

    def take(self) -> BaseException | None:
        """The first of what was caught; the rest is forgotten."""
        first = self.caught[0] if self.caught else None
        self.caught.clear()
        return first

    def __enter__(self) -> Self:
        self.up()
        return self

    def __exit__(self, *exception: object) -> None:
        self.down()


def _take_signals() -> None:
    import signal

    for number in [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]:
        handler = signal.getsignal(number)
        if callable(handler) or (handler is signal.SIG_DFL and number != getattr(signal, "SIGALRM", None)):
            _before[number] = handler
            signal.signal(number, _handle)


def _give_signals_back() -> None:
    import signal

    for number in _postponed:
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)
    for number, handler in reversed(_before.items()):  # Ctrl-C, which may come in between, last.
        if signal.getsignal(number) is _handle:
            signal.signal(number, handler)
    _before.clear()


def _handle(number: int, frame: FrameType | None) -> None:
    import signal

    handler = _before.get(number)
    if not callable(handler):
        _postponed.append(number)
        return
    try:
        handler(number, frame)
    except BaseException as error:
        if not _up:
            raise
        for shelter in _up:
            shelter.caught.append(error)
    now = signal.getsignal(number)
    if now is not _handle:  # The handler has put another one in its place.
        _before[number] = now
        signal.signal(number, _handle)
