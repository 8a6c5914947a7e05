"""While a shelter is up, signals interrupt nothing; their handlers run all the same."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from types import FrameType

import pytest

from browser_use_sessions.shelter import Shelter


@pytest.fixture(autouse=True)
def _handlers_stay_as_they_were() -> Iterator[None]:
    names = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM)
    before = [signal.getsignal(name) for name in names]
    yield
    assert [signal.getsignal(name) for name in names] == before


def test_what_a_handler_raises_is_kept() -> None:
    with Shelter() as shelter:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
    assert isinstance(shelter.take(), KeyboardInterrupt)
    assert shelter.take() is None
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def test_of_much_that_was_caught_the_foremost_is_given() -> None:
    shelter = Shelter(LookupError)
    shelter.caught += [KeyboardInterrupt(), LookupError("this"), LookupError()]
    assert str(shelter.take()) == "this"
    assert shelter.take() is None


def test_shelters_within_each_other_are_one() -> None:
    with Shelter() as outer:
        with Shelter() as inner:
            inner.up()
            signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
    assert (len(outer.caught), len(inner.caught)) == (2, 1)


def test_a_handler_may_put_another_one_in_its_place() -> None:
    calls: list[str] = []

    def second(number: int, frame: FrameType | None) -> None:
        calls.append("second")

    def first(number: int, frame: FrameType | None) -> None:
        calls.append("first")
        signal.signal(number, second)
        raise LookupError

    before = signal.signal(signal.SIGALRM, first)
    try:
        with Shelter() as shelter:
            signal.raise_signal(signal.SIGALRM)
            signal.raise_signal(signal.SIGALRM)
        assert calls == ["first", "second"]
        assert isinstance(shelter.take(), LookupError)
        assert signal.getsignal(signal.SIGALRM) is second
    finally:
        signal.signal(signal.SIGALRM, before)


def test_other_threads_are_left_alone() -> None:
    def work() -> None:
        with Shelter() as shelter:
            seen.append((signal.getsignal(signal.SIGINT), shelter.take()))

    seen: list[object] = []
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [(signal.default_int_handler, None)]


def test_a_signal_that_ends_the_process_ends_it_afterwards() -> None:
    code = """
import signal
from browser_use_sessions.shelter import Shelter
with Shelter():
    signal.raise_signal(signal.SIGTERM)
    print("still here", flush=True)
print("never here")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=20, check=False)
    assert (done.stdout, done.returncode) == ("still here\n", -signal.SIGTERM)
