"""The official TypeScript client of the documented API version, and the example of the API page, work with the sandbox."""

import subprocess
import sys
from pathlib import Path

import pytest

from browser_use_sandbox import Sandbox

ROOT = Path(__file__).parents[2]


def test_official_typescript_client_and_page_example_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT / "tools")
    monkeypatch.delitem(sys.modules, "node_tools", raising=False)
    import node_tools

    modules = node_tools.install()
    with Sandbox(start_seconds=0, task_seconds=0.05) as sandbox:
        done = subprocess.run(
            [node_tools.node_bin() / "node", Path(__file__).parent / "official.mjs", sandbox.base_url, sandbox.api_key, modules],
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.stdout == "all held\n", done.stderr
