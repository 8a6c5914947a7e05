"""docs/faults.md: how this client and the official ones (browser-use-sdk 3.4.2 and 3.12.1, v3) handle the same faults.

To write the file again: `WRITE_DOCS=1 .venv/bin/python -m pytest tests/wrapper/faults/test_table.py`. That makes an environment
for the newer client. Without it, the columns of the newer client are compared where OFFICIAL_PYTHON names an interpreter that has
it; the others always are.
"""

import os
import subprocess
import time
import venv
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from browser_use_sessions import BrowserUse

pytestmark = pytest.mark.slow

TABLE = Path(__file__).parents[3] / "docs" / "faults.md"
KEY = "key-that-nobody-may-see"
FAULTS = [
    ("create", "reset", 1, "connection reset before the server acted"),
    ("create", "reset_after_acting", 1, "connection reset after the server acted"),
    ("create", "stall_after_acting", 1, "no answer, the server acted"),
    ("create", "truncate", 1, "answer cut off, the server acted"),
    ("create", "bad_gateway_after_acting", 1, "502 with an HTML page, the server acted"),
    ("create", "html", 1, "200 with an HTML page, the server acted"),
    ("create", "redirect_elsewhere", 1, "redirect to another host"),
    ("create", "too_many", 3, "429 three times"),
    ("get", "reset", 1, "connection reset"),
    ("get", "stall", 1, "no answer"),
    ("get", "truncate", 1, "answer cut off"),
    ("get", "gzip_garbage", 1, "broken gzip"),
    ("get", "garbage", 1, "no HTTP at all"),
    ("get", "html", 1, "200 with an HTML page"),
    ("get", "wrong_body", 1, "200 with another body"),
    ("get", "too_many", 3, "429 three times"),
    ("get", "bad_gateway", 3, "502 three times"),
    ("get", "unavailable", 3, "503 three times"),
    ("get", "broken", 3, "500 three times"),
    ("get", "redirect_loop", 1, "redirect to itself"),
    ("get", "broken", 10_000, "500 for good"),
    ("get", "html", 10_000, "an HTML page for good"),
]
HEADER = """\
# Faults, and what three clients make of them

Each row is a `client.run("t")` against a real server that fails at one request: once, three times or always. *created* is the
number of sessions that the server created; *left* is how many of them still run after the call. If this client cannot know if
its create request was executed, it does not send it again, and the `.sessions` of `OutcomeUnknownError` name the session that may
be left.

The official client is `browser-use-sdk` (v3): 3.4.2 is of the contract's time, 3.12.1 of November 2026. The pauses of all clients
are shortened, but not the number of their attempts. Written on {date} by `WRITE_DOCS=1 pytest
tests/wrapper/faults/test_table.py`; the same test checks that the table is up to date.

| request | fault | this client | created | left | 3.4.2 | created | left | 3.12.1 | created | left |
|---|---|---|---|---|---|---|---|---|---|---|
"""
NEWER = "browser-use-sdk==3.12.1"
# The newer client refuses answers that name the model which was the default when the contract was written.
NEWER_MODEL = "claude-opus-4.7"


class Outcome(NamedTuple):
    ends_in: str
    created: int
    left: int

    def __str__(self) -> str:
        return f"{self.ends_in} | {self.created} | {self.left}"


def outcome(run: Callable[[], Any], server: Any) -> Outcome:
    try:
        ends_in = "the result" if run().output == "did t" else "a wrong result"
    except Exception as error:
        module = type(error).__module__.split(".")[0]
        ends_in = f"`{'' if module == 'browser_use_sessions' else module + '.'}{type(error).__name__}`"
    assert set(server.keys) == {KEY}
    return Outcome(ends_in, len(server.api.sessions), len(server.api.left))


def with_ours(server: Any, timeout: float) -> Outcome:
    with BrowserUse(api_key=KEY, base_url=server.url, timeout=timeout) as client:
        return outcome(lambda: client.run("t", pace=lambda elapsed: 0.05), server)


def with_official(server: Any, timeout: float) -> Outcome:
    from browser_use_sdk.v3 import BrowserUse as Official

    client = Official(api_key=KEY, base_url=server.url, timeout=timeout)
    try:
        return outcome(lambda: client.run("t"), server)
    finally:
        client._http.close()


def with_newer_official(python: Path) -> Callable[[Any, float], Outcome]:
    def use(server: Any, timeout: float) -> Outcome:
        life = server.api.life
        server.api.life = lambda session, seconds: life(session, seconds) | {"model": NEWER_MODEL}
        program = Path(__file__).with_name("official_client.py")
        command = [python, program, server.url, KEY, str(timeout)]
        ends_in = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
        assert set(server.keys) == {KEY}
        return Outcome(ends_in, len(server.api.sessions), len(server.api.left))

    return use


@pytest.fixture(scope="module")
def newer_python(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """An interpreter that has the newer client."""
    if found := os.environ.get("OFFICIAL_PYTHON"):
        return Path(found)
    if not os.environ.get("WRITE_DOCS"):
        return None
    folder = tmp_path_factory.mktemp("newer")
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    environment = {name: value for name, value in os.environ.items() if name != "PIP_CONSTRAINT"}
    subprocess.run([python, "-m", "pip", "install", "--quiet", NEWER], check=True, env=environment)
    return python


@pytest.fixture
def fault_server(server: Any) -> Callable[[], Any]:
    """Creates servers of the same kind; the caller closes them."""

    def make() -> Any:
        # A task that is left is still seen to run when the client has given up.
        return type(server)(type(server.api)(time.time, duration=1.5))

    return make


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Shortens the waits of both clients, but not the number of their attempts."""
    from browser_use_sdk.v3 import helpers

    sleep = time.sleep
    monkeypatch.setattr("browser_use_sessions._transport.retry.BASE", 0.01)
    monkeypatch.setattr("browser_use_sessions._flows.orphan_sessions._PAUSE", 0.05)
    monkeypatch.setattr("browser_use_sessions._flows.run.OUTAGE_SECONDS_PER_RETRY", 0.4)
    with monkeypatch.context() as patched:
        patched.setattr(helpers.time, "sleep", lambda seconds: sleep(min(seconds, 0.05)))
        yield


def row(fault: tuple[str, str, int, str], fault_server: Callable[[], Any], newer: Path | None) -> str:
    """The row of the table; without its last three columns where the newer client is not there."""
    operation, what, times, words = fault
    outcomes = []
    for use in (with_ours, with_official, *([with_newer_official(newer)] if newer else [])):
        server, elsewhere = fault_server(), fault_server()
        server.elsewhere = f"http://localhost:{elsewhere.port}/api/v3/sessions"
        server.add(what, operation, times)
        outcomes.append(use(server, 0.4 if "stall" in what else 5.0))
        assert elsewhere.keys == []
        elsewhere.close()
        server.close()
    return f"| `{operation}` | {words} | {' | '.join(map(str, outcomes))} |"


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{operation}-{what}-{times}" for operation, what, times, _ in FAULTS])
def test_fault_table_in_the_docs_is_up_to_date(
    fault: tuple[str, str, int, str], fault_server: Callable[[], Any], newer_python: Path | None
) -> None:
    found = row(fault, fault_server, newer_python)
    if os.environ.get("WRITE_DOCS"):
        start = "" if fault is not FAULTS[0] else HEADER.format(date=datetime.now(UTC).date())
        with TABLE.open("w" if start else "a") as file:
            file.write(f"{start}{found}\n")
    (documented,) = [
        line for line in TABLE.read_text().splitlines() if line.startswith(" | ".join(found.split(" | ")[:2]) + " |")
    ]
    assert documented.startswith(found)
    assert documented.count("|") == 12
