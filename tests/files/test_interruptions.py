"""Ctrl-C, cancellation and deadlines while files are moved: the call ends soon, nothing half-written stays, threads end."""

import asyncio
import ctypes
import os
import signal
import threading
from pathlib import Path
from typing import Any

import pytest

from browser_use_sessions import AsyncBrowserUse, BrowserUse

from .conftest import KEY, WORKSPACE, Face, Fault, Handler, Stub, all_threads_end, make, tree

LARGE = bytes(range(256)) * 20_000


def interrupt(handler: Handler) -> bool:
    """Ctrl-C, and then no answer."""
    os.kill(os.getpid(), signal.SIGINT)
    return bool(handler.stub.released.wait()) and setattr(handler, "close_connection", True) is None


def give_half_and(then: Fault) -> Fault:
    def fault(handler: Handler) -> bool:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(LARGE)))
        handler.end_headers()
        handler.wfile.write(LARGE[: len(LARGE) // 2])
        handler.wfile.flush()
        return bool(then(handler))

    return fault


@pytest.mark.parametrize("fault", [interrupt, give_half_and(interrupt)])
def test_ctrl_c_while_the_storage_host_sends_nothing(workspaces: Face, stub: Stub, folder: Path, fault: Fault) -> None:
    stub.files = {"sub/large": LARGE, "sub/other": LARGE}
    Path("old").write_bytes(b"of old")
    stub.faults["GET sub/large"] = stub.faults["GET sub/other"] = [
        fault,
        give_half_and(lambda handler: handler.stub.released.wait()),
    ]
    with pytest.raises(KeyboardInterrupt):
        workspaces.download_all(WORKSPACE)
    assert not stub.released.is_set()
    assert tree(folder) == {"old": b"of old"}
    assert all_threads_end()


def test_ctrl_c_while_the_storage_host_takes_nothing(workspaces: Face, stub: Stub, folder: Path) -> None:
    make("large", 30_000_000)
    stub.faults["PUT large"] = [interrupt]
    with pytest.raises(KeyboardInterrupt):
        workspaces.upload(WORKSPACE, "large")
    assert not stub.released.is_set()
    assert not stub.files
    assert all_threads_end()


def test_ctrl_c_while_the_storage_host_does_not_confirm(workspaces: Face, stub: Stub, folder: Path) -> None:
    make("small", 3)
    stub.faults["PUT small"] = [interrupt]
    with pytest.raises(KeyboardInterrupt):
        workspaces.upload(WORKSPACE, "small")
    assert not stub.released.is_set()
    assert all_threads_end()


def test_ctrl_c_while_a_host_is_left_alone_for_a_while(
    workspaces: Face, stub: Stub, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stub.files = {"a": b"1"}

    def pause(retries: int, chance: Any) -> float:
        threading.Timer(0, os.kill, (os.getpid(), signal.SIGINT)).start()
        return 3600.0

    monkeypatch.setattr("browser_use_sessions.files.outcomes.backoff", pause)
    stub.faults["GET a"] = [lambda handler: handler.answer(503)]
    with pytest.raises(KeyboardInterrupt):
        workspaces.download(WORKSPACE, "a")
    assert not list(folder.iterdir())
    assert all_threads_end()


def test_ctrl_c_in_the_callback(workspaces: Face, stub: Stub, folder: Path) -> None:
    stub.files = {str(number): LARGE for number in range(20)}
    with pytest.raises(KeyboardInterrupt):
        workspaces.download_all(WORKSPACE, on_progress=lambda progress: signal.raise_signal(signal.SIGINT))
    assert not [name for name in tree(folder) if name.startswith(".")]
    assert all(content == LARGE for content in tree(folder).values())
    assert all_threads_end()


def test_a_deadline_and_a_cancellation(stub: Stub, folder: Path) -> None:
    stub.files = {"large": LARGE}
    make("small", 3)
    arrived = threading.Event()

    def arrive(handler: Handler) -> bool:
        arrived.set()
        return bool(handler.stub.released.wait())

    async def main(call: Any) -> None:
        async with AsyncBrowserUse(api_key=KEY, base_url=stub.base_url) as client:
            task = asyncio.create_task(call(client.workspaces))
            await asyncio.to_thread(arrived.wait)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert all_threads_end()

    for what, call in (
        ("GET large", lambda workspaces: workspaces.download(WORKSPACE, "large", "copy")),
        ("GET large", lambda workspaces: workspaces.download_all(WORKSPACE, "out")),
        ("PUT small", lambda workspaces: workspaces.upload(WORKSPACE, "small")),
    ):
        arrived.clear()
        stub.faults[what] = [give_half_and(arrive) if what == "GET large" else arrive]
        asyncio.run(main(call))
        assert set(tree(folder)) == {"small"}
    assert not stub.released.is_set()


def test_cancelled_again_and_again_while_a_file_is_written(stub: Stub, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread that writes is waited for: else it would write to a file that is closed, or to another one."""
    from browser_use_sessions.files.targets import Target

    stub.files = {"large": LARGE}
    writing, go_on = threading.Event(), threading.Event()
    write = Target.write

    def slow(target: Target, data: Any) -> None:
        writing.set()
        go_on.wait()
        write(target, data)

    monkeypatch.setattr(Target, "write", slow)

    async def main() -> None:
        async with AsyncBrowserUse(api_key=KEY, base_url=stub.base_url) as client:
            task = asyncio.create_task(client.workspaces.download(WORKSPACE, "large"))
            await asyncio.to_thread(writing.wait)
            for _ in range(5):
                task.cancel()
                await asyncio.wait({task}, timeout=0)
                assert not task.done()
            go_on.set()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert all_threads_end()

    asyncio.run(main())
    assert not list(folder.iterdir())


def test_another_thread_than_the_main_one(stub: Stub, folder: Path) -> None:
    stub.files = {"large": LARGE}
    results: list[Any] = []

    def work() -> None:
        with BrowserUse(api_key=KEY, base_url=stub.base_url) as client:
            results.append(client.workspaces.download_all(WORKSPACE))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert results == [[Path("large")]]


class TimeLimit(BaseException):
    """What a task queue raises into a thread."""


@pytest.mark.parametrize("what", ["GET large", "PUT small"])
def test_an_exception_that_is_raised_into_the_waiting_thread(stub: Stub, folder: Path, what: str) -> None:
    stub.files = {"large": LARGE}
    make("small", 3)
    ended: list[BaseException] = []

    def work() -> None:
        with BrowserUse(api_key=KEY, base_url=stub.base_url) as client:
            try:
                if what == "PUT small":
                    client.workspaces.upload(WORKSPACE, "small")
                else:
                    client.workspaces.download_all(WORKSPACE, "out")
            except BaseException as error:
                ended.append(error)

    def end_it(handler: Handler) -> bool:
        number, kind = ctypes.c_ulong(thread.ident or 0), ctypes.py_object(TimeLimit)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(number, kind)
        return bool(handler.stub.released.wait()) and setattr(handler, "close_connection", True) is None

    thread = threading.Thread(target=work)
    stub.faults[what] = [end_it if what == "PUT small" else give_half_and(end_it)]
    thread.start()
    thread.join()
    assert [type(error) for error in ended] == [TimeLimit]
    assert not stub.released.is_set()
    assert set(tree(folder)) == {"small"}
    assert all_threads_end()
