"""Scripts in YAML files, and what is said about broken ones."""

import subprocess
import sys

import pytest
from click.testing import CliRunner

from browser_use_sandbox import Sandbox, ScriptError
from browser_use_sandbox.command import sandbox as command
from browser_use_sandbox.script.script_file import parse

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
        ("", "script.yaml:1: is empty"),
        ("# only a comment\n", "script.yaml:1: is empty"),
        ("- task: x", "script.yaml:1: must be a mapping with `tasks:` or `faults:`, not a list"),
        (
            "tasks:\n  - output: mouse\n    secnds: 4\n",
            "script.yaml:3: tasks\\[0\\].secnds: unknown property `secnds`; did you mean `seconds`\\? Known properties: task, ",
        ),
        ("Tasks: []", "script.yaml:1: Tasks: unknown property `Tasks`; did you mean `tasks`\\? Known properties: tasks, faults$"),
        ("tasks: []\nzzz: []", "script.yaml:2: zzz: unknown property `zzz`. Known properties: "),
        (
            "tasks:\n  - contains: mouse\n    steps:\n      - One\n      - {summary: Two,\n         seconds: -4}\n",
            ":6: .*less than",
        ),
        ("tasks:\n  - output: 5\n    output_schema:\n      type: string\n", "script.yaml:2: tasks\\[0\\].output: does not fit"),
        ("tasks:\n  - task: a\n    matches: b\n  - matches: '('\n", "script.yaml:3: .*only one of"),
        (
            "faults:\n  - operation: getsession\n",
            'script.yaml:2: faults\\[0\\].operation: "getsession" is none of createSession, listSessions, getSession, '
            ".*, getBillingAccount, putFile, getFile; did you mean `getSession`\\?$",
        ),
        ("tasks:\n  - seconds: .nan", "script.yaml:2: .*: must be a number or a text, not NaN, which JSON does not have"),
        ("tasks:\n  - seconds: -.inf", "script.yaml:2: .*: must be a number or a text, not -Infinity, which JSON does not have"),
        ("tasks:\n  - seconds: soon", 'script.yaml:2: tasks\\[0\\].seconds: not a duration such as "15 min"'),
        ("faults:\n  - delay: soon", 'script.yaml:2: faults\\[0\\].delay: not a duration such as "15 min"'),
        ("tasks:\n  - cost_usd: $0.05", 'script.yaml:2: .*: must be written like 0.05 or "0.05", not "\\$0.05"'),
        ("tasks:\n  - contains: 42", 'script.yaml:2: .*: must be a text, not 42; put it into quotes: "42"'),
        ("tasks:\n  -\n", "script.yaml:2: .*: must be a mapping with `task:` or `contains:`, not null"),
        ("tasks:\n  - steps:\n    - messages: []", "script.yaml:3: tasks\\[0\\].steps\\[0\\]: `summary` is missing"),
        (
            "tasks:\n  - output: x\n    output_schema:\n      properties:\n        a: {type: strin}",
            'script.yaml:5: tasks\\[0\\].output_schema.properties.a.type: Is not a valid JSON Schema: .*"strin"',
        ),
        ("tasks:\n\n  - task: a\n    task: b\n", "script.yaml:4: 'task' is there twice"),
        ("tasks:\n  - 5: a\n", "script.yaml:2: a key must be a text"),
        ("tasks: [\n", "script.yaml:2: "),
        ("tasks:\n\t- x\n", r"script.yaml:2: .*\\t"),
        ("tasks: &a\n- *a\n", "script.yaml:2: the alias \\*a is not supported"),
        ("tasks:\n- !!python/object:os.system x", "script.yaml:2: the tag !!python/object:os.system is not supported"),
        ("tasks: !!timestamp 2026-05-03", "script.yaml:1: the tag !!timestamp is not supported"),
        ("a\n\x07", r"script.yaml:2: the character U\+0007"),
        (b"tasks:\n- \xff\xfe", "script.yaml:2: is not UTF-8"),
        ("\n" + "- " * 3000 + "x", "script.yaml:2: is nested more than 200 levels deep"),
        ("tasks: " + "9" * 5000, "script.yaml:1: holds a number that is too long"),
    ],
)
def test_broken_files(file, text, told):
    path = file(text)
    with Sandbox() as sandbox, pytest.raises(ScriptError, match=told):
        sandbox.load_script(path)


def test_a_duration_is_taken_as_the_clock_takes_it(api, file):
    api.sandbox.load_script(
        file("tasks:\n- {contains: a, seconds: 1 min}\n- {contains: b, steps: [{summary: c, seconds: 1m 30s}]}\n")
    )
    one, other = api.create(task="a"), api.create(task="b")
    for seconds, statuses in ((60, ["running", "running"]), (2, ["stopped", "running"]), (30, ["stopped", "stopped"])):
        api.wait(seconds)
        assert [api.get(session)["status"] for session in (one, other)] == statuses


def test_a_date_is_text(api, file):
    api.sandbox.load_script(file("tasks:\n- contains: 2026-05-03\n  output: 2026-05-04\n"))
    session = api.create(task="What was on 2026-05-03?")
    api.wait(20)
    assert api.get(session)["output"] == "2026-05-04"


def test_half_of_a_surrogate_pair_is_no_output(api):
    with pytest.raises(ScriptError, match="lone surrogate"):
        api.sandbox.script(output="a\ud800b")
    api.sandbox.script(output="a\ud800b", against_contract=True)
    session = api.create(task="x")
    api.wait(20)
    assert r'"output":"a\ud800b"' in api.client.get(f"{api.sandbox.base_url}/sessions/{session['id']}").text


def test_all_that_is_wrong_is_said_in_order(file):
    path = file("faults:\n  - times: 0\ntasks:\n  - seconds: []\n    times: 0\n")
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
        ("tasks: 5", ":1: tasks: must be a list, not 5"),
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
