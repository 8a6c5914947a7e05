"""Faults at each stage of a request, on real sockets, with both clients.

Each time: the right result or error, exactly one session created, none left running, and the API key sent to no other host.
"""

from typing import Any

import pytest

from browser_use_sessions import (
    BrowserUseError,
    ConnectionFailedError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitError,
    RequestTimeoutError,
    RunTimeoutError,
    ServerError,
    UnexpectedAnswerError,
)

KEY = "key-that-nobody-may-see"
TRANSIENT = ["reset", "reset_after_acting", "close_without_a_word", "stall", "stall_after_acting", "truncate", "garbage"]
TRANSIENT += ["bad_gateway", "unavailable", "too_many"]
UNDECODABLE = ["too_short", "gzip_garbage", "html", "wrong_body", "empty"]


def check_afterwards(server: Any, created: int = 1, left: int = 0) -> None:
    assert len(server.api.sessions) == created
    assert len(server.api.left) == left
    assert set(server.keys) == {KEY}


def requests(server: Any, method: str) -> int:
    return sum(verb == method for verb, _, _ in server.api.requests)


@pytest.mark.parametrize(
    ("operation", "fault"),
    [("get", fault) for fault in [*TRANSIENT, *UNDECODABLE, "gzip"]]
    + [("messages", fault) for fault in ("reset", "bad_gateway", "html", "gzip_garbage")],
)
def test_run_survives_a_transient_fault_while_polling(server: Any, client: Any, fault: str, operation: str) -> None:
    server.add(fault, operation, 3 if fault in ("bad_gateway", "unavailable", "too_many") else 1)
    stream = client.stream("t")
    texts = [message.data for message in stream]
    assert stream.result.output == "did t"
    assert texts == ["t", "on it: t"]
    assert server.faults == []
    check_afterwards(server)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("reset", ConnectionFailedError),
        ("close_without_a_word", ConnectionFailedError),
        ("stall", RequestTimeoutError),
        ("truncate", ConnectionFailedError),
        ("garbage", ConnectionFailedError),
        ("bad_gateway", ServerError),
        ("unavailable", ServerError),
        ("broken", ServerError),
        ("html", UnexpectedAnswerError),
        ("gzip_garbage", UnexpectedAnswerError),
        ("redirect_loop", UnexpectedAnswerError),
    ],
)
@pytest.mark.usefixtures("short_outage_limit")
def test_run_stops_its_session_when_polling_fails_for_good(
    server: Any, client: Any, fault: str, error: type[BrowserUseError]
) -> None:
    server.api.duration = 1e6
    server.add(fault, "get", 10_000)
    with pytest.raises(error) as caught:
        client.run("t")
    assert caught.value.session_id in server.api.sessions
    check_afterwards(server)


@pytest.mark.parametrize("fault", ["unavailable", "bad_gateway", "reset", "reset_after_acting", "truncate", "too_many"])
def test_failed_stop_is_retried(server: Any, client: Any, fault: str) -> None:
    server.api.duration = 1e6
    server.add(fault, "stop", 2)
    with pytest.raises(RunTimeoutError):
        client.run("t", timeout=0.2)
    check_afterwards(server)


@pytest.mark.parametrize("fault", ["stall", "drip"])
def test_run_timeout_holds_when_the_server_stalls_or_drips(server: Any, make_client: Any, fault: str) -> None:
    client = make_client(base_url=server.url, timeout=30.0)
    server.api.duration = 1e6
    server.add(fault, "get")
    with pytest.raises(RunTimeoutError):
        client.run("t", timeout=0.3)
    check_afterwards(server)


@pytest.mark.parametrize("times", [1, 3])
def test_create_is_retried_after_429(server: Any, client: Any, times: int) -> None:
    server.add("too_many", "create", times)
    assert client.run("t").output == "did t"
    check_afterwards(server)


def test_create_raises_rate_limit_error_after_too_many_429(server: Any, client: Any) -> None:
    server.add("too_many", "create", 4)
    with pytest.raises(RateLimitError):
        client.run("t")
    check_afterwards(server, created=0)


def test_refused_connection_raises_connection_failed_error(server: Any, client: Any) -> None:
    server.refuse()
    with pytest.raises(ConnectionFailedError, match="could not be sent"):
        client.run("t")
    assert server.api.requests == []


def test_create_is_retried_once_the_server_accepts_connections(server: Any, client: Any, monkeypatch: Any) -> None:
    port = server.port
    server.refuse()

    def open_again(retries: int, chance: Any) -> float:
        if server.listener.fileno() < 0:
            server.listen(port)
        return 0.01

    monkeypatch.setattr("browser_use_sessions._transport.retry.backoff", open_again)
    assert client.run("t").output == "did t"
    check_afterwards(server)


@pytest.mark.parametrize(
    "fault",
    [
        "reset",
        "close_without_a_word",
        "stall",
        "garbage",
        "truncate",
        "too_short",
        "gzip_garbage",
        "html",
        "wrong_body",
        "empty",
        "bad_gateway",
        "bad_gateway_after_acting",
        "unavailable",
        "broken",
        "reset_after_acting",
        "stall_after_acting",
    ],
)
@pytest.mark.parametrize("method", ["run", "create"])
def test_create_with_unknown_outcome_is_not_retried(server: Any, client: Any, fault: str, method: str) -> None:
    server.add(fault, "create")
    with pytest.raises(OutcomeUnknownError, match="unknown whether a session was started") as caught:
        client.run("t") if method == "run" else client.sessions.create("t")
    assert [session.id for session in caught.value.sessions] == list(server.api.sessions)
    for session in caught.value.sessions:
        assert session.id in str(caught.value)
    assert isinstance(caught.value.__cause__, BrowserUseError)
    assert sum(path == "/sessions" and verb == "POST" for verb, path, _ in server.api.requests) <= 1
    assert set(server.keys) == {KEY}


def test_own_sessions_are_not_listed_as_orphans(server: Any, client: Any) -> None:
    mine = client.sessions.create("mine")
    server.add("reset_after_acting", "create")
    with pytest.raises(OutcomeUnknownError) as caught:
        client.run("t")
    (orphan,) = caught.value.sessions
    assert orphan.id != mine.id
    assert mine.id not in str(caught.value)


def test_unknown_outcome_is_raised_even_if_listing_fails(server: Any, client: Any) -> None:
    server.add("reset_after_acting", "create")
    server.add("forbidden", "list")
    with pytest.raises(OutcomeUnknownError, match="could not be listed") as caught:
        client.run("t")
    assert caught.value.sessions == ()


def test_follow_up_with_unknown_outcome_is_stopped(server: Any, client: Any) -> None:
    session_id = client.run("first", keep_alive=True).id
    server.api.duration = 1e6
    server.add("reset_after_acting", "create")
    with pytest.raises(OutcomeUnknownError, match="unknown whether the task was dispatched") as caught:
        client.run("second", session_id=session_id)
    assert caught.value.session_id == session_id
    assert server.api.look(session_id)["status"] == "idle"
    assert server.api.requests[-1] == ("POST", f"/sessions/{session_id}/stop", {"strategy": "task"})


@pytest.mark.parametrize(
    ("operation", "fault"),
    [("get", fault) for fault in TRANSIENT]
    + [
        (operation, fault)
        for operation in ("list", "messages", "stop", "delete")
        for fault in ("reset_after_acting", "bad_gateway")
    ],
)
def test_idempotent_operations_are_retried(server: Any, client: Any, fault: str, operation: str) -> None:
    session_id = client.sessions.create("t").id
    server.add(fault, operation)
    method = getattr(client.sessions, operation)
    method() if operation == "list" else method(session_id)
    assert server.faults == []


@pytest.mark.parametrize("fault", ["reset_after_acting", "stall_after_acting"])
def test_404_on_the_retry_of_a_delete_counts_as_success(server: Any, client: Any, fault: str) -> None:
    session_id = client.sessions.create("t").id
    server.add(fault, "delete")
    client.sessions.delete(session_id)
    assert server.api.sessions == {}
    with pytest.raises(NotFoundError):
        client.sessions.delete(session_id)


@pytest.mark.parametrize("operation", ["create", "get", "list", "stop"])
def test_redirect_to_another_host_never_receives_the_key(server: Any, elsewhere: Any, client: Any, operation: str) -> None:
    session_id = client.sessions.create("t").id
    server.add("redirect_elsewhere", operation)
    with pytest.raises(UnexpectedAnswerError, match="redirects to http://localhost"):
        getattr(client.sessions, operation)(*() if operation in ("create", "list") else (session_id,))
    assert elsewhere.keys == []


def test_redirected_poll_raises_at_once_and_stops_the_session(server: Any, elsewhere: Any, client: Any) -> None:
    server.add("redirect_elsewhere", "get")
    with pytest.raises(UnexpectedAnswerError, match="redirects to http://localhost"):
        client.run("t")
    assert requests(server, "GET") == 0
    check_afterwards(server)
    assert elsewhere.keys == []


def test_huge_output_is_returned(server: Any, client: Any) -> None:
    huge = "x" * 20_000_000
    server.api.life = lambda session, seconds: {"status": "stopped", "isTaskSuccessful": True, "output": huge}
    assert client.run("t").output == huge


def test_unknown_values_and_properties_are_returned(server: Any, client: Any) -> None:
    odd = {"status": "paused", "isTaskSuccessful": True, "integrationsUsed": ["x"], "model": "gpt-9", "output": "fine"}
    server.api.life = lambda session, seconds: odd
    result = client.run("t")
    assert (result.status, result.integrations_used, result.model, result.output) == ("paused", ["x"], "gpt-9", "fine")


def test_run_stopped_by_someone_else_returns_a_result_without_verdict(server: Any, client: Any) -> None:
    server.api.duration = 1e6
    result = client.run("t", on_progress=lambda session: server.api.answer("POST", f"/sessions/{session.id}/stop", None))
    assert result.is_task_successful is None
    with pytest.raises(BrowserUseError, match="without a verdict"):
        result.raise_for_failure()


def test_run_deleted_by_someone_else_raises_not_found(server: Any, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("browser_use_sessions._flows.run.LONGEST_LAG", 0.1)
    monkeypatch.setattr("browser_use_sessions._flows.cleanup.NOT_FOUND_BUDGET", 0.1)
    server.api.duration = 1e6
    with pytest.raises(NotFoundError):
        client.run("t", on_progress=lambda session: server.api.answer("DELETE", f"/sessions/{session.id}", None))
