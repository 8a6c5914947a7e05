"""Generated traffic: it finds faults and shrinks the requests that show them."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest

from browser_use_contract.exchange import Credentials, Exchange
from browser_use_contract.generated import cases, lifecycle, links
from browser_use_contract.generated.sender import Sender, TimeIsUp
from browser_use_contract.request_validation import mistakes_of
from browser_use_contract.spec import locate, operations
from browser_use_contract.trace import Trace
from browser_use_contract.verdicts import Verdict, evaluate

pytestmark = pytest.mark.slow

Answer = tuple[int, Any]


class Stub:
    """Replaces a client: a function computes the responses, without a network."""

    def __init__(self, answer: Callable[[Exchange], Answer]) -> None:
        self.exchanges: list[Exchange] = []
        self._answer = answer

    def send(self, method: str, path: str, body: Any = None, *, raw: bytes | None = None, query: Any = (), **_: Any) -> Exchange:
        sent = raw if raw is not None else None if body is None else json.dumps(body).encode()
        operation, session_id = locate(method, path)
        now = time.time() + len(self.exchanges) * 0.001
        one = Exchange(
            number=len(self.exchanges),
            method=method,
            path=path,
            operation=operation,
            session_id=session_id,
            query=tuple(query),
            credentials=Credentials.RIGHT,
            content_type="application/json",
            sent=sent,
            status=0,
            headers={"content-type": "application/json"},
            body=b"",
            started=now,
            ended=now + 0.0005,
        )
        status, answer = self._answer(one)
        object.__setattr__(one, "status", status)
        object.__setattr__(one, "body", b"" if answer is None else json.dumps(answer).encode())
        self.exchanges.append(one)
        return one


def made(body: Any) -> dict[str, Any]:
    """Returns a new valid session."""
    return {
        "id": str(uuid.uuid4()),
        "status": "created",
        "model": body.get("model", "claude-sonnet-4.6"),
        "createdAt": "2026-01-01T00:00:00Z",
        "updatedAt": "2026-01-01T00:00:00Z",
    }


def fragile(one: Exchange) -> Answer:
    """A server that refuses invalid requests, knows no session, and fails if agentmail is false."""
    if mistakes_of(one):
        return 422, {"detail": [{"loc": ["body"], "msg": "wrong", "type": "wrong"}]}
    if one.operation == "createSession" and one.fields.get("sessionId") is None:
        return (500, {"detail": "oops"}) if one.fields.get("agentmail") is False else (200, made(one.fields))
    return (
        (200, {"sessions": [], "total": 0, "page": 1, "pageSize": 20})
        if one.operation == "listSessions"
        else (404, {"detail": "none"})
    )


def sender(stub: Stub, seconds: float = 60) -> Sender:
    client: Any = stub  # it has all methods that a sender uses
    return Sender(client, time.time() + seconds)


def violated(stub: Stub) -> dict[str, Any]:
    return {one.requirement.id: one for one in evaluate(Trace(stub.exchanges)).of(Verdict.VIOLATED)}


@pytest.mark.parametrize("resource", ["billing", "profiles"])
def test_only_requests_about_the_chosen_resources_are_generated(resource: str) -> None:
    stub, schema = Stub(fragile), cases.load([resource])
    cases.fuzz(sender(stub), schema, 0)
    links.follow(sender(stub), schema, 0)  # the billing operations have no links
    sent = {one.operation for one in stub.exchanges}
    own = {one.id for one in operations().values() if one.tag == resource}
    assert sent & own
    assert sent <= {"", *own}


def test_fuzzing_finds_and_shrinks() -> None:
    stub = Stub(fragile)
    cases.fuzz(sender(stub), cases.load(), 1)
    smallest = violated(stub)["answered.createSession"].violations[0].evidence[0]
    assert smallest.fields["agentmail"] is False
    assert len(smallest.fields) <= 3


def test_links_are_followed_from_a_creation() -> None:
    stub = Stub(fragile)
    links.follow(sender(stub), cases.load(["sessions"]), 0)
    known = {one.object["id"] for one in stub.exchanges if one.operation == "createSession" and one.status == 200}
    assert any(one.session_id in known for one in stub.exchanges)


def test_histories_shrink_to_the_shortest_that_breaks_a_requirement() -> None:
    stub = Stub(fragile)
    lifecycle.run_state_machine(sender(stub), 0)
    found = violated(stub)
    shortest = next(found[name] for name in found if name.startswith("found."))
    assert shortest.violations[0].evidence[-1].operation == shortest.requirement.id.removeprefix("found.")


def test_generation_ends_when_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("browser_use_contract.generated.sender._LEAST", -1.0)
    stub = Stub(fragile)
    with pytest.raises(TimeIsUp):
        cases.fuzz(sender(stub, seconds=-1), cases.load(), 0)
    assert stub.exchanges == []


def test_generation_that_begins_late_has_some_time_all_the_same() -> None:
    stub = Stub(fragile)
    late = sender(stub, seconds=-1)
    late.send("GET", "/sessions")
    late.send("GET", "/sessions")
    assert len(stub.exchanges) == 2


def test_a_stage_ends_when_its_part_of_the_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(1000, 10_000))
    monkeypatch.setattr("browser_use_contract.generated.sender.time", SimpleNamespace(time=lambda: float(next(clock))))
    stub = Stub(fragile)
    part = Sender(cast(Any, stub), 1100.0)
    for portion, at_most in ((0.5, 1050), (1.0, 1100)):
        part.use_until(portion)
        with pytest.raises(TimeIsUp):  # noqa: PT012 -- which of the requests comes too late is what is asked
            for _ in range(200):
                part.send("GET", "/sessions")
        assert at_most <= next(clock) <= at_most + 3


def test_sessions_that_were_made_elsewhere_are_left_alone() -> None:
    """Links start at the list, which also shows sessions of scenarios and of other clients."""
    somebodys = str(uuid.uuid4())

    def answer(one: Exchange) -> Answer:
        if one.operation == "listSessions":
            return 200, {"sessions": [made({}) | {"id": somebodys}], "total": 1, "page": 1, "pageSize": 20}
        if one.operation == "createSession":
            return 200, made(one.request if isinstance(one.request, dict) else {})
        return 204 if one.operation == "deleteSession" else 200, None if one.operation == "deleteSession" else made({})

    stub = Stub(answer)
    sender = Sender(cast(Any, stub), time.time() + 60)
    links.follow(sender, cases.load(), 0)
    changing = [one for one in stub.exchanges if one.method != "GET"]
    assert any(one.operation == "listSessions" for one in stub.exchanges)
    assert changing
    assert not [one for one in changing if somebodys in (one.session_id, one.fields.get("sessionId"))]
