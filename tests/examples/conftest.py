"""Runs the programs of examples/ as users run them, against a sandbox of the test."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"


def wait_until(condition: Callable[[], Any]) -> None:
    """Polls the condition for at most 30 seconds."""
    pause = threading.Event()
    for _ in range(600):
        if condition():
            return
        pause.wait(0.05)
    raise AssertionError("the condition was not met in time")


@pytest.fixture
def start() -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Starts Python with these arguments. At the end, running processes are killed."""
    started: list[subprocess.Popen[str]] = []

    def make(*arguments: object, **environment: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, *map(str, arguments)],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield make
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def run(start: Callable[..., "subprocess.Popen[str]"]) -> Callable[..., tuple[int, str, str]]:
    """Runs an example to its end. Returns the exit code, stdout and stderr."""

    def to_the_end(name: str, *arguments: object, typed: str = "") -> tuple[int, str, str]:
        process = start(EXAMPLES / name, *arguments)
        output, errors = process.communicate(typed, timeout=120)
        return process.returncode, output, errors

    return to_the_end


@pytest.fixture
def serve(start: Callable[..., "subprocess.Popen[str]"]) -> Callable[..., str]:
    """Serves an example that is a web application, and returns its URL."""

    def serving(name: str, **environment: str) -> str:
        process = start("-m", "uvicorn", "--app-dir", EXAMPLES, "--port", 0, f"{name}:app", **environment)
        assert process.stderr is not None
        for line in process.stderr:
            if "running on" in line:
                url = line.split("running on ")[1].split()[0]
                threading.Thread(target=process.stderr.read, daemon=True).start()
                return url
        raise AssertionError("it has ended")

    return serving
