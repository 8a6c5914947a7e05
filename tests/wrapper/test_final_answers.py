"""Final responses: an error is raised at once, without waits, and says what the caller needs to know."""

from typing import Any

import httpx
import pytest

from browser_use_sessions import (
    InvalidArgumentError,
    RateLimitError,
    SessionBusyError,
    SessionExpiredError,
    UnexpectedAnswerError,
)
from browser_use_sessions._decisions.run_request import RunRequest
from browser_use_sessions._flows.run import Run
from browser_use_sessions._transport.calls import Response, TransportFailure


def run(world: Any, **options: Any) -> Any:
    return world.run(Run(world.ctx, RunRequest("t", options=options)).flow())


@pytest.mark.parametrize("header", ["3600", "Wed, 01 Jan 2076 00:00:00 GMT"])
def test_retry_after_beyond_the_budget_raises_at_once(make_world: Any, header: str) -> None:
    world = make_world()
    refusal = Response(429, b'{"detail": "Too many"}', {"retry-after": header})
    world.faults = lambda call: refusal if call.request.method == "POST" else None
    with pytest.raises(RateLimitError) as caught:
        run(world)
    assert world.slept == []
    assert caught.value.retry_after is not None
    assert caught.value.retry_after >= 3600


def test_create_survives_a_server_restart(make_world: Any) -> None:
    """It refuses connections for four seconds, and the random part of each backoff is zero."""
    world = make_world()
    world.ctx.rng = lambda: 0.0
    start = world.time

    def refuse(call: Any) -> TransportFailure | None:
        return TransportFailure("refused", sent=False) if call.request.method == "POST" and world.time < start + 4 else None

    world.faults = refuse
    assert run(world).output == "did t"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirect_during_polling_raises_at_once_with_its_target(make_world: Any, status: int) -> None:
    world = make_world(duration=1e6)
    start = world.time
    world.faults = lambda call: (
        Response(status, b"", {"location": "https://login.test/"}) if call.request.method == "GET" else None
    )
    with pytest.raises(UnexpectedAnswerError, match=r"redirects to https://login\.test/"):
        run(world)
    assert world.time - start < 1
    assert world.api.left == []


@pytest.mark.parametrize("status", ["stopped", "timed_out", "error"])
def test_follow_up_to_an_ended_session_raises_session_busy_error(make_world: Any, status: str) -> None:
    world = make_world()
    session_id = world.api.answer("POST", "/sessions", b'{"keepAlive": true}')[1]["id"]
    world.api.sessions[session_id]["status"] = status
    with pytest.raises(SessionBusyError, match=f"has ended .status {status}.*Start a new one") as caught:
        run(world, session_id=session_id)
    assert "wait" not in str(caught.value)
    assert [method for method, _, _ in world.api.requests] == ["POST", "GET"]


def test_timed_out_session_raises_session_expired_error(make_world: Any) -> None:
    world = make_world()
    world.api.life = lambda session, seconds: {"status": "timed_out"}
    with pytest.raises(SessionExpiredError, match="timed_out"):
        run(world)


@pytest.mark.parametrize("task", ["", "  ", "\n", "\u200b", "\ufeff\n"])
def test_empty_task_is_rejected_before_sending(client: Any, api: Any, task: str) -> None:
    for call in (
        lambda: client.run(task),
        lambda: list(client.stream(task)),
        lambda: list(client.run_many(["a", task])),
        lambda: client.sessions.create(task),
    ):
        with pytest.raises(InvalidArgumentError) as caught:
            call()
        assert caught.value.argument == "task"
    assert api.fake.requests == []


def test_run_many_stops_at_an_empty_task_from_an_iterator(client: Any, api: Any) -> None:
    with pytest.raises(InvalidArgumentError):
        list(client.run_many(iter(["a", ""]), max_concurrency=1))
    assert len(api.fake.sessions) == 1
    assert api.fake.left == []


def test_retry_after_of_a_poll_is_capped_at_60_seconds(make_world: Any) -> None:
    world = make_world(duration=200.0)
    busy = iter([Response(429, b"", {"retry-after": "3600"})])
    world.faults = lambda call: next(busy, None) if call.request.method == "GET" else None
    assert run(world).output == "did t"
    assert max(world.slept) == 60


def test_407_response_asks_for_proxy_credentials(mocked: Any) -> None:
    tries = 0

    def refuse(request: httpx.Request) -> httpx.Response:
        nonlocal tries
        tries += 1
        return httpx.Response(407)

    from browser_use_sessions import ConnectionFailedError

    with pytest.raises(ConnectionFailedError, match="asks for a user name and a password"):
        mocked(refuse).run("t")
    assert tries == 1
