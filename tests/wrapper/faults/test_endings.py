"""However a process, a thread or a task ends, the sessions that it started are stopped or reported, within one time budget."""

import signal
from collections.abc import Iterator
from typing import Any

import pytest

from browser_use_api.operations.sessions import CREATE
from browser_use_sessions._flows.cleanup import CleanupGuard
from browser_use_sessions._flows.create import _send_and_track
from browser_use_sessions._shutdown import tracked_sessions
from browser_use_sessions._transport import calls

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _long_tasks(server: Any) -> Iterator[None]:
    server.api.duration = 1e6
    yield
    assert tracked_sessions.tracked() == frozenset()


@pytest.mark.parametrize("kind", ["fork", "spawn", "forkserver"])
@pytest.mark.parametrize("before", ["", "BrowserUse().sessions.list()"])
def test_multiprocessing_child_stops_its_session_at_exit(
    server: Any, programs: Any, tmp_path: Any, kind: str, before: str
) -> None:
    """A forked child does not run atexit functions."""
    program = tmp_path / "program.py"
    program.write_text(f"""
import multiprocessing
from browser_use_sessions import BrowserUse

def work():
    global handle
    handle = BrowserUse().session()
    handle.__enter__()

if __name__ == "__main__":
    {before}
    child = multiprocessing.get_context({kind!r}).Process(target=work)
    child.start()
    child.join()
    assert child.exitcode == 0
""")
    errors = programs.finish(programs.start(f"os.execv(sys.executable, [sys.executable, {str(program)!r}])"))
    assert errors == ""
    assert len(server.api.sessions) == 1


def test_subinterpreter_stops_its_session_at_exit(server: Any, programs: Any) -> None:
    code = """
        import _xxsubinterpreters as interpreters
        one = interpreters.create(isolated=False)  # Isolated ones cannot hold httpx.
        interpreters.run_string(one, "from browser_use_sessions import *; handle = BrowserUse().session(); handle.__enter__()")
        interpreters.destroy(one)
        print("alive", flush=True)
    """
    pytest.importorskip("_xxsubinterpreters")
    programs.finish(programs.start(code))
    assert len(server.api.sessions) == 1


RAISES_INTO = """
    import ctypes
    class Limit(BaseException): pass
    def work():
        client = BrowserUse()
        try:
            {call}
        except Limit as error:
            print("told", *getattr(error, "__notes__", ()), flush=True)
    thread = threading.Thread(target=work)
    thread.start()
    for line in sys.stdin:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(Limit))
"""


@pytest.mark.parametrize("call", ["client.run('t')", "client.sessions.create('t')", "client.session().__enter__()"])
@pytest.mark.parametrize("times", [1, 3])
def test_async_exception_in_a_thread_during_create_stops_the_session(server: Any, programs: Any, call: str, times: int) -> None:
    server.add("slow", "create")
    process = programs.start(RAISES_INTO.format(call=call))
    server.wait_for("POST")
    assert process.stdin is not None
    for _ in range(times):
        process.stdin.write("now\n")
        process.stdin.flush()
    output, errors = process.communicate(timeout=60)
    assert output == "told\n"
    assert server.api.left == []
    assert len(server.api.sessions) == 1
    assert errors == ""


HANGING = {
    "run": "BrowserUse().run('t')",
    "in blocks": "with BrowserUse() as client, client.session() as session: session.run('t')",
    "run_many": "for result in BrowserUse().run_many(['t']): pass",
    "asyncio": "asyncio.run(AsyncBrowserUse().run('t')._wait())",
}


@pytest.mark.parametrize("name", HANGING)
def test_cleanup_after_an_interruption_has_one_time_budget(server: Any, programs: Any, name: str) -> None:
    """The stop hangs. It is abandoned when the budget is over; neither the client nor the exit handler tries again."""
    server.add("stall", "stop", 1000)
    process = programs.start(
        f"from browser_use_sessions._shutdown import interruptions\ninterruptions.BUDGET = 0.5\n{HANGING[name]}"
    )
    server.wait_for("GET", 2)
    process.send_signal(signal.SIGINT)
    errors = programs.finish(process, left=1)
    (session_id,) = server.api.sessions
    assert f'client.sessions.stop("{session_id}"' in errors
    assert sum(entry.endswith("/stop") for entry in all_arrivals(server)) == 1


def all_arrivals(server: Any) -> list[str]:
    found = []
    while not server.arrivals.empty():
        found.append(server.arrivals.get())
    return found


@pytest.mark.parametrize("number", [signal.SIGINT])
def test_no_create_is_sent_after_an_interruption(server: Any, programs: Any, number: int) -> None:
    """Creates overlap: some responses are outstanding when the interruption arrives."""
    server.api.duration = 0.0
    server.add("slow", "create", 1000)
    process = programs.start("for result in BrowserUse().run_many([str(n) for n in range(500)], max_concurrency=8): pass")
    server.wait_for("POST", 20)
    process.send_signal(number)
    assert "KeyboardInterrupt" in programs.finish(process)
    assert len(server.api.sessions) < 60


def test_repeated_interruption_does_not_extend_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    from browser_use_sessions._shutdown import interruptions

    now = [100.0]
    monkeypatch.setattr(interruptions, "_last", float("inf"))
    monkeypatch.setattr("browser_use_sessions._shutdown.interruptions.time.monotonic", lambda: now[0])
    first = interruptions.deadline_after(KeyboardInterrupt())
    now[0] += 10
    assert interruptions.deadline_after(KeyboardInterrupt()) == first == 115.0
    assert interruptions.deadline_at_exit(40.0) == 115.0
    other = interruptions.deadline_after(SystemExit())
    assert other == now[0] + interruptions.BUDGET
    now[0] = other + 60
    assert interruptions.deadline_at_exit(40.0) == now[0] + 40  # The earlier deadline has passed long ago.
    interruptions.deadline_after(KeyboardInterrupt())
    interruptions.reset()
    assert interruptions.deadline_at_exit(40.0) == now[0] + 40


@pytest.mark.parametrize("was_sent", [True, False])
def test_interrupted_create_is_marked_lost_only_if_it_was_sent(
    world: Any, monkeypatch: pytest.MonkeyPatch, was_sent: bool
) -> None:
    """Ctrl-C, or the end of its event loop, interrupted the request."""
    lost: list[bool] = []
    monkeypatch.setattr(tracked_sessions, "mark_lost", lambda: lost.append(True))
    call = calls.call(CREATE, task="t")
    flow = _send_and_track(call, CleanupGuard(world.ctx, leave_running=False))
    next(flow)
    call.was_sent = was_sent
    with pytest.raises(KeyboardInterrupt):
        flow.throw(KeyboardInterrupt())
    assert bool(lost) == was_sent
    assert (call.has_begun, call.outcome) == (was_sent, None)
    assert tracked_sessions.pending_creates() == frozenset()


def test_lost_create_is_reported_at_exit(server: Any, programs: Any) -> None:
    code = """
        from browser_use_sessions._shutdown import tracked_sessions
        BrowserUse().sessions.list()
        tracked_sessions.end_create(tracked_sessions.begin_create())
        tracked_sessions.mark_lost()
    """
    errors = programs.finish(programs.start(code))
    assert errors.count("A session may have been started by a request that was not answered") == 1


def test_interruption_during_exit_cleanup_still_stops_the_session(server: Any, programs: Any) -> None:
    code = """
        from browser_use_sessions._shutdown import tracked_sessions
        handle = BrowserUse().session()
        handle.__enter__()
        original, times = tracked_sessions.deadline_at_exit, iter(range(3))
        def interrupt(otherwise):
            if next(times, None) is not None:
                raise KeyboardInterrupt
            return original(otherwise)
        tracked_sessions.deadline_at_exit = interrupt
    """
    assert programs.finish(programs.start(code)) == ""
    assert len(server.api.sessions) == 1


def test_interruption_while_a_run_many_thread_starts(server: Any, programs: Any) -> None:
    """The new thread already works, but the thread that started it does not know that."""
    server.add("slow", "create", 10)
    code = """
        from browser_use_sessions._shutdown import tracked_sessions
        import _thread
        original = _thread.start_new_thread
        def start(*arguments):
            original(*arguments)
            if threading.current_thread() is threading.main_thread():
                while not tracked_sessions.pending_creates(): pass
                raise KeyboardInterrupt
        _thread.start_new_thread = start
        try:
            for result in BrowserUse().run_many(["a", "b"]): pass
        except KeyboardInterrupt:
            assert not tracked_sessions.tracked() and not tracked_sessions.pending_creates()
            os._exit(0)
    """
    assert programs.finish(programs.start(code)) == ""
    assert len(server.api.sessions) == 1
