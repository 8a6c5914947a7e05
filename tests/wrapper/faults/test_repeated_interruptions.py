"""Repeated interruptions during cleanup, forks, and closed HTTP clients: sessions are always stopped or reported."""

import _thread
import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from browser_use_sessions import BrowserUse, ClientClosedError
from browser_use_sessions._shutdown import tracked_sessions
from browser_use_sessions._shutdown.one_shot_event import OneShotEvent

pytestmark = pytest.mark.slow

KEY = "key-that-nobody-may-see"
MANY = """
    async def main():
        async for result in AsyncBrowserUse().run_many(['a', 'b']): pass
    asyncio.run(main())
"""
PROGRAMS = {
    "run": "BrowserUse().run('t')",
    "stream": "for message in BrowserUse().stream('t'): pass",
    "session": "with BrowserUse().session() as session: session.run('t')",
    "sessions.create": "print(BrowserUse().sessions.create('t')); raise SystemExit(7)",
    "asyncio": "asyncio.run(AsyncBrowserUse().run('t')._wait())",
    "run_many": "for result in BrowserUse().run_many(['a', 'b']): pass",
    "run_many with asyncio": MANY,
}


@pytest.fixture(autouse=True)
def _long_tasks(server: Any) -> Iterator[None]:
    server.api.duration = 1e6
    yield
    assert tracked_sessions.tracked() == frozenset()


def start(server: Any, code: str) -> "subprocess.Popen[str]":
    before = "import sys, os, asyncio, threading, time, httpx\nfrom browser_use_sessions import *\n"
    process = subprocess.Popen(
        [sys.executable, "-c", before + textwrap.dedent(code)],
        env={**os.environ, "BROWSER_USE_API_KEY": KEY, "BROWSER_USE_BASE_URL": server.url},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    server.victim = process.pid
    return process


def finish(server: Any, process: "subprocess.Popen[str]", left: int = 0) -> str:
    _, errors = process.communicate(timeout=30)
    assert len(server.api.left) == left, errors
    assert KEY not in errors
    return errors


@pytest.mark.parametrize("name", PROGRAMS)
def test_repeated_ctrl_c_during_create_stops_the_session(server: Any, name: str) -> None:
    # asyncio.run itself leaves its event loop at the third one.
    server.signals = [signal.SIGINT] * (4 if "asyncio" not in name else 2)
    server.add("interrupted", "create")
    process = start(server, PROGRAMS[name])
    errors = finish(server, process)
    assert 1 <= len(server.api.sessions) <= (2 if "many" in name else 1)
    assert "KeyboardInterrupt" in errors
    assert process.returncode != 0


@pytest.mark.parametrize(
    "code",
    [
        "asyncio.new_event_loop().run_until_complete(AsyncBrowserUse().run('t')._wait())",
        PROGRAMS["asyncio"],
    ],
)
def test_create_lost_with_its_event_loop_is_reported(server: Any, code: str) -> None:
    server.signals = [signal.SIGINT] * 4
    server.add("interrupted_and_closed", "create")
    errors = finish(server, start(server, code), left=1)
    assert "A session may have been started by a request that was not answered" in errors


def test_sigterm_ends_the_process_at_once(server: Any) -> None:
    """The library installs no signal handlers: SIGTERM does what the program has set up for it."""
    server.add("stall_after_acting", "create")
    process = start(server, PROGRAMS["run"])
    server.wait_for("POST")
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)
    assert process.returncode == -signal.SIGTERM


def test_signal_handlers_are_never_changed(server: Any) -> None:
    code = """
        import signal
        def refuse(*arguments): raise AssertionError("the handlers are the process's")
        before, signal.signal = signal.signal, refuse
        client = BrowserUse()
        client.run("t", on_progress=lambda session: client.sessions.stop(session.id))
        with client.session(): pass
    """
    assert finish(server, start(server, code)) == ""


@pytest.mark.parametrize("name", ["run", "stream", "session", "asyncio"])
def test_repeated_ctrl_c_during_stop_completes_the_stop(server: Any, name: str) -> None:
    server.add("interrupted", "stop")
    process = start(server, PROGRAMS[name])
    server.wait_for("GET", 2)
    process.send_signal(signal.SIGINT)
    finish(server, process)
    assert process.returncode != 0


def test_interruption_while_the_create_thread_starts_stops_the_session(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    original = _thread.start_new_thread

    def start_and_interrupt(*arguments: Any) -> None:
        original(*arguments)
        if threading.current_thread() is threading.main_thread():  # Not one of the server's.
            monkeypatch.undo()
            server.wait_for("POST")
            raise KeyboardInterrupt

    with BrowserUse(KEY, base_url=server.url) as client:
        monkeypatch.setattr(_thread, "start_new_thread", start_and_interrupt)
        with pytest.raises(KeyboardInterrupt):
            client.run("t")
        assert len(server.api.sessions) == 1
        assert server.api.left == []


def test_session_is_stopped_when_the_create_response_arrives_late(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("browser_use_sessions._shutdown.shielded_thread.GRACE", 0.0)
    server.add("slow", "create")
    original = OneShotEvent.wait

    def interrupt(event: OneShotEvent, timeout: float) -> bool:
        if server.api.sessions and threading.current_thread() is threading.main_thread():
            monkeypatch.setattr(OneShotEvent, "wait", original)
            raise KeyboardInterrupt
        return original(event, timeout)

    client = BrowserUse(KEY, base_url=server.url)
    monkeypatch.setattr(OneShotEvent, "wait", interrupt)
    with pytest.raises(KeyboardInterrupt) as caught:
        client.run("t")
    assert "may have been started" in caught.value.__notes__[0]
    server.wait_for("POST", 2)  # The create, and then its stop, although no caller waits any more.
    while tracked_sessions.tracked():
        original(OneShotEvent(), 0.01)
    assert server.api.left == []
    client.close()


def test_create_pending_at_interpreter_exit_is_stopped(server: Any) -> None:
    server.add("slow", "create")
    code = """
        threading.Thread(target=BrowserUse().run, args=("t",), daemon=True).start()
        sys.stdin.readline()
    """
    process = start(server, code)
    server.wait_for("POST")
    finish(server, process)
    assert len(server.api.sessions) == 1


def test_create_of_an_abandoned_asyncio_task_is_stopped(server: Any) -> None:
    server.add("slow", "create")
    code = """
        async def main():
            task = asyncio.create_task(AsyncBrowserUse().run("t"))
            await asyncio.to_thread(sys.stdin.readline)
        asyncio.run(main())
    """
    process = start(server, code)
    server.wait_for("POST")
    finish(server, process)
    assert len(server.api.sessions) == 1


def test_forked_process_opens_its_own_connections(server: Any) -> None:
    code = """
        client = BrowserUse()
        with client.session() as session:
            client.sessions.list()
            connections = client._driver._connections
            before = connections._client
            if os.fork() == 0:
                client.sessions.list()
                assert connections._client is not before
                raise SystemExit
            os.wait()
            print(client.sessions.get(session.id).status, flush=True)
    """
    output, errors = start(server, code).communicate(timeout=20)
    assert (output, errors) == ("idle\n", "")
    assert server.api.left == []


def test_http_client_used_before_a_fork_is_rejected_in_the_child(server: Any) -> None:
    code = """
        client = BrowserUse(http_client=httpx.Client())
        client.sessions.list()
        if os.fork() == 0:
            client.sessions.list()
            raise SystemExit
        os.wait()
        client.sessions.list()
    """
    errors = finish(server, start(server, code))
    assert errors.count("errors.ClientClosedError") == 1
    assert "the parent's" in errors


CLOSED = {
    "asyncio, a client of the caller's": """
        async def main():
            client = AsyncBrowserUse(http_client=httpx.AsyncClient())
            for _ in range(3):
                await client.session().__aenter__()
        asyncio.run(main())
    """,
    "a client of the caller's that was closed": """
        http = httpx.Client()
        client = BrowserUse(http_client=http)
        client.session().__enter__()
        http.close()
    """,
    "closed in the block": """
        http = httpx.Client()
        with BrowserUse(http_client=http).session():
            http.close()
    """,
    "asyncio, closed in the block": """
        async def main():
            http = httpx.AsyncClient()
            async with AsyncBrowserUse(http_client=http).session():
                await http.aclose()
        asyncio.run(main())
    """,
}


@pytest.mark.parametrize("name", CLOSED)
def test_sessions_are_stopped_after_the_callers_http_client_was_closed(server: Any, name: str) -> None:
    assert finish(server, start(server, CLOSED[name])) == ""
    assert len(server.api.sessions) == (3 if name == "asyncio, a client of the caller's" else 1)


@pytest.mark.parametrize("ending", ["", "client.close()"])
def test_sessions_are_stopped_concurrently(server: Any, ending: str) -> None:
    server.meeting = threading.Barrier(8)
    server.add("meeting", "stop", 8)
    code = f"""
        client = BrowserUse()
        handles = [client.session().__enter__() for _ in range(8)]
        {ending}
    """
    assert finish(server, start(server, code)) == ""
    assert not server.meeting.broken


def test_failed_stop_at_interpreter_exit_is_reported(server: Any) -> None:
    server.add("forbidden", "stop", 2)
    code = "handle = BrowserUse().session()\nhandle.__enter__()"
    errors = finish(server, start(server, code), left=1)
    assert f'client.sessions.stop("{server.api.left[0]}")' in errors


@pytest.mark.parametrize("is_caught", [False, True])
def test_failed_stop_is_reported_once(server: Any, is_caught: bool) -> None:
    """The interpreter prints the notes of an uncaught error."""
    server.add("forbidden", "stop", 2)
    handling = "except KeyboardInterrupt: pass" if is_caught else "finally: pass"
    code = f"""
        try:
            with BrowserUse().session(): raise KeyboardInterrupt
        {handling}
    """
    errors = finish(server, start(server, code), left=1)
    assert errors.count(f'client.sessions.stop("{server.api.left[0]}")') == 1


def test_http_client_of_another_event_loop_raises_client_closed_error(server: Any) -> None:
    code = """
        client = AsyncBrowserUse(http_client=httpx.AsyncClient())
        async def get():
            return await client.sessions.list()
        asyncio.run(get())
        try:
            asyncio.run(get())
        except BrowserUseError as error:
            print(error)
    """
    output, _ = start(server, code).communicate(timeout=20)
    assert "belongs to another event loop" in output


def test_closing_the_client_stops_sessions_and_rejects_new_calls(server: Any, make_client: Any) -> None:
    client = make_client(base_url=server.url)
    session = client.session()
    session.__enter__()
    client.close()
    assert server.api.left == []
    with pytest.raises(ClientClosedError):
        client.sessions.list()
