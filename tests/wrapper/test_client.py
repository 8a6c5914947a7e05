"""Both clients with the same tests: their calls, and that no session is left running."""

import pickle
from dataclasses import dataclass
from itertools import islice
from typing import Any

import httpx
import pytest

from browser_use_api.operations.sessions import LIST
from browser_use_sessions import (
    BrowserUseError,
    ClientClosedError,
    InvalidArgumentError,
    NotFoundError,
)
from browser_use_sessions._shutdown import tracked_sessions
from browser_use_sessions._transport.calls import call

pytestmark = pytest.mark.usefixtures("nothing_stays_held")


@dataclass
class Price:
    amount: float


def test_run_returns_the_output_and_stops_the_session(api: Any, client: Any) -> None:
    result = client.run("t", max_cost_usd="0.50")
    assert (result.output, result.task, result.status, str(result.max_cost_usd)) == ("did t", "t", "stopped", "0.50")
    assert api.fake.left == []


def test_output_schema_converts_the_output(api: Any, client: Any) -> None:
    api.fake.life = lambda session, seconds: {"status": "stopped", "isTaskSuccessful": True, "output": {"amount": 3}}
    for name in ("schema", "output_schema"):
        assert client.run("t", **{name: Price}).output == Price(3.0)
    (_, _, body) = next(request for request in api.fake.requests if request[0] == "POST")
    assert body["outputSchema"]["required"] == ["amount"]


def test_stream_yields_messages_and_then_has_a_result(api: Any, client: Any) -> None:
    stream = client.stream("t")
    assert stream.session_id is None
    assert api.fake.requests == []
    assert [message.data for message in stream] == ["t", "on it: t"]
    assert stream.result.output == stream.output == "did t"
    assert stream.session_id == stream.result.id


def test_leaving_a_stream_early_stops_the_session(api: Any, client: Any) -> None:
    api.fake.duration = 1e6
    for message in client.stream("t"):
        assert message.data == "t"
        break
    assert len(api.fake.sessions) == 1
    assert api.fake.left == []


def test_exception_in_a_stream_block_stops_the_session(api: Any, client: Any) -> None:
    api.fake.duration = 1e6

    def caller() -> None:
        with client.stream("t") as stream:
            for _ in stream:
                raise LookupError

    with pytest.raises(LookupError):
        caller()
    assert api.fake.left == []


def test_session_runs_several_tasks(api: Any, client: Any) -> None:
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


def test_exception_in_a_session_block_stops_the_session(api: Any, client: Any) -> None:
    with pytest.raises(LookupError), client.session():
        raise LookupError
    assert len(api.fake.sessions) == 1
    assert api.fake.left == []


def test_session_stopped_in_its_block_is_not_stopped_again(api: Any, client: Any) -> None:
    with client.session() as session:
        session.stop()
    with client.session() as session:
        session.delete()
    assert sum(path.endswith("/stop") for _, path, _ in api.fake.requests) == 1


def test_existing_session_is_not_stopped_at_the_end_of_the_block(api: Any, client: Any) -> None:
    session_id = client.sessions.create("t", keep_alive=True).id
    with client.session(session_id) as session:
        result = session.wait(output_schema=str)
        assert result.output == "did t"
        assert [message.data for message in session.follow()] == ["t", "on it: t"]
        assert session.run("more").output == "did more"
    assert api.fake.left == [session_id]


def test_wait_timeout_does_not_stop_the_task(api: Any, client: Any) -> None:
    api.fake.duration = 1e6
    session_id = client.sessions.create("t").id
    with pytest.raises(TimeoutError):
        client.session(session_id).wait(timeout=0.1)
    assert api.fake.left == [session_id]


def test_new_session_handle_needs_a_block(client: Any) -> None:
    with pytest.raises(BrowserUseError, match="use it in a block"):
        client.session().run("t")
    with pytest.raises(InvalidArgumentError, match="model"):
        client.session("3c90c3cc-0d44-4b50-8888-8dd25736052a", model="bu-max")
    with client.session() as session, pytest.raises(InvalidArgumentError, match="session_id"):
        session.run("t", session_id="3c90c3cc-0d44-4b50-8888-8dd25736052a")


def test_sessions_create_is_not_stopped_by_close(api: Any, client: Any) -> None:
    session = client.sessions.create("t", keep_alive=True)
    client.close()
    assert api.fake.left == [session.id]


def test_close_stops_unfinished_sessions(api: Any, mocked: Any) -> None:
    client = mocked(api)
    handle = client.session()
    handle.__enter__()
    assert len(tracked_sessions.tracked()) == 1
    client.close()
    assert api.fake.left == []


def test_sessions_list_pages_and_iteration(client: Any) -> None:
    ids = [client.sessions.create(f"t{number}").id for number in range(7)][::-1]
    page = client.sessions.list(page_size=3)
    assert [session.id for session in page.sessions] == ids[:3]
    assert (page.total, page.page, page.page_size) == (7, 1, 3)
    assert [session.id for session in page] == ids
    assert [session.id for session in page] == ids
    assert [session.id for session in client.sessions.list(page=2, page_size=3)] == ids[3:]
    assert [session.id for session in islice(client.sessions.list(page_size=2), 3)] == ids[:3]


def test_sessions_that_shift_between_pages_are_yielded_once(api: Any, client: Any) -> None:
    for number in range(6):
        client.sessions.create(f"t{number}")
    seen = []
    for session in client.sessions.list(page_size=2):
        seen.append(session.id)
        if len(seen) == 2:
            api.fake.answer("POST", "/sessions", b'{"task": "new"}')
    assert len(seen) == len(set(seen)) == 6


def test_listing_ends_when_the_server_ignores_the_page_number(api: Any, client: Any) -> None:
    client.sessions.create("t")
    (one,) = (session.to_dict() for session in client.sessions.list())
    api.rule = lambda request: httpx.Response(200, json={"sessions": [one], "total": 99, "page": 1, "pageSize": 1})
    assert len(list(client.sessions.list())) == 1


@pytest.mark.parametrize("oldest_first", [False, True])
def test_messages_are_read_across_pages_in_order(api: Any, client: Any, oldest_first: bool) -> None:
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


def test_stop_delete_and_recordings(api: Any, client: Any) -> None:
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


def test_closed_async_client_raises_client_closed_error(mocked: Any, api: Any) -> None:
    client = mocked(api)
    client.sessions.list()
    client.close()
    # Only the asyncio client refuses: the blocking one leaves the caller's http_client open.
    if hasattr(client, "_loop"):
        with pytest.raises(ClientClosedError):
            client.sessions.list()


def test_repr_of_a_call_omits_the_query() -> None:
    assert repr(call(LIST, page=1)) == "GET /sessions"


def test_session_handle_has_the_live_url(api: Any, client: Any) -> None:
    api.fake.life = lambda session, seconds: {"liveUrl": "https://live.test/1"}
    given = client.session(client.sessions.create("t").id)
    assert given.live_url is None
    given.get()
    assert given.live_url == "https://live.test/1"


def test_stream_result_is_available_only_at_the_end(client: Any) -> None:
    stream = client.stream("t")
    with pytest.raises(BrowserUseError, match="no result yet"):
        stream.result  # noqa: B018 -- Reading is the point.
    list(stream)
    assert stream.result.output == stream.output == "did t"
