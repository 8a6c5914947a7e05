"""Faults on demand: what callers get, and whether the server has acted."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx
import pytest

from browser_use_sandbox import ScriptError

OPERATIONS = ["createSession", "listSessions", "getSession", "stopSession", "deleteSession", "listSessionMessages"]
ID = "5c1f7a52-8d3e-4b6f-9a70-2e4c6d8f0b13"


@pytest.fixture
def fail(api):
    """Plants a fault in the sandbox under test."""
    return api.sandbox.fail


def send(api, method="GET", path="/sessions", **request):
    return api.client.request(method, api.sandbox.base_url + path, **request)


def count(api):
    return len(api.sandbox.sessions())


@pytest.mark.parametrize(
    ("fault", "status", "detail"),
    [
        ({}, 500, "Internal Server Error"),
        ({"status": 402}, 402, "Insufficient credits"),
        ({"status": 403}, 403, "Not permitted"),
        ({"status": 429}, 429, "Too many requests"),
        ({"retry_after": 3}, 429, "Too many requests"),
        ({"status": 503, "detail": "Later"}, 503, "Later"),
        ({"status": 599}, 599, "Failed on demand"),
    ],
)
def test_answers_of_the_api(api, fail, fault, status, detail):
    fail("listSessions", **fault)
    response = send(api)
    assert (response.status_code, response.json()) == (status, {"detail": detail})
    assert api.call("GET", "/sessions")["total"] == 0


def test_too_many_concurrent_sessions(api, fail):
    fail("createSession", status=429, retry_after=2)
    response = send(api, "POST", json={})
    assert (response.status_code, response.headers["Retry-After"]) == (429, "2")
    assert "concurrent" in response.json()["detail"]
    assert count(api) == 0


def test_a_refusal_in_the_contract_s_shape(api, fail):
    fail("createSession", status=422, detail="No")
    assert api.create(422, task="x") == {"detail": [{"loc": ["body"], "msg": "No", "type": "fault"}]}


@pytest.mark.parametrize(
    ("value", "header"), [(0, "0"), (1.5, "1.5"), ("-1", "-1"), ("soon", "soon"), ("Fri, 31 Dec 1999 23:59:59 GMT",) * 2]
)
def test_retry_after_as_it_is(api, fail, value, header):
    fail(retry_after=value)
    assert send(api).headers["Retry-After"] == header


def test_retry_after_as_a_date(api, fail):
    fail(status=503, retry_after_date=30)
    before = datetime.now(UTC).replace(microsecond=0)
    told = parsedate_to_datetime(send(api).headers["Retry-After"])
    assert before + timedelta(seconds=29) <= told <= datetime.now(UTC) + timedelta(seconds=30)


def test_each_operation_fails_for_itself(api, fail):
    session = api.create()
    calls = [
        ("POST", "/sessions"),
        ("GET", "/sessions"),
        ("GET", f"/sessions/{session['id']}"),
        ("POST", f"/sessions/{session['id']}/stop"),
        ("DELETE", f"/sessions/{session['id']}"),
        ("GET", f"/sessions/{session['id']}/messages"),
    ]
    for operation in OPERATIONS:
        fail(operation, status=503)
    statuses = [send(api, method, path).status_code for method, path in calls]
    assert statuses == [503] * 6
    assert send(api, "GET", f"/sessions/{session['id']}").status_code == 200


def test_how_often(api, fail):
    fail("listSessions", times=2)
    fail("listSessions", status=503)
    fail(status=404, times=None)
    assert [send(api).status_code for _ in range(6)] == [500, 500, 503, 404, 404, 404]
    api.sandbox.clear_faults()
    assert send(api).status_code == 200


def test_a_wrong_key_meets_no_fault(api, fail):
    fail(status=503)
    assert send(api, headers={"X-Browser-Use-API-Key": "wrong"}).status_code == 401
    assert send(api).status_code == 503


def test_a_proxy_s_page(api, fail):
    fail(answer="html", detail="<Bad>")
    response = send(api)
    assert response.status_code == 502
    assert response.headers["content-type"].startswith("text/html")
    assert "502 &lt;Bad&gt;" in response.text
    fail(answer="html", status=504)
    assert "504 Gateway Timeout" in send(api).text


def test_no_answer(api, fail):
    fail("createSession", answer="nothing")
    with pytest.raises(httpx.RemoteProtocolError, match="without sending"):
        send(api, "POST", json={})
    assert count(api) == 0
    fail("createSession", answer="nothing", acts=True)
    with pytest.raises(httpx.RemoteProtocolError, match="without sending"):
        send(api, "POST", json={})
    assert count(api) == 1


def test_half_an_answer(api, fail):
    fail("createSession", answer="truncated")
    with pytest.raises(httpx.RemoteProtocolError, match="complete message body"):
        send(api, "POST", json={})
    assert count(api) == 0
    fail("createSession", answer="truncated", acts=True)
    with api.client.stream("POST", f"{api.sandbox.base_url}/sessions", json={}) as response:
        assert response.status_code == 200
        with pytest.raises(httpx.RemoteProtocolError, match="complete message body"):
            response.read()
    assert count(api) == 1


def test_garbage(api, fail):
    fail("getSession", answer="garbage")
    response = send(api, path=f"/sessions/{ID}")
    assert (response.status_code, response.headers["content-type"]) == (200, "application/json")
    with pytest.raises(ValueError, match=r"\w"):
        response.json()


def test_an_error_after_the_server_has_acted(api, fail):
    fail("createSession", status=500, acts=True)
    api.create(500)
    assert count(api) == 1
    fail("stopSession", status=504, acts=True)
    (session,) = api.sandbox.sessions()
    api.call("POST", f"/sessions/{session.id}/stop", 504)
    assert api.get(str(session.id))["status"] == "stopped"


def test_slowly(api, fail):
    fail(delay=0.15)
    before = time.monotonic()
    assert send(api).status_code == 200
    assert time.monotonic() - before >= 0.15


def test_too_slowly_and_nobody_else_is_held_up(api, fail):
    fail("createSession", delay=60)
    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(send, api, "POST", json={})
        while not count(api):
            time.sleep(0.01)
        assert api.call("GET", "/sessions")["total"] == 1
        assert not late.done()
        api.sandbox.stop()
        assert isinstance(late.exception(), httpx.TransportError)


def test_the_true_answer_changed(api, fail):
    session = api.create()
    fail("getSession", set={"status": "paused", "shiny": [1]})
    response = send(api, path=f"/sessions/{session['id']}")
    assert (response.json()["status"], response.json()["shiny"], response.json()["id"]) == ("paused", [1], session["id"])
    assert api.get(session)["status"] == "created"


def test_a_true_refusal_stays_one(api, fail):
    fail("getSession", delay=0.01)
    assert send(api, path=f"/sessions/{ID}").status_code == 404
    fail("createSession", set={"status": "paused"})
    assert send(api, "POST", json={"model": 5}).status_code == 422


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"status": 99}, "status"),
        ({"status": 600}, "status"),
        ({"status": "500"}, "status"),
        ({"times": 0}, "times"),
        ({"times": 1.5}, "times"),
        ({"delay": -1}, "delay"),
        ({"retry_after": "1\r\nSet-Cookie: x"}, "retry_after"),
        ({"retry_after": "é"}, "retry_after"),
        ({"retry_after": -1}, "retry_after"),
        ({"retry_after": 1, "retry_after_date": 1}, "retry_after_date: cannot"),
        ({"answer": "xml"}, "answer"),
        ({"set": {}, "status": 500}, "status: cannot"),
        ({"acts": False, "delay": 1}, "acts: a call that is not carried out"),
        ({"nothing": 1}, "nothing"),
    ],
)
def test_senseless_faults(api, fail, wrong, where):
    with pytest.raises(ScriptError, match=where):
        fail(**wrong)
    assert send(api).status_code == 200


def test_unknown_operations(fail):
    with pytest.raises(ScriptError, match="operation"):
        fail("getsession")


def test_limits_change_while_it_runs(api):
    api.sandbox.limit(credits_usd=0)
    api.create(402)
    api.sandbox.limit(credits_usd=None, max_active_sessions=1)
    api.create()
    assert "concurrent" in api.create(429)["detail"]
    api.sandbox.limit(max_active_sessions=2)
    api.create()
    with pytest.raises(ValueError, match="USD"):
        api.sandbox.limit(credits_usd="much")
    with pytest.raises(ValueError, match="max_active_sessions"):
        api.sandbox.limit(max_active_sessions=-1)
    with pytest.raises(ValueError, match="speed"):
        api.sandbox.limit(speed=2)


@pytest.mark.parametrize("status", [204, 205, 304])
def test_answers_that_can_have_no_body_leave_the_connection_sound(api, fail, status, caplog):
    fail("listSessions", status=status, retry_after=3)
    answer = send(api)
    assert (answer.status_code, answer.content, answer.headers["Retry-After"]) == (status, b"", "3")
    assert [send(api).status_code for _ in range(2)] == [200, 200]
    assert not caplog.records


@pytest.mark.parametrize("wrong", [{"answer": "html"}, {"answer": "truncated"}, {"answer": "garbage"}, {"detail": "Gone"}])
def test_and_can_be_given_none(fail, wrong):
    with pytest.raises(ScriptError, match="no body"):
        fail(status=204, **wrong)


@pytest.mark.parametrize("status", [100, 101, 103, 199])
def test_an_interim_status_is_no_answer(fail, status):
    with pytest.raises(ScriptError, match="status"):
        fail(status=status)


def test_an_answer_without_a_body_has_no_half(api, fail):
    session = api.create()
    fail("deleteSession", answer="truncated", acts=True)
    with pytest.raises(httpx.RemoteProtocolError, match="without sending"):
        send(api, "DELETE", f"/sessions/{session['id']}")
    assert api.sandbox.requests("deleteSession")[0].status is None
    assert api.sandbox.sessions()[0].is_deleted


def test_a_reset(api, fail):
    fail("createSession", answer="reset", acts=True)
    with pytest.raises(httpx.ReadError, match="reset"):
        send(api, "POST", json={})
    assert count(api) == 1
    assert [(call.fault, call.status) for call in api.sandbox.requests()] == [("reset", None)]
    assert send(api).status_code == 200


def test_the_third_call_fails(api, fail):
    session = api.create()
    fail("getSession", after=2, times=2)
    fail("listSessions", after=1)
    path = f"/sessions/{session['id']}"
    assert [send(api, path=path).status_code for _ in range(5)] == [200, 200, 500, 500, 200]
    assert [send(api).status_code for _ in range(3)] == [200, 500, 200]


def test_faults_without_an_end_come_after_those_with_one_the_newest_first(api, fail):
    fail(status=502, times=None)
    fail(status=503, times=None)
    fail(status=501)
    assert [send(api).status_code for _ in range(3)] == [501, 503, 503]
