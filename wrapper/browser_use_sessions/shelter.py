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

    __slots__ = ("_foremost", "caught")

    def __init__(self, foremost: type[BaseException] = KeyboardInterrupt) -> None:
        self.caught: list[BaseException] = []
        self._foremost = foremost

    def up(self) -> None:
        if threading.current_thread() is threading.main_thread():
            if self not in _up:
                _up.append(self)
            _take_signals()

    def down(self) -> None:
        if self in _up:
            try:
                if len(_up) == 1:
                    _give_signals_back()
            finally:
                _up.remove(self)

    def take(self) -> BaseException | None:
        """The first of what was caught, or of the foremost kind; the rest is forgotten."""
        caught, self.caught = self.caught, []
        return next((error for error in caught if isinstance(error, self._foremost)), caught[0] if caught else None)

    def leave(self) -> BaseException | None:
        """Takes the shelter down, unless there was an interruption: that is given, and the shelter stays up."""
        if (first := self.take()) is None:
            self.down()
            if (first := self.take()) is not None:  # Just before it was down.
                self.up()
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
        if handler is _handle:
            continue
        if callable(handler) or (handler is signal.SIG_DFL and number != getattr(signal, "SIGALRM", None)):
            _before[number] = handler
            try:
                signal.signal(number, _handle)
            except ValueError:  # In a subinterpreter, which signals do not interrupt either.
                del _before[number]
                return


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
