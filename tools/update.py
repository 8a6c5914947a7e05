"""Writes constraints.txt with the newest versions that pyproject.toml allows, as pip chooses them in an empty environment."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
PINS = ROOT / "constraints.txt"


def main() -> None:
    environment = {key: value for key, value in os.environ.items() if key != "PIP_CONSTRAINT"}
    with tempfile.TemporaryDirectory() as folder:
        print("Installing the newest versions that pyproject.toml allows …", file=sys.stderr)
        venv.create(folder, with_pip=True)
        pip = [str(Path(folder) / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
        subprocess.run([*pip, "install", "--quiet", "-e", f"{ROOT}[dev]"], check=True, env=environment)
        frozen = subprocess.run(
            [*pip, "freeze", "--exclude-editable"], check=True, env=environment, stdout=subprocess.PIPE, text=True
        ).stdout
    before = set(PINS.read_text("utf-8").split())
    pins = sorted({line for line in frozen.splitlines() if "==" in line}, key=lambda line: line.lower().replace("_", "-"))
    PINS.write_text("\n".join(pins) + "\n", "utf-8")
    changes = sorted(set(pins) - before)
    print(*(changes or ["Everything was up to date."]), sep="\n")


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error}. constraints.txt was not changed.")
