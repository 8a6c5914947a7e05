"""The TypeScript example: its types are generated from openapi.yaml and checked, and it runs."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .conftest import EXAMPLES, ROOT

pytestmark = pytest.mark.slow

PACKAGES = ("openapi-fetch@0.17.0", "openapi-typescript@7.13.0", "typescript@5.9.3", "@types/node@24.0.0")
HOME = Path(sys.prefix) / "example-node"


@pytest.fixture
def node(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs node. The npm packages that the example needs are installed once."""
    monkeypatch.syspath_prepend(ROOT / "tools")
    monkeypatch.delitem(sys.modules, "node_tools", raising=False)
    import node_tools

    done = HOME / "packages"
    if not done.exists() or done.read_text() != str(PACKAGES):
        shutil.rmtree(HOME, ignore_errors=True)
        HOME.mkdir()
        options = ("--prefix", HOME, "--no-package-lock", "--no-audit", "--no-fund", "--silent")
        subprocess.run([*node_tools.npm(), "install", *options, *PACKAGES], check=True, env=node_tools.environment())
        done.write_text(str(PACKAGES))

    def run(folder: Path, *arguments: object) -> "subprocess.CompletedProcess[str]":
        program = [node_tools.node_bin() / "node", *map(str, arguments)]
        return subprocess.run(program, cwd=folder, env=os.environ, capture_output=True, text=True, timeout=120)

    return run


def test_typescript_example_type_checks_and_runs(
    node: Any, browser_use_sandbox: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(EXAMPLES / "run_task.ts", tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "node_modules").symlink_to(HOME / "node_modules")
    generator = "node_modules/openapi-typescript/bin/cli.js"
    made = node(tmp_path, generator, ROOT / "openapi.yaml", "-o", "schema.d.ts", "--default-non-nullable", "false")
    assert made.returncode == 0, made.stdout + made.stderr
    flags = (
        "--noEmit",
        "--strict",
        "--target",
        "esnext",
        "--module",
        "nodenext",
        "--allowImportingTsExtensions",
        "--types",
        "node",
    )
    checked = node(tmp_path, "node_modules/typescript/bin/tsc", *flags, "run_task.ts")
    assert checked.returncode == 0, checked.stdout
    browser_use_sandbox.script(task="Find a mouse", output="A mouse", cost_usd="0.02")
    browser_use_sandbox.script(task="Find a dragon", success=False)
    found = node(tmp_path, "run_task.ts", "Find a mouse")
    assert (found.returncode, found.stdout) == (0, "A mouse (stopped, $0.020000)\n"), found.stderr
    assert node(tmp_path, "run_task.ts", "Find a dragon").returncode == 1
    assert "Say what the agent is to do" in node(tmp_path, "run_task.ts", "").stderr
    monkeypatch.setenv("BROWSER_USE_API_KEY", "wrong")
    assert "refused (401)" in node(tmp_path, "run_task.ts", "Find a mouse").stderr
    browser_use_sandbox.assert_created(2)
    browser_use_sandbox.assert_nothing_running()
