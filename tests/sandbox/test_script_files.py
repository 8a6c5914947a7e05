"""Scripts in YAML files, and what is said about broken ones."""

import subprocess
import sys

import pytest
from click.testing import CliRunner

from browser_use_sandbox import Sandbox, ScriptError
from browser_use_sandbox.command import sandbox as command
from browser_use_sandbox.script.yaml_text import parse

GOOD = """\
# What a shop's test needs
tasks:
  - contains: mouse
    steps:
      - Opening the shop
      - summary: Reading prices
        cost_usd: 0.02
    output: "39.90"
  - task: no
    success: false
faults:
  - operation: getSession
    status: 429
    retry_after: 1
"""


@pytest.fixture
def file(tmp_path):
    """Writes a file and gives its name."""

    def write(text):
        path = tmp_path / "script.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_a_file_is_followed(api, file):
    api.sandbox.load_script(file(GOOD))
    session = api.create(task="Find a mouse")
    api.wait(20)
    refused = api.call("GET", f"/sessions/{session['id']}", 429)
    assert refused["detail"] == "Too many requests"
    assert (api.get(session)["output"], api.get(session)["llmCostUsd"]) == ("39.90", "0.02")
    other = api.create(task="no")
    api.wait(20)
    assert api.get(other)["isTaskSuccessful"] is False


def test_the_last_entry_that_fits_is_taken(api, file):
    api.sandbox.script(output="before")
    api.sandbox.load_script(file("tasks: [{contains: a, output: file-a}, {contains: b, output: file-b}]"))
    sessions = [api.create(task=task) for task in ("a", "ab", "b", "c")]
    api.wait(20)
    assert [api.get(session)["output"] for session in sessions] == ["file-a", "file-b", "file-b", "before"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "script.yaml: is empty"),
        ("# only a comment\n", "script.yaml: is empty"),
        ("- task: x", r'script.yaml:1: \[.*\] is not of type "object"'),
        ("tasks:\n  - contains: mouse\n    secnds: 4\n", "script.yaml:2: tasks\\[0\\]: .*secnds"),
        (
            "tasks:\n  - contains: mouse\n    steps:\n      - One\n      - {summary: Two,\n         seconds: -4}\n",
            ":6: .*less than",
        ),
        ("tasks:\n  - output: 5\n    output_schema:\n      type: string\n", "script.yaml:2: tasks\\[0\\].output: does not fit"),
        ("tasks:\n  - task: a\n    matches: b\n  - matches: '('\n", "script.yaml:3: .*only one way"),
        ("faults:\n  - operation: getsession\n", "script.yaml:2: faults\\[0\\].operation: .*getsession"),
        ("tasks:\n\n  - task: a\n    task: b\n", "script.yaml:4: 'task' is there twice"),
        ("tasks:\n  - 5: a\n", "script.yaml:2: a key must be a text"),
        ("tasks: [\n", "script.yaml:2: "),
        ("tasks:\n\t- x\n", r"script.yaml:2: .*\\t"),
        ("tasks: &a\n- *a\n", "script.yaml:2: references"),
        ("tasks: !!python/object:os.system x", "script.yaml:1: "),
        ("tasks: !!timestamp 2026-05-03", "script.yaml: holds what JSON does not know"),
        ("a\n\x07", r"script.yaml:2: the character U\+0007"),
        (b"\xff\xfe", "script.yaml: is no UTF-8"),
        ("- " * 3000 + "x", "script.yaml: is nested too deeply"),
    ],
)
def test_broken_files(file, text, told):
    path = file(text)
    with Sandbox() as sandbox, pytest.raises(ScriptError, match=told):
        sandbox.load_script(path)


def test_all_that_is_wrong_is_said_in_order(file):
    path = file("faults:\n  - times: 0\ntasks:\n  - seconds: x\n    times: 0\n")
    with Sandbox() as sandbox, pytest.raises(ScriptError) as caught:
        sandbox.load_script(path)
    assert [problem.line for problem in caught.value.problems] == [2, 4, 5]
    assert str(caught.value).splitlines()[0].startswith(f"{path}:2: faults[0].times: ")


def test_a_broken_file_changes_nothing(api, file):
    with pytest.raises(ScriptError):
        api.sandbox.load_script(file("tasks:\n  - output: scripted\nfaults:\n  - status: 700\n"))
    session = api.create(task="x")
    api.wait(20)
    assert api.get(session)["output"] != "scripted"


def test_a_file_that_is_not_there():
    with Sandbox() as sandbox, pytest.raises(FileNotFoundError):
        sandbox.load_script("nowhere.yaml")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("2026-05-03", "2026-05-03"),
        ("1:30", "1:30"),
        ("007", "007"),
        ("0x1f", "0x1f"),
        ("1_000", "1_000"),
        ("+1", "+1"),
        ("-1", -1),
        ("0", 0),
        ("1.50", 1.5),
        ("1e3", 1000.0),
        ("true", True),
        ("True", "True"),
        ("null", None),
        ("~", None),
        ('"1"', "1"),
        ('{"a": [1, "b", null, false]}', {"a": [1, "b", None, False]}),
        ("<<: x", {"<<": "x"}),
    ],
)
def test_only_what_json_has_is_no_text(text, value):
    assert parse(text)[0] == value
    assert type(parse(text)[0]) is type(value)


def test_the_command_follows_a_script(file):
    path = file("tasks:\n  - output: scripted\n")
    started = subprocess.Popen(
        [sys.executable, "-m", "browser_use_sandbox", "--port", "0", "--script", path], stdout=subprocess.PIPE, text=True
    )
    with started as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("http://127.0.0.1:")
        finally:
            process.terminate()
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("tasks: 5", ":1: tasks: 5 is not of type"),
        ("tasks:\n- cost_usd: -1", ":2: tasks[0].cost_usd: is negative"),
        ("[", ":1: "),
    ],
)
def test_the_command_refuses_a_broken_script(file, text, told):
    result = CliRunner().invoke(command, ["--port", "0", "--script", str(file(text))])
    assert result.exit_code == 1
    assert told in result.stderr
    assert result.stdout == ""


def test_the_command_without_the_file():
    result = CliRunner().invoke(command, ["--script", "nowhere.yaml"])
    assert result.exit_code == 2
    assert "nowhere.yaml" in result.stderr
