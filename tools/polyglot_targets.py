"""The targets of `make polyglot`: each folder of polyglot/ with a target.yaml, and the pinned versions of their packages."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

import yaml

HOME = Path(__file__).parent.parent / "polyglot"
REQUIREMENTS = HOME / "requirements.txt"
MANIFEST = HOME / "package.json"


@dataclass(frozen=True)
class Target:
    """A program with the commands that generate its client, compile it and run it. All run in its folder."""

    name: str
    language: str
    generator: str  # the generator's package on PyPI or npm
    document: str  # the input: openapi.yaml, or a document derived from it
    generate: list[str]
    compile: list[str] = field(default_factory=list)
    run: str | None = None  # None: the client is only generated
    needs: dict[str, str] = field(default_factory=dict)  # required programs, each with its Debian package
    libraries: dict[str, str] = field(default_factory=dict)  # Debian packages, each with a command that fails without it
    limits: list[str] = field(default_factory=list)  # in Markdown

    @property
    def folder(self) -> Path:
        return HOME / self.name

    @property
    def version(self) -> str:
        return (python_pins() | npm_pins())[self.generator]

    @property
    def uses_python(self) -> bool:
        """Whether its generator or program uses packages from PyPI."""
        return self.generator in python_pins()

    @property
    def uses_node(self) -> bool:
        return self.generator in npm_pins()


def python_pins() -> dict[str, str]:
    """Returns the versions in requirements.txt."""
    return dict(re.findall(r"^([\w.-]+)==(\S+)$", REQUIREMENTS.read_text(), re.MULTILINE))


def npm_pins() -> dict[str, str]:
    """Returns the versions in package.json."""
    pins: dict[str, str] = json.loads(MANIFEST.read_text())["dependencies"]
    return pins


def load() -> dict[str, Target]:
    """Returns all targets by name: those with a program first, then by language."""
    found = [Target(path.parent.name, **yaml.safe_load(path.read_text())) for path in HOME.glob("*/target.yaml")]
    return {target.name: target for target in sorted(found, key=lambda each: (each.run is None, each.language, each.name))}
