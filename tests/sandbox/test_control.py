"""The control API: the same from other languages, and only for who may."""

import pytest

KEY = "X-Browser-Use-API-Key"


@pytest.fixture
def control(api):
    """Calls the control API of the sandbox under test; gives the answer's JSON."""
    return lambda *call, **request: ask(api, *call, **request)


def ask(api, method, path, status=200, **request):
    url = api.sandbox.base_url.removesuffix("/api/v3") + "/_sandbox" + path
    response = api.client.request(method, url, **request)
    assert response.status_code == status, response.text
    return response.json() if response.content else None


def test_time(api, control):
    before = control("GET", "")
    assert api.sandbox.page_url.endswith(before.pop("page"))
    assert before == {
        "time": "2026-05-03T12:00:00Z",
        "speed": 0,
        "limits": {
            "credits_usd": None,
            "max_active_sessions": 20000,
            "max_active_browsers": 1000,
            "max_profiles": 100000,
        },
        "spent_usd": "0",
        "not_simulated": [],
        "leaked_keys": 0,
    }
    session = api.create()
    assert control("POST", "/clock", json={"advance": "15 min"})["time"] == "2026-05-03T12:15:00Z"
    assert api.get(session)["status"] == "idle"
    assert control("POST", "/clock", json={"advance": 1})["time"] == "2026-05-03T12:15:01Z"
    assert api.get(session)["status"] == "timed_out"
    assert control("POST", "/clock", json={"speed": 1000})["speed"] == 1000
    assert control("POST", "/clock", json={})["time"] > "2026-05-03T12:15:01.0"


def test_scripts_and_faults(api, control):
    control("POST", "/tasks", 204, json={"contains": "mouse", "output": "scripted"})
    control("POST", "/faults", 204, json={"operation": "listSessions", "status": 503})
    control("POST", "/script", 204, json={"tasks": [{"task": "a", "success": False}], "faults": [{"operation": "listSessions"}]})
    mouse, other = api.create(task="a mouse"), api.create(task="a")
    api.wait(20)
    assert (api.get(mouse)["output"], api.get(other)["isTaskSuccessful"]) == ("scripted", False)
    assert [api.client.get(f"{api.sandbox.base_url}/sessions").status_code for _ in range(3)] == [503, 500, 200]
    control("POST", "/faults", 204, json={"times": None})
    control("DELETE", "/tasks", 204)
    control("DELETE", "/faults", 204)
    mouse = api.create(task="a mouse")
    api.wait(20)
    assert api.get(mouse)["output"].startswith("Done")


def test_limits(api, control):
    assert control("POST", "/limits", json={"credits_usd": "0.50"})["limits"]["credits_usd"] == "0.50"
    assert control("POST", "/limits", json={"max_active_sessions": 0})["limits"]["credits_usd"] == "0.50"
    api.create(429)


def test_inspection(api, control):
    session = api.create(task="x")
    seen = control("GET", "/sessions")["sessions"]
    assert [(one["id"], one["tasks"], one["status"], one["totalCostUsd"]) for one in seen] == [
        (session["id"], ["x"], "created", "0")
    ]
    assert seen[0]["requests"] == control("GET", "/requests")["requests"]
    assert (seen[0]["model"], seen[0]["keepAlive"], seen[0]["output"]) == ("claude-sonnet-4.6", False, None)
    assert control("GET", "/requests?operation=createSession")["requests"] == [
        {
            "at": "2026-05-03T12:00:00Z",
            "operation": "createSession",
            "method": "POST",
            "path": "/sessions",
            "query": "",
            "headers": seen[0]["requests"][0]["headers"],
            "body": {"task": "x"},
            "sessionId": session["id"],
            "status": 200,
            "fault": None,
            "resourceId": session["id"],
            "isSimulated": True,
        }
    ]
    control("POST", "/reset", 204)
    assert control("GET", "/sessions") == {"sessions": []}


def test_checks(api, control):
    session = api.create(task="x")
    assert control("GET", "/check?created=1&cost_at_most=0") == {"complaints": []}
    (complaint,) = control("GET", "/check?nothing_running", 409)["complaints"]
    assert control("GET", "/check?nothing_running=true", 409)["complaints"] == [complaint]
    assert control("GET", "/check?nothing_running=false")["complaints"] == []
    assert session["id"] in complaint
    api.wait(20)
    assert len(control("GET", "/check?nothing_running&cost_at_most=0&created=0", 409)["complaints"]) == 2


@pytest.mark.parametrize(
    ("method", "path", "request_", "loc"),
    [
        ("POST", "/clock", {"json": {"advance": "2 moons"}}, ["body"]),
        ("POST", "/clock", {"json": {"speed": -1}}, ["body"]),
        ("POST", "/clock", {"json": {"stop": True}}, ["body", "stop"]),
        ("POST", "/clock", {"content": b"{"}, ["body"]),
        ("POST", "/clock", {"content": b"{}", "headers": {"Content-Type": "text/plain"}}, ["header", "content-type"]),
        ("POST", "/tasks", {"json": [{"task": "x"}]}, ["body"]),
        ("POST", "/tasks", {"json": {"steps": [{"summary": "x", "cost_usd": -1}]}}, ["body", "steps", 0, "cost_usd"]),
        ("POST", "/script", {"json": {"faults": [{"times": 0}]}}, ["body", "faults", 0, "times"]),
        ("POST", "/limits", {"json": {"max_active_sessions": -1}}, ["body"]),
        ("GET", "/check", {}, ["query"]),
        ("GET", "/check?nothing_runing", {}, ["query", "nothing_runing"]),
        ("GET", "/check?cost_at_most=1e9999999", {}, ["query", "cost_at_most"]),
        ("GET", "/check?nothing_running=no", {}, ["query", "nothing_running"]),
        ("POST", "/tasks", {}, ["body"]),
        ("POST", "/tasks", {"json": {}}, ["body"]),
        ("POST", "/faults", {}, ["body"]),
        ("POST", "/faults", {"json": {}}, ["body"]),
        ("GET", "/check?created=few", {}, ["query", "created"]),
        ("GET", "/requests?operation=x", {}, ["query", "operation"]),
    ],
)
def test_what_makes_no_sense(api, control, method, path, request_, loc):
    detail = control(method, path, 422, **request_)["detail"]
    assert [entry["loc"] for entry in detail] == [loc]
    assert api.create()["status"] == "created"


def test_paths_and_methods(control):
    control("GET", "/nothing", 404)
    control("GET", "/", 404)
    control("GET", "/clock%0A", 404)
    control("GET", "/clock", 405)
    control("POST", "/clock", 413, content=b" " * (8 * 1024 * 1024 + 1))


def test_a_key_opens_its_own_project_alone(make_api):
    api = make_api(api_keys=("a", "b"))
    session = api.create()
    assert [one["id"] for one in ask(api, "GET", "/sessions", headers={KEY: "a"})["sessions"]] == [session["id"]]
    assert ask(api, "GET", "/sessions", headers={KEY: "b"}) == {"sessions": []}
    assert ask(api, "GET", "/sessions", 401, headers={KEY: "c"})["detail"] == "Invalid API key"
    ask(api, "POST", "/reset", 204, headers={KEY: "b"})
    api.sandbox.assert_created(1)
    del api.client.headers[KEY]
    assert "is required" in ask(api, "GET", "/sessions", 401)["detail"]


def test_on_the_own_machine_the_only_project_needs_no_key(api):
    del api.client.headers[KEY]
    port = api.sandbox.base_url.split(":")[2].split("/")[0]
    for headers in ({}, {"Host": f"localhost:{port}"}, {"Origin": f"http://127.0.0.1:{port}"}, {"Host": "[::1]"}):
        ask(api, "GET", "/sessions", headers=headers)


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.test"},
        {"Host": "localhost.evil.test"},
        {"Host": ""},
        {"Host": "["},
        {"Origin": "http://evil.test"},
        {"Origin": "null"},
        {"X-Forwarded-For": "192.0.2.1"},
        {KEY: ""},
        {KEY: "wrong"},
    ],
)
def test_but_web_pages_and_others_do(api, headers):
    del api.client.headers[KEY]
    ask(api, "GET", "/sessions", 401, headers=headers)
