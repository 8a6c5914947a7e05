"""The pytest plugin, in a pytest of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

from planted_faults import bench
from planted_faults.fault import load


def pytest_in(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Runs pytest with this plugin alone, since others take their time to load."""
    options = ("-q", "-p", "no:cacheprovider", "-p", "browser_use_contract.pytest_plugin", "--rootdir", str(folder), *options)
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", "pytest", *options, str(folder)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, env=environment)


def test_pytest_finds_it() -> None:
    found = [entry.value for entry in entry_points(group="pytest11") if entry.name == "browser_use_contract"]
    assert found == ["browser_use_contract.pytest_plugin"]


def test_it_does_nothing_unless_asked(tmp_path: Path) -> None:
    (tmp_path / "test_own.py").write_text("def test_own(): pass\n")
    assert "1 passed" in pytest_in(tmp_path).stdout


def test_each_promise_is_a_test(tmp_path: Path, server: str, key: str) -> None:
    done = pytest_in(tmp_path, "--contract-url", server, "--contract-api-key", key, "--contract-quick")
    assert done.returncode == 0, done.stdout[-2000:]
    assert "passed" in done.stdout
    assert "skipped" in done.stdout


def test_a_violated_promise_fails_with_its_evidence(tmp_path: Path) -> None:
    fault = next(one for one in load() if one.name == "total leaves out the proxy")
    with bench.served(fault, task_seconds=0.05) as url:
        done = pytest_in(tmp_path, "--contract-url", url, "--contract-api-key", bench.KEY, "--contract-quick")
    assert done.returncode == 1
    assert "costs.total.getSession" in done.stdout
    assert "curl" in done.stdout
    assert bench.KEY not in done.stdout


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    done = pytest_in(tmp_path, "--contract-url", "http://127.0.0.1:1/api/v3", "-x")
    assert done.returncode != 0
    assert "does not answer" in done.stdout
