"""Ctrl-C and cancellation during transfers: the call ends soon, no partial file stays, and threads end."""

import asyncio
import ctypes
import os
import signal
import threading
from pathlib import Path
from typing import Any

import pytest

from browser_use_sessions import AsyncBrowserUse, BrowserUse

from .conftest import KEY, WORKSPACE, BlockingInterface, Fault, Handler, Stub, all_threads_end, make_file, tree

LARGE = bytes(range(256)) * 20_000


def interrupt(handler: Handler) -> bool:
    """Sends SIGINT, and then no response."""
    os.kill(os.getpid(), signal.SIGINT)
    return bool(handler.stub.released.wait()) and setattr(handler, "close_connection", True) is None


def send_half_and(then_fault: Fault) -> Fault:
    def fault(handler: Handler) -> bool:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(LARGE)))
        handler.end_headers()
        handler.wfile.write(LARGE[: len(LARGE) // 2])
        handler.wfile.flush()
        return bool(then_fault(handler))

    return fault


@pytest.mark.parametrize("fault", [interrupt, send_half_and(interrupt)])
def test_ctrl_c_during_a_stalled_download(workspaces: BlockingInterface, stub: Stub, folder: Path, fault: Fault) -> None:
    stub.files = {"sub/large": LARGE, "sub/other": LARGE}
    Path("old").write_bytes(b"of old")
    stub.faults["GET sub/large"] = stub.faults["GET sub/other"] = [
        fault,
        send_half_and(lambda handler: handler.stub.released.wait()),
    ]
    with pytest.raises(KeyboardInterrupt):
        workspaces.download_all(WORKSPACE)
    assert not stub.released.is_set()
    assert tree(folder) == {"old": b"of old"}
    assert all_threads_end()


def test_ctrl_c_during_a_stalled_upload(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    make_file("large", 30_000_000)
    stub.faults["PUT large"] = [interrupt]
    with pytest.raises(KeyboardInterrupt):
        workspaces.upload(WORKSPACE, "large")
    assert not stub.released.is_set()
    assert not stub.files
    assert all_threads_end()


def test_ctrl_c_before_the_upload_is_confirmed(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    make_file("small", 3)
    stub.faults["PUT small"] = [interrupt]
    with pytest.raises(KeyboardInterrupt):
        workspaces.upload(WORKSPACE, "small")
    assert not stub.released.is_set()
    assert all_threads_end()


def test_ctrl_c_during_the_wait_before_a_retry(
    workspaces: BlockingInterface, stub: Stub, folder: Path, monkeypatch: pytest.MonkeyPatch
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


def test_ctrl_c_in_the_progress_callback(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    stub.files = {str(number): LARGE for number in range(20)}
    with pytest.raises(KeyboardInterrupt):
        workspaces.download_all(WORKSPACE, on_progress=lambda progress: signal.raise_signal(signal.SIGINT))
    assert not [name for name in tree(folder) if name.startswith(".")]
    assert all(content == LARGE for content in tree(folder).values())
    assert all_threads_end()


def test_cancelled_transfers_leave_no_file(stub: Stub, folder: Path) -> None:
    stub.files = {"large": LARGE}
    make_file("small", 3)
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
        stub.faults[what] = [send_half_and(arrive) if what == "GET large" else arrive]
        asyncio.run(main(call))
        assert set(tree(folder)) == {"small"}
    assert not stub.released.is_set()


def test_repeated_cancellation_waits_for_the_writing_thread(stub: Stub, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The call waits for the writing thread: otherwise it could write to a closed file, or to another one."""
    from browser_use_sessions.files.targets import Target

    stub.files = {"large": LARGE}
    writing, may_continue = threading.Event(), threading.Event()
    write = Target.write

    def slow(target: Target, data: Any) -> None:
        writing.set()
        may_continue.wait()
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
            may_continue.set()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert all_threads_end()

    asyncio.run(main())
    assert not list(folder.iterdir())


def test_download_in_a_worker_thread(stub: Stub, folder: Path) -> None:
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
    """The kind of error that a task queue raises in a thread."""


@pytest.mark.parametrize("what", ["GET large", "PUT small"])
def test_async_exception_in_the_waiting_thread_ends_the_call(stub: Stub, folder: Path, what: str) -> None:
    stub.files = {"large": LARGE}
    make_file("small", 3)
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
    stub.faults[what] = [end_it if what == "PUT small" else send_half_and(end_it)]
    thread.start()
    thread.join()
    assert [type(error) for error in ended] == [TimeLimit]
    assert not stub.released.is_set()
    assert set(tree(folder)) == {"small"}
    assert all_threads_end()
