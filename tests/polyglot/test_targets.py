"""Generates, compiles and runs a TypeScript and a Go client, as docs/languages.md describes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import polyglot_install
import polyglot_pins
import polyglot_targets

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["typescript", "go"])
def test_target_generates_compiles_and_runs(name: str) -> None:
    if sentences := polyglot_install.missing(polyglot_targets.load()[name]):
        pytest.skip(" ".join(sentences))
    done = subprocess.run([sys.executable, str(ROOT / "tools/polyglot.py"), name], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    if name == "typescript":
        manifest = json.loads(polyglot_targets.MANIFEST.read_text())
        assert polyglot_pins.overrides(polyglot_pins.MODULES, manifest["dependencies"]) == manifest["overrides"]
