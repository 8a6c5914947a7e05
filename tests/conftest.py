"""For all tests: Hypothesis profiles, an environment without anybody's key, and no silent skips in CI."""

import os
import signal
import sys
from collections.abc import Generator, Iterator

import pytest
from hypothesis import HealthCheck, settings

# A runner in the background may have been started with Ctrl-C ignored, which the programs under test would inherit.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("fast", max_examples=50, deadline=None, derandomize=True, database=None)
settings.register_profile("thorough", max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))


@pytest.fixture(autouse=True)
def _no_inherited_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BROWSER_USE_API_KEY", raising=False)
    monkeypatch.delenv("BROWSER_USE_BASE_URL", raising=False)


@pytest.fixture(autouse=True)
def _own_document() -> Iterator[None]:
    """Restores the document after each test: the conformance suite uses one document in the whole process."""
    yield
    document = sys.modules.get("browser_use_contract.document")
    if document is not None and document.chosen() is not None:
        document.use(None)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport() -> Generator[None, "pytest.CallInfo[None]", None]:
    """With REQUIRE_EVERYTHING set, as in CI, a test that is skipped because a program is missing counts as failed."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]  # pluggy's result object has no public type here
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("REQUIRE_EVERYTHING"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and nothing may be skipped here: {report.longrepr}"
