"""The command line in a terminal, in a pipe, and when it is interrupted."""

import re
import signal
import subprocess
from typing import Any

import pytest

from browser_use_sandbox import Sandbox

pytestmark = pytest.mark.slow

CONTROL = re.compile(r"\x1b\[[0-9;?]*([A-Za-z])")


def test_progress_line_fits_a_narrow_terminal(slow_sandbox: Sandbox, in_a_terminal: Any) -> None:
    code, written = in_a_terminal("run", "Find the best-rated wireless mouse under fifty dollars and tell me all about it")
    assert code == 0
    assert "running" in written
    assert "\x1b[36m" in written
    lines = CONTROL.sub("", written).replace("\r", "\n").split("\n")
    assert not [line for line in lines if len(line) > 60 and "Watch it" not in line and "Done:" not in line]
    assert [line for line in lines if line][-1].startswith("Achieved in 0:0")


def test_no_color_disables_colours(slow_sandbox: Sandbox, in_a_terminal: Any) -> None:
    _, written = in_a_terminal("run", "hello", NO_COLOR="1")
    assert "running" in written
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", written)


def test_control_characters_are_escaped_in_a_terminal(sandbox: Sandbox, in_a_terminal: Any) -> None:
    _, written = in_a_terminal("run", "\x1b]0;owned\x07 x")
    assert "\x1b]" not in written
    assert "\x07" not in written
    _, written = in_a_terminal("list")
    assert "\x1b" not in written
    assert max(len(line.rstrip("\r")) for line in written.split("\n")) <= 60


def test_closed_stdout_pipe_prints_no_error(sandbox: Sandbox, start: Any) -> None:
    session = start("run", "--json", "--quiet", "x").communicate(timeout=20)[0].split('"id": "')[1].split('"')[0]
    process = start("messages", session)
    process.stdout.close()
    assert process.stderr.read() == ""
    process.wait(20)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_stops_the_session_and_prints_that(start: Any, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with Sandbox(task_seconds=60) as slow:
        monkeypatch.setenv("BROWSER_USE_API_KEY", slow.api_key)
        monkeypatch.setenv("BROWSER_USE_BASE_URL", slow.base_url)
        process: subprocess.Popen[str] = start("run", "a long task")
        assert process.stderr is not None
        first = process.stderr.readline()
        session = first.split()[1]
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
        assert process.returncode == 130
        assert f"Stopped session {session}." in err
        assert "Traceback" not in err
        assert out == ""
        done = start("get", session)
        assert "status: stopped" in done.communicate(timeout=20)[0]
