"""The server under test: a new sandbox, or the local server at `--contract-url`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, Phase, settings

from browser_use_contract.target import target

_SANDBOX = ("--port", "0", "--api-key", "contract-key", "--task-seconds", "0.05", "--start-seconds", "0")


#: The same requests in each run, without a deadline. Each test sets the number of examples.
settings.register_profile(
    "contract",
    derandomize=True,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large),
)


@dataclass(frozen=True)
class Server:
    """A base URL with the header that every operation requires."""

    url: str
    headers: dict[str, str]


@pytest.fixture(scope="session")
def server(pytestconfig: pytest.Config) -> Iterator[Server]:
    """The server under test. Remote servers are skipped, since the tests create sessions, which cost money there."""
    url = pytestconfig.getoption("--contract-url")
    if url:
        key = str(pytestconfig.getoption("--contract-api-key") or os.environ.get("BROWSER_USE_API_KEY", ""))
        if not target(url, key).is_local:
            pytest.skip("sessions cost money there; use `bu-sessions check --budget USD`")
        yield Server(url, {"X-Browser-Use-API-Key": key})
        return
    command = [sys.executable, "-m", "browser_use_sandbox", *_SANDBOX]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as sandbox:  # noqa: S603
        assert sandbox.stdout is not None
        yield Server(sandbox.stdout.readline().strip(), {"X-Browser-Use-API-Key": "contract-key"})
        sandbox.terminate()
