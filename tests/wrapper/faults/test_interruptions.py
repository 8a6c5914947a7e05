"""Ctrl-C, cancellation, the end of the interpreter: all sessions that were started are stopped."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from browser_use_sessions import AsyncBrowserUse
from browser_use_sessions._shutdown import tracked_sessions

pytestmark = pytest.mark.slow

KEY = "key-that-nobody-may-see"


@pytest.fixture(autouse=True)
def _long_tasks(server: Any) -> Iterator[None]:
    server.api.duration = 1e6
    yield
    assert tracked_sessions.tracked() == frozenset()


def start(server: Any, code: str, *arguments: str) -> "subprocess.Popen[str]":
    """Runs the code in a new Python process."""
    before = "import sys, asyncio, threading, time\nfrom browser_use_sessions import BrowserUse, AsyncBrowserUse\n"
    return subprocess.Popen(
        [sys.executable, "-c", before + textwrap.dedent(code), *arguments],
        env={**os.environ, "BROWSER_USE_API_KEY": KEY, "BROWSER_USE_BASE_URL": server.url},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def check_stopped(server: Any, process: "subprocess.Popen[str]", created: int = 1) -> str:
    _, errors = process.communicate(timeout=20)
    assert len(server.api.sessions) == created
    assert server.api.left == []
    assert KEY not in errors
    return errors


BLOCKING = {
    "run": "BrowserUse().run('t')",
    "stream": "for message in BrowserUse().stream('t'): pass",
    "stream, in the body": "for message in BrowserUse().stream('t'): print(message, flush=True); time.sleep(60)",
    "session": "with BrowserUse().session() as session: session.run('t')",
    "session, in the body": "with BrowserUse().session() as session: print(session.id, flush=True); time.sleep(60)",
    "asyncio": "asyncio.run(AsyncBrowserUse().run('t')._wait())",
}


@pytest.mark.parametrize("name", BLOCKING)
def test_ctrl_c_stops_the_session(server: Any, name: str) -> None:
    process = start(server, BLOCKING[name])
    if "body" in name:
        assert process.stdout is not None
        process.stdout.readline()
    else:
        server.wait_for("POST")
        server.wait_for("GET", 2)
    process.send_signal(signal.SIGINT)
    assert "KeyboardInterrupt" in check_stopped(server, process)
    assert process.returncode != 0


@pytest.mark.parametrize("name", ["run", "stream", "session", "asyncio"])
def test_ctrl_c_during_create_stops_the_session(server: Any, name: str) -> None:
    server.add("slow", "create")
    process = start(server, BLOCKING[name])
    server.wait_for("POST")
    process.send_signal(signal.SIGINT)
    check_stopped(server, process)


def test_ctrl_c_during_sessions_create_stops_the_session(server: Any) -> None:
    server.add("slow", "create")
    process = start(server, "BrowserUse().sessions.create('t')")
    server.wait_for("POST")
    process.send_signal(signal.SIGINT)
    check_stopped(server, process)


@pytest.mark.parametrize(
    "code",
    [
        "for result in BrowserUse().run_many(['a', 'b', 'c']): pass",
        """
        async def main():
            async for result in AsyncBrowserUse().run_many(['a', 'b', 'c']): pass
        asyncio.run(main())
        """,
    ],
    ids=["blocking", "asyncio"],
)
def test_ctrl_c_in_run_many_stops_all_sessions(server: Any, code: str) -> None:
    process = start(server, code)
    server.wait_for("POST", 3)
    process.send_signal(signal.SIGINT)
    assert "KeyboardInterrupt" in check_stopped(server, process, created=3)


LEFT_BEHIND = {
    "a thread that goes on": """
        client = BrowserUse()
        seen = threading.Event()
        threading.Thread(target=client.run, args=("t",), kwargs={"on_progress": lambda session: seen.set()}, daemon=True).start()
        seen.wait()
    """,
    "a stream that is held": """
        stream = BrowserUse().stream("t")
        steps = iter(stream)
        next(steps)
    """,
    "a session that is not left": """
        handle = BrowserUse().session()
        handle.__enter__()
    """,
    "an event loop that is dropped": """
        seen = asyncio.Event()
        loop = asyncio.new_event_loop()
        client = AsyncBrowserUse()
        task = loop.create_task(client.run("t", on_progress=lambda session: seen.set()))
        loop.run_until_complete(seen.wait())
    """,
    "a run that nobody waits for": """
        async def main():
            seen = asyncio.Event()
            task = asyncio.create_task(AsyncBrowserUse().run("t", on_progress=lambda session: seen.set()))
            await seen.wait()
        asyncio.run(main())
    """,
    "an error in the block": """
        with BrowserUse().session() as session:
            session.run("t", on_progress=lambda session: 1 / 0)
    """,
    "sys.exit in a callback": "BrowserUse().run('t', on_progress=lambda session: sys.exit(5))",
}


@pytest.mark.parametrize("name", LEFT_BEHIND)
def test_interpreter_exit_stops_the_session(server: Any, name: str) -> None:
    errors = check_stopped(server, start(server, LEFT_BEHIND[name]))
    assert ("Traceback" in errors) == (name == "an error in the block")
    assert "ImportError" not in errors


def test_leave_running_survives_interpreter_exit(server: Any) -> None:
    process = start(server, "BrowserUse().run('t', leave_running=True, on_progress=lambda session: sys.exit())")
    process.communicate(timeout=20)
    assert len(server.api.left) == 1


def test_forked_child_does_not_stop_sessions_of_its_parent(server: Any) -> None:
    code = """
        import os
        handle = BrowserUse().session()
        handle.__enter__()
        if os.fork() == 0:
            sys.exit()
        os.wait()
        print("child gone", flush=True)
        time.sleep(60)
    """
    process = start(server, code)
    assert process.stdout is not None
    assert process.stdout.readline() == "child gone\n"
    assert len(server.api.left) == 1
    process.send_signal(signal.SIGINT)
    check_stopped(server, process)


@pytest.mark.parametrize("kind", ["Client", "AsyncClient"])
def test_new_client_rejects_an_http_client_used_before_the_fork(server: Any, kind: str) -> None:
    code = f"""
        import asyncio, httpx, os
        given = httpx.{kind}()

        def use():
            if {kind == "Client"}:
                return BrowserUse(http_client=given).sessions.list()
            async def main():
                return await AsyncBrowserUse(http_client=given).sessions.list()
            return asyncio.run(main())

        use()
        if os.fork() == 0:
            try:
                use()
            except Exception as error:
                print(error, flush=True)
            os._exit(0)
        os.wait()
    """
    process = start(server, code)
    out, err = process.communicate(timeout=30)
    assert "http_client was in use when this process was forked" in out, err


async def cancel_when(server: Any, run: Any, method: str, count: int) -> None:
    task = asyncio.create_task(run)
    await asyncio.to_thread(server.wait_for, method, count)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert task.cancelled()


@pytest.mark.parametrize(("method", "count", "fault"), [("POST", 1, "slow"), ("GET", 1, "slow"), ("GET", 3, None)])
def test_task_cancellation_stops_the_session(server: Any, method: str, count: int, fault: str | None) -> None:
    if fault is not None:
        server.add(fault, "create" if method == "POST" else "get")

    async def main() -> None:
        async with AsyncBrowserUse(KEY, base_url=server.url) as client:
            await cancel_when(server, client.run("t"), method, count)
            assert server.api.left == []

    asyncio.run(main())
    assert len(server.api.sessions) == 1


def test_repeated_cancellation_does_not_abort_the_stop(server: Any) -> None:
    server.add("slow", "stop")

    async def main() -> None:
        async with AsyncBrowserUse(KEY, base_url=server.url) as client:
            task = asyncio.create_task(client.run("t"))
            await asyncio.to_thread(server.wait_for, "GET", 1)
            for _ in range(5):
                task.cancel()
                await asyncio.sleep(0.02)
            with pytest.raises(asyncio.CancelledError):
                await task
            assert server.api.left == []

    asyncio.run(main())


async def run_in_task_group(*runs: Any) -> None:
    async with asyncio.TaskGroup() as group:
        for run in runs:
            group.create_task(run)


def test_asyncio_timeouts_task_groups_and_gather_stop_sessions(server: Any) -> None:
    async def main() -> None:
        async with AsyncBrowserUse(KEY, base_url=server.url) as client:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.3):
                    await client.run("one")
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(client.run("two"), 0.3)
            with pytest.raises(ExceptionGroup):
                await run_in_task_group(client.run("three"), client.run("four", on_progress=lambda session: 1 / 0))
            assert server.api.left == []
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.3):
                    await asyncio.gather(client.run("five"), client.run("six"))
            # gather does not wait for the second run to have stopped its session; the end of the client does.

    asyncio.run(main())
    assert server.api.left == []
    assert len(server.api.sessions) <= 6


def test_leaving_a_message_loop_early_stops_the_session(server: Any) -> None:
    async def main() -> None:
        async with AsyncBrowserUse(KEY, base_url=server.url) as client:
            async for message in client.run("one"):
                assert message.data == "one"
                break
            async with client.stream("two") as stream:
                async for _ in stream:
                    break
            assert len(server.api.sessions) == 2

    asyncio.run(main())
    assert server.api.left == []


def test_run_awaited_several_times_executes_once(server: Any) -> None:
    server.api.duration = 0.1

    async def main() -> None:
        async with AsyncBrowserUse(KEY, base_url=server.url) as client:
            run = client.run("t")
            first, second = await asyncio.gather(run, asyncio.create_task(_await(run)))
            assert first is second is await run is run.result
            assert run.output == "did t"
            assert run.session_id == first.id

    asyncio.run(main())
    assert len(server.api.sessions) == 1


async def _await(run: Any) -> Any:
    return await run


def test_run_never_awaited_warns(server: Any) -> None:
    client = AsyncBrowserUse(KEY, base_url=server.url)
    with pytest.warns(RuntimeWarning, match="never awaited"):
        client.run("t")
    assert server.api.sessions == {}


def test_client_works_in_consecutive_event_loops(server: Any) -> None:
    server.api.duration = 0.1
    code = """
        client = AsyncBrowserUse()
        async def main():
            print((await client.run("t")).output)
        asyncio.run(main())
        asyncio.run(main())
    """
    output, errors = start(server, code).communicate(timeout=20)
    assert (output, errors) == ("did t\ndid t\n", "")


def test_threads_may_share_a_client(server: Any, make_client: Any) -> None:
    server.api.duration = 0.1
    client = make_client(base_url=server.url)
    if hasattr(client, "_loop"):
        return  # An asyncio client belongs to its event loop.
    outputs: list[str] = []
    threads = [threading.Thread(target=lambda n=n: outputs.append(client.run(str(n)).output)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outputs) == sorted(f"did {number}" for number in range(20))
