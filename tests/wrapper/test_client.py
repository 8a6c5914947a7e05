"""Both clients in the same words: what they do against an API, and what they leave behind."""

import pickle
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import httpx
import pytest

from browser_use_sessions import (
    AuthenticationError,
    BrowserUseError,
    ClientClosedError,
    InvalidArgumentError,
    NotFoundError,
    RateLimitError,
    RunManyError,
    registry,
)
from browser_use_sessions.calls import Call


class Api:
    """The suite's own API behind an httpx mock transport. `rule` may answer in its place."""

    def __init__(self, fake: Any) -> None:
        self.fake = fake
        self.rule: Callable[[httpx.Request], httpx.Response | None] = lambda request: None

    def __call__(self, request: httpx.Request) -> httpx.Response:
        answer = self.rule(request)
        if answer is not None:
            return answer
        path = request.url.raw_path.decode().removeprefix("/api/v3")
        status, data = self.fake.answer(request.method, path, request.content or None)
        return httpx.Response(status, json=data) if data is not None else httpx.Response(status)


@pytest.fixture
def api(world: Any) -> Api:
    return Api(type(world.api)(time.time, duration=0.05))


@pytest.fixture
def client(api: Api, mocked: Callable[..., Any]) -> Any:
    return mocked(api, pace=lambda elapsed: 0.05)


@pytest.fixture(autouse=True)
def _nothing_stays_held() -> Iterator[None]:
    yield
    assert registry.held() == frozenset()


@dataclass
class Price:
    amount: float


def test_a_run(api: Api, client: Any) -> None:
    result = client.run("t", max_cost_usd="0.50")
    assert (result.output, result.task, result.status, str(result.max_cost_usd)) == ("did t", "t", "stopped", "0.50")
    assert api.fake.left == []


def test_typed_output(api: Api, client: Any) -> None:
    api.fake.life = lambda session, seconds: {"status": "stopped", "isTaskSuccessful": True, "output": {"amount": 3}}
    for name in ("schema", "output_schema"):
        assert client.run("t", **{name: Price}).output == Price(3.0)
    (_, _, body) = next(request for request in api.fake.requests if request[0] == "POST")
    assert body["outputSchema"]["required"] == ["amount"]


def test_a_stream(api: Api, client: Any) -> None:
    stream = client.stream("t")
    assert stream.session_id is None
    assert api.fake.requests == []
    assert [message.data for message in stream] == ["t", "on it: t"]
    assert stream.result.output == stream.output == "did t"
    assert stream.session_id == stream.result.id


def test_a_stream_left_early_is_stopped(api: Api, client: Any) -> None:
    api.fake.duration = 1e6
    for message in client.stream("t"):
        assert message.data == "t"
        break
    assert len(api.fake.sessions) == 1
    assert api.fake.left == []


def test_a_stream_left_by_an_exception_is_stopped(api: Api, client: Any) -> None:
    api.fake.duration = 1e6

    def caller() -> None:
        with client.stream("t") as stream:
            for _ in stream:
                raise LookupError

    with pytest.raises(LookupError):
        caller()
    assert api.fake.left == []


def test_a_session_for_several_tasks(api: Api, client: Any) -> None:
    with client.session(model="bu-max") as session:
        first = session.run("one")
        second = session.run("two")
        assert first.id == second.id == session.id
        assert (first.output, second.output, second.status) == ("did one", "did two", "idle")
        assert second.step_count == 4
        assert [message.data for message in session.messages()] == ["one", "on it: one", "two", "on it: two"]
        assert [message.data for message in session.stream("three")] == ["three", "on it: three"]
        assert session.get().model == "bu-max"
    assert api.fake.left == []


def test_a_block_left_by_an_exception_stops_the_session(api: Api, client: Any) -> None:
    with pytest.raises(LookupError), client.session():
        raise LookupError
    assert len(api.fake.sessions) == 1
    assert api.fake.left == []


def test_a_session_that_is_stopped_in_its_block_is_not_stopped_again(api: Api, client: Any) -> None:
    with client.session() as session:
        session.stop()
    with client.session() as session:
        session.delete()
    assert sum(path.endswith("/stop") for _, path, _ in api.fake.requests) == 1


def test_a_session_picked_up_by_its_id_is_left_alone(api: Api, client: Any) -> None:
    session_id = client.sessions.create("t", keep_alive=True).id
    with client.session(session_id) as session:
        result = session.wait(output_schema=str)
        assert result.output == "did t"
        assert [message.data for message in session.follow()] == ["t", "on it: t"]
        assert session.run("more").output == "did more"
    assert api.fake.left == [session_id]


def test_a_wait_that_ends_early_leaves_the_task_alone(api: Api, client: Any) -> None:
    api.fake.duration = 1e6
    session_id = client.sessions.create("t").id
    with pytest.raises(TimeoutError):
        client.session(session_id).wait(timeout=0.1)
    assert api.fake.left == [session_id]


def test_a_handle_is_used_in_its_block(client: Any) -> None:
    with pytest.raises(BrowserUseError, match="use it in a block"):
        client.session().run("t")
    with pytest.raises(InvalidArgumentError, match="model"):
        client.session("3c90c3cc-0d44-4b50-8888-8dd25736052a", model="bu-max")
    with client.session() as session, pytest.raises(InvalidArgumentError, match="session_id"):
        session.run("t", session_id="3c90c3cc-0d44-4b50-8888-8dd25736052a")


def test_what_create_starts_is_the_callers(api: Api, client: Any) -> None:
    session = client.sessions.create("t", keep_alive=True)
    client.close()
    assert api.fake.left == [session.id]


def test_closing_the_client_stops_what_it_has_not_seen_to_the_end(api: Api, mocked: Any) -> None:
    client = mocked(api)
    handle = client.session()
    handle.__enter__()
    assert len(registry.held()) == 1
    client.close()
    assert api.fake.left == []


def test_pages_of_sessions(client: Any) -> None:
    ids = [client.sessions.create(f"t{number}").id for number in range(7)][::-1]
    page = client.sessions.list(page_size=3)
    assert [session.id for session in page.sessions] == ids[:3]
    assert (page.total, page.page, page.page_size) == (7, 1, 3)
    assert [session.id for session in page] == ids
    assert [session.id for session in page] == ids
    assert [session.id for session in client.sessions.list(page=2, page_size=3)] == ids[3:]
    assert [session.id for session in islice(client.sessions.list(page_size=2), 3)] == ids[:3]


def test_sessions_that_shift_between_pages_come_once(api: Api, client: Any) -> None:
    for number in range(6):
        client.sessions.create(f"t{number}")
    seen = []
    for session in client.sessions.list(page_size=2):
        seen.append(session.id)
        if len(seen) == 2:
            api.fake.answer("POST", "/sessions", b'{"task": "new"}')
    assert len(seen) == len(set(seen)) == 6


def test_a_server_that_ignores_the_page_number_does_not_hold_us_forever(api: Api, client: Any) -> None:
    client.sessions.create("t")
    (one,) = (session.to_dict() for session in client.sessions.list())
    api.rule = lambda request: httpx.Response(200, json={"sessions": [one], "total": 99, "page": 1, "pageSize": 1})
    assert len(list(client.sessions.list())) == 1


@pytest.mark.parametrize("oldest_first", [False, True])
def test_messages(api: Api, client: Any, oldest_first: bool) -> None:
    api.fake.oldest_first = oldest_first
    session_id = client.sessions.create("t").id
    for number in range(25):
        api.fake.say(session_id, "ai", str(number))
    texts = ["t", "on it: t", *map(str, range(25))]
    everything = list(client.sessions.messages(session_id))
    assert [message.data for message in everything] == texts
    assert [message.data for message in client.sessions.messages(session_id, limit=4)] == texts
    first, third, tenth = everything[0], everything[2], everything[9]
    assert [message.data for message in client.sessions.messages(session_id, after=third.id, limit=3)] == texts[3:]
    assert [message.data for message in client.sessions.messages(session_id, before=tenth.id, limit=4)] == texts[:9]
    both = client.sessions.messages(session_id, after=first.id, limit=3)
    assert [message.data for message in both.messages] == texts[1:4]
    assert both.has_more


def test_stop_delete_and_recordings(api: Api, client: Any) -> None:
    session_id = client.sessions.create("t", keep_alive=True).id
    assert client.sessions.stop(session_id, strategy="task").status == "idle"
    assert client.sessions.stop(session_id).status == "stopped"
    assert client.sessions.wait_for_recording(session_id, timeout=0.05, interval=0.02) == []
    api.fake.sessions[session_id]["recordingUrls"] = ["https://x/y.mp4"]
    assert client.sessions.wait_for_recording(session_id) == ["https://x/y.mp4"]
    assert client.sessions.delete(session_id) is None
    with pytest.raises(NotFoundError):
        client.sessions.get(session_id)


def test_pages_can_be_pickled(client: Any) -> None:
    client.sessions.create("t")
    page = client.sessions.list()
    again = pickle.loads(pickle.dumps(getattr(page, "_target", page)))
    assert [session.id for session in again.sessions] == [session.id for session in page]


def test_many_runs(api: Api, client: Any) -> None:
    most = 0

    def watch(request: httpx.Request) -> None:
        nonlocal most
        most = max(most, len(api.fake.left))

    api.rule = watch  # type: ignore[assignment]
    results = list(client.run_many((f"t{number}" for number in range(12)), max_concurrency=4))
    assert sorted((result.index, result.task, result.output) for result in results) == [
        (number, f"t{number}", f"did t{number}") for number in range(12)
    ]
    assert 2 <= most <= 4


def test_many_runs_wait_where_there_are_too_many_sessions(api: Api, client: Any) -> None:
    refused = 0

    def limit(request: httpx.Request) -> httpx.Response | None:
        nonlocal refused
        if request.method == "POST" and len(api.fake.left) >= 2:
            refused += 1
            return httpx.Response(429, json={"detail": "Too many concurrent active sessions"})
        return None

    api.rule = limit
    results = list(client.run_many([f"t{number}" for number in range(10)], max_concurrency=6))
    assert len(results) == 10
    assert 0 < refused < 40


def test_a_run_among_many_that_never_finds_room_fails(api: Api, client: Any) -> None:
    api.rule = lambda request: httpx.Response(429, json={"detail": "full"})
    with pytest.raises(RunManyError) as caught:
        list(client.run_many(["t"], timeout=0.3))
    assert isinstance(caught.value.failures[0].error, RateLimitError)


def test_one_failure_among_many_disturbs_nobody_and_is_told(api: Api, client: Any) -> None:
    api.fake.life = lambda session, seconds: (
        {"status": "error"} if session["result"] == "did t3" else {"status": "stopped", "isTaskSuccessful": True}
    )
    tasks = [f"t{number}" for number in range(6)]
    done = []

    def collect() -> None:
        for result in client.run_many(tasks):
            done.append(result.task)

    with pytest.raises(RunManyError, match="1 of 6 runs failed") as caught:
        collect()
    assert sorted(done) == ["t0", "t1", "t2", "t4", "t5"]
    (failure,) = caught.value.failures
    assert (failure.number, failure.task) == (3, "t3")
    both = list(client.run_many(tasks, return_exceptions=True))
    assert sum(isinstance(outcome, BrowserUseError) for outcome in both) == 1
    assert len(both) == 6


def test_where_nothing_can_succeed_nothing_more_is_tried(api: Api, client: Any) -> None:
    tried = 0

    def refuse(request: httpx.Request) -> httpx.Response:
        nonlocal tried
        tried += 1
        return httpx.Response(401, json={"detail": "Invalid API key"})

    api.rule = refuse
    with pytest.raises(RunManyError, match="Further tasks were not started") as caught:
        list(client.run_many([f"t{number}" for number in range(100)], max_concurrency=3))
    assert tried <= 6
    assert all(isinstance(failure.error, AuthenticationError) for failure in caught.value.failures)


def test_leaving_many_runs_early_stops_them_all(api: Api, client: Any) -> None:
    api.fake.life = lambda session, seconds: (
        {"status": "stopped", "isTaskSuccessful": True} if session["result"] == "did t0" else {"status": "running"}
    )
    for result in client.run_many([f"t{number}" for number in range(20)], max_concurrency=5):
        assert result.task == "t0"
        break
    assert len(api.fake.sessions) >= 5
    assert api.fake.left == []


def test_an_error_in_the_list_of_tasks_stops_the_others(api: Api, client: Any) -> None:
    api.fake.duration = 1e6

    def tasks() -> Iterator[str]:
        yield "t"
        raise LookupError

    with pytest.raises(LookupError):
        list(client.run_many(tasks()))
    assert api.fake.left == []


@pytest.mark.parametrize(
    ("argument", "options"),
    [
        ("tasks", {"tasks": "one"}),
        ("tasks", {"tasks": 5}),
        ("max_concurrency", {"max_concurrency": 0}),
        ("session_id", {"session_id": "3c90c3cc-0d44-4b50-8888-8dd25736052a"}),
        ("keep_alive", {"keep_alive": True}),
        ("max_cost_usd", {"max_cost_usd": "much"}),
    ],
)
def test_many_runs_check_their_arguments_at_once(api: Api, client: Any, argument: str, options: Any) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        client.run_many(**{"tasks": ["t"], **options})
    assert caught.value.argument == argument
    assert api.fake.requests == []


def test_a_closed_client_says_so(mocked: Any, api: Api) -> None:
    client = mocked(api)
    client.sessions.list()
    client.close()
    if hasattr(client, "_pool"):  # Only the asyncio client refuses: the blocking one leaves the caller's http_client open.
        with pytest.raises(ClientClosedError):
            client.sessions.list()


def test_the_callers_http_client_is_used_with_all_it_has(mocked: Any, api: Api) -> None:
    seen: list[httpx.Request] = []

    def note(request: httpx.Request) -> None:
        seen.append(request)

    async def note_later(request: httpx.Request) -> None:
        seen.append(request)

    def respond(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"sessions": [], "total": 0, "page": 1, "pageSize": 20}, headers={"set-cookie": "a=b"})

    api.rule = respond
    for hook in (note, note_later):
        http = {
            "headers": {"X-Team": "blue", "X-Browser-Use-API-Key": "another"},
            "event_hooks": {"request": [hook]},
            "auth": ("user", "password"),
            "params": {"trace": "1"},
            "follow_redirects": True,
        }
        client = mocked(api, http=http)
        is_async = hasattr(client, "_pool")
        if is_async == (hook is note_later):
            client.sessions.list()
            client.sessions.list(page=2)
    first, second = seen
    assert first.headers["x-team"] == "blue"
    assert first.headers["authorization"].startswith("Basic ")
    assert first.headers.get_list("x-browser-use-api-key") == ["key-that-nobody-may-see"]
    assert first.headers["host"] == "api.test"
    assert "cookie" not in first.headers
    assert second.headers["cookie"] == "a=b"
    assert str(second.url) == "https://api.test/api/v3/sessions?page=2&trace=1"


def test_headers_that_change_later_are_seen(mocked: Any, api: Api) -> None:
    seen: list[str | None] = []

    def respond(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("x-team"))
        return httpx.Response(404, json={"detail": "x"})

    client = mocked(respond)
    for team in ("red", "blue"):
        client._given.headers["X-Team"] = team
        with pytest.raises(NotFoundError):
            client.sessions.get("3c90c3cc-0d44-4b50-8888-8dd25736052a")
    assert seen == ["red", "blue"]


def test_a_hook_that_checks_statuses_is_understood(mocked: Any, api: Api) -> None:
    def check(response: httpx.Response) -> None:
        response.raise_for_status()

    async def check_later(response: httpx.Response) -> None:
        response.raise_for_status()

    api.rule = lambda request: httpx.Response(402, json={"detail": "Insufficient credits"})
    for hook in (check, check_later):
        client = mocked(api, http={"event_hooks": {"response": [hook]}})
        if hasattr(client, "_pool") == (hook is check_later):
            with pytest.raises(BrowserUseError) as caught:
                client.run("t")
            assert caught.value.status_code == 402


def test_an_error_of_the_callers_own_comes_through_as_it_is(mocked: Any, api: Api) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        mocked(fail).run("t")


def test_the_wrong_kind_of_http_client_is_refused(make_client: Callable[..., Any]) -> None:
    for wrong in (5, httpx, httpx.MockTransport(lambda request: httpx.Response(200))):
        with pytest.raises(InvalidArgumentError, match="http_client"):
            make_client(http_client=wrong)


def test_a_call_shows_no_query() -> None:
    assert repr(Call("GET", "/sessions?page=1")) == "GET /sessions"
