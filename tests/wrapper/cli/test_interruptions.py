"""Ctrl-C at each stage of a command: the message says what really happened, and it is printed at once."""

import signal
import subprocess
import threading
import time
from typing import Any

import pytest

from browser_use_sessions._shutdown import tracked_sessions
from browser_use_sessions.cli.event_log import EventLog
from browser_use_sessions.cli.interruption import Interruption
from browser_use_sessions.cli.progress import Progress

pytestmark = pytest.mark.slow


def lines_until(process: "subprocess.Popen[str]", words: str) -> str:
    """Returns the stderr of the process up to the line that contains these words."""
    assert process.stderr is not None
    said = ""
    while words not in said:
        line = process.stderr.readline()
        assert line, said
        said += line
    return said


class DelayedResponse:
    """A rule that delays the responses to some requests. With `acts=False`, the server does not execute them."""

    def __init__(self, server: Any, ending: str, acts: bool = True, status: int | None = None) -> None:
        self.server, self.ending, self.acts, self.status = server, ending, acts, status
        self.reached, self.opened = threading.Event(), threading.Event()

    def __call__(self, method: str, path: str) -> Any:
        if method != "POST" or not path.endswith(self.ending):
            return None
        answer = self.server.answer(method, path) if self.acts else (500, {"detail": "no"}, {})
        if self.status is not None:
            answer = (self.status, {"detail": "no"}, {})
        self.reached.set()
        self.opened.wait(30)
        return answer


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("presses", [1, 2])
def test_signal_during_create_waits_for_the_response_and_stops_the_session(
    server: Any, start: Any, number: int, presses: int
) -> None:
    server.rule = delayed = DelayedResponse(server, "/sessions")
    process = start("run", "a task")
    assert delayed.reached.wait(20)
    process.send_signal(number)
    said = lines_until(process, "waiting for the response to the create")
    if presses == 2:
        process.send_signal(number)
        said += lines_until(process, "Press it once more")
    delayed.opened.set()
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert server.left == []
    assert f"Stopped session {next(iter(server.sessions))}." in err
    assert "Nothing was started" not in said + err


def test_third_ctrl_c_exits_and_says_that_the_outcome_is_unknown(server: Any, start: Any) -> None:
    server.rule = delayed = DelayedResponse(server, "/sessions")
    process = start("run", "a task")
    assert delayed.reached.wait(20)
    for words in ("waiting for the response", "once more", "bu-sessions list --active"):
        process.send_signal(signal.SIGINT)
        said = lines_until(process, words)
    assert process.wait(20) == 130
    assert "not known whether the task was started" in said
    delayed.opened.set()


@pytest.mark.parametrize(
    ("acts", "status", "words"),
    [(False, 402, "Nothing was started."), (True, 502, "A session may have been started"), (False, 502, "A session may have")],
)
def test_signal_during_create_that_fails_says_what_may_have_been_started(
    server: Any, start: Any, acts: bool, status: int, words: str
) -> None:
    server.rule = delayed = DelayedResponse(server, "/sessions", acts, status)
    process = start("run", "a task")
    assert delayed.reached.wait(20)
    process.send_signal(signal.SIGINT)
    lines_until(process, "waiting for the response to the create")
    delayed.opened.set()
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert words in err
    assert "client." not in err


@pytest.mark.parametrize("acts", [True, False])
def test_leave_running_with_ctrl_c_during_create(server: Any, start: Any, acts: bool) -> None:
    server.rule = delayed = DelayedResponse(server, "/sessions", acts)
    process = start("run", "--leave-running", "a task")
    assert delayed.reached.wait(20)
    process.send_signal(signal.SIGINT)
    lines_until(process, "Leaving; waiting for the response to the create")
    delayed.opened.set()
    _, err = process.communicate(timeout=30)
    assert len(server.left) == acts
    assert "not known whether the task was started" in err


def test_third_ctrl_c_during_a_hanging_stop_prints_the_stop_command(server: Any, start: Any) -> None:
    server.rule = delayed = DelayedResponse(server, "/stop", acts=False)
    process = start("run", "--quiet", "a task")
    assert server.created.wait(20)
    process.send_signal(signal.SIGINT)
    lines_until(process, "Stopping")
    assert delayed.reached.wait(20)
    process.send_signal(signal.SIGINT)
    lines_until(process, "Press it once more")
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=10)
    session = server.left[0]
    assert process.returncode == 130
    assert err == f"Session {session} may still be running. Stop it: bu-sessions stop {session}\n"
    delayed.opened.set()


def test_failed_stop_after_ctrl_c_prints_the_stop_command(server: Any, start: Any) -> None:
    server.rule = lambda method, path: (403, {"detail": "no"}, {}) if path.endswith("/stop") else None
    process = start("run", "a task")
    lines_until(process, "[0:0")
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Stopped session" not in err
    assert "may still be running" in err
    assert f"bu-sessions stop {server.left[0]}" in err


def test_leave_running_leaves_the_session_after_ctrl_c(server: Any, start: Any) -> None:
    process = start("run", "--leave-running", "a task")
    lines_until(process, "[0:0")
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    session = server.left[0]
    assert err == f"Leaving session {session} running …\nSession {session} goes on. Stop it: bu-sessions stop {session}\n"
    assert process.returncode == 130


def test_ctrl_c_while_rate_limited_says_that_nothing_was_started(server: Any, start: Any) -> None:
    server.rule = lambda method, path: (429, {"detail": "Too many"}, {"Retry-After": "20"}) if method == "POST" else None
    process = start("run", "a task")
    said = lines_until(process, "Waiting 2")
    assert "too many sessions or requests" in said
    process.send_signal(signal.SIGINT)
    started = time.monotonic()
    _, err = process.communicate(timeout=30)
    assert err.splitlines() == ["Stopping …", "Nothing was started."]
    assert time.monotonic() - started < 5
    assert process.returncode == 130


def test_signals_ignored_at_start_stay_ignored(server: Any, start: Any) -> None:
    """`nohup` starts a program in this way."""
    process = start("run", "a task", preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    lines_until(process, "[0:0")
    process.send_signal(signal.SIGHUP)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=30)
    assert err.count("Stopping session") == 1
    assert "Press it once more" not in err
    assert process.returncode == 130


def test_ctrl_c_in_messages_follow_does_not_stop_the_session(server: Any, start: Any) -> None:
    session = server.create()["id"]
    process = start("messages", "--follow", session)
    assert process.stdout.readline()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert process.returncode == 130
    assert server.left == [session]


def test_pending_create_is_waited_for_once_and_not_again_at_exit() -> None:
    with Interruption(Progress(quiet=True), EventLog(str), leave_running=False) as interruption:
        ticket = tracked_sessions.begin_create()
        timer = threading.Timer(0.2, tracked_sessions.end_create, (ticket,))
        timer.start()
        interruption.wait_for_create()
        assert tracked_sessions.pending_creates() == frozenset()
        tracked_sessions.begin_create()
        interruption.wait_for_create(0.05)
        assert tracked_sessions.pending_creates()
    assert tracked_sessions.pending_creates() == frozenset()
    timer.join()
