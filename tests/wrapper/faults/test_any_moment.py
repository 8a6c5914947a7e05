"""An interruption at any moment of a wait, inside of the standard library too: the work is done whole or not at all."""

import _thread
import gc
import itertools
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from browser_use_sessions import BrowserUse
from browser_use_sessions._shutdown.one_shot_event import OneShotEvent
from browser_use_sessions._shutdown.shielded_thread import ShieldedThread

pytestmark = pytest.mark.slow


class Interrupted(BaseException):
    pass


def interrupt_at(moment: int, code: Callable[[], Any]) -> bool:
    """Whether there are so many moments. Python looks for signals when a function begins and after each call into C."""
    count = itertools.count()
    is_reached = False

    def profile(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal is_reached
        if frame.f_code.co_filename.endswith("_weakrefset.py") or argument is sys.setprofile:
            return  # What is raised where an object is finalized, Python itself drops.
        if event in ("call", "c_return") and next(count) == moment:
            is_reached = True
            raise Interrupted

    gc.collect()
    gc.disable()
    sys.setprofile(profile)
    try:
        code()
    finally:
        sys.setprofile(None)
        gc.enable()
    return is_reached


@pytest.mark.parametrize("starts", [True, False])
def test_an_errand(starts: bool) -> None:
    for moment in itertools.count():
        done: list[int] = []
        errand = ShieldedThread(lambda done=done: done.append(1), starts)  # type: ignore[misc]
        outcomes: list[tuple[bool, BaseException | None]] = []

        def run(errand: ShieldedThread[None] = errand, outcomes: list[Any] = outcomes) -> None:
            outcomes.append(errand.run())

        try:
            if not interrupt_at(moment, run):
                break
        except Interrupted:  # Before it had begun, or after it had ended.
            assert outcomes or errand.run() == (True, None) or done
            continue
        [(is_over, interruption)] = outcomes
        assert isinstance(interruption, Interrupted)
        assert is_over == (done == [1])
        assert is_over or starts  # What ends something is always done.
    assert moment > 10


def test_a_latch() -> None:
    for moment in itertools.count():
        latch = OneShotEvent()
        try:
            if not interrupt_at(moment, lambda latch=latch: latch.wait(0)):  # type: ignore[misc]
                break
        except Interrupted:
            pass
        waiting = threading.Thread(target=latch.wait, args=(60,))
        waiting.start()
        latch.set()
        waiting.join()
        assert latch.wait(0)
    assert moment > 2


def misdirect(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> list[Any]:
    """As in CPython 3.11: the first thread gets what was raised into the thread that starts it, before its first step."""
    original = _thread.start_new_thread
    started: list[Any] = []

    def start(run: Callable[..., Any], arguments: tuple[Any, ...]) -> int:
        started.append(run)
        return original(run, arguments) if len(started) > 1 else original(arguments[0].func.__self__.throw, (error,))

    monkeypatch.setattr(_thread, "start_new_thread", start)
    return started


@pytest.mark.parametrize("starts", [True, False])
def test_an_exception_that_the_new_thread_gets_instead(monkeypatch: pytest.MonkeyPatch, starts: bool) -> None:
    done: list[int] = []
    error = Interrupted()
    started = misdirect(monkeypatch, error)
    assert ShieldedThread(lambda: done.append(1), starts).run() == (not starts, error)
    assert done == ([] if starts else [1])
    assert len(started) == (1 if starts else 2)


def test_a_thread_that_never_comes_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    original = _thread.start_new_thread
    lost: list[Any] = []

    def start(run: Callable[..., Any], arguments: tuple[Any, ...]) -> int:
        if lost:
            return original(run, arguments)
        lost.append(arguments)
        return 0

    monkeypatch.setattr(_thread, "start_new_thread", start)
    done: list[int] = []
    assert ShieldedThread(lambda: done.append(1), starts=True).run() == (True, None)
    lost[0][0]()  # It comes after all, and finds nothing to do.
    assert done == [1]


@pytest.mark.parametrize("call", ["stop_all", "run_many"])
def test_an_exception_that_a_thread_of_many_gets_instead(server: Any, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    with BrowserUse("key-that-nobody-may-see", base_url=server.url) as client:
        if call == "stop_all":
            for _ in range(3):
                client.sessions.create()
        error = Interrupted()
        misdirect(monkeypatch, error)
        with pytest.raises(Interrupted) as caught:
            client.sessions.stop_all() if call == "stop_all" else list(client.run_many(["a", "b", "c"]))
    assert caught.value is error
    assert server.api.left == []
