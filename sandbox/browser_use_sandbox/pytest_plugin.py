"""Fixtures for pytest: a sandbox for each test, or one for all, found by the code under test through its environment.

Every pytest run loads this module where the package is installed, so that it imports nothing but pytest; the sandbox comes with
the first test that asks for it.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .running import Sandbox

MARKER = "browser_use_sandbox(**settings): settings of the sandbox that this test gets from the fixture of the same name"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", MARKER)


@pytest.fixture
def browser_use_sandbox(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> "Iterator[Sandbox]":
    """A sandbox of the test's own, and its URL and key in the environment. Tasks end at once.

    `@pytest.mark.browser_use_sandbox(task_seconds=10, speed=0)` chooses settings.
    """
    settings: dict[str, Any] = {}
    for marker in request.node.iter_markers("browser_use_sandbox"):
        settings = {**marker.kwargs, **settings}
    with _started(settings) as sandbox:
        _point_to(sandbox, monkeypatch)
        yield sandbox


@pytest.fixture(scope="session")
def browser_use_sandbox_server() -> "Iterator[Sandbox]":
    """One sandbox for the whole run, for fixtures with a wide scope. The environment is theirs to set (`environment`)."""
    with _started({}) as sandbox:
        yield sandbox


@pytest.fixture
def shared_browser_use_sandbox(browser_use_sandbox_server: "Sandbox", monkeypatch: pytest.MonkeyPatch) -> "Sandbox":
    """The sandbox of the whole run, with what other tests have left in it, and its URL and key in the environment."""
    _point_to(browser_use_sandbox_server, monkeypatch)
    return browser_use_sandbox_server


@pytest.fixture
def browser_use_base_url(browser_use_sandbox: "Sandbox") -> str:
    """The base URL of the test's own sandbox, `/api/v3` included."""
    return browser_use_sandbox.base_url


@pytest.fixture
def browser_use_api_key(browser_use_sandbox: "Sandbox") -> str:
    """The API key of the test's own sandbox."""
    return browser_use_sandbox.api_key


def _started(settings: dict[str, Any]) -> "Sandbox":
    try:
        from .running import Sandbox
    except ImportError as error:
        pytest.fail(f'{error}: install "browser-use-sessions[sandbox]" to use its fixtures', pytrace=False)
    return Sandbox(**{"start_seconds": 0, "task_seconds": 0, **settings})


def _point_to(sandbox: "Sandbox", monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in sandbox.environment.items():
        monkeypatch.setenv(name, value)
