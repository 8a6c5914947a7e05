"""The commands built from the catalogue of operations, against a sandbox and against a server with scripted responses."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from browser_use_api.catalogue import RESOURCES, operations
from browser_use_sandbox import Sandbox
from browser_use_sessions.cli.options import click_parameters, names_of

pytestmark = pytest.mark.slow

MISSING = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
PROFILE = {"id": MISSING, "name": "Ann", "userId": None, "createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z"}
BROWSER = {"id": MISSING, "status": "active", "timeoutAt": "2026-01-01T01:00:00Z", "startedAt": "2026-01-01T00:00:00Z"}


def command_of(operation: Any) -> list[str]:
    return [operation.resource, operation.name.replace("_", "-")]


EVERY_OPERATION = [operation for resource in RESOURCES if resource != "sessions" for operation in operations(resource).values()]


@pytest.mark.parametrize("operation", EVERY_OPERATION, ids=lambda operation: operation.id)
def test_help_of_every_operation_lists_every_argument(bu: Any, operation: Any) -> None:
    shown = bu(*command_of(operation), "--help").out
    assert operation.summary in shown
    options = [option for option in operation.options.values() if option.place != "path"]
    hidden = {"limit"} if operation.paging else set()
    for names in names_of([option for option in options if option.argument not in hidden], ()).values():
        assert f"--{names[0]}" in shown
    assert shown.splitlines()[0].endswith(" ID") == any(option.place == "path" for option in operation.options.values())


@pytest.mark.parametrize("columns", [60, 100])
def test_help_of_a_group_lists_its_commands(columns: int) -> None:
    program = Path(sys.executable).with_name("bu-sessions")
    for resource, expected in RESOURCES.items():
        if resource != "sessions":
            done = subprocess.run(
                [program, resource, "--help"], env={**os.environ, "COLUMNS": str(columns)}, capture_output=True, text=True
            )
            assert " ".join(expected.split()) in " ".join(done.stdout.split())
            assert all(name.replace("_", "-") in done.stdout for name in operations(resource))


def test_create_get_list_update_and_delete_a_profile(sandbox: Sandbox, bu: Any) -> None:
    created = json.loads(bu("profiles", "create", "--name", "Ann Example", "--user-id", "u-1", "--json").out)
    assert (created["name"], created["userId"]) == ("Ann Example", "u-1")
    assert f"id: {created['id']}\n" in bu("profiles", "get", created["id"]).out
    assert bu("profiles", "list", "--query", "u-1").out.splitlines()[1].split()[:4] == [created["id"], "u-1", "Ann", "Example"]
    cleared = json.loads(bu("profiles", "update", created["id"], "--name", "null", "--json").out)
    assert (cleared["name"], cleared["userId"]) == (None, "u-1")
    assert json.loads(bu("profiles", "update", created["id"], "--name", '"null"', "--json").out)["name"] == "null"
    assert bu("profiles", "delete", created["id"]) == (0, "", "Done.\n")
    assert bu("profiles", "get", created["id"]).code == 3


def test_list_reads_pages_up_to_the_limit(sandbox: Sandbox, bu: Any) -> None:
    created_ids = [json.loads(bu("workspaces", "create", "--name", f"w{number}", "--json").out)["id"] for number in range(5)]
    listed = bu("workspaces", "list", "--limit", "3", "--json")
    assert [each["id"] for each in json.loads(listed.out)] == created_ids[:1:-1]
    assert listed.err == "There are more. --limit 15 shows up to 15.\n"
    page = json.loads(bu("workspaces", "list", "--page-size", "2", "--page-number", "2", "--json").out)
    assert [each["id"] for each in page["items"]] == created_ids[2:0:-1]
    assert (page["pageNumber"], page["pageSize"]) == (2, 2)
    lines = bu("workspaces", "list", "--page-size", "2").out.splitlines()
    assert lines[0].split() == ["id", "name", "createdAt", "updatedAt"]
    assert [line.split()[0] for line in lines[1:]] == created_ids[:2:-1]


def test_interrupted_create_says_that_the_outcome_is_unknown(server: Any, start: Any) -> None:
    reached, opened = threading.Event(), threading.Event()

    def rule(method: str, path: str) -> Any:
        reached.set()
        opened.wait(30)
        return 404, {"detail": "no"}, {}

    server.rule = rule
    for words, expected in ((["browsers", "create"], "It is unknown whether this was carried out"), (["browsers", "list"], "")):
        reached.clear()
        process = start(*words)
        assert reached.wait(20)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
        assert (process.returncode, out, expected in err, bool(expected) == bool(err)) == (130, "", True, True)
    opened.set()


def test_empty_list(server: Any, bu: Any) -> None:
    server.rule = lambda method, path: (200, {"items": [], "totalItems": 0, "pageNumber": 1, "pageSize": 20}, {})
    assert bu("browsers", "list") == (0, "", "There are no browsers.\n")
    assert bu("browsers", "list", "--json").out == "[]\n"


def test_secrets_are_hidden_without_show_secrets(sandbox: Sandbox, bu: Any) -> None:
    created = bu("browsers", "create", "--timeout", "5")
    browser = created.out.split("id: ")[1].split()[0]
    assert "cdpUrl: <hidden>\n" in created.out
    assert created.err == "Hidden: liveUrl, cdpUrl. --show-secrets shows them.\n"
    url = json.loads(bu("browsers", "get", browser, "--json").out)["cdpUrl"]
    assert url not in bu("browsers", "list").out
    assert url in bu("browsers", "list", "--show-secrets").out
    assert f"cdpUrl: {url}\n" in bu("browsers", "get", browser, "--show-secrets").out
    stopped = bu("browsers", "stop", browser)
    assert (stopped.out, stopped.err) == ("", f"Stopped browser {browser}: it is stopped.\n")


def test_secrets_in_lists_are_hidden(sandbox: Sandbox, bu: Any) -> None:
    workspace = json.loads(bu("workspaces", "create", "--json").out)["id"]
    arguments = ["workspaces", "upload-files", workspace, "--files", '{"name": "a"}', "--files", '[{"name": "b", "size": 3}]']
    done = bu(*arguments)
    assert (done.out.count("<hidden>"), done.out.count("http")) == (2, 0)
    assert bu(*arguments, "--show-secrets").out.count("http") == 2


def test_amounts_are_printed_exactly(server: Any, bu: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = {"planName": "p", "subscriptionStatus": None, "subscriptionId": None}
    plan |= {"subscriptionCurrentPeriodEnd": None, "subscriptionCanceledAt": None}
    balances = {f"{kind}CreditsBalanceUsd": 0.1 for kind in ("total", "monthly", "additional")}
    account = {**balances, "rateLimit": 5, "planInfo": plan, "projectId": MISSING}
    server.rule = lambda method, path: (200, account, {})
    done = bu("billing", "account")
    assert "totalCreditsBalanceUsd: 0.1\n" in done.out
    assert '"planName": "p"' in done.out


@pytest.mark.parametrize(
    ("words", "body"),
    [
        ([], {}),
        (["--recording", "--no-allow-resizing"], {"enableRecording": True, "allowResizing": False}),
        (["--enable-recording"], {"enableRecording": True}),
        (["--proxy", "none"], {"proxyCountryCode": None}),
        (["--proxy-country-code", "DE"], {"proxyCountryCode": "de"}),
        (["--profile", MISSING, "--timeout", "7"], {"profileId": MISSING, "timeout": 7}),
        (["--profile-id", "null"], {"profileId": None}),
        (["--custom-proxy", '{"host": "h", "port": 1}'], {"customProxy": {"host": "h", "port": 1}}),
        (["--extra", "metadata={}", "--extra", "solveCaptchas=false"], {"metadata": {}, "solveCaptchas": False}),
    ],
)
def test_options_become_the_request_body(server: Any, bu: Any, words: list[str], body: Any) -> None:
    server.rule = lambda method, path: (201, BROWSER, {})
    assert bu("browsers", "create", *words).code == 0
    assert (server.bodies[-1] or {}) == body


def test_json_option_value_may_come_from_a_file(server: Any, bu: Any, tmp_path: Path) -> None:
    server.rule = lambda method, path: (201, BROWSER, {})
    file = tmp_path / "proxy.json"
    file.write_text('\ufeff{"host": "h", "port": 1, "password": "hidden-word"}')
    assert bu("browsers", "create", "--custom-proxy", f"@{file}").code == 0
    assert server.bodies[-1]["customProxy"]["password"] == "hidden-word"
    file.write_text('{"host": "h", "password": "hidden-word"')
    done = bu("browsers", "create", "--custom-proxy", f"@{file}")
    assert (done.code, "hidden-word" in done.err) == (2, False)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["profiles", "get"], "Missing argument 'ID'"),
        (["profiles", "get", "x"], "Invalid value for 'ID': ID must be a UUID"),
        (["profiles", "gte", "x"], "Did you mean get?"),
        (["profles", "list"], "Did you mean profiles?"),
        (["profiles", "list", "--page-sise", "3"], "--page-size"),
        (["profiles", "list", "--page-size", "x"], "'x' is not a valid integer"),
        (["profiles", "list", "--page-size", "300"], "--page-size must be from 1 to 100"),
        (["profiles", "list", "--limit", "0"], "--limit"),
        (["profiles", "create", "--name", "x" * 101], "'--name': name must have at most 100 characters"),
        (["browsers", "list", "--filter-by", "actve"], "Did you mean 'active'?"),
        (["browsers", "update", MISSING], "Missing option '--action'"),
        (["browsers", "update", MISSING, "--action", "start"], "'--action': action must be 'stop'"),
        (["browsers", "create", "--custom-proxy", '{"host": "h"}'], "--custom-proxy.port is missing"),
        (["browsers", "create", "--custom-proxy", "{"], "is not JSON"),
        (["browsers", "create", "--custom-proxy", "@/no/such/file"], "/no/such/file cannot be read"),
        (["browsers", "create", "--extra", "x"], "is not NAME=JSON"),
        (["browsers", "create", "--extra", "timeout=5"], "--extra holds timeout"),
        (["workspaces", "delete-file", MISSING], "Missing option '--path'"),
        (["workspaces", "files", MISSING, "--limit", "500", "--cursor", "c"], "must be from 1 to 100"),
        (["run", "x", "--modle", "bu-max"], "'--model'"),
        (["run", "x", "--extra", "maxCostUsd=5"], "--extra holds maxCostUsd"),
    ],
)
def test_wrong_usage_is_rejected_before_sending_with_a_hint(server: Any, bu: Any, words: list[str], expected: str) -> None:
    done = bu(*words)
    assert (done.code, done.out, server.requests) == (2, "", [])
    assert expected in done.err
    if expected not in ("Did you mean get?", "Did you mean profiles?"):  # Which command is meant, and its --json, is not known.
        as_json = bu(*words, "--json")
        assert (as_json.code, as_json.err) == (2, "")
        assert expected in json.loads(as_json.out)["error"]["message"]


def test_unknown_id_prints_404_and_the_list_command(sandbox: Sandbox, bu: Any) -> None:
    done = bu("workspaces", "get", MISSING)
    assert (done.code, done.out) == (3, "")
    assert "404: Workspace not found" in done.err
    assert "`bu-sessions workspaces list`" in done.err
    error = json.loads(bu("workspaces", "get", MISSING, "--json").out)["error"]
    assert (error["type"], error["status_code"], error["detail"]) == ("NotFoundError", 404, "Workspace not found")


def test_missing_api_key_is_a_json_error_with_json(bu: Any) -> None:
    for words in (["run", "x"], ["list"], ["profiles", "list"], ["billing", "account"]):
        done = bu(*words, "--json")
        assert (done.code, done.err) == (2, "")
        assert "There is no API key" in json.loads(done.out)["error"]["message"]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("'{}'", "in quotes"),
        ("a {}", "holds a blank or the variable's name"),
        ("BROWSER_USE_API_KEY={}", "holds a blank or the variable's name"),
    ],
)
def test_malformed_api_key_is_rejected_and_not_printed(bu: Any, key: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER_USE_API_KEY", key.format("a-key-that-is-wrong"))
    done = bu("profiles", "list")
    assert done.code == 2
    assert expected in done.err
    assert "a-key-that-is-wrong" not in done.err


@pytest.mark.parametrize(
    ("variable", "value"),
    [("SSL_CERT_FILE", "/no/such/file"), ("ALL_PROXY", "ftp://proxy.test"), ("NO_PROXY", "[::1")],
)
def test_invalid_proxy_or_certificate_variable_is_named(
    bu: Any, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    arguments = ["--api-key", "some-key", "--base-url", "https://127.0.0.1:1/api/v3"]
    done = bu("profiles", "list", *arguments)
    assert (done.code, done.out) == (2, "")
    assert variable in done.err
    done = bu("run", "x", "--json", *arguments)
    assert (done.code, done.err) == (2, "")
    assert variable in json.loads(done.out)["error"]["message"]


DISGUISES = "\x1b\x9b\u202e\u2066\u200b\u2028"


@pytest.mark.parametrize("arguments", [["list"], ["list", "--json"], ["get", MISSING], ["get", MISSING, "--json"]])
def test_control_characters_in_resources_are_escaped(server: Any, bu: Any, arguments: list[str]) -> None:
    profile = PROFILE | {"name": f"a{DISGUISES}\n[red]b", f"new{DISGUISES}": {"x": DISGUISES}, "cookieDomains": [DISGUISES]}
    page = {"items": [profile], "totalItems": 1, "pageNumber": 1, "pageSize": 20, f"more{DISGUISES}": DISGUISES}
    server.rule = lambda method, path: (200, page if "?" in path else profile, {})
    done = bu("profiles", *arguments)
    assert done.code == 0
    assert "[red]b" in done.out
    assert not set(DISGUISES) & set(done.out + done.err)


def test_narrow_terminal_omits_columns_and_says_which(server: Any, in_a_terminal: Any) -> None:
    profile = PROFILE | {"name": "a name that is longer than its column, and has 日本語"}
    page = {"items": [profile], "totalItems": 1, "pageNumber": 1, "pageSize": 20}
    server.rule = lambda method, path: (200, page, {})
    code, written = in_a_terminal("profiles", "list", columns=60)
    lines = written.replace("\r", "").splitlines()
    assert code == 0
    assert lines[1] == f"{MISSING}  a name that is longer…"
    assert " ".join(lines[2:]) == "No room for: createdAt, updatedAt. A wider terminal or --json shows them."
    assert max(map(len, lines)) <= 60


def test_bash_completion_of_groups_and_options() -> None:
    program = Path(sys.executable).with_name("bu-sessions")
    for words, expected in (
        ("bu-sessions prof", "profiles"),
        ("bu-sessions workspaces up", "upload-files"),
        ("bu-sessions browsers create --rec", "--recording"),
        ("bu-sessions browsers list --filter-by ac", "active"),
    ):
        count = str(len(words.split()) - 1)
        environment = {**os.environ, "_BU_SESSIONS_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": count}
        assert expected in subprocess.run([program], env=environment, capture_output=True, text=True).stdout


def test_help_imports_neither_httpx_nor_models() -> None:
    code = (
        "import sys; from browser_use_sessions.cli.group import commands\n"
        "commands.main({arguments!r}, standalone_mode=False)\n"
        "print([name for name in ('httpx', 'rich', 'browser_use_api.models') if name in sys.modules], file=sys.stderr)"
    )
    for arguments in (["--help"], ["profiles", "--help"], ["workspaces", "upload", "--help"]):
        done = subprocess.run([sys.executable, "-c", code.format(arguments=arguments)], capture_output=True, text=True)
        assert done.stderr == "[]\n", arguments


def test_stop_all_stops_every_active_session(server: Any, bu: Any) -> None:
    created_ids = [server.create()["id"] for _ in range(3)]
    server.sessions[created_ids[0]]["status"] = "stopped"
    done = bu("stop", "--all")
    assert (done.code, done.out, server.left) == (0, "", [])
    assert [line.split()[2].rstrip(":") for line in done.err.splitlines()] == created_ids[1:]
    assert bu("stop", "--all") == (0, "", "There are no active sessions.\n")


def test_stop_all_continues_after_a_failed_stop(server: Any, bu: Any) -> None:
    created_ids = [server.create()["id"] for _ in range(3)]
    server.rule = lambda method, path: (403, {"detail": "no"}, {}) if path.endswith(f"{created_ids[0]}/stop") else None
    done = bu("stop", "--all", "--json")
    assert (done.code, server.left) == (3, [created_ids[0]])
    assert [session["id"] for session in json.loads(done.out)] == created_ids[1:]
    assert "403: no" in done.err


@pytest.mark.parametrize("words", [["stop"], ["stop", MISSING, "--all"]])
def test_stop_takes_either_an_id_or_all(server: Any, bu: Any, words: list[str]) -> None:
    done = bu(*words)
    assert (done.code, server.requests) == (2, [])
    assert "--all" in done.err


def test_option_names_that_collide_get_distinct_names(make_option: Callable[..., Any]) -> None:
    options = [make_option(name) for name in ("profile_id", "profile", "enable_x", "x_usd", "json", "query")]
    names = names_of(options, ("json",))
    assert names["profile"] == ["profile"]
    assert names["profile_id"] == ["profile-id"]
    assert (names["enable_x"], names["x_usd"]) == (["x", "enable-x"], ["x-usd"])
    assert names["json"] == ["query-json"]
    assert len({name for each in names.values() for name in each}) == 7


@pytest.fixture
def make_option() -> Callable[..., Any]:
    from browser_use_api._core.codecs import Text
    from browser_use_api._core.operation import Option

    return lambda name: Option(name, name, "query", Text())


def test_every_argument_of_create_is_an_option_of_run() -> None:
    from browser_use_api.operations.sessions import CREATE

    created_ids = {parameter.option.argument for parameter in click_parameters(CREATE) if hasattr(parameter, "option")}
    assert created_ids == set(CREATE.options)
