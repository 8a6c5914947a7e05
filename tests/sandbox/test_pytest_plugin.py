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


def test_it_imports_next_to_nothing() -> None:
    imported = "print(set(sys.modules) - before)"
    program = f"import sys, pytest; before = set(sys.modules); import browser_use_sandbox.pytest_plugin; {imported}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert set(eval(done.stdout)) == {"browser_use_sandbox", "browser_use_sandbox.pytest_plugin"}


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
