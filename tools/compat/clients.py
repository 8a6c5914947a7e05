"""The clients that are tried: ours, those generated from each revision, and official ones, each in a place of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import node_tools

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
#: The official clients: those of the page's time, and the newest that the package indexes have.
OFFICIAL_PYTHON = ("3.4.2", "3.12.1")
OFFICIAL_TYPESCRIPT = ("3.4.2", "3.11.3")
#: Where they are installed, beside the other tools of the project's environment.
_HOME = Path(sys.prefix) / "official-clients"


@dataclass(frozen=True)
class Client:
    """A client and the program that drives it: the command takes the key and the URLs."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)


def ours() -> Iterator[Client]:
    """The client of this project, and the generated one below it."""
    yield Client("this project's client", _python(Path(sys.executable), "browser_use_sessions:BrowserUse"))
    yield Client("generated from openapi.yaml", _python(Path(sys.executable), "browser_use_api:Client"))


def generated(name: str, document: Path, folder: Path) -> Client:
    """A client that is generated from a document into a folder. CalledProcessError where it cannot be."""
    package = f"api_{name.replace('-', '_')}"
    command = [sys.executable, str(ROOT / "tools" / "generate.py"), "--spec", str(document), "--output", str(folder / package)]
    subprocess.run(command, check=True, capture_output=True)
    return Client(
        f"generated from {name}", _python(Path(sys.executable), f"{package}:Client"), {**os.environ, "PYTHONPATH": str(folder)}
    )


def official() -> Iterator[Client]:
    """The official clients, installed where they are missing. CalledProcessError where they cannot be."""
    for version in OFFICIAL_PYTHON:
        yield Client(f"official Python {version}", _python(_installed_python(version), "browser_use_sdk.v3:BrowserUse"))
    for version in OFFICIAL_TYPESCRIPT:
        node = str(node_tools.node_bin() / "node")
        yield Client(f"official TypeScript {version}", (node, str(HERE / "steps.mjs"), str(_installed_node(version))))


def _python(python: Path, name: str) -> tuple[str, ...]:
    return (str(python), str(HERE / "steps.py"), name)


def _installed_python(version: str) -> Path:
    """The interpreter of an environment that has this version."""
    home = _HOME / f"python-{version}"
    python = home / "bin" / "python"
    if not (home / "ready").exists():
        venv.create(home, clear=True, with_pip=False, symlinks=True)
        # The project's pins hold for what the client needs; it itself has another version there.
        pins = (ROOT / "constraints.txt").read_text().splitlines()
        (home / "constraints.txt").write_text("\n".join(pin for pin in pins if not pin.startswith("browser-use-sdk==")))
        pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", f"browser-use-sdk=={version}"]
        clean = {name: value for name, value in os.environ.items() if name != "PIP_CONSTRAINT"}
        subprocess.run([*pip, "--constraint", str(home / "constraints.txt")], check=True, capture_output=True, env=clean)
        (home / "ready").touch()  # Last, so that an interrupted installation is begun again.
    return python


def _installed_node(version: str) -> Path:
    """The folder `node_modules` that has this version."""
    home = _HOME / f"typescript-{version}"
    if not (home / "ready").exists():
        home.mkdir(parents=True, exist_ok=True)
        npm = [*map(str, node_tools.npm()), "install", "--no-package-lock", "--no-audit", "--no-fund", "--silent"]
        command = [*npm, "--prefix", str(home), f"browser-use-sdk@{version}"]
        subprocess.run(command, check=True, capture_output=True, env=node_tools.environment(), cwd=home)
        (home / "ready").touch()
    return home / "node_modules"
