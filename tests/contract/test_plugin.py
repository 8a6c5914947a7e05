"""The pytest plugin, in a separate pytest process."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path

import click
import pytest

from browser_use_contract.command import check
from mutants import harness
from mutants.fault import Answer, Call, Fault, load

pytestmark = pytest.mark.slow


def pytest_in(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Runs pytest with only this plugin, since loading others takes time."""
    options = ("-q", "-p", "no:cacheprovider", "-p", "browser_use_contract.pytest_plugin", "--rootdir", str(folder), *options)
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", "pytest", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, env=environment)


@pytest.fixture
def counted() -> Iterator[tuple[str, list[int]]]:
    """A server with a counter of account requests. A check sends a fixed number of them."""
    asked = [0]

    def count(call: Call) -> Answer | None:
        asked[0] += call.operation == "getBillingAccount"
        return None

    with harness.served(Fault("counts", (), before=count), task_seconds=0.05, start_seconds=0.0) as url:
        yield url, asked


def test_pytest_finds_it() -> None:
    found = [entry.value for entry in entry_points(group="pytest11") if entry.name == "browser_use_contract"]
    assert found == ["browser_use_contract.pytest_plugin"]


def test_it_does_nothing_unless_asked(tmp_path: Path) -> None:
    (tmp_path / "test_own.py").write_text("def test_own(): pass\n")
    assert "1 passed" in pytest_in(tmp_path).stdout


def test_it_has_every_option_of_the_command(tmp_path: Path) -> None:
    told = pytest_in(tmp_path, "--help").stdout
    names = [
        max(one.opts, key=len).removeprefix("--") for one in check.params if isinstance(one, click.Option) and one.expose_value
    ]
    assert len(names) > 20
    assert [name for name in names if f"--contract-{name}" not in told] == []


def test_each_requirement_is_a_test(tmp_path: Path, server: str, key: str) -> None:
    (tmp_path / "test_own.py").write_text("def test_own(): pass\n")
    report = tmp_path / "report.json"
    done = pytest_in(
        tmp_path, "--contract-url", server, "--contract-api-key", key, "--contract-quick", f"--contract-json={report}"
    )
    assert done.returncode == 0, done.stdout[-2000:]
    counts = json.loads(report.read_text())["counts"]
    assert f"{counts['passed'] + 1} passed, {counts['not_covered']} skipped" in done.stdout


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["contract::costs.total.getSession"], "1 passed in"),
        (["-k", "costs.total.getSession"], "1 passed, "),
        (["--contract-only", "getBillingAccount", "--contract-skip", "fields", "contract"], " passed"),
        (["--deselect", "contract::costs.total.getSession", "contract::costs.total.getSession"], "1 deselected"),
    ],
)
def test_tests_are_selected(tmp_path: Path, server: str, key: str, options: list[str], told: str) -> None:
    (tmp_path / "test_own.py").write_text("def test_fails(): assert False\n")
    done = pytest_in(tmp_path, "--contract-url", server, "--contract-api-key", key, "--contract-quick", *options)
    assert told in done.stdout, done.stdout[-2000:]
    assert "failed" not in done.stdout


def test_ids_are_those_of_pytest(tmp_path: Path) -> None:
    done = pytest_in(tmp_path, "--contract-url", "http://127.0.0.1:1/api/v3", "--collect-only")
    assert "contract::costs.total.getSession\n" in done.stdout
    done = pytest_in(tmp_path, "--contract-url", "http://127.0.0.1:1/api/v3", "contract::no.such")
    assert done.returncode == 4
    assert "not found: contract::no.such" in done.stderr


def test_a_violated_requirement_fails_with_its_evidence(tmp_path: Path) -> None:
    fault = next(one for one in load() if one.name == "total leaves out the proxy")
    with harness.served(fault, task_seconds=0.05) as url:
        done = pytest_in(tmp_path, "--contract-url", url, "--contract-api-key", harness.KEY, "--contract-quick")
    assert done.returncode == 1
    assert "FAILED contract::costs.total.getSession" in done.stdout
    assert "curl" in done.stdout
    assert harness.KEY not in done.stdout


def test_what_is_known_is_expected_to_fail(tmp_path: Path) -> None:
    fault = next(one for one in load() if one.name == "total leaves out the proxy")
    known = {f"costs.total.{name}": "It is being repaired." for name in ("getSession", "listSessions", "stopSession", "followUp")}
    (tmp_path / "known.json").write_text(json.dumps({"format": "browser-use-contract-baseline/1", "known": known}))
    with harness.served(fault, task_seconds=0.05) as url:
        given = (
            "--contract-url",
            url,
            "--contract-api-key",
            harness.KEY,
            "--contract-quick",
            "--contract-baseline",
            "known.json",
        )
        done = pytest_in(tmp_path, *given, "-rx", "contract::costs.total.getSession")
    assert "1 xfailed" in done.stdout
    assert "It is being repaired." in done.stdout


def test_processes_share_one_verdict(tmp_path: Path, counted: tuple[str, list[int]]) -> None:
    url, asked = counted
    options = ("--contract-url", url, "--contract-api-key", harness.KEY, "--contract-quick")
    assert pytest_in(tmp_path, *options).returncode == 0
    once = asked[0]
    done = pytest_in(tmp_path, *options, "-p", "xdist", "-n", "3")
    assert done.returncode == 0, done.stdout[-2000:]
    assert asked[0] == 2 * once
    done = pytest_in(tmp_path, *options, "-p", "xdist", "-n", "2", "contract::costs.total.getSession")
    assert "1 passed" in done.stdout


def test_a_dead_server_is_tried_once(tmp_path: Path) -> None:
    tries: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(60)
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/api/v3"
        import threading

        def hang_up() -> None:
            try:
                while True:
                    connection, _ = listening.accept()
                    tries.append(1)
                    connection.close()
            except OSError:
                return

        thread = threading.Thread(target=hang_up, daemon=True)
        thread.start()
        done = pytest_in(tmp_path, "--contract-url", url, "--tb=line")
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(10)
    assert done.returncode == 1
    assert "No verdict" in done.stdout
    assert "passed" not in done.stdout
    assert len(tries) < 10


def test_options_that_cannot_be_used(tmp_path: Path) -> None:
    done = pytest_in(tmp_path, "--contract-url", "http://127.0.0.1:1/api/v3", "--contract-max-time", "soon")
    assert done.returncode == 4
    assert "--contract-max-time" in done.stderr
