"""The command line against a sandbox."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from browser_use_sandbox import Sandbox
from browser_use_sessions.cli.group import run_command_line

PROGRAM = str(Path(sys.executable).with_name("bu-sessions"))


class Done(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def shared_sandbox() -> Iterator[Sandbox]:
    with Sandbox(task_seconds=0.1, start_seconds=0.02) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(shared_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    monkeypatch.setenv("BROWSER_USE_API_KEY", shared_sandbox.api_key)
    monkeypatch.setenv("BROWSER_USE_BASE_URL", shared_sandbox.base_url)
    return shared_sandbox


@pytest.fixture
def slow_sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """Its tasks take long enough to be watched."""
    with Sandbox(task_seconds=1.0, start_seconds=0.02) as sandbox:
        monkeypatch.setenv("BROWSER_USE_API_KEY", sandbox.api_key)
        monkeypatch.setenv("BROWSER_USE_BASE_URL", sandbox.base_url)
        yield sandbox


@pytest.fixture
def bu(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Done]:
    """Runs the command line in this process."""

    def run(*arguments: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["bu-sessions", *arguments])
        code = run_command_line()
        return Done(code, *capsys.readouterr())

    return run


@pytest.fixture
def start() -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Runs it in a process of its own, with pipes."""
    processes = []

    def run(*arguments: str, **options: Any) -> "subprocess.Popen[str]":
        pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        processes.append(subprocess.Popen([PROGRAM, *arguments], **pipes | options))
        return processes[-1]

    yield run
    for process in processes:
        process.kill()
        process.communicate()
