"""The fixtures that come with the package, in a pytest run of their own."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

pytest_plugins = ["pytester"]

#: Plugins that would only cost time are left out.
QUICK = ("-W", "error", "-p", "no:cacheprovider", "-p", "no:schemathesis", "-p", "no:hypothesispytest", "-p", "no:xdist")
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
    result = pytester.runpytest_subprocess(*QUICK, "--strict-markers")
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

@pytest.mark.browser_use_sandbox(speed=0)
def test_retries_in_the_time_of_the_sandbox(browser_use_sandbox, browser_use_client):
    browser_use_sandbox.fail("createSession", status=429, retry_after=25)
    before = browser_use_sandbox.clock.now()
    session = browser_use_client.sessions.create()
    assert (browser_use_sandbox.clock.now() - before).total_seconds() >= 25
    browser_use_sandbox.fail("getSession", status=503, retry_after=20)
    assert browser_use_client.sessions.get(session.id).id == session.id
    assert (browser_use_sandbox.clock.now() - before).total_seconds() >= 45

@pytest.mark.browser_use_sandbox(speed=0)
def test_asyncio_retries_in_the_time_of_the_sandbox(browser_use_sandbox, async_browser_use_client):
    browser_use_sandbox.fail("createSession", status=429, retry_after=25)
    before = browser_use_sandbox.clock.now()
    async def create():
        async with async_browser_use_client as client:
            await client.sessions.create()
    asyncio.run(create())
    assert (browser_use_sandbox.clock.now() - before).total_seconds() >= 25

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
    result = pytester.runpytest_subprocess(*QUICK)
    result.assert_outcomes(passed=6)


@pytest.mark.parametrize("package", ["browser_use_sandbox", "browser_use_sessions"])
def test_it_imports_next_to_nothing(package: str) -> None:
    imported = "print(*sorted(set(sys.modules) - before))"
    program = f"import sys, pytest; before = set(sys.modules); import {package}.pytest_plugin; {imported}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    errors = [f"{package}.errors"] if package == "browser_use_sessions" else []
    assert done.stdout.split() == [package, *errors, f"{package}.pytest_plugin"]


def test_without_the_extra_it_says_what_to_install(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeconftest("import sys; sys.modules['starlette'] = None")
    pytester.makepyfile("def test_needs_it(browser_use_sandbox): pass\ndef test_does_not(): pass")
    result = pytester.runpytest_subprocess("-p", "browser_use_sandbox.pytest_plugin", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines('*install "browser-use-sessions*sandbox*" to use its fixtures*')


def outcomes(pytester: pytest.Pytester, **expected: int) -> str:
    """Runs the suite, whose outcomes have to be these; gives what it printed."""
    result = pytester.runpytest_subprocess(*QUICK)
    result.assert_outcomes(**expected)
    return result.stdout.str()


def test_the_clients_are_those_of_the_sandbox_that_the_test_takes(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import asyncio, os
        import pytest

        def test_shared(browser_use_client, shared_browser_use_sandbox, browser_use_base_url):
            shared_browser_use_sandbox.script(output="shared")
            assert browser_use_client.run("x").output == "shared"
            assert browser_use_base_url == os.environ["BROWSER_USE_BASE_URL"] == shared_browser_use_sandbox.base_url

        def test_shared_async(shared_browser_use_sandbox, async_browser_use_client):
            async def run():
                async with async_browser_use_client as client:
                    return await client.run("x")
            assert asyncio.run(run()).output == "shared"

        @pytest.fixture
        def scripted(shared_browser_use_sandbox):
            shared_browser_use_sandbox.script(output="by a fixture")

        def test_shared_by_a_fixture(scripted, browser_use_client):
            assert browser_use_client.run("x").output == "by a fixture"

        def test_own(browser_use_client, browser_use_sandbox):
            browser_use_client.run("x")
            browser_use_sandbox.assert_created(1)

        def test_own_unnamed(browser_use_client):
            assert browser_use_client.run("x").output == "Done: x"
    """)
    outcomes(pytester, passed=5)


def test_two_sandboxes_in_one_test_are_refused(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        def test_one_way(browser_use_sandbox, shared_browser_use_sandbox): pass
        def test_the_other(shared_browser_use_sandbox, browser_use_sandbox): pass
        def test_late(browser_use_client, request): request.getfixturevalue("shared_browser_use_sandbox")
        def test_with_the_server_of_wider_fixtures(browser_use_sandbox, browser_use_sandbox_server): pass
    """)
    told = outcomes(pytester, errors=2, failed=1, passed=1)
    assert "takes browser_use_sandbox and shared_browser_use_sandbox" in told
    assert "the second for that of the whole run" in told


def test_markers_that_would_do_nothing_are_refused(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import pytest

        @pytest.mark.browser_use_sandbox(speed=0)
        def test_shared(shared_browser_use_sandbox): pass

        @pytest.mark.browser_use_sandbox({"speed": 0})
        def test_without_names(browser_use_sandbox): pass

        @pytest.mark.browser_use_sandbox(task_secs=1)
        def test_unknown(browser_use_sandbox): pass
    """)
    told = outcomes(pytester, errors=3)
    assert "this test uses shared_browser_use_sandbox" in told
    assert "takes settings by name, not {'speed': 0}" in told
    assert "there is no setting 'task_secs'; did you mean 'task_seconds'?" in told
    assert "attrs" not in told


CARELESS = """
import httpx

def careless_program(sandbox, task="x"):
    try:
        headers = {"X-Browser-Use-API-Key": sandbox.api_key}
        httpx.post(sandbox.base_url + "/sessions", json={"task": task}, headers=headers).raise_for_status()
    except httpx.HTTPError:
        pass
"""


def test_a_script_that_fails_lets_the_test_fail(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        CARELESS
        + """
def test_own(browser_use_sandbox):
    def when(request):
        assert request.task == "the expected task"
    browser_use_sandbox.script(when=when)
    careless_program(browser_use_sandbox)

def test_shared(shared_browser_use_sandbox):
    shared_browser_use_sandbox.script(contains="x", output={"typo": 1})
    careless_program(shared_browser_use_sandbox)

def test_the_next_one_has_nothing_to_do_with_it(shared_browser_use_sandbox):
    shared_browser_use_sandbox.reset()

def test_one_that_has_met_it_passes(browser_use_sandbox):
    import pytest
    browser_use_sandbox.script(when=lambda request: request.nothing)
    careless_program(browser_use_sandbox)
    with pytest.raises(ValueError, match="AttributeError"):
        browser_use_sandbox.assert_created(0)
"""
    )
    told = outcomes(pytester, passed=4, errors=2)
    assert "ScriptError: script(when=when), for the task \"x\": AssertionError: assert 'x' == " in told
    assert "ScriptError: script(contains='x', output={'typo': 1})" in told
    assert "Exception in ASGI application" not in told


def test_settings_of_a_whole_project_and_strictness(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("""
        import pytest

        @pytest.fixture(scope="session")
        def browser_use_sandbox_settings():
            return {"speed": 0, "task_seconds": 60, "strict": True}
    """)
    pytester.makepyfile(
        CARELESS
        + """
import pytest

def test_left_running(browser_use_sandbox):
    assert (browser_use_sandbox.settings.speed, browser_use_sandbox.settings.task_seconds) == (0, 60)
    careless_program(browser_use_sandbox)

@pytest.mark.browser_use_sandbox(task_seconds=0)
def test_unused(browser_use_sandbox):
    browser_use_sandbox.fail("stopSession")

@pytest.mark.browser_use_sandbox(strict=False)
def test_not_strict(browser_use_sandbox):
    careless_program(browser_use_sandbox)

def test_shared(shared_browser_use_sandbox):
    assert shared_browser_use_sandbox.settings.task_seconds == 60
"""
    )
    told = outcomes(pytester, passed=4, errors=2)
    assert "1 session was left running" in told
    assert "fail(operation='stopSession'): 1 of 1 times left" in told


def test_proxies_are_gone_round(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "example.com")
    monkeypatch.delenv("no_proxy", raising=False)
    pytester.makepyfile("""
        import os
        import httpx

        def test_own(browser_use_sandbox):
            assert httpx.get(browser_use_sandbox.page_url).status_code == 200
            assert os.environ["NO_PROXY"] == os.environ["no_proxy"] == "example.com,127.0.0.1,localhost"

        def test_afterwards():
            assert (os.environ["NO_PROXY"], os.environ.get("no_proxy")) == ("example.com", None)
    """)
    outcomes(pytester, passed=2)


def test_an_assertion_shows_the_test_and_not_the_sandbox(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        def test_created(browser_use_sandbox): browser_use_sandbox.assert_created(1)
        def test_scripted(browser_use_sandbox): browser_use_sandbox.script(outputt=1)
        def test_amount(browser_use_sandbox): browser_use_sandbox.assert_nothing_cost_more_than("abc")
    """)
    told = outcomes(pytester, failed=3)
    assert "0 sessions were created, not 1" in told
    assert "ValueError: not an amount of USD: abc" in told
    assert "def assert_created" not in told
    assert "def _behind" not in told


def test_a_failure_of_the_script_is_told_before_what_came_of_it(pytester):
    pytester.makepyfile(
        """
        def output(request):
            raise ValueError("boom")

        def test_it(browser_use_sandbox, browser_use_client):
            browser_use_sandbox.script(output=output)
            browser_use_client.run("x")

        def test_other(browser_use_sandbox, browser_use_client):
            browser_use_client.run("x")
            raise RuntimeError("its own")
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["*ValueError: boom", "*ScriptError: script(output=output)*", "*The test then failed with *"])
    assert "browser_use_sessions" not in str(result.stdout)
    assert "RuntimeError: its own" in str(result.stdout)


def test_strict_tests_do_not_leak_keys(pytester):
    pytester.makepyfile(
        """
        import httpx
        import pytest

        @pytest.mark.browser_use_sandbox(strict=True)
        def test_it(browser_use_sandbox, browser_use_api_key):
            storage = f"http://127.0.0.1:{browser_use_sandbox._state.storage_port}/storage/x"
            assert httpx.get(storage, headers={"X-Browser-Use-API-Key": browser_use_api_key}).status_code == 400
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*1 request carried an API key to the storage host*"])
