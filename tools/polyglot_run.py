"""Runs one target of `make polyglot`: generates the client, compiles the program, and runs it against today's and a newer API."""

import json
import re
import shlex
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import yaml

from polyglot_install import environment
from polyglot_targets import HOME, Target

KEY = "polyglot-key"
EXPECTED = (HOME / "expected.txt").read_text()
MODEL = re.compile(r"^model: (.*)$", re.MULTILINE)
LONGEST = 240  # time limit of one command, in seconds


@dataclass
class Result:
    """The result of a target. A step that was not reached or does not exist is None."""

    generated: bool = False
    warnings: list[str] = field(default_factory=list)  # warnings of the generator, without duplicates
    compiled: bool | None = None
    ran: bool | None = None
    unknown: str | None = None  # the result for an unlisted enum value: "kept", "lost" or "fails"
    trouble: str = ""  # the output of the step that failed
    seconds: float = 0.0

    @property
    def failed(self) -> bool:
        """Whether a step failed. A lost or failing unknown value is a limit of the generator, not a failure."""
        return not self.generated or self.compiled is False or self.ran is False


class Sandbox:
    """A sandbox in a separate process, with methods to query its state."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.control = urllib.parse.urljoin(url, "/_sandbox/")

    def ask(self, path: str, body: object = None) -> dict[str, object]:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.control + path, data, {"X-Browser-Use-API-Key": KEY})  # noqa: S310  # our own
        request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                return dict(json.loads(answer.read() or b"{}"))
        except urllib.error.HTTPError as error:
            return dict(json.load(error))


@contextmanager
def sandbox() -> Iterator[Sandbox]:
    """Yields a sandbox in which each poll advances the clock, so that tasks are fast."""
    options = ["--port", "0", "--api-key", KEY, "--speed", "0", "--auto-advance", "--script", str(HOME / "sandbox.yaml")]
    command = [sys.executable, "-m", "browser_use_sandbox", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            yield Sandbox(process.stdout.readline().strip())
        finally:
            process.terminate()


def execute(target: Target, command: str, variables: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            shlex.split(command),
            cwd=target.folder,
            env=environment() | (variables or {}),
            capture_output=True,
            text=True,
            timeout=LONGEST,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess([], 1, "", str(error))


def warnings(output: str) -> list[str]:
    """Returns the warnings and errors in a generator's output, without duplicates, colours, class names and line numbers."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", output)
    lines = re.findall(r"^.*\b(?:WARN|ERROR|warning|Warning)\b[\w. ]*(?:[ :-]+)(.*\S)", plain, re.MULTILINE)
    return sorted(set(lines))


def run_program(target: Target, *, newer: bool) -> subprocess.CompletedProcess[str]:
    """Runs the program. Then checks that no session is running, no key has leaked, and all scripted tasks were used."""
    assert target.run is not None
    with sandbox() as server:
        if newer:
            server.ask("script", yaml.safe_load((HOME / "newer.yaml").read_text()))
        variables = {"BROWSER_USE_BASE_URL": server.url, "BROWSER_USE_API_KEY": KEY, "NO_PROXY": "127.0.0.1"}
        done = execute(target, target.run, variables)
        if done.returncode == 0:
            complaints = server.ask("check?nothing_running&no_leaked_key&everything_used&created=2")["complaints"]
            if complaints:
                return subprocess.CompletedProcess([], 1, done.stdout, f"The sandbox reports: {complaints}")
        return done


def fare(target: Target) -> Result:
    """Runs all steps up to the first failure."""
    result = Result()
    start = time.perf_counter()
    steps(target, result)
    result.seconds = time.perf_counter() - start
    return result


def steps(target: Target, result: Result) -> None:
    for folder in ("generated", "build"):
        shutil.rmtree(target.folder / folder, ignore_errors=True)
    for command in target.generate:
        done = execute(target, command)
        if done.returncode:
            result.trouble = tail(command, done)
            return
        result.warnings = sorted({*result.warnings, *warnings(done.stdout + done.stderr)})
    result.generated = True
    for command in target.compile:
        done = execute(target, command)
        result.compiled = done.returncode == 0
        if not result.compiled:
            result.trouble = tail(command, done)
            return
    if target.run is None:
        return
    done = run_program(target, newer=False)
    result.ran = done.returncode == 0 and done.stdout == EXPECTED
    if not result.ran:
        result.trouble = tail(target.run, done)
        return
    done = run_program(target, newer=True)
    if done.returncode or MODEL.sub("", done.stdout) != MODEL.sub("", EXPECTED):
        result.unknown = "fails"
        result.trouble = tail(target.run, done)
    else:
        result.unknown = "kept" if "model: model-of-tomorrow\n" in done.stdout else "lost"


def tail(command: str, done: subprocess.CompletedProcess[str]) -> str:
    """Returns a command and the end of its output."""
    lines = (done.stdout + done.stderr).strip().splitlines()
    return "\n  ".join([f"$ {command}", *lines[-25:], f"exit code {done.returncode}"])
