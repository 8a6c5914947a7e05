"""Starting and stopping a sandbox: in a program, and on the command line."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs
import click
import httpx
import pytest
from click.testing import CliRunner

import browser_use_sandbox
from browser_use_sandbox import DEFAULT_API_KEY, Clock, Sandbox, Settings
from browser_use_sandbox.command import sandbox as command

pytestmark = pytest.mark.slow


def sessions(sandbox: Sandbox) -> Any:
    return httpx.get(f"{sandbox.base_url}/sessions", headers={"X-Browser-Use-API-Key": sandbox.api_key}).raise_for_status().json()


def test_it_serves_while_the_block_runs() -> None:
    with Sandbox() as sandbox:
        assert sandbox.api_key == DEFAULT_API_KEY
        assert sessions(sandbox)["total"] == 0
        url = sandbox.base_url
    with pytest.raises(RuntimeError, match="does not run"):
        _ = sandbox.base_url
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


def test_settings_by_name_win() -> None:
    sandbox = Sandbox(Settings(task_seconds=3, seed=4), seed=5, api_keys=["a", "b"])
    assert sandbox.settings == Settings(task_seconds=3, seed=5, api_keys=("a", "b"))
    with pytest.raises(TypeError, match=r"no setting 'task_secs'; did you mean 'task_seconds'\?$"):
        Sandbox(task_secs=1)
    with pytest.raises(TypeError, match=r"no setting 'xyz'$"):
        Sandbox(xyz=1)


def test_each_setting_is_an_option_with_help() -> None:
    options = {option.name: option for option in command.params if isinstance(option, click.Option)}
    for field in attrs.fields(Settings):
        assert options[field.name].help
        assert options[field.name].opts[0].startswith("--")


def test_it_says_what_it_is() -> None:
    sandbox = Sandbox()
    assert repr(sandbox) == "<Sandbox, not running>"
    with sandbox:
        assert repr(sandbox) == f"<Sandbox at {sandbox.base_url}>"


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_port_that_there_is_not(port: int) -> None:
    with pytest.raises(ValueError, match="port must be from 0 to 65535"):
        Sandbox(port=port)


def test_several_run_side_by_side_and_one_can_start_again() -> None:
    with Sandbox() as one, Sandbox() as other:
        assert one.base_url != other.base_url
        headers = {"X-Browser-Use-API-Key": one.api_key}
        httpx.post(f"{one.base_url}/sessions", json={}, headers=headers).raise_for_status()
        assert (sessions(one)["total"], sessions(other)["total"]) == (1, 0)
        with pytest.raises(RuntimeError, match="runs already"):
            one.start()
        one.stop()
        one.start()
        assert sessions(one)["total"] == 0
        one.stop()
        one.stop()


def test_it_ends_with_connections_open() -> None:
    with httpx.Client() as client, Sandbox() as sandbox:
        client.get(sandbox.base_url)


def test_a_port_that_is_taken() -> None:
    with Sandbox() as sandbox, pytest.raises(OSError, match="in use"):
        Sandbox(port=int(sandbox.base_url.split(":")[2].split("/")[0])).start()


@pytest.mark.parametrize(
    "wrong",
    [
        {"api_keys": ()},
        {"api_keys": ("",)},
        {"api_keys": ("a", "a")},
        {"api_keys": (" a",)},
        {"api_keys": ("é",)},
        {"task_seconds": -1},
        {"task_seconds": float("nan")},
        {"task_seconds": float("inf")},
        {"credits_usd": "much"},
        {"credits_usd": "NaN"},
        {"max_active_sessions": -1},
    ],
)
def test_senseless_settings(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Settings(**wrong)


def test_the_clock_only_goes_forward() -> None:
    with pytest.raises(ValueError, match="speed"):
        Clock(speed=-1)
    clock = Clock(speed=1000)
    first = clock.now()
    with pytest.raises(ValueError, match="not from 0 s"):
        clock.advance(first - clock.now() - (clock.now() - first))
    assert clock.now() >= first


@contextmanager
def running(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "browser_use_sandbox", "--port", "0", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_the_command_serves_until_a_signal(ending: signal.Signals) -> None:
    with running("--api-key", "mine") as process:
        assert process.stdout is not None
        url = process.stdout.readline().rstrip("\n")
        assert url.startswith("http://127.0.0.1:")
        assert url.endswith("/api/v3")
        assert httpx.get(f"{url}/sessions", headers={"X-Browser-Use-API-Key": "mine"}).status_code == 200
        process.send_signal(ending)
        rest, told = process.communicate(timeout=10)
    assert process.returncode == 0
    assert rest == ""
    assert "Traceback" not in told
    assert f"BROWSER_USE_BASE_URL={url} BROWSER_USE_API_KEY=mine" in told


def test_the_command_s_time_may_wait_for_looks() -> None:
    with running("--auto-advance", "--speed", "0", "--task-seconds", "3600") as process:
        assert process.stdout is not None
        with httpx.Client(
            base_url=process.stdout.readline().rstrip(), headers={"X-Browser-Use-API-Key": DEFAULT_API_KEY}
        ) as client:
            url = f"/sessions/{client.post('/sessions', json={'task': 'x'}).json()['id']}"
            statuses = [client.get(url).json()["status"] for _ in range(20)]
    assert (statuses[0], statuses[-1]) == ("running", "stopped")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--api-key", ""], 2, "API key"),
        (["--port", "70000"], 2, "70000"),
        (["--task-seconds", "-1"], 2, "task_seconds"),
        (["--credits-usd", "x"], 2, "USD"),
        (["--host", "192.0.2.1"], 1, "cannot listen on 192.0.2.1"),
    ],
)
def test_the_command_says_what_is_wrong(arguments: list[str], code: int, told: str) -> None:
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == code
    assert told in result.stderr
    assert result.stdout == ""


def test_the_command_says_that_the_port_is_in_use() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = CliRunner().invoke(command, ["--port", str(port)])
    assert result.exit_code == 1
    assert result.stderr == f"Error: cannot listen on 127.0.0.1 port {port}: Address already in use\n"
    assert result.stdout == ""


def test_all_addresses_are_told_by_one_that_can_be_reached() -> None:
    for host, told in (("0.0.0.0", "http://127.0.0.1:"), ("::", "http://[::1]:")):
        with running("--host", host) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            url = process.stdout.readline().strip()
            assert url.startswith(told)
            assert httpx.get(f"{url}/sessions", headers={"X-Browser-Use-API-Key": DEFAULT_API_KEY}).status_code == 200
            process.terminate()
            assert f"BROWSER_USE_BASE_URL={told}" in process.stderr.read()


@pytest.mark.parametrize(
    "program",
    [["-m", "browser_use_sandbox"], ["-c", "from browser_use_sessions.cli import main; main()", "sandbox"]],
    ids=["module", "bu-sessions"],
)
@pytest.mark.parametrize("reader", ["full", "gone"])
def test_output_that_cannot_be_written_is_no_trouble_of_the_port(program: list[str], reader: str) -> None:
    read, write = os.pipe()
    os.close(read)
    with Path("/dev/full").open("w") as full, os.fdopen(write, "w") as broken:
        stdout = full if reader == "full" else broken
        done = subprocess.run(
            [sys.executable, *program, "--port", "0"], stdout=stdout, stderr=subprocess.PIPE, text=True, timeout=30, check=False
        )
    assert done.returncode != 0
    assert "port" not in done.stderr
    assert "Traceback" not in done.stderr
    assert ("No space left" in done.stderr) == (reader == "full")
    assert "ignored" not in done.stderr


def test_an_interruption_before_anything_has_begun() -> None:
    program = """if True:
        import runpy, sys

        class Interruption:
            def find_spec(self, name, path=None, target=None):
                if name == "click":
                    raise KeyboardInterrupt

        sys.meta_path.insert(0, Interruption())
        runpy.run_module("browser_use_sandbox", run_name="__main__")
    """
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_what_is_not_installed_is_said() -> None:
    program = """if True:
        import sys
        sys.modules["starlette"] = None
        from browser_use_sandbox.command import sandbox
        sandbox()
    """
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "Error: the sandbox needs starlette: pip install '.[sandbox]' in a checkout installs it\n"


@pytest.mark.parametrize(("command", "extra"), [("sandbox", "sandbox"), ("check", "contract"), ("run", "cli")])
def test_without_the_command_line_s_packages_the_right_extra_is_said(command: str, extra: str) -> None:
    program = """if True:
        import sys
        sys.modules["click"] = None
        from browser_use_sessions.cli import main
        main()
    """
    done = subprocess.run([sys.executable, "-c", program, command], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert f"pip install '.[{extra}]'" in done.stderr


def test_the_command_is_cheap_to_load() -> None:
    program = "import sys, browser_use_sandbox.command; print('starlette' in sys.modules or 'jsonschema_rs' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_the_package_knows_its_names() -> None:
    assert all(getattr(browser_use_sandbox, name) is not None for name in browser_use_sandbox.__all__)
    with pytest.raises(AttributeError, match="nothing"):
        _ = browser_use_sandbox.nothing
