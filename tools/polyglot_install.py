"""Installs what the targets of `make polyglot` need into polyglot/.venv and polyglot/node_modules."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import node_tools
from polyglot_targets import HOME, MANIFEST, REQUIREMENTS, Target

LONGEST = 300  # seconds for all packages of a language
CONSTRAINTS = HOME.parent / "constraints.txt"


class CannotInstall(Exception):
    """A package could not be installed. The message has the file that lists it and the end of the installer's output."""


def missing(target: Target) -> list[str]:
    """Returns one sentence for each missing program or library of the machine."""
    lacking = {program: package for program, package in target.needs.items() if shutil.which(program) is None}
    lacking |= {package: package for package, command in target.libraries.items() if not _succeeds(command)}
    return [f"`{name}` is not installed. On Debian: apt-get install {package}" for name, package in lacking.items()]


def _succeeds(command: str) -> bool:
    words = shlex.split(command)
    return shutil.which(words[0]) is not None and subprocess.run(words, capture_output=True).returncode == 0


def environment() -> dict[str, str]:
    """Returns an environment in which the installed commands come first and do not use the network."""
    folders = [HOME / ".venv/bin", HOME / "node_modules/.bin", node_tools.node_bin()]
    path = os.pathsep.join([*map(str, folders), os.environ["PATH"]])
    return os.environ | {"PATH": path, "NO_COLOR": "1", "GOFLAGS": "-mod=mod", "GOPROXY": "off", "GOTOOLCHAIN": "local"}


def call(command: list[str | Path], what: str) -> None:
    environment = node_tools.environment() | {"PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    try:
        done = subprocess.run(command, cwd=HOME, env=environment, capture_output=True, text=True, timeout=LONGEST)
    except subprocess.TimeoutExpired as error:
        raise CannotInstall(f"Cannot install the packages in {what}: timed out after {LONGEST} seconds.") from error
    if done.returncode:
        words = "\n  ".join((done.stderr or done.stdout).strip().splitlines()[-5:])
        raise CannotInstall(f"Cannot install the packages in {what}; the first installation needs a package index.\n  {words}")


def install_python() -> None:
    stamp = HOME / ".venv/.ready"
    wanted = REQUIREMENTS.read_text() + CONSTRAINTS.read_text()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print("Installing polyglot/requirements.txt into polyglot/.venv …", file=sys.stderr)
    call([sys.executable, "-m", "venv", "--clear", HOME / ".venv"], "polyglot/requirements.txt")
    pip: list[str | Path] = [HOME / ".venv/bin/python", "-m", "pip", "install", "--quiet", "--retries=1", "--timeout=20"]
    call([*pip, "--constraint", CONSTRAINTS, "--requirement", REQUIREMENTS], "polyglot/requirements.txt")
    stamp.write_text(wanted)


def install_node() -> None:
    stamp = HOME / "node_modules/.ready"
    wanted = MANIFEST.read_text()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print("Installing polyglot/package.json into polyglot/node_modules …", file=sys.stderr)
    shutil.rmtree(HOME / "node_modules", ignore_errors=True)
    options = ["--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error", "--prefer-offline"]
    patience = ["--fetch-retries=2", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=3000", "--fetch-timeout=20000"]
    call([*node_tools.npm(), "install", *options, *patience], "polyglot/package.json")
    stamp.write_text(wanted)


def install(targets: list[Target]) -> None:
    """Installs the packages of these targets. Raises CannotInstall."""
    if any(target.uses_python for target in targets):
        install_python()
    if any(target.uses_node for target in targets):
        install_node()
