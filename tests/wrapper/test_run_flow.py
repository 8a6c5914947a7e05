"""Runs on a simulated clock: hours pass in milliseconds."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from browser_use_sessions import (
    ConnectionFailedError,
    InvalidArgumentError,
    OutputError,
    RunTimeoutError,
    ServerError,
    SessionBusyError,
    SessionExpiredError,
    SessionFailedError,
    TaskFailedError,
    UnexpectedAnswerError,
)
from browser_use_sessions._decisions.run_request import RunRequest
from browser_use_sessions._flows.run import Run
from browser_use_sessions._shutdown import tracked_sessions
from browser_use_sessions._transport.calls import Call, Response, TransportFailure


def run(world: Any, task: str = "t", **options: Any) -> Any:
    schema = options.pop("output_schema", None)
    return world.run(Run(world.ctx, RunRequest(task, None, schema, options)).flow())


def paths(world: Any, method: str, ending: str) -> list[Any]:
    return [data for verb, path, data in world.api.requests if verb == method and path.split("?")[0].endswith(ending)]


def test_task_of_nearly_four_hours(make_world: Any) -> None:
    world = make_world(duration=14_000.0)
    result = run(world)
    assert result.output == "did t"
    assert result.task == "t"
    assert 14_000 <= sum(world.slept) <= 14_005
    assert world.api.left == []


def test_timeout_raises_and_stops_the_session(make_world: Any) -> None:
    world = make_world(duration=1e6)
    with pytest.raises(RunTimeoutError, match="not over after 100 s") as caught:
        run(world, timeout=100)
    assert isinstance(caught.value, TimeoutError)
    assert sum(world.slept) == pytest.approx(100)
    assert caught.value.result is not None
    assert caught.value.result.status == "running"
    assert caught.value.session_id in world.api.sessions
    assert world.api.left == []


def test_task_that_ends_at_the_deadline_succeeds(make_world: Any) -> None:
    assert run(make_world(duration=100.0), timeout=100).is_task_successful


def test_session_left_idle_after_its_task_is_stopped(world: Any) -> None:
    world.api.life = lambda session, seconds: {"status": "idle", "isTaskSuccessful": True, "output": "done"}
    result = run(world)
    assert (result.output, result.status) == ("done", "stopped")
    assert world.api.left == []


def test_failed_stop_after_the_task_warns_and_returns_the_result(world: Any) -> None:
    world.api.life = lambda session, seconds: {"status": "idle", "isTaskSuccessful": True, "output": "done"}
    world.faults = lambda call: Response(500, b"", {}) if call.request.target.endswith("/stop") else None
    with pytest.warns(RuntimeWarning, match="could not be stopped"):
        assert run(world).output == "done"
    assert tracked_sessions.is_tracked((world.api.left[0], False))  # The exit handler tries again.
    tracked_sessions.untrack((world.api.left[0], False))


def test_leave_running_does_not_stop_after_a_timeout(make_world: Any) -> None:
    world = make_world(duration=1e6)
    with pytest.raises(RunTimeoutError, match="It goes on"):
        run(world, timeout=1, leave_running=True)
    assert len(world.api.left) == 1


def test_timeout_none_waits_without_limit(make_world: Any) -> None:
    assert run(make_world(duration=1e5), timeout=None).is_task_successful


@pytest.mark.parametrize(("status", "error"), [("error", SessionFailedError), ("timed_out", SessionExpiredError)])
def test_failed_or_expired_session_raises(world: Any, status: str, error: type[Exception]) -> None:
    world.api.life = lambda session, seconds: {"status": status if seconds > 3 else "running"}
    with pytest.raises(error) as caught:
        run(world)
    assert caught.value.result.status == status  # type: ignore[attr-defined]  # only some of these errors have a result
    assert paths(world, "POST", "/stop") == []


def test_unsuccessful_task_raises_only_on_raise_for_failure(world: Any) -> None:
    world.api.life = lambda session, seconds: {"status": "stopped", "isTaskSuccessful": False, "output": "could not"}
    result = run(world)
    assert result.output == "could not"
    with pytest.raises(TaskFailedError, match="was not achieved") as caught:
        result.raise_for_failure()
    assert caught.value.result is result


def test_raise_for_failure_returns_a_successful_result(world: Any) -> None:
    result = run(world)
    assert result.raise_for_failure() is result


def test_polling_survives_an_outage_of_30_seconds(make_world: Any) -> None:
    world = make_world(duration=60.0)
    start = world.time
    outage = (
        TransportFailure("reset", sent=True),
        Response(503, b"", {}),
        Response(200, b"<html>", {"content-type": "text/html"}),
    )

    def faults(call: Call) -> Response | TransportFailure | None:
        is_down = 20 < world.time - start < 50 and call.request.method == "GET"
        return outage[int(world.time) % 3] if is_down else None

    world.faults = faults
    assert run(world).output == "did t"


def test_lasting_outage_raises_connection_failed_error(make_world: Any) -> None:
    world = make_world(duration=1e6)
    world.faults = lambda call: TransportFailure("no route", sent=False) if call.request.method == "GET" else None
    with pytest.raises(ConnectionFailedError):
        run(world)
    assert 30 <= sum(world.slept) <= 70
    assert world.api.left == []


def test_max_retries_zero_disables_retries(make_world: Any) -> None:
    world = make_world(duration=5.0, max_retries=0)
    world.faults = lambda call: Response(503, b"", {}) if call.request.method == "GET" else None
    with pytest.raises(ServerError):
        run(world)
    assert len(world.slept) == 1


def test_polling_survives_429_for_ten_minutes(make_world: Any) -> None:
    world = make_world(duration=10.0)
    start = world.time
    world.faults = lambda call: (
        Response(429, b"", {"retry-after": "60"}) if call.request.method == "GET" and world.time - start < 600 else None
    )
    assert run(world).output == "did t"


def test_failed_stop_is_noted_on_the_error(make_world: Any) -> None:
    world = make_world(duration=1e6)
    world.faults = lambda call: TransportFailure("no route", sent=False) if call.request.target.endswith("/stop") else None
    with pytest.raises(RunTimeoutError) as caught:
        run(world, timeout=5)
    (note,) = caught.value.__notes__
    assert f'client.sessions.stop("{caught.value.session_id}")' in note


def test_follow_up_waits_until_the_session_is_idle(world: Any) -> None:
    world.api.answer("POST", "/sessions", b'{"keepAlive": true}')
    (session_id,) = world.api.sessions
    states = iter(["created", "created", "idle"])
    original = world.api.look
    world.api.look = lambda one: original(one) | ({"status": state} if (state := next(states, None)) else {})
    result = run(world, session_id=session_id)
    assert result.output == "did t"
    assert result.status == "idle"
    _, second = paths(world, "POST", "/sessions")
    assert second == {"task": "t", "sessionId": session_id, "keepAlive": True}
    assert paths(world, "POST", "/stop") == []


def test_follow_up_timeout_stops_only_the_task(make_world: Any) -> None:
    world = make_world(duration=1e6)
    world.api.answer("POST", "/sessions", b'{"keepAlive": true}')
    (session_id,) = world.api.sessions
    with pytest.raises(RunTimeoutError):
        run(world, session_id=session_id, timeout=10)
    assert paths(world, "POST", "/stop") == [{"strategy": "task"}]
    assert world.api.look(session_id)["status"] == "idle"


def test_follow_up_to_a_busy_session_raises_session_busy_error(make_world: Any) -> None:
    world = make_world(duration=100.0)
    world.api.answer("POST", "/sessions", b'{"task": "first"}')
    (session_id,) = world.api.sessions
    world.time += 1
    with pytest.raises(SessionBusyError) as caught:
        run(world, session_id=session_id)
    assert caught.value.session_id == session_id
    assert paths(world, "POST", "/stop") == []


def test_mismatched_output_raises_with_path_and_stops_the_session(world: Any) -> None:
    world.api.life = lambda session, seconds: {"status": "idle", "isTaskSuccessful": True, "output": {"price": "cheap"}}
    schema = {"type": "object", "properties": {"price": {"type": "number"}}}
    with pytest.raises(OutputError, match=r"\$\.price must be a number, not 'cheap'") as caught:
        run(world, output_schema=schema, keep_alive=True)
    assert caught.value.path == "$.price"
    assert caught.value.output == {"price": "cheap"}
    assert world.api.left == []


def test_mismatched_output_of_a_failed_task_is_none(world: Any) -> None:
    world.api.life = lambda session, seconds: {"status": "stopped", "isTaskSuccessful": False, "output": "gave up"}
    assert run(world, output_schema={"type": "object"}).output is None


def test_keep_alive_session_stays_after_the_run(world: Any) -> None:
    result = run(world, keep_alive=True)
    assert world.api.left == [result.id]


@pytest.mark.parametrize("at", range(1, 9))
def test_interruption_at_any_step_stops_the_session(make_world: Any, at: int) -> None:
    world = make_world(duration=5.0)
    count = 0

    def interrupt(effect: Any) -> BaseException | None:
        nonlocal count
        if world.api.sessions:
            count += 1
        return KeyboardInterrupt() if count == at else None

    with pytest.raises(KeyboardInterrupt):
        world.run(Run(world.ctx, RunRequest("t")).flow(), interrupt)
    assert world.api.left == []


def test_on_progress_gets_every_poll_and_its_exception_stops_the_run(make_world: Any) -> None:
    world = make_world(duration=5.0)
    seen: list[str] = []

    def notice(session: Any) -> None:
        seen.append(session.status)
        if len(seen) == 4:
            raise LookupError("enough")

    with pytest.raises(LookupError):
        run(world, on_progress=notice)
    assert seen == ["created", "running", "running", "running"]
    assert world.api.left == []


def test_custom_pace_sets_the_poll_interval(make_world: Any) -> None:
    world = make_world(duration=10.0)
    run(world, pace=lambda elapsed: 3.0)
    assert world.slept == [3.0, 3.0, 3.0, 3.0]


def test_session_from_an_invalid_create_response_is_stopped(world: Any) -> None:
    original = world.api.answer

    def garble(method: str, path: str, body: bytes | None) -> tuple[int, Any]:
        status, data = original(method, path, body)
        return (status, {"id": data["id"], "state": "?"}) if path == "/sessions" else (status, data)

    world.api.answer = garble
    with pytest.raises(UnexpectedAnswerError) as caught:
        run(world)
    assert caught.value.session_id in world.api.sessions
    assert world.api.left == []


def test_stream_yields_each_message_once(make_world: Any) -> None:
    for oldest_first in (False, True):
        world = make_world(duration=30.0)
        world.api.oldest_first = oldest_first
        original = world.api.life

        def talk(session: Any, seconds: float, original: Any = original, world: Any = world) -> Any:
            world.api.say(session["id"], "ai", f"at {seconds}")
            return original(session, seconds)

        world.api.life = talk
        result = world.run(Run(world.ctx, RunRequest("t", messages=True)).flow())
        ids = [message.id for message in world.items]
        assert ids == [message["id"] for message in world.api.messages[result.id]]
        assert len(ids) > 10


def test_stream_of_a_follow_up_skips_earlier_messages(make_world: Any) -> None:
    for oldest_first in (False, True):
        world = make_world(duration=1.0)
        world.api.oldest_first = oldest_first
        session_id = run(world, keep_alive=True).id
        for number in range(250):
            world.api.say(session_id, "ai", f"old {number}")
        world.run(Run(world.ctx, RunRequest("again", options={"session_id": session_id}, messages=True)).flow())
        assert [message.data for message in world.items] == ["again", "on it: again"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # The fixture returns a class.
@given(
    created=st.floats(0, 60),
    idle=st.floats(0, 50),
    running=st.floats(0, 3000),
    ending=st.sampled_from(["idle", "stopped"]),
    verdict=st.booleans(),
    follow_up=st.booleans(),
    resets=st.booleans(),
)
def test_any_session_lifecycle_gives_its_own_result_in_time(
    created: float, idle: float, running: float, ending: str, verdict: bool, follow_up: bool, resets: bool, make_world: Any
) -> None:
    """`resets`: whether the server clears the last task's verdict at the dispatch, or only when the new task runs."""
    world = make_world()
    session_id = run(world, "before", keep_alive=True).id if follow_up else None
    stale = follow_up and not resets
    old = {"isTaskSuccessful": True, "output": "did before"} if stale else {}

    def life(session: Any, seconds: float) -> Any:
        if seconds < created and not follow_up:
            return {"status": "created"}
        if seconds < created + idle:
            return {"status": "idle", **old}
        if seconds < created + idle + running:
            return {"status": "running", "isTaskSuccessful": None, "output": None, "stepCount": session["stepsBefore"] + 1}
        steps = session["stepsBefore"] + 1
        return {"status": ending, "isTaskSuccessful": verdict, "output": session["result"], "stepCount": steps}

    if follow_up:
        created = 0.0
    if stale:
        idle = min(idle, 10.0)  # It has to show some sign of the new task within 15 s.
    world.api.life = life
    world.api.settles = False
    start = world.time
    result = run(world, "own", **({"session_id": session_id} if follow_up else {"keep_alive": ending == "idle"}))
    assert (result.output, result.is_task_successful) == ("did own", verdict)
    duration = created + idle + running
    assert world.time - start - duration <= max(0.3, min(0.19 * duration + 0.05, 5.0)) + 0.001


def test_many_waiting_runs_poll_less_often(make_world: Any) -> None:
    world = make_world(duration=10.0)
    world.ctx.waiting.update(range(2000))
    run(world)
    assert min(world.slept[:-1]) >= 4.0
    assert json.dumps(world.api.requests[0][2]) == '{"task": "t"}'


def test_pace_returning_nan_raises_and_stops_the_session(make_world: Any) -> None:
    world = make_world(duration=10.0)
    with pytest.raises(InvalidArgumentError, match="pace"):
        run(world, pace=lambda elapsed: float("nan"))
    assert world.api.left == []
