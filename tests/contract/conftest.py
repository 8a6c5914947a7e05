"""Fixtures: hand-made traces, one recorded run, and a function that runs the command."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from browser_use_contract.command import check as command
from browser_use_contract.exchange import Credentials, Exchange
from browser_use_contract.run import Options, gather
from browser_use_contract.spec import locate
from browser_use_contract.target import target
from browser_use_contract.trace import Trace
from browser_use_contract.verdicts import Results, Verdict, evaluate
from mutants import harness

SESSION = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
OTHER = "4c90c3cc-0d44-4b50-8888-8dd25736052b"


class Story:
    """A hand-made trace. Each call adds an exchange of 0.1 seconds, one second after the previous one."""

    session_id = SESSION

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []
        self.time = 1_700_000_000.0

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        status: int = 200,
        answer: Any = None,
        raw: bytes | None = None,
        query: tuple[tuple[str, str], ...] = (),
        credentials: Credentials = Credentials.RIGHT,
        headers: dict[str, str] | None = None,
        at: float | None = None,
        took: float = 0.1,
    ) -> Exchange:
        self.time = self.time + 1 if at is None else at
        operation, session_id = locate(method, path)
        one = Exchange(
            number=len(self.exchanges),
            method=method,
            path=path,
            operation=operation,
            session_id=session_id,
            query=query,
            credentials=credentials,
            content_type="application/json" if body is not None else "",
            sent=None if body is None else json.dumps(body).encode(),
            status=status,
            headers={"content-type": "application/json"} if headers is None else headers,
            body=raw if raw is not None else b"" if answer is None else json.dumps(answer).encode(),
            started=self.time,
            ended=self.time + took,
        )
        self.exchanges.append(one)
        return one

    def session(self, **changes: Any) -> dict[str, Any]:
        """Returns a valid session object that was just updated."""
        stamp = datetime.fromtimestamp(self.time + 1, UTC).isoformat().replace("+00:00", "Z")
        return {
            "id": SESSION,
            "status": "idle",
            "model": "claude-sonnet-4.6",
            "createdAt": "2023-11-14T22:13:21Z",
            "updatedAt": stamp,
            "liveUrl": "https://live.example.com/1",
            "proxyCountryCode": "us",
            "agentmailEmail": "a@example.com",
            **changes,
        }

    def create(self, body: Any = None, **changes: Any) -> Exchange:
        answer = self.session(**{"status": "created", **changes})
        return self.call("POST", "/sessions", body if body is not None else {}, answer=answer)

    def other(self, **changes: Any) -> dict[str, Any]:
        """Returns another valid session object."""
        own = {"id": OTHER, "liveUrl": "https://live.example.com/2", "agentmailEmail": "b@example.com"}
        return self.session(**{**own, **changes})

    def check(self, **changes: Any) -> Exchange:
        return self.call("GET", f"/sessions/{SESSION}", answer=self.session(**changes))

    @property
    def trace(self) -> Trace:
        return Trace(self.exchanges)

    def evaluate(self) -> Results:
        return evaluate(self.trace)

    def violated(self) -> set[str]:
        return {one.requirement.id for one in self.evaluate().of(Verdict.VIOLATED)}

    def passed(self) -> set[str]:
        return {one.requirement.id for one in self.evaluate().of(Verdict.PASSED)}


@pytest.fixture
def story() -> Story:
    return Story()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The base URL of a correct sandbox with very short tasks. Its key is `key`."""
    with harness.served(task_seconds=0.05, start_seconds=0.0) as url:
        yield url


@pytest.fixture(scope="session")
def key() -> str:
    return harness.KEY


@pytest.fixture(scope="session")
def recorded() -> Sequence[Exchange]:
    """The traffic of one quick check of a correct sandbox."""
    with harness.served() as url:
        return gather(target(url, harness.KEY), Options(quick=True)).trace.exchanges


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


@pytest.fixture
def check() -> Callable[..., Done]:
    """Returns a function that runs the check command."""

    def run(*options: str | Path, environment: dict[str, str] | None = None) -> Done:
        done = CliRunner(env=environment).invoke(command, [str(option) for option in options])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert "Traceback" not in done.stderr
        return Done(done.exit_code, done.stdout, done.stderr)

    return run
