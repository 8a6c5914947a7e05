"""Sessions that could not be stopped are always reported; sessions of others are never stopped."""

import _thread
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from browser_use_sessions import (
    BrowserUseError,
    InvalidArgumentError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitError,
    RunTimeoutError,
    UnexpectedAnswerError,
)
from browser_use_sessions._decisions.run_request import RunRequest
from browser_use_sessions._flows.cleanup import stop_all
from browser_use_sessions._flows.run import Run
from browser_use_sessions._shutdown import tracked_sessions
from browser_use_sessions._transport.calls import Call, Response, TransportFailure

ID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"


def run(world: Any, task: str = "t", messages: bool = False, **options: Any) -> Any:
    return world.run(Run(world.ctx, RunRequest(task, options=options, messages=messages)).flow())


def sent(world: Any, ending: str) -> list[Any]:
    return [data for method, path, data in world.api.requests if method == "POST" and path.endswith(ending)]


@pytest.fixture
def failing_stops(api: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("browser_use_sessions._flows.cleanup.BUDGET", 0.0)
    api.fake.duration = 1e6
    api.rule = lambda request: httpx.Response(500) if request.url.path.endswith("/stop") else None


@pytest.mark.usefixtures("failing_stops")
def test_failed_stop_at_the_end_of_a_block_warns(client: Any, api: Any) -> None:
    with pytest.warns(RuntimeWarning, match="could not be stopped"), client.session():
        pass
    with pytest.warns(RuntimeWarning, match=r"client\.sessions\.stop\("):
        client.close()
    assert len(api.fake.left) == 1
    api.rule = lambda request: None
    client.close()
    assert api.fake.left == []


@pytest.mark.usefixtures("failing_stops")
def test_failed_stop_is_noted_on_the_exception_of_the_block(client: Any, api: Any) -> None:
    with pytest.raises(ZeroDivisionError) as caught, client.session():
        _ = 1 / 0
    assert "could not be stopped" in caught.value.__notes__[0]
    api.rule = lambda request: None  # client.close() tries again.


@pytest.mark.usefixtures("failing_stops")
def test_failed_stop_after_leaving_a_stream_warns(client: Any, api: Any) -> None:
    stream = client.stream("t")
    steps = iter(stream)
    next(steps)
    with pytest.warns(RuntimeWarning, match="could not be stopped"):
        steps.close()
    api.rule = lambda request: None


@pytest.mark.parametrize(
    "outcome", [*(Response(status, b"", {}) for status in (408, 409, 425, 429, 500, 502, 520)), TransportFailure("", sent=True)]
)
def test_failed_stop_is_retried_even_without_retries(make_world: Any, outcome: Any) -> None:
    world = make_world(duration=1e6, max_retries=0)
    tries = []

    def fail(call: Call) -> Any:
        if call.request.target.endswith("/stop"):
            tries.append(world.time)
            return outcome if len(tries) < 5 else None
        return None

    world.faults = fail
    with pytest.raises(RunTimeoutError):
        run(world, timeout=5)
    assert world.api.left == []


def test_stop_is_retried_after_404_of_a_new_session(make_world: Any) -> None:
    world = make_world(duration=1e6)
    missing = iter([Response(404, b'{"detail": "?"}', {})] * 2)
    world.faults = lambda call: next(missing, None) if call.request.target.endswith("/stop") else None
    with pytest.raises(RunTimeoutError):
        run(world, timeout=0.1)
    assert world.api.left == []


def test_retry_after_of_a_stop_is_capped_by_its_budget(make_world: Any) -> None:
    world = make_world(duration=1e6)
    busy = iter([Response(429, b"", {"retry-after": "60"})])
    world.faults = lambda call: next(busy, None) if call.request.target.endswith("/stop") else None
    with pytest.raises(RunTimeoutError):
        run(world, timeout=5)
    assert world.slept[-1] == 10
    assert world.api.left == []


@pytest.mark.parametrize("method", ["get", "stop", "messages"])
def test_response_about_another_session_is_rejected(client: Any, api: Any, method: str) -> None:
    one, other = client.sessions.create("one").id, client.sessions.create("other").id
    text = {"old": one, "new": other}

    def mix_up(request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/api/v3").replace(text["old"], text["new"])
        status, data = api.fake.answer(request.method, path, request.content or None)
        return httpx.Response(status, json=data)

    api.rule = mix_up
    with pytest.raises(UnexpectedAnswerError, match="is about another session"):
        getattr(client.sessions, method)(one)


def test_run_ignores_a_poll_response_about_another_session(make_world: Any) -> None:
    world = make_world(duration=5.0)
    other = world.api.answer("POST", "/sessions", b'{"task": "other"}')[1]
    wrong = iter([Response(200, json.dumps(other | {"status": "stopped", "output": "theirs"}).encode(), {})])
    world.faults = lambda call: next(wrong, None) if call.request.method == "GET" else None
    assert run(world).output == "did t"


PATH_SAFE = ["ses_abc", "3c90c3cc0d444b5088888dd25736052a"]


@pytest.mark.parametrize("shown", [*PATH_SAFE, "ses_abc/../../../admin?x=", "a\nb", "", 5, None])
@pytest.mark.parametrize("method", ["run", "create"])
def test_session_id_that_is_not_a_uuid(mocked: Callable[..., Any], world: Any, shown: Any, method: str) -> None:
    paths: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        paths.append(request.url.raw_path.decode())
        if request.url.path.endswith("/stop"):
            return httpx.Response(200, json=session | {"id": request.url.path.split("/")[-2]})
        return httpx.Response(200, json=session | {"id": shown})

    session = world.api.answer("POST", "/sessions", b'{"task": "t"}')[1]
    client = mocked(answer, max_retries=0)
    with pytest.raises(BrowserUseError) as caught:
        client.run("t") if method == "run" else client.sessions.create("t")
    if shown in PATH_SAFE:
        assert isinstance(caught.value, UnexpectedAnswerError)
        assert caught.value.session_id == shown
        assert paths == ["/api/v3/sessions", f"/api/v3/sessions/{shown}/stop"]
    else:
        assert isinstance(caught.value, OutcomeUnknownError)
        assert isinstance(caught.value.__cause__, UnexpectedAnswerError)
        assert {path.partition("?")[0] for path in paths} == {"/api/v3/sessions"}
    assert tracked_sessions.tracked() == frozenset()


def test_session_with_an_invalid_id_that_cannot_be_stopped_is_noted(make_world: Any) -> None:
    world = make_world(duration=1e6)
    original = world.api.answer

    def rename(method: str, path: str, body: bytes | None) -> tuple[int, Any]:
        status, data = original(method, path, body)
        return status, data | {"id": "ses_abc"} if path == "/sessions" else data

    world.api.answer = rename
    with pytest.raises(UnexpectedAnswerError, match="ses_abc") as caught:
        run(world)
    assert "look for it in client.sessions.list()" in caught.value.__notes__[0]
    tracked_sessions.untrack(("ses_abc", False))


@pytest.fixture
def idle_session(world: Any) -> str:
    session_id: str = world.api.answer("POST", "/sessions", b'{"keepAlive": true}')[1]["id"]
    world.api.duration = 1e6
    return session_id


def bad_gateway(call: Call) -> Response | None:
    return Response(502, b"", {}) if call.request.method == "POST" and call.request.target == "/sessions" else None


def test_unknown_follow_up_does_not_stop_the_task_before(world: Any, idle_session: str) -> None:
    world.api.answer("POST", "/sessions", json.dumps({"sessionId": idle_session, "task": "t"}).encode())
    world.time += 1
    world.faults = bad_gateway
    with pytest.raises(OutcomeUnknownError):
        run(world, session_id=idle_session)
    assert sent(world, "/stop") == []


def test_unknown_follow_up_does_not_stop_a_task_of_someone_else(world: Any, idle_session: str) -> None:
    def faults(call: Call) -> Response | None:
        if (answer := bad_gateway(call)) is not None:
            world.api.answer("POST", "/sessions", json.dumps({"sessionId": idle_session, "task": "theirs"}).encode())
        return answer

    world.faults = faults
    with pytest.raises(OutcomeUnknownError):
        run(world, session_id=idle_session)
    assert sent(world, "/stop") == []
    assert world.api.look(idle_session)["status"] == "running"


def test_unknown_follow_up_that_was_dispatched_is_stopped_and_noted(world: Any, idle_session: str) -> None:
    def faults(call: Call) -> Response | None:
        if (answer := bad_gateway(call)) is not None:
            world.api.answer(call.request.method, call.request.target, call.request.content)
        return answer

    world.faults = faults
    with pytest.raises(OutcomeUnknownError) as caught:
        run(world, session_id=idle_session)
    assert sent(world, "/stop") == [{"strategy": "task"}]
    assert "has been stopped" in caught.value.__notes__[0]


def test_follow_up_answered_with_another_session_has_unknown_outcome(world: Any, idle_session: str) -> None:
    other = world.api.answer("POST", "/sessions", b'{"keepAlive": true}')[1]
    world.faults = lambda call: Response(200, json.dumps(other).encode(), {}) if call.request.target == "/sessions" else None
    with pytest.raises(OutcomeUnknownError) as caught:
        run(world, session_id=idle_session)
    assert isinstance(caught.value.__cause__, UnexpectedAnswerError)
    assert sent(world, "/stop") == []


def test_create_is_not_retried_beyond_the_deadline(make_world: Any) -> None:
    world = make_world()
    world.faults = lambda call: Response(429, b"", {"retry-after": "20"}) if call.request.method == "POST" else None
    with pytest.raises(RateLimitError):
        run(world, timeout=2)
    assert world.slept == []
    world.faults = lambda call: TransportFailure("refused", sent=False)
    with pytest.raises(BrowserUseError):
        run(world, timeout=1)
    assert sum(world.slept) <= 1


def test_endless_messages_end_at_the_deadline(make_world: Any) -> None:
    world = make_world(duration=1e6)
    world.latency = 0.1

    def say_more(call: Call) -> None:
        if "/messages" in call.request.target:
            for session_id in world.api.sessions:
                for _ in range(101):
                    world.api.say(session_id, "ai", "more")

    world.faults = say_more
    start = world.time
    with pytest.raises(RunTimeoutError):
        run(world, messages=True, timeout=3)
    assert world.time - start < 5
    assert world.api.left == []


def test_endless_messages_do_not_prevent_the_result(make_world: Any) -> None:
    world = make_world(duration=1.0)
    world.latency = 0.1

    def say_more(call: Call) -> None:
        for session_id in world.api.sessions:
            if "/messages" in call.request.target and world.api.look(session_id)["status"] == "stopped":
                for _ in range(101):
                    world.api.say(session_id, "ai", "more")

    world.faults = say_more
    start = world.time
    assert run(world, messages=True, timeout=3).output == "did t"
    assert world.time - start < 40


@pytest.mark.parametrize("status", [500, 520, 408, 425, 404])
def test_run_survives_transient_statuses_while_polling(make_world: Any, status: int) -> None:
    world = make_world(duration=10.0)
    wrong = iter([Response(status, b'{"detail": "?"}', {})] * 3)
    world.faults = lambda call: next(wrong, None) if call.request.method == "GET" else None
    assert run(world).output == "did t"


def test_lasting_404_while_polling_raises_not_found(make_world: Any) -> None:
    world = make_world(duration=100.0)
    start = world.time
    world.faults = lambda call: (
        Response(404, b'{"detail": "?"}', {}) if call.request.method == "GET" and world.time > start + 10 else None
    )
    with pytest.raises(NotFoundError):
        run(world)
    assert world.time - start < 20


def test_deleting_sessions_while_listing_skips_none(client: Any, api: Any) -> None:
    for number in range(45):
        client.sessions.create(str(number))
    for number, session in enumerate(client.sessions.list(page_size=10)):
        if number % 3:
            client.sessions.delete(session.id)
    assert len(api.fake.sessions) == 15
    for session in client.sessions.list(page_size=10):
        client.sessions.delete(session.id)
    assert api.fake.sessions == {}


def test_extra_body_rejects_names_of_arguments(client: Any, api: Any) -> None:
    for extra in ({"sessionId": ID}, {"keepAlive": True}, {"maxCostUsd": 1e-7}, {"task": "other"}, {"outputSchema": {}}):
        with pytest.raises(InvalidArgumentError, match="for which there is an argument"):
            client.run("t", extra_body=extra)
    assert api.fake.requests == []


def test_lone_surrogate_is_rejected(client: Any, api: Any) -> None:
    with pytest.raises(InvalidArgumentError, match="half a character at position 1"):
        client.run("a\ud800")
    assert api.fake.requests == []


def test_run_many_checks_all_tasks_of_a_list_first(client: Any, api: Any) -> None:
    with pytest.raises(InvalidArgumentError, match="task must be a string"):
        client.run_many(["a", "b", 5])
    assert api.fake.requests == []


def test_run_many_errors_have_index_and_task(client: Any, api: Any) -> None:
    api.rule = lambda request: httpx.Response(422, json={"detail": []}) if b'"b"' in request.content else None
    outcomes = {outcome.index: outcome for outcome in client.run_many(["a", "b", "c"], return_exceptions=True)}
    assert [outcomes[number].task for number in range(3)] == ["a", "b", "c"]
    assert isinstance(outcomes[1], BrowserUseError)


def test_sessions_without_time_left_to_stop_are_named(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("browser_use_sessions._flows.cleanup.BUDGET_FOR_ALL", 0.0)
    whats = [(ID, False), (ID.replace("3c", "4c"), True)]
    for held in whats:
        tracked_sessions.track(held, world.ctx.stop_at_exit)
    problems = world.run(stop_all(world.ctx, whats))
    for held, problem in zip(whats, problems, strict=True):
        assert held[0] in problem
        tracked_sessions.untrack(held)
    assert world.api.requests == []


def test_sessions_are_stopped_one_by_one_without_threads(
    api: Any, mocked: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = mocked(api)
    for _ in range(3):
        client.session().__enter__()

    def refuse(*arguments: Any) -> None:
        raise RuntimeError("can't create new thread at interpreter shutdown")

    monkeypatch.setattr(_thread, "start_new_thread", refuse)
    client.close()
    assert len(api.fake.sessions) == 3
    assert api.fake.left == []
