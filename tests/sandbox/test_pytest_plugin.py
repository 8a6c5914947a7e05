"""The fixtures that come with the package, in a pytest run of their own."""

import subprocess
import sys
import time

import pytest

from browser_use_sandbox import Sandbox

pytest_plugins = ["pytester"]

SUITE = """
import os
import httpx
import pytest

def create(**body):
    headers = {"X-Browser-Use-API-Key": os.environ["BROWSER_USE_API_KEY"]}
    answer = httpx.post(os.environ["BROWSER_USE_BASE_URL"] + "/sessions", json=body, headers=headers)
    return answer.raise_for_status().json()["id"]

def test_own(browser_use_sandbox, browser_use_base_url, browser_use_api_key):
    assert browser_use_base_url == browser_use_sandbox.base_url == os.environ["BROWSER_USE_BASE_URL"]
    assert browser_use_api_key == browser_use_sandbox.api_key
    create(task="x")
    browser_use_sandbox.assert_created(1)
    browser_use_sandbox.assert_nothing_running()

@pytest.mark.parametrize("turn", range(2))
def test_each_has_its_own(browser_use_sandbox, turn):
    create()
    browser_use_sandbox.assert_created(1)

@pytest.mark.browser_use_sandbox(speed=0)
class TestSettings:
    @pytest.mark.browser_use_sandbox(task_seconds=60)
    def test_by_marker(self, browser_use_sandbox):
        create(task="x")
        with pytest.raises(AssertionError):
            browser_use_sandbox.assert_nothing_running()
        browser_use_sandbox.advance("1 min")
        browser_use_sandbox.assert_nothing_running()

def test_shared(shared_browser_use_sandbox, browser_use_sandbox_server):
    assert shared_browser_use_sandbox is browser_use_sandbox_server
    assert os.environ["BROWSER_USE_BASE_URL"] == browser_use_sandbox_server.base_url
    create()
    shared_browser_use_sandbox.assert_created(1)

def test_shared_again(shared_browser_use_sandbox):
    create()
    shared_browser_use_sandbox.assert_created(2)

def test_nothing_is_left_in_the_environment():
    assert "BROWSER_USE_BASE_URL" not in os.environ

@pytest.mark.browser_use_sandbox(task_seconds=-1)
def test_senseless_settings(browser_use_sandbox):
    pass
"""


def test_the_fixtures(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(SUITE)
    result = pytester.runpytest_subprocess("-W", "error", "--strict-markers", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=7, errors=1)
    result.stdout.fnmatch_lines("*ValueError: task_seconds must be*")


CLIENTS = """
import asyncio
import time
import pytest
from browser_use_sessions import BrowserUse, RateLimitError

def test_a_run(browser_use_sandbox, browser_use_client):
    browser_use_sandbox.script(contains="mouse", output="39.90 dollars", cost_usd="0.02")
    before = time.monotonic()
    assert browser_use_client.run("Find a mouse").output == "39.90 dollars"
    assert time.monotonic() - before < 2
    browser_use_sandbox.assert_nothing_cost_more_than("0.02")

def test_an_error(browser_use_sandbox, browser_use_client):
    browser_use_sandbox.fail("createSession", status=429, times=None, retry_after=0)
    with pytest.raises(RateLimitError):
        browser_use_client.run("Find a mouse")
    browser_use_sandbox.assert_created(0)

def test_async(browser_use_sandbox, async_browser_use_client):
    async def run():
        async with async_browser_use_client as client:
            return await client.run("Find a mouse")
    assert asyncio.run(run()).is_task_successful

def test_code_that_makes_its_own_client(browser_use_sandbox):
    with BrowserUse() as client:
        client.sessions.create()
    (session,) = browser_use_sandbox.sessions()
    assert session.requests[0].body == {}
"""


def test_with_our_client(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(CLIENTS)
    result = pytester.runpytest_subprocess("-W", "error", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=4)


@pytest.mark.parametrize("package", ["browser_use_sandbox", "browser_use_sessions"])
def test_it_imports_next_to_nothing(package: str) -> None:
    imported = "print(*sorted(set(sys.modules) - before))"
    program = f"import sys, pytest; before = set(sys.modules); import {package}.pytest_plugin; {imported}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [package, f"{package}.pytest_plugin"]


def test_without_the_extra_it_says_what_to_install(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeconftest("import sys; sys.modules['starlette'] = None")
    pytester.makepyfile("def test_needs_it(browser_use_sandbox): pass\ndef test_does_not(): pass")
    result = pytester.runpytest_subprocess("-p", "browser_use_sandbox.pytest_plugin", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines('*install "browser-use-sessions*sandbox*" to use its fixtures*')


def test_starting_one_takes_milliseconds() -> None:
    with Sandbox():
        pass
    before = time.process_time()
    for _ in range(20):
        with Sandbox():
            pass
    assert (time.process_time() - before) / 20 < 0.03
