"""What the subcommands print, where, and with which exit code."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from browser_use_sandbox import Sandbox
from browser_use_sessions.cli.terminal import as_json, clean, cut, duration, money, one_line

pytestmark = pytest.mark.slow

MISSING = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
EVIL = "\x1b]0;title\x07\x1b[2J\x9b31m\u202eabc\r\x08"


@pytest.fixture
def session_id(sandbox: Sandbox, bu: Callable[..., Any]) -> str:
    return str(json.loads(bu("run", "--json", "--quiet", "a task").out)["id"])


def test_output_goes_to_stdout_and_progress_to_stderr(slow_sandbox: Sandbox, bu: Any) -> None:
    done = bu("run", "hello")
    assert (done.code, done.out) == (0, "Done: hello\n")
    assert "Session " in done.err
    assert "Watch it: http" in done.err
    assert "running, step" in done.err
    assert "Achieved in 0:0" in done.err


def test_quiet_prints_nothing_to_stderr(sandbox: Sandbox, bu: Any) -> None:
    assert bu("run", "--quiet", "hello") == (0, "Done: hello\n", "")


def test_dash_reads_the_task_from_stdin(sandbox: Sandbox, bu: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("aus einer Größe".encode())))
    assert bu("run", "--quiet", "-").out == "Done: aus einer Größe\n"


def test_undecodable_or_blank_stdin_is_rejected(sandbox: Sandbox, bu: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for given, words in ((b"caf\xe9", "byte 4"), (b" \n", "task is empty"), ("\ufeff\u200b".encode(), "task is empty")):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        done = bu("run", "-")
        assert (done.code, done.out) == (2, "")
        assert words in done.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is a device of Linux")
@pytest.mark.usefixtures("sandbox")
def test_full_disk_on_stdout_exits_with_4_and_prints_the_get_command(start: Any) -> None:
    with Path("/dev/full").open("w") as full:
        process = start("run", "--quiet", "hello", stdout=full)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 4
    assert "To see it again:\nbu-sessions get " in err
    assert "No space left" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("command", "code", "words"),
    [
        ("list >&-", 4, "stdout is closed"),
        ("run hello >&-", 4, "bu-sessions get "),
        ("run hello | true; exit ${PIPESTATUS[0]}", 4, "bu-sessions get "),
        ("run --json hello | head -c 1 >/dev/null; exit ${PIPESTATUS[0]}", 0, "Achieved"),
        ("run hello 2>&-", 0, ""),
        ("run hello 2>/dev/full", 0, ""),
        ("run hello 2>&1 >/dev/null | true; exit ${PIPESTATUS[0]}", 0, ""),
        ("run --max-cost x 2>/dev/full", 2, ""),
        ("run --session x y 2>&-", 2, ""),
        ("get 3c90c3cc-0d44-4b50-8888-8dd25736052a 2>/dev/full", 3, ""),
    ],
)
def test_closed_or_full_streams_give_an_exit_code_without_traceback(
    sandbox: Sandbox, command: str, code: int, words: str
) -> None:
    program = Path(sys.executable).with_name("bu-sessions")
    done = subprocess.run(["bash", "-c", f"'{program}' {command}"], capture_output=True, text=True, timeout=30)
    assert done.returncode == code, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_characters_outside_the_stdout_encoding_are_escaped(sandbox: Sandbox, start: Any, encoding: str) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    process = start("run", "--quiet", "é漢😀", env=environment, text=False)
    assert process.communicate(timeout=30)[0] in (b"Done: \\xe9\\u6f22\\U0001f600\n", b"Done: \xe9\\u6f22\\U0001f600\n")
    process = start("run", "--quiet", "--json", "é漢😀", env=environment, text=False)
    assert json.loads(process.communicate(timeout=30)[0])["output"] == "Done: é漢😀"
    assert process.returncode == 0


def test_json_prints_the_whole_session(sandbox: Sandbox, bu: Any) -> None:
    done = bu("run", "--json", "--model", "bu-max", "--max-cost", "0.50", "--proxy", "none", "--no-cache-script", "hello")
    session = json.loads(done.out)
    assert (session["model"], session["maxCostUsd"], session["proxyCountryCode"]) == ("bu-max", "0.50", None)
    assert session["output"] == "Done: hello"


def test_schema_option_prints_json_output(sandbox: Sandbox, bu: Any, tmp_path: Path) -> None:
    schema = tmp_path / "schema.json"
    schema.write_text('{"type": "object", "properties": {"price": {"type": "number"}}, "required": ["price"]}')
    done = bu("run", "--quiet", "--schema", str(schema), "the price")
    assert json.loads(done.out).keys() == {"price"}


def test_session_option_sends_a_follow_up(sandbox: Sandbox, bu: Any) -> None:
    first = bu("run", "--keep-alive", "one")
    assert "waits for a follow-up: bu-sessions run --session" in first.err.replace("\n", " ")
    session = first.err.split("--session ")[1].split()[0]
    second = bu("run", "--session", session, "--no-keep-alive", "--json", "two")
    assert json.loads(second.out)["id"] == session


def test_unsuccessful_task_exits_with_1(sandbox: Sandbox, bu: Any) -> None:
    done = bu("run", "--max-cost", "0.000001", "too much")
    assert done.code == 1
    assert "Not achieved" in done.err
    assert "of at most $0.000001" in done.err
    assert "--max-cost raises it" in done.err


def test_run_timeout_exits_with_1(sandbox: Sandbox, bu: Any) -> None:
    done = bu("run", "--timeout", "0.01", "slow")
    assert done.code == 1
    assert "not over after 0.01 s" in done.err
    assert done.out == ""


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["run"], 2, "Missing argument 'TASK'"),
        (["run", "x", "--max-cost", "abc"], 2, "Invalid value for '--max-cost'"),
        (["run", "x", "--timeout", "-1"], 2, "Invalid value for '--timeout'"),
        (["run", "x", "--timeout", "soon"], 2, "'soon' is not a valid float"),
        (["run", "x", "--session", "nonsense"], 2, "Invalid value for '--session'"),
        (["run", "x", "--schema", "/no/such/file"], 2, "No such file"),
        (["run", "x", "--cache-script"], 2, "--cache-script: Script caching by force needs a workspace"),
        (["run", "x", "--base-url", "api.test"], 2, "has no scheme"),
        (["run", "x", "--session", MISSING], 3, "404: Session not found"),
        (["run", "x", "--model", "gpt-99"], 3, "422"),
        (["run", "x", "--base-url", "http://127.0.0.1:1/api/v3"], 3, "refused"),
        (["run", "x", "--api-key", "wrong-key"], 3, "401: "),
        (["get", "nonsense"], 2, "Invalid value for 'ID'"),
        (["get", MISSING], 3, "404: Session not found"),
        (["stop", MISSING], 3, "404"),
        (["delete", MISSING], 3, "404"),
        (["messages", MISSING], 3, "404"),
        (["messages", MISSING, "--follow"], 3, "404"),
        (["messages", MISSING, "--follow", "--limit", "1"], 2, "cannot be combined"),
        (["list", "--limit", "0"], 2, "--limit"),
        (["nonsense"], 2, "No such command"),
    ],
)
@pytest.mark.usefixtures("sandbox")
def test_errors_go_to_stderr_with_their_exit_code(bu: Any, arguments: list[str], code: int, words: str) -> None:
    done = bu(*arguments)
    assert done.code == code, done.err
    assert words in done.err
    assert done.out == ""
    assert "Traceback" not in done.err
    assert "wrong-key" not in done.err


def test_json_prints_errors_as_json(sandbox: Sandbox, bu: Any) -> None:
    done = bu("run", "--json", "--session", MISSING, "x")
    error = json.loads(done.out)["error"]
    assert (error["type"], error["status_code"], error["session_id"]) == ("NotFoundError", 404, MISSING)


@pytest.mark.parametrize("text", ["{", "[1]", '"text"', "\x00", ""])
def test_invalid_schema_file_is_rejected(sandbox: Sandbox, bu: Any, tmp_path: Path, text: str) -> None:
    schema = tmp_path / "schema.json"
    schema.write_text(text)
    done = bu("run", "x", "--schema", str(schema))
    assert done.code == 2
    assert "schema.json" in done.err


def test_missing_api_key_says_how_to_get_one(bu: Any) -> None:
    done = bu("list")
    assert done.code == 2
    assert "https://cloud.browser-use.com" in done.err
    assert "bu-sessions sandbox" in done.err


def test_list_get_messages_stop_and_delete(sandbox: Sandbox, bu: Any, session_id: str) -> None:
    assert f"{session_id}  stopped" in bu("list").out
    assert session_id in [session["id"] for session in json.loads(bu("list", "--json").out)]
    assert session_id not in bu("list", "--active").out
    assert len(bu("list", "--limit", "1").out.splitlines()) == 1
    shown = bu("get", session_id).out
    assert f"id: {session_id}\n" in shown
    assert "output: Done: a task\n" in shown
    assert json.loads(bu("get", session_id, "--json").out)["id"] == session_id
    messages = bu("messages", session_id).out.splitlines()
    assert "human  user_message: a task" in messages[0]
    assert bu("messages", session_id, "--limit", "2").out.splitlines() == messages[-2:]
    assert bu("messages", session_id, "--follow").out.splitlines() == messages
    assert json.loads(bu("messages", session_id, "--json").out.splitlines()[0])["role"] == "human"
    stopped = bu("stop", session_id)
    assert (stopped.code, stopped.out) == (0, "")
    assert f"Stopped session {session_id}: it is stopped" in stopped.err
    assert json.loads(bu("stop", session_id, "--task", "--json").out)["status"] == "stopped"
    assert bu("delete", session_id) == (0, "", "Done.\n")
    assert bu("get", session_id).code == 3


def test_control_characters_in_task_output_are_escaped(sandbox: Sandbox, bu: Any) -> None:
    done = bu("run", EVIL)
    assert "\\x1b]0;title\\x07" in done.out
    session = done.err.split("Session ")[1].split()[0]
    for shown in (done, bu("list"), bu("get", session), bu("get", session, "--json"), bu("messages", session)):
        assert not set("\x1b\x07\x9b\u202e\r\x08") & set(shown.out + shown.err)
    assert json.loads(bu("get", session, "--json").out)["output"].startswith("Done: \x1b]0;title\x07\x1b[2J\x9b31m\u202eabc")


# One of each kind: a control, directions (the last is U+061C), what cannot be seen, line separators, a tag.
DISGUISES = "\x1b\x9b\u202e\u2066\u061c\u200b\u00ad\ufeff\u2028\u2029\U000e0041"


@pytest.mark.parametrize("field", ["id", "status", "role", "liveUrl", "lastStepSummary", "title", "output", "type", "model"])
def test_control_characters_in_any_server_field_are_escaped(server: Any, bu: Any, field: str) -> None:
    server.ends = True
    session = server.create()["id"]
    server.changes = {field: f"a{DISGUISES}b"}
    if field == "id":
        server.changes = {}
        server.rule = lambda method, path: _with_id(server.answer(method, path), f"a{DISGUISES}b")
    commands = [
        ["run", "x"],
        ["run", "x", "--json"],
        ["list"],
        ["list", "--json"],
        ["stop", session],
        ["stop", session, "--json"],
    ]
    commands += [["get", session], ["get", session, "--json"], ["messages", session], ["messages", session, "--json"]]
    for command in commands:
        done = bu(*command)
        assert not set(DISGUISES) & set(done.out + done.err), command


def _with_id(answer: Any, name: str) -> Any:
    status, data, headers = answer
    if "sessions" in data:
        data = data | {"sessions": [one | {"id": name} for one in data["sessions"]]}
    return status, data | {"id": name}, headers


@pytest.mark.parametrize("status", [400, 401, 404, 409, 422, 429, 500])
@pytest.mark.usefixtures("impatient")
def test_control_characters_in_error_responses_are_escaped(server: Any, bu: Any, status: int) -> None:
    for detail in (DISGUISES, [{"loc": [DISGUISES], "msg": DISGUISES, "type": DISGUISES}], {DISGUISES: 1}):
        server.rule = lambda method, path, detail=detail: (status, {"detail": detail}, {"Location": "http://x/"})
        for command in (["get", MISSING], ["run", "x"], ["run", "--json", "x"]):
            done = bu(*command)
            assert done.code == 3
            assert not set(DISGUISES) & set(done.out + done.err)


def test_terminal_formatting_helpers() -> None:
    assert json.loads(as_json(f"a{DISGUISES}\x7f\ud800")) == f"a{DISGUISES}\x7f\ud800"
    assert "\x7f" not in as_json("\x7f")
    assert clean("nbsp\u00a0 private\ue000 é") == "nbsp\u00a0 private\ue000 é"
    assert clean("a\tb\nc\x00\x85\ud800") == "a\tb\nc\\x00\\x85\\ud800"
    assert one_line("a\n\n b\x1b") == "a b\\x1b"
    assert json.loads(as_json({"a": "\x9b\u202e\n"})) == {"a": "\x9b\u202e\n"}
    assert [money(Decimal(text)) for text in ("0", "1.5", "0.123456789", "10", "1E+3")] == [
        "$0.00",
        "$1.50",
        "$0.123456789",
        "$10.00",
        "$1000.00",
    ]
    assert [duration(seconds) for seconds in (0, 59.9, 60, 3661)] == ["0:00", "0:59", "1:00", "1:01:01"]
    assert cut("abcdef", None) == cut("abcdef", 6) == "abcdef"
    assert cut("abcdef", 4) == "abc…"
    assert cut("日本語日本語", 6) == "日本…"


@pytest.mark.parametrize("command", ["run", "list", "get", "messages", "stop", "delete", "sandbox"])
def test_help_of_every_command_fits_in_60_columns(command: str) -> None:
    program = Path(sys.executable).with_name("bu-sessions")
    shown = subprocess.run(
        [program, command, "--help"], env={**os.environ, "COLUMNS": "60"}, capture_output=True, text=True, check=True
    ).stdout
    assert f"Usage: bu-sessions {command}" in shown
    assert max(map(len, shown.splitlines())) <= 60


def test_missing_click_says_what_to_install() -> None:
    code = "import sys; sys.modules['click'] = None; from browser_use_sessions.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 2
    assert "pip install '.[cli]'" in done.stderr


def test_bash_completion_of_commands_and_option_values() -> None:
    program = Path(sys.executable).with_name("bu-sessions")
    for words, count, expected in (("bu-sessions me", 1, "messages"), ("bu-sessions run --model gem", 3, "gemini-3-flash")):
        environment = {**os.environ, "_BU_SESSIONS_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(count)}
        done = subprocess.run([program], env=environment, capture_output=True, text=True)
        assert expected in done.stdout
