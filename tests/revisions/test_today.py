"""How docs/how-to/todays-api.md says today's API is used: by name through `extra_body`, and by a client made from a revision."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from browser_use_sandbox import Sandbox
from browser_use_sandbox.contract.loading import own_document
from browser_use_sessions import BrowserUse
from tests.revisions.conftest import LATEST, ROOT

pytestmark = pytest.mark.slow

PAGE = (ROOT / "docs/how-to/todays-api.md").read_text(encoding="utf-8")
NEWER = {
    "autoHeal": False,
    "sensitiveData": {"password": "hunter2-and-more"},
    "useOwnKey": True,
    "codeMode": True,
    "thinkingLevel": "high",
    "browserScreenWidth": 1280,
    "browserScreenHeight": 800,
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(revision=LATEST, start_seconds=0, task_seconds=0) as running:
        yield running


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[BrowserUse]:
    with BrowserUse(api_key=sandbox.api_key, base_url=sandbox.base_url) as made:
        yield made


def _request(revision: str | None) -> set[str]:
    return set(own_document(revision)["components"]["schemas"]["CreateSessionRequest"]["properties"])


def test_the_page_names_every_newer_option() -> None:
    assert _request(LATEST) - _request(None) == NEWER.keys()
    assert all(f'"{name}"' in PAGE for name in NEWER)


def test_newer_options_by_name(client: BrowserUse, sandbox: Sandbox) -> None:
    result = client.run("Sign in with the password", model="claude-opus-4.7", extra_body=NEWER)
    sent = sandbox.requests("createSession")[-1].body
    assert {name: sent[name] for name in NEWER} == {**NEWER, "sensitiveData": {"password": "(hidden)"}}
    output: Any = result.output
    assert set(output) == {"text", "code"}
    newer: Any = result
    assert (newer.thinking_level, newer.browser_screen_width, newer.browser_screen_height) == ("high", 1280, 800)
    assert result.to_dict()["browserScreenHeight"] == 800


def test_what_is_newer_is_read_by_name(client: BrowserUse) -> None:
    account: Any = client.billing.account()
    assert account.concurrent_session_limit > 0
    browser: Any = client.browsers.create(extra_body={"metadata": {"team": "a"}})
    assert browser.metadata == {"team": "a"}
    client.browsers.stop(browser.id)


def test_the_generated_client_of_the_page(sandbox: Sandbox, tmp_path: Path) -> None:
    """The blocks that tests/docs does not run: the generation, and the program that uses the generated client."""
    (program,) = [block for block in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL) if "browser_use_today" in block]
    (shell,) = [block for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL) if "--print-spec" in block]
    print_spec, generate = (line.removeprefix("$ ").replace("/tmp", str(tmp_path)) for line in shell.splitlines())
    assert generate.startswith("make generate SPEC=")
    command = f"{Path(sys.executable).parent}/{print_spec}"
    assert subprocess.run(command, shell=True).returncode == 0
    spec, output = re.findall(r"=(\S+)", generate)
    generator = [sys.executable, ROOT / "tools" / "generate.py", "--spec", spec, "--output", output]
    assert subprocess.run(generator, capture_output=True).returncode == 0
    program = program.replace("…", sandbox.api_key).replace("Client(", f"Client(base_url={sandbox.base_url!r}, ")
    program += (
        "    assert session.thinking_level.value == 'high'\n    assert type(session).__module__.startswith('browser_use_today')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env={"PYTHONPATH": str(tmp_path)})
    assert done.returncode == 0, done.stderr


def test_the_page_of_compatibility_lists_each_revision() -> None:
    page = (ROOT / "docs/compatibility.md").read_text(encoding="utf-8")
    names = re.findall(r"^\| (20[\d-]+) \|", page, re.MULTILINE)
    from tests.revisions.conftest import REVISIONS

    assert names == REVISIONS
