"""Bare browsers that are real: a Chromium of this machine, driven over its `cdpUrl`."""

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService

from browser_use_sandbox import Sandbox

pytestmark = pytest.mark.slow

#: Says that it listens, and goes on until it is told to end.
FAKE = f"""#!{sys.executable}
import pathlib, sys, threading
(folder,) = [word.partition("=")[2] for word in sys.argv if word.startswith("--user-data-dir=")]
pathlib.Path(folder, "DevToolsActivePort").write_text("9\\n/devtools/browser/x")
threading.Event().wait()
"""


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(speed=0, seed=1, chromium=True) as running:
        yield running


def call(sandbox: Sandbox, method: str, path: str, body: object = None) -> httpx.Response:
    headers = {"X-Browser-Use-API-Key": sandbox.api_key}
    return httpx.request(method, sandbox.base_url + path, json=body, headers=headers, timeout=60)


def program(folder: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    file = folder / "chromium"
    file.write_text(text)
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("CHROMIUM", str(file))


def children() -> set[str]:
    """The ids of the processes that this one has started and that are still there."""
    return {pid for file in Path(f"/proc/{os.getpid()}/task").glob("*/children") for pid in file.read_text().split()}


def test_a_real_browser_is_driven_and_ends_when_it_is_stopped(sandbox: Sandbox) -> None:
    driver = shutil.which("chromedriver")
    if driver is None or not (shutil.which("chromium") or shutil.which("google-chrome")):
        pytest.skip("chromium and chromedriver are not installed here")
    browser = call(sandbox, "POST", "/browsers", {"browserScreenWidth": 1000, "browserScreenHeight": 700}).json()
    assert browser["cdpUrl"].startswith("ws://127.0.0.1:")
    address = urlsplit(browser["cdpUrl"]).netloc
    assert httpx.get(f"http://{address}/json/version").json()["webSocketDebuggerUrl"] == browser["cdpUrl"]
    options = ChromeOptions()
    options.debugger_address = address
    chrome = Chrome(options, ChromeService(driver))
    try:
        chrome.get("data:text/html,<title>Driven</title>")
        assert chrome.title == "Driven"
        assert chrome.execute_script("return [outerWidth, outerHeight]") == [1000, 700]
    finally:
        chrome.service.stop()
    folder = sandbox._state.simulation.projects["sandbox-key"].browsers.page(1, 1)[0][0].real.folder
    stopped = call(sandbox, "PATCH", f"/browsers/{browser['id']}", {"action": "stop"}).json()
    assert (stopped["status"], stopped["cdpUrl"]) == ("stopped", None)
    sandbox.stop()
    assert not folder.exists()
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://{address}/json/version")


@pytest.mark.parametrize("how", ["stop", "time-out", "reset", "end of the sandbox"])
def test_its_process_ends_with_it(sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    program(tmp_path, FAKE, monkeypatch)
    before = children()
    browser = call(sandbox, "POST", "/browsers", {"timeout": 1}).json()
    assert browser["cdpUrl"] == "ws://127.0.0.1:9/devtools/browser/x"
    assert len(children() - before) == 1
    match how:
        case "stop":
            call(sandbox, "PATCH", f"/browsers/{browser['id']}", {"action": "stop"})
        case "time-out":
            sandbox.advance(60)
            assert call(sandbox, "GET", f"/browsers/{browser['id']}").json()["status"] == "stopped"
        case "reset":
            sandbox.reset()
    sandbox.stop()
    assert children() == before


@pytest.mark.parametrize(
    ("text", "reason"),
    [("#!/bin/sh\nexit 1", "ended before it was ready"), ("#!/nothing/here", "No such file"), (None, "none is installed")],
)
def test_one_that_does_not_start(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None, reason: str
) -> None:
    if text is None:
        monkeypatch.delenv("CHROMIUM", raising=False)
        monkeypatch.setenv("PATH", str(tmp_path))
    else:
        program(tmp_path, text, monkeypatch)
    answer = call(sandbox, "POST", "/browsers", {})
    assert (answer.status_code, reason in answer.json()["detail"]) == (503, True)
    assert call(sandbox, "GET", "/browsers").json()["totalItems"] == 0
    assert call(sandbox, "GET", "/billing/account").json()["totalCreditsBalanceUsd"] == 10000
