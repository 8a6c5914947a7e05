"""docs/faults.md: what this client and the official one (browser-use-sdk 3.4.2, v3) make of the same faults, held to the code.

To write the file anew: `WRITE_DOCS=1 .venv/bin/python -m pytest tests/wrapper/faults/test_table.py`.
"""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from browser_use_sessions import BrowserUse

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
# Faults, and what two clients make of them

`client.run("t")` against a server on a real socket that goes wrong once, three times or for good, at the request named. *left*
is the number of sessions that were created and still run when the call has ended. Where this client cannot know whether its
create was carried out, it does not send it again; `OutcomeUnknownError` then names the session that was left in `.sessions`.

The official client is `browser-use-sdk` 3.4.2 (v3). The waits of both are shortened, how often each tries is not.
`tests/wrapper/faults/test_table.py` writes this file and holds it to the code.

| request | fault | this client | created | left | official client | created | left |
|---|---|---|---|---|---|---|---|
"""


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


def with_the_official_one(server: Any, timeout: float) -> Outcome:
    from browser_use_sdk.v3 import BrowserUse as Official

    client = Official(api_key=KEY, base_url=server.url, timeout=timeout)
    try:
        return outcome(lambda: client.run("t"), server)
    finally:
        client._http.close()


@pytest.fixture
def fault_server(server: Any) -> Callable[[], Any]:
    """New servers of the same make; the caller closes them."""

    def make() -> Any:
        # A task that is left is still seen to run when the client has given up.
        return type(server)(type(server.api)(time.time, duration=1.5))

    return make


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Neither client waits longer than it must; how often each tries stays as it is."""
    from browser_use_sdk.v3 import helpers

    sleep = time.sleep
    monkeypatch.setattr("browser_use_sessions.retry.BASE", 0.01)
    monkeypatch.setattr("browser_use_sessions.flows.strays.PAUSE", 0.05)
    monkeypatch.setattr("browser_use_sessions.flows.run.OUTAGE_SECONDS_PER_RETRY", 0.4)
    with monkeypatch.context() as patched:
        patched.setattr(helpers.time, "sleep", lambda seconds: sleep(min(seconds, 0.05)))
        yield


def row(fault: tuple[str, str, int, str], fault_server: Callable[[], Any]) -> str:
    operation, what, times, words = fault
    outcomes = []
    for use in (with_ours, with_the_official_one):
        server, elsewhere = fault_server(), fault_server()
        server.elsewhere = f"http://localhost:{elsewhere.port}/api/v3/sessions"
        server.add(what, operation, times)
        outcomes.append(use(server, 0.4 if "stall" in what else 5.0))
        assert elsewhere.keys == []
        elsewhere.close()
        server.close()
    return f"| `{operation}` | {words} | {outcomes[0]} | {outcomes[1]} |\n"


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{operation}-{what}-{times}" for operation, what, times, _ in FAULTS])
def test_the_table_in_the_docs_says_what_happens(fault: tuple[str, str, int, str], fault_server: Callable[[], Any]) -> None:
    found = row(fault, fault_server)
    if os.environ.get("WRITE_DOCS"):
        start = "" if fault is not FAULTS[0] else HEADER
        with TABLE.open("w" if start else "a") as file:
            file.write(start + found)
    assert found in TABLE.read_text()
