"""However a process, a thread or a task comes to its end, what it has started is stopped, or told, within one budget."""

import signal
from collections.abc import Iterator
from typing import Any

import pytest

from browser_use_sessions import registry


@pytest.fixture(autouse=True)
def _long_tasks(server: Any) -> Iterator[None]:
    server.api.duration = 1e6
    yield
    assert registry.held() == frozenset()


@pytest.mark.parametrize("kind", ["fork", "spawn", "forkserver"])
@pytest.mark.parametrize("before", ["", "BrowserUse().sessions.list()"])
def test_a_child_of_multiprocessing_stops_what_it_started(
    server: Any, programs: Any, tmp_path: Any, kind: str, before: str
) -> None:
    """A forked child ends without atexit."""
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


def test_a_subinterpreter_stops_what_it_started(server: Any, programs: Any) -> None:
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
def test_an_exception_that_is_raised_into_a_thread_during_a_create(server: Any, programs: Any, call: str, times: int) -> None:
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
    "asyncio": "asyncio.run(AsyncBrowserUse()._make_run('t', None, None, {})._wait())",
}


@pytest.mark.parametrize("name", HANGING)
def test_all_cleaning_up_after_an_interruption_has_one_budget(server: Any, programs: Any, name: str) -> None:
    """The stop never ends: it is given up when the budget is over, and nobody begins again: not the client, not the exit."""
    server.add("stall", "stop", 1000)
    process = programs.start(f"from browser_use_sessions import patience\npatience.BUDGET = 0.5\n{HANGING[name]}")
    server.wait_for("GET", 2)
    process.send_signal(signal.SIGINT)
    errors = programs.finish(process, left=1)
    (session_id,) = server.api.sessions
    assert f'client.sessions.stop("{session_id}"' in errors
    assert sum(entry.endswith("/stop") for entry in drained(server)) == 1


def drained(server: Any) -> list[str]:
    found = []
    while not server.arrivals.empty():
        found.append(server.arrivals.get())
    return found


@pytest.mark.parametrize("number", [signal.SIGINT])
def test_after_an_interruption_no_new_create_goes_out(server: Any, programs: Any, number: int) -> None:
    """Creates that overlap: some answers are outstanding when the interruption comes."""
    server.api.duration = 0.0
    server.add("slow", "create", 1000)
    process = programs.start("for result in BrowserUse().run_many([str(n) for n in range(500)], max_concurrency=8): pass")
    server.wait_for("POST", 20)
    process.send_signal(number)
    assert "KeyboardInterrupt" in programs.finish(process)
    assert len(server.api.sessions) < 60


def test_an_interruption_gains_no_time_when_it_is_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    from browser_use_sessions import patience

    now = [100.0]
    monkeypatch.setattr(patience, "_last", float("inf"))
    monkeypatch.setattr("browser_use_sessions.patience.time.monotonic", lambda: now[0])
    first = patience.deadline_after(KeyboardInterrupt())
    now[0] += 10
    assert patience.deadline_after(KeyboardInterrupt()) == first == 115.0
    assert patience.deadline_at_exit(40.0) == 115.0
    other = patience.deadline_after(SystemExit())
    assert other == now[0] + patience.BUDGET
    now[0] = other + 60
    assert patience.deadline_at_exit(40.0) == now[0] + 40  # That is long over.
    patience.deadline_after(KeyboardInterrupt())
    patience.start_anew()
    assert patience.deadline_at_exit(40.0) == now[0] + 40
