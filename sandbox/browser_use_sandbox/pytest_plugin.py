"""Fixtures for pytest: a sandbox for each test, or one for all. The code under test finds it through environment variables.

If the package is installed, every run of pytest loads this module. It therefore imports only pytest; the first test that uses a
sandbox imports the rest.
"""

import os
import weakref
from collections.abc import Callable, Generator, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .control.handle import Handle
    from .server.embedded import Sandbox

MARKER = (
    "browser_use_sandbox(strict=False, **settings): settings of the sandbox that the fixture of the same name gives to this "
    "test; with strict, it fails if something is left running, a scripted entry was not used, or an API key was leaked"
)
#: In a traceback, pytest shows the lines of the test, not those of this module.
__tracebackhide__ = True

#: The sandboxes of the fixtures.
_SANDBOXES: "weakref.WeakSet[Sandbox]" = weakref.WeakSet()
_OWN, _SHARED = "browser_use_sandbox", "shared_browser_use_sandbox"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", MARKER)


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """If a test fails because its script has failed, report the failure of the script, not its consequences."""
    try:
        return (yield)
    except Exception as error:
        failure = _script_failure(pyfuncitem)
        if failure is None:
            raise
        first_line = str(error).partition("\n")[0]
        failure.add_note(f"The test then failed with {type(error).__name__}: {first_line[:200]}")
        raise failure from failure.__cause__


def _script_failure(test: pytest.Function) -> Exception | None:
    """The failure of the script of the test's sandbox that was not reported yet."""
    for name in (_OWN, _SHARED):
        sandbox: Any = test.funcargs.get(name)
        try:
            if sandbox is not None:
                sandbox.check_script()
        except Exception as failure:
            return failure
    return None


@pytest.fixture(scope="session")
def browser_use_sandbox_settings() -> dict[str, Any]:
    """The settings of all sandboxes, `strict` included. Override this fixture in conftest.py, with the scope `session`."""
    return {}


@pytest.fixture
def browser_use_sandbox(
    request: pytest.FixtureRequest, browser_use_sandbox_settings: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch
) -> Iterator["Sandbox"]:
    """A sandbox for this test alone, with its URL and key in the environment. Tasks end at once.

    `@pytest.mark.browser_use_sandbox(task_seconds=10, speed=0)` changes settings.
    """
    _refuse_beside(request, _SHARED)
    settings: dict[str, Any] = {}
    for marker in request.node.iter_markers(_OWN):
        if marker.args:
            pytest.fail(f"the marker {_OWN} takes settings by name, not {marker.args[0]!r}", pytrace=False)
        settings = {**marker.kwargs, **settings}
    settings = {**browser_use_sandbox_settings, **settings}
    is_strict = settings.pop("strict", False)
    with _started(settings) as sandbox:
        _point_to(sandbox, monkeypatch)
        yield sandbox
        if is_strict:
            _check_strictly(sandbox)


@pytest.fixture(scope="session")
def browser_use_sandbox_server(browser_use_sandbox_settings: Mapping[str, Any]) -> Iterator["Sandbox"]:
    """One sandbox for the whole run, for fixtures with a wide scope. It sets no environment variables (see `environment`)."""
    with _started({name: value for name, value in browser_use_sandbox_settings.items() if name != "strict"}) as sandbox:
        yield sandbox


@pytest.fixture
def shared_browser_use_sandbox(
    request: pytest.FixtureRequest, browser_use_sandbox_server: "Sandbox", monkeypatch: pytest.MonkeyPatch
) -> Iterator["Sandbox"]:
    """The sandbox of the whole run, with what other tests left in it, and with its URL and key in the environment."""
    _refuse_beside(request, _OWN)
    if request.node.get_closest_marker(_OWN):
        pytest.fail(f"the marker {_OWN} is for a sandbox of one test; this test uses {_SHARED}", pytrace=False)
    _point_to(browser_use_sandbox_server, monkeypatch)
    yield browser_use_sandbox_server
    browser_use_sandbox_server.check_script()


@pytest.fixture
def browser_use_base_url(request: pytest.FixtureRequest) -> str:
    """The base URL of the sandbox of this test, or of the shared one if the test uses that; `/api/v3` included."""
    return _sandbox_of(request).base_url


@pytest.fixture
def browser_use_api_key(request: pytest.FixtureRequest) -> str:
    """The API key of the sandbox of this test, or of the shared one if the test uses that."""
    return _sandbox_of(request).api_key


@pytest.fixture
def browser_use_wait(browser_use_base_url: str) -> Callable[[float], float]:
    """A function that lets seconds of the sandbox's time pass, and returns how many seconds of real time to wait for that.

    If the time stands still (`speed=0`), it is advanced. For another server than a sandbox, the time is real.
    """

    def wait(seconds: float) -> float:
        sandbox = next((one for one in _SANDBOXES if one.is_running and one.base_url == browser_use_base_url), None)
        if sandbox is None:
            return seconds
        if sandbox.clock.speed:
            return seconds / sandbox.clock.speed
        sandbox.advance(seconds)
        return 0.0

    return wait


def _sandbox_of(request: pytest.FixtureRequest) -> "Handle":
    sandbox: Handle = request.getfixturevalue(_SHARED if _SHARED in request.fixturenames else _OWN)
    return sandbox


def _refuse_beside(request: pytest.FixtureRequest, other: str) -> None:
    if other in request.fixturenames:
        pytest.fail(
            f"this test takes {_OWN} and {_SHARED}, which are two servers: take the first for a server of its own, "
            "the second for that of the whole run; clients, URL and key are those of the one that is taken",
            pytrace=False,
        )


def _started(settings: dict[str, Any]) -> "Sandbox":
    try:
        from .server.embedded import Sandbox
    except ImportError as error:
        reason = str(error)
    else:
        chosen: dict[str, Any] = {"start_seconds": 0, "task_seconds": 0, **settings}
        sandbox = Sandbox(**chosen)
        _SANDBOXES.add(sandbox)
        return sandbox
    pytest.fail(f'{reason}: install "browser-use-sessions[sandbox]" to use its fixtures', pytrace=False)


def _point_to(sandbox: "Sandbox", monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in sandbox.environment.items():
        monkeypatch.setenv(name, value)
    excepted = os.environ.get("no_proxy") or os.environ.get("NO_PROXY")
    if excepted != "*":
        for name in ("no_proxy", "NO_PROXY"):  # Programs look at the one or the other.
            monkeypatch.setenv(name, ",".join(filter(None, (excepted, "127.0.0.1", "localhost"))))


def _check_strictly(sandbox: "Sandbox") -> None:
    sandbox.assert_nothing_running()
    sandbox.assert_everything_used()
    sandbox.assert_no_leaked_key()
