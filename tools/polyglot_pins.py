"""Pins every npm package of polyglot/node_modules in polyglot/package.json, under `overrides`, at the installed version.

A lock file would do the same, but names the host of the registry. To change a dependency: edit it in package.json, remove
`overrides`, run `make polyglot ONLY=typescript`, then `python tools/polyglot_pins.py`.
"""

import json
from pathlib import Path
from typing import Any

from polyglot_targets import MANIFEST

MODULES = MANIFEST.parent / "node_modules"
Overrides = dict[str, Any]


def packages(modules: Path) -> dict[str, Path]:
    """Returns the folders of the packages that lie directly in a node_modules folder, by name."""
    folders = [*modules.glob("[!.@]*"), *modules.glob("@*/*")]
    return {path.relative_to(modules).as_posix(): path for path in sorted(folders) if (path / "package.json").exists()}


def version(folder: Path) -> str:
    return str(json.loads((folder / "package.json").read_text())["version"])


def overrides(modules: Path, dependencies: dict[str, str]) -> Overrides:
    """Returns npm's overrides for what is installed. A package that has an own copy of another one pins that copy, too."""
    pins: Overrides = {}
    for name, folder in packages(modules).items():
        own = {inner: version(path) for inner, path in packages(folder / "node_modules").items()}
        if name in dependencies:
            pins |= {name: own} if own else {}
        else:
            pins[name] = {".": version(folder), **own} if own else version(folder)
    return pins


def main() -> None:
    manifest = json.loads(MANIFEST.read_text())
    found = overrides(MODULES, manifest["dependencies"])
    MANIFEST.write_text(json.dumps(manifest | {"overrides": found}, indent=2) + "\n")


if __name__ == "__main__":
    main()
