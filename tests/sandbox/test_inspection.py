"""What a test can learn of what has happened, and say about it in one line."""

import contextlib
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import httpx
import pytest

from browser_use_sandbox import Sandbox, ScriptError

pytestmark = pytest.mark.slow


def test_requests_with_their_bodies_and_never_the_key(api):
    session = api.create(task="Find a mouse", maxCostUsd="0.5")
    api.client.get(f"{api.sandbox.base_url}/sessions?page_size=x")
    api.client.post(f"{api.sandbox.base_url}/sessions", content=b"{")
    api.call("GET", "/sessions", 401, key="wrong")
    api.stop(session)
    seen = api.sandbox.requests()
    assert [(call.operation, call.method, call.path, call.query, call.status) for call in seen] == [
        ("createSession", "POST", "/sessions", "", 200),
        ("listSessions", "GET", "/sessions", "page_size=x", 422),
        ("createSession", "POST", "/sessions", "", 422),
        ("stopSession", "POST", f"/sessions/{session['id']}/stop", "", 200),
    ]
    assert [call.body for call in seen] == [{"task": "Find a mouse", "maxCostUsd": "0.5"}, None, None, {"strategy": "session"}]
    assert api.sandbox.requests("stopSession") == seen[3:]
    assert api.sandbox.api_key not in repr(seen)


def test_session_by_session(api):
    first = api.create(task="one", keepAlive=True)
    second = api.create()
    api.wait(20)
    api.create(task="two", sessionId=first["id"])
    api.delete(second)
    api.call("GET", f"/sessions/{second['id']}", 404)
    one, other = api.sandbox.sessions()
    assert (one.id, one.tasks, one.status, one.is_deleted) == (UUID(first["id"]), ("one", "two"), "running", False)
    assert one.total_cost_usd == Decimal(api.get(first)["totalCostUsd"]) > 0
    assert one.is_task_successful is None
    assert [call.operation for call in one.requests] == ["createSession", "createSession"]
    assert (other.tasks, other.status, other.is_deleted) == ((), "stopped", True)
    assert [call.operation for call in other.requests] == ["createSession", "deleteSession", "getSession"]


def test_calls_that_meet_a_fault_are_marked(api):
    for fault in ({}, {"answer": "nothing"}, {"set": {"a": 1}}, {"delay": 0}, {"answer": "html"}):
        api.sandbox.fail("createSession", **fault)
        with contextlib.suppress(httpx.RemoteProtocolError):
            api.client.post(f"{api.sandbox.base_url}/sessions", json={})
    assert [(call.fault, call.status) for call in api.sandbox.requests()] == [
        ("json", 500),
        ("nothing", None),
        ("set", 200),
        ("delay", 200),
        ("html", 502),
    ]
    assert [call.session_id is not None for call in api.sandbox.requests()] == [False, False, True, True, False]


def test_nothing_was_left_running(api):
    api.sandbox.assert_nothing_running()
    api.create(task="ends")
    idle = api.create(keepAlive=True)
    api.wait(20)
    with pytest.raises(AssertionError, match=f"(?s)^1 session was left running:.*{idle['id']}: idle, 0 USD, no task$"):
        api.sandbox.assert_nothing_running()
    api.stop(idle)
    api.sandbox.assert_nothing_running()


def test_nothing_cost_more_than(api):
    api.sandbox.script(cost_usd="0.3")
    session = api.create(task="Find\na mouse")
    api.create(task="cheap", maxCostUsd=0)
    api.wait(20)
    for limit in ("0.3", 0.3, Decimal("0.3"), 1):
        api.sandbox.assert_nothing_cost_more_than(limit)
    api.delete(session)
    with pytest.raises(AssertionError) as caught:
        api.sandbox.assert_nothing_cost_more_than("0.29")
    assert str(caught.value).splitlines() == [
        "1 session cost more than 0.29 USD:",
        f'  {session["id"]}: stopped, deleted, 0.3 USD, "Find a mouse"',
    ]


def test_how_many_were_created(api):
    api.sandbox.assert_created(0)
    session = api.create(keepAlive=True)
    api.create(422, model=5)
    api.wait(1)
    api.create(task="follow-up", sessionId=session["id"])
    api.sandbox.assert_created(1)
    with pytest.raises(AssertionError, match=f"(?s)^1 session was created, not 2:.*{session['id']}"):
        api.sandbox.assert_created(2)
    api.sandbox.reset()
    with pytest.raises(AssertionError, match=r"^0 sessions were created, not 1$"):
        api.sandbox.assert_created(1)


def test_reset_forgets_everything_but_the_time(api):
    api.sandbox.script(output="scripted")
    api.sandbox.limit(max_active_sessions=2)
    api.create(task="runs when it is forgotten")
    api.wait(2)
    now = api.clock.now()
    api.sandbox.fail(times=None)
    api.sandbox.reset()
    assert api.sandbox.sessions() == api.sandbox.requests() == []
    assert api.call("GET", "/sessions")["total"] == 0
    assert api.clock.now() == now
    sessions = [api.create(task="x") for _ in range(3)]
    api.wait(20)
    assert api.get(sessions[0])["output"].startswith("Done")
    api.sandbox.assert_nothing_running()


def test_projects_are_looked_at_one_by_one(make_api):
    api = make_api(api_keys=("a", "b"))
    other = api.sandbox.project("b")
    other.script(output="scripted")
    other.fail("listSessions")
    other.limit(max_active_sessions=1)
    session = api.create(task="x")
    api.call("POST", "/sessions", json={"task": "x"}, key="b")
    api.call("POST", "/sessions", 429, json={}, key="b")
    api.call("GET", "/sessions")
    api.call("GET", "/sessions", 500, key="b")
    api.wait(20)
    assert api.get(session)["output"] != "scripted"
    assert [str(one.id) for one in api.sandbox.sessions()] == [session["id"]]
    assert [call.status for call in other.requests()] == [200, 429, 500]
    other.reset()
    api.sandbox.assert_created(1)
    assert other.environment == {"BROWSER_USE_BASE_URL": api.sandbox.base_url, "BROWSER_USE_API_KEY": "b"}
    with pytest.raises(ValueError, match="no such API key"):
        api.sandbox.project("c")


def test_it_can_be_looked_at_after_it_has_stopped(api):
    api.create(task="x")
    api.sandbox.stop()
    api.wait(20)
    api.sandbox.assert_created(1)
    api.sandbox.assert_nothing_running()
    api.sandbox.start()
    api.sandbox.assert_created(0)


def test_before_it_has_started_there_is_nothing_to_look_at():
    with pytest.raises(RuntimeError, match="not been started"):
        Sandbox().sessions()


def test_only_the_latest_calls_are_kept(api, monkeypatch):
    monkeypatch.setattr("browser_use_sandbox.simulation.received._MOST", 3)
    for number in range(5):
        api.create(task=str(number))
    assert [call.body["task"] for call in api.sandbox.requests()] == ["2", "3", "4"]
    monkeypatch.setattr("browser_use_sandbox.simulation.received._MOST_BYTES", 50)
    api.create(task="x" * 100)
    assert [len(call.body["task"]) for call in api.sandbox.requests()] == [100]


def test_a_predicate_may_look_at_the_sandbox_itself(api):
    api.sandbox.script(when=lambda _: len(api.sandbox.sessions()) == 1, output="second")
    sessions = [api.create(task="x") for _ in range(3)]
    api.wait(20)
    assert [api.get(session)["output"] == "second" for session in sessions] == [False, True, False]


def test_unknown_operations_are_refused(api):
    with pytest.raises(ScriptError, match="operation"):
        api.sandbox.requests("stopsession")


def test_what_else_is_known_of_a_session(api):
    api.sandbox.script(title="Shopping", output="39.90", steps=[{"summary": "s", "messages": [{"data": "d", "hidden": True}]}])
    api.create(task="x", model="bu-mini", keepAlive=True, maxCostUsd=2)
    api.create()
    api.wait(20)
    one, other = api.sandbox.sessions()
    assert (one.model, one.keep_alive, one.max_cost_usd, one.title, one.output) == ("bu-mini", True, "2", "Shopping", "39.90")
    assert [(message.role, message.data, message.is_hidden) for message in one.messages] == [
        ("human", "x", False),
        ("ai", "d", True),
        ("ai", "39.90", False),
    ]
    assert (other.keep_alive, other.max_cost_usd, other.output, other.messages) == (False, None, None, ())


def test_headers_without_keys(api):
    api.call("GET", "/sessions", headers={"User-Agent": "shop/1", "Authorization": "Bearer x", "Cookie": "a=b"})
    (call,) = api.sandbox.requests()
    assert call.headers["user-agent"] == "shop/1"
    assert not {"x-browser-use-api-key", "authorization", "cookie"} & call.headers.keys()


def test_the_sandbox_s_time(api):
    before = api.sandbox.now
    assert before == api.clock.now()
    api.sandbox.advance("1 h")
    assert api.sandbox.now - before == timedelta(hours=1)


def test_everything_was_used(api):
    api.sandbox.assert_everything_used()
    api.sandbox.script(contains="mouse", output="39.90")
    api.sandbox.script(success=False, times=2)
    api.sandbox.fail("stopSession", after=1)
    api.sandbox.fail("listSessions", times=None)
    api.create(task="x")
    with pytest.raises(AssertionError) as caught:
        api.sandbox.assert_everything_used()
    assert str(caught.value).splitlines() == [
        "4 scripted entries were not used up:",
        "  script(success=False, times=2): 1 of 2 times left",
        "  script(contains='mouse', output='39.90')",
        "  fail(operation='stopSession', after=1): 1 of 1 times left",
        "  fail(operation='listSessions', times=None)",
    ]
    session = api.create(task="x")
    api.create(task="a mouse")
    api.stop(session)
    api.call("POST", f"/sessions/{session['id']}/stop", 500)
    api.call("GET", "/sessions", 500)
    api.sandbox.assert_everything_used()
    api.sandbox.script(output="never")
    api.sandbox.fail()
    api.sandbox.clear_script()
    api.sandbox.clear_faults()
    api.sandbox.assert_everything_used()


@pytest.mark.parametrize("amount", ["abc", "", "NaN", None])
def test_what_is_no_amount(api, amount):
    with pytest.raises(ValueError, match="not an amount of USD"):
        api.sandbox.assert_nothing_cost_more_than(amount)
