"""Messages of the command line. They are written for a shell user, not for a Python programmer."""

import json
import re
import warnings
from pathlib import Path
from typing import Any

import click
import pytest

from browser_use_sessions.cli.command import ApiCommand, connect

pytestmark = pytest.mark.slow

MISSING = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
# Names and syntax that only a Python program could use.
PYTHON = re.compile(r"\b[a-z]+_[a-z_]+\b|\w\(\)|client\.|=True|\bNone\b|\.output|strategy|Decimal|argument")


@pytest.mark.usefixtures("impatient")
def test_messages_contain_no_python_names(server: Any, bu: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = [
        ["run", "x", "--session", "abc"],
        ["run", "x", "--max-cost", "many"],
        ["run", "x", "--timeout", "-1"],
        ["run", "x", "--cache-script"],
        ["run", "x", "--profile", "abc"],
        ["run", "x", "--base-url", "http://api.test/api/v3"],
        ["list", "--base-url", "https://user:word@api.test/api/v3"],
        ["list", "--base-url", ""],
        ["list", "--api-key", "schlüssel"],
        ["list", "--base-url", "http://127.0.0.1:1/api/v3"],
        ["run", "x", "--schema", "/no/such/file"],
        ["get", "abc"],
        ["profiles", "get", "abc"],
        ["profiles", "list", "--page-size", "0"],
        ["browsers", "create", "--browser-screen-width", "1"],
        ["browsers", "create", "--extra", "timeout=1"],
        ["workspaces", "upload", "abc", "/dev/null"],
        ["workspaces", "upload", MISSING, "/no/such/file"],
        ["workspaces", "download", MISSING, "", "--to", "/"],
        ["rnu"],
    ]
    said = {" ".join(command): bu(*command).err for command in commands}
    for status in (401, 402, 403, 404, 409, 418, 422, 429, 500, 302):
        server.rule = lambda method, path, status=status: (status, {"detail": "no"}, {"Location": "http://x/"})
        said[f"run {status}"] = bu("run", "x").err
        said[f"get {status}"] = bu("get", MISSING).err
        said[f"profiles get {status}"] = bu("profiles", "get", MISSING).err
        said[f"browsers create {status}"] = bu("browsers", "create").err
    monkeypatch.setenv("BROWSER_USE_API_KEY", "")
    said["no key"] = bu("list").err
    for command, text in said.items():
        assert text, command
        text = re.sub(r"BROWSER_USE_\w+|_\w+=\w+", "", text)
        assert not PYTHON.search(text), f"{command}: {text}"


def test_unknown_outcome_lists_the_orphan_sessions(server: Any, bu: Any) -> None:
    def rule(method: str, path: str) -> Any:
        if method == "POST" and path.endswith("/sessions"):
            server.create()["createdAt"] = "2100-01-01T00:00:00Z"
            return 502, {"detail": "bad gateway"}, {}
        return None

    server.rule = rule
    done = bu("run", "--json", "x")
    assert done.code == 3
    assert json.loads(done.out)["error"]["candidates"] == server.left
    server.sessions.clear()
    done = bu("run", "x")
    assert server.left[0] in done.err
    assert not PYTHON.search(done.err)


def test_json_error_includes_the_session_and_prints_nothing_to_stderr(server: Any, bu: Any) -> None:
    server.rule = lambda method, path: (
        (200, server.create() | {"status": "error", "output": "half"}, {}) if method == "POST" else None
    )
    done = bu("run", "--json", "--quiet", "x")
    data = json.loads(done.out)
    assert done.code == 1
    assert data["error"]["type"] == "SessionFailedError"
    assert (data["session"]["totalCostUsd"], data["session"]["status"], data["session"]["output"]) == ("0.25", "error", "half")
    assert done.err == ""


def test_output_that_violates_the_schema_stays_available(server: Any, bu: Any, tmp_path: Path) -> None:
    schema = tmp_path / "schema.json"
    schema.write_text('{"type": "object"}')
    server.ends = True
    done = bu("run", "--json", "--schema", str(schema), "x")
    assert (done.code, json.loads(done.out)["session"]["output"]) == (1, "done")
    done = bu("run", "--schema", str(schema), "x")
    session = list(server.sessions)[-1]
    assert f"`bu-sessions get {session}` shows its output as it came" in done.err
    assert done.out == ""


@pytest.mark.usefixtures("impatient")
def test_waits_before_a_retry_are_printed_once_per_cause(server: Any, bu: Any) -> None:
    server.ends = True
    busy = (429, {"detail": "busy"}, {"Retry-After": "0"})
    answers = [busy, busy]
    server.rule = lambda method, path: answers.pop() if answers else None
    done = bu("run", "x")
    # Short waits for the same cause are printed once.
    assert done.err.startswith("Waiting 0.0 s: too many sessions or requests\nSession ")
    assert done.out == "done\n"
    answers = [busy]
    assert bu("run", "--quiet", "x").err == ""
    answers = [(503, {"detail": "no"}, {})]
    assert bu("list").err == "Waiting 0.0 s: the API answered 503\n"


@pytest.mark.usefixtures("impatient")
def test_connection_error_names_the_base_url(bu: Any) -> None:
    done = bu("list", "--api-key", "some-key", "--base-url", "http://127.0.0.1:1/api/v3")
    assert done.code == 3
    assert "http://127.0.0.1:1/api/v3" in done.err
    assert "Errno" not in done.err


@pytest.mark.parametrize("task", ["", "  \n", "\u3000"])
def test_empty_task_is_rejected_before_sending(server: Any, bu: Any, task: str) -> None:
    done = bu("run", task)
    assert (done.code, server.requests) == (2, [])
    assert "The task is empty" in done.err


def test_task_with_lone_surrogate_is_rejected_before_sending(server: Any, bu: Any) -> None:
    assert bu("run", "a\udcff").code == 2
    assert server.requests == []


def test_schema_file_may_have_a_byte_order_mark_but_no_nan(server: Any, bu: Any, tmp_path: Path) -> None:
    server.ends = True
    schema = tmp_path / "schema.json"
    schema.write_bytes(b'\xef\xbb\xbf{"type": "string"}')
    assert bu("run", "--schema", str(schema), "x").code == 0
    schema.write_text('{"minimum": NaN}')
    done = bu("run", "--schema", str(schema), "x")
    assert (done.code, "NaN is not JSON" in done.err) == (2, True)


def test_truncated_list_says_that_there_are_more(server: Any, bu: Any) -> None:
    for _ in range(3):
        server.create()
    assert bu("list", "--limit", "3").err == ""
    for arguments in (["list"], ["list", "--active"], ["list", "--json"]):
        done = bu(*arguments, "--limit", "2")
        assert "There are more" in done.err
        assert done.out.count("running") == 2


def test_messages_follow_of_an_idle_session_says_that_it_has_no_task(server: Any, bu: Any) -> None:
    session = server.create()
    polls = iter(range(100))

    def rule(method: str, path: str) -> Any:
        state = {"status": "idle"} if next(polls) < 4 else {"status": "stopped", "isTaskSuccessful": True}
        return None if "/messages" in path else (200, session | state, {})

    server.rule = rule
    done = bu("messages", "--follow", session["id"])
    assert f"Session {session['id']} has no task" in done.err
    assert "hi" in done.out


@pytest.mark.usefixtures("impatient")
def test_plain_http_needs_allow_insecure_http(bu: Any) -> None:
    arguments = ["list", "--api-key", "some-key", "--base-url", "http://nowhere.invalid/api/v3"]
    done = bu(*arguments)
    assert (done.code, "--allow-insecure-http" in done.err) == (2, True)
    assert bu(*arguments, "--allow-insecure-http").code == 3


def test_no_arguments_prints_usage(bu: Any) -> None:
    done = bu()
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Usage: bu-sessions [OPTIONS] COMMAND")
    assert "Error" not in done.err


def test_wrapping_does_not_split_long_words(start: Any, in_a_terminal: Any) -> None:
    code, written = in_a_terminal("get", "x" * 40, "--api-key", "some-key", columns=40)
    assert code == 2
    lines = written.replace("\r", "").splitlines()
    assert "3c90c3cc-0d44-4b50-8888-8dd25736052a," in lines


def test_client_warnings_are_rewritten_as_shell_commands(server: Any, capsys: pytest.CaptureFixture[str]) -> None:
    @click.command(cls=ApiCommand)
    def warn(wants_json: bool) -> None:
        with connect():
            warnings.warn('stop it with client.sessions.stop("x")', RuntimeWarning, stacklevel=1)

    warn.main([], standalone_mode=False)
    assert capsys.readouterr().err == "stop it with `bu-sessions stop x`\n"


def test_stop_that_fails_twice_is_reported_once(server: Any, bu: Any) -> None:
    server.rule = lambda method, path: (403, {"detail": "no"}, {}) if path.endswith("/stop") else None
    done = bu("run", "--quiet", "--timeout", "0.1", "x")
    assert done.code == 1
    assert done.err.count(f"`bu-sessions stop {server.left[0]}`") == 1


def test_misspelt_command_suggests_the_right_one(bu: Any) -> None:
    assert "No such command 'rnu'. Did you mean run?" in bu("rnu", "x").err


def test_idle_session_prints_the_stop_command(server: Any, bu: Any) -> None:
    server.ends = True
    server.changes = {"status": "idle"}
    done = bu("run", "--keep-alive", "x")
    assert done.err.endswith(f"To end it: bu-sessions stop {next(iter(server.sessions))}\n")
