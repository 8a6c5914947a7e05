"""An interruption at any point of a wait, also inside the standard library: the work is done completely or not at all."""

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
    """Interrupts the code at this point. Returns False if it has fewer points.

    Python checks for signals when a function begins and after each call into C. Each of these is a point.
    """
    count = itertools.count()
    is_reached = False

    def profile(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal is_reached
        if frame.f_code.co_filename.endswith("_weakrefset.py") or argument is sys.setprofile:
            return  # Python ignores what is raised while an object is finalized.
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
def test_shielded_thread_runs_completely_or_not_at_all(starts: bool) -> None:
    for moment in itertools.count():
        done: list[int] = []
        shielded = ShieldedThread(lambda done=done: done.append(1), starts)  # type: ignore[misc]
        outcomes: list[tuple[bool, BaseException | None]] = []

        def run(shielded: ShieldedThread[None] = shielded, outcomes: list[Any] = outcomes) -> None:
            outcomes.append(shielded.run())

        try:
            if not interrupt_at(moment, run):
                break
        except Interrupted:  # Before it had begun, or after it had ended.
            assert outcomes or shielded.run() == (True, None) or done
            continue
        [(is_over, interruption)] = outcomes
        assert isinstance(interruption, Interrupted)
        assert is_over == (done == [1])
        assert is_over or starts  # Work that ends something is always done.
    assert moment > 10


def test_one_shot_event_survives_an_interrupted_wait() -> None:
    for moment in itertools.count():
        event = OneShotEvent()
        try:
            if not interrupt_at(moment, lambda event=event: event.wait(0)):  # type: ignore[misc]
                break
        except Interrupted:
            pass
        waiting = threading.Thread(target=event.wait, args=(60,))
        waiting.start()
        event.set()
        waiting.join()
        assert event.wait(0)
    assert moment > 2


def raise_in_first_new_thread(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> list[Any]:
    """As in CPython 3.11: the error for the starting thread reaches the first new thread, before its first step."""
    original = _thread.start_new_thread
    started: list[Any] = []

    def start(run: Callable[..., Any], arguments: tuple[Any, ...]) -> int:
        started.append(run)
        return original(run, arguments) if len(started) > 1 else original(arguments[0].func.__self__.throw, (error,))

    monkeypatch.setattr(_thread, "start_new_thread", start)
    return started


@pytest.mark.parametrize("starts", [True, False])
def test_error_in_the_new_thread_is_returned_to_its_starter(monkeypatch: pytest.MonkeyPatch, starts: bool) -> None:
    done: list[int] = []
    error = Interrupted()
    started = raise_in_first_new_thread(monkeypatch, error)
    assert ShieldedThread(lambda: done.append(1), starts).run() == (not starts, error)
    assert done == ([] if starts else [1])
    assert len(started) == (1 if starts else 2)


def test_thread_that_does_not_start_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
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
    lost[0][0]()  # The thread starts late, and has nothing left to do.
    assert done == [1]


@pytest.mark.parametrize("call", ["stop_all", "run_many"])
def test_error_in_a_new_thread_of_many_leaves_no_session_running(server: Any, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    with BrowserUse("key-that-nobody-may-see", base_url=server.url) as client:
        if call == "stop_all":
            for _ in range(3):
                client.sessions.create()
        error = Interrupted()
        raise_in_first_new_thread(monkeypatch, error)
        with pytest.raises(Interrupted) as caught:
            client.sessions.stop_all() if call == "stop_all" else list(client.run_many(["a", "b", "c"]))
    assert caught.value is error
    assert server.api.left == []
