"""The life of a session over HTTP, with time moved by hand."""

from datetime import datetime
from uuid import uuid4

UNKNOWN = str(uuid4())


def test_a_task_runs_from_created_to_stopped(api):
    created = api.create(task="Find a mouse on example.com")
    assert created["status"] == "created"
    assert created["title"] is None
    api.wait(0.999)
    assert api.get(created)["status"] == "created"
    api.wait(0.001)
    running = api.get(created)
    assert running["status"] == "running"
    assert running["title"] == "Find a mouse on example.com"
    assert running["isTaskSuccessful"] is None
    assert running["output"] is None
    api.wait(4.999)
    assert api.get(created)["status"] == "running"
    api.wait(0.001)
    over = api.get(created)
    assert over["status"] == "stopped"
    assert over["isTaskSuccessful"] is True
    assert over["output"] == "Done: Find a mouse on example.com"


def test_a_session_without_a_task_waits(api):
    created = api.create()
    api.wait(1)
    idle = api.get(created)
    assert (idle["status"], idle["isTaskSuccessful"], idle["title"]) == ("idle", None, None)


def test_idle_before_running_for_new_sessions_and_follow_ups(make_api):
    api = make_api(idle_before_running=2)
    session = api.create(task="one", keepAlive=True)
    api.wait(1)
    assert api.get(session)["status"] == "idle"
    assert api.create(409, task="two", sessionId=session["id"])["detail"].startswith("Session is not idle")
    api.wait(2)
    assert api.get(session)["status"] == "running"
    api.wait(5)
    assert api.create(task="two", sessionId=session["id"])["status"] == "idle"
    assert api.get(session)["isTaskSuccessful"] is None
    api.wait(2)
    assert api.get(session)["status"] == "running"


def test_keep_alive_leaves_it_idle_and_a_follow_up_runs(api):
    session = api.create(task="one", keepAlive=True, outputSchema={"type": "integer"})
    api.wait(6)
    first = api.get(session)
    assert (first["status"], first["output"]) == ("idle", 17)
    second = api.create(task="two", sessionId=session["id"])
    assert second["id"] == session["id"]
    assert (second["status"], second["output"], second["outputSchema"]) == ("running", None, None)
    assert second["isTaskSuccessful"] is None
    assert second["title"] == "two"
    assert second["stepCount"] == first["stepCount"]
    assert second["totalCostUsd"] == first["totalCostUsd"]
    api.wait(5)
    over = api.get(session)
    assert (over["status"], over["output"]) == ("stopped", "Done: two")
    assert over["stepCount"] > first["stepCount"]


def test_a_follow_up_keeps_what_belongs_to_the_session(api):
    profile, workspace = api.profile(), api.workspace()
    made = {"model": "bu-max", "profileId": profile, "workspaceId": workspace, "proxyCountryCode": "de"}
    session = api.create(keepAlive=True, agentmail=False, **made)
    api.wait(1)
    other = {"model": "bu-mini", "profileId": UNKNOWN, "workspaceId": None, "proxyCountryCode": None}
    follow_up = api.create(task="two", sessionId=session["id"], **other)
    assert {name: follow_up[name] for name in made} == made
    assert follow_up["agentmailEmail"] is None


def test_dispatch_is_refused_while_the_session_is_not_idle(api):
    session = api.create(task="one")
    for status in ("created", "running", "stopped"):
        assert api.get(session)["status"] == status
        assert api.create(409, task="two", sessionId=session["id"]) == {"detail": f"Session is not idle but {status}"}
        api.wait(1 if status == "created" else 5)


def test_ids_that_nobody_knows(api):
    session = api.create()
    api.delete(session)
    for unknown in (UNKNOWN, session["id"]):
        for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/stop"), ("GET", "/messages")):
            assert api.call(method, f"/sessions/{unknown}{path}", 404) == {"detail": "Session not found"}
        assert api.create(404, task="x", sessionId=unknown) == {"detail": "Session not found"}


def test_ids_are_values(api):
    session = api.create()
    assert api.get(session["id"].upper())["id"] == session["id"]
    api.wait(1)
    assert api.create(task="x", sessionId=session["id"].upper())["id"] == session["id"]


def test_stop_ends_the_session(api):
    for before in (0, 1, 3):
        session = api.create(task="one", keepAlive=True)
        api.wait(before)
        stopped = api.stop(session)
        assert (stopped["status"], stopped["isTaskSuccessful"], stopped["output"]) == ("stopped", False, None)
        api.wait(60)
        assert api.stop(session) | {"screenshotUrl": None} == stopped | {"screenshotUrl": None}


def test_stop_without_a_body_means_the_session(api):
    for request in ({}, {"json": None}, {"json": {}}, {"content": b"null", "headers": {"Content-Type": "application/json"}}):
        session = api.create()
        api.wait(1)
        assert api.call("POST", f"/sessions/{session['id']}/stop", **request)["status"] == "stopped"


def test_a_stopped_session_that_had_no_task_was_neither_successful_nor_not(api):
    session = api.create()
    assert api.stop(session)["isTaskSuccessful"] is None


def test_stopping_the_task_leaves_the_session_idle(api):
    session = api.create(task="one")
    api.wait(3)
    idle = api.stop(session, "task")
    assert (idle["status"], idle["isTaskSuccessful"], idle["output"]) == ("idle", False, None)
    assert idle["stepCount"] > 0
    api.wait(1)
    assert api.stop(session, "task")["updatedAt"] == idle["updatedAt"]
    assert api.create(task="two", sessionId=session["id"])["status"] == "running"


def test_stopping_a_task_that_has_not_begun(api):
    session = api.create(task="one")
    stopped = api.stop(session, "task")
    assert (stopped["status"], stopped["isTaskSuccessful"]) == ("created", False)
    api.wait(1)
    assert api.get(session)["status"] == "idle"
    api.wait(60)
    assert api.get(session)["stepCount"] == 0


def test_delete_stops_and_forgets(api):
    session = api.create(task="one")
    api.wait(2)
    api.delete(session)
    assert api.call("GET", "/sessions")["total"] == 0


def test_inactivity_ends_an_idle_session(api):
    session = api.create()
    api.wait(1 + 15 * 60 - 0.001)
    assert api.get(session)["status"] == "idle"
    api.wait(0.001)
    assert api.get(session)["status"] == "timed_out"
    assert api.stop(session)["status"] == "timed_out"


def test_a_task_is_activity_and_a_look_is_none(make_api):
    api = make_api(task_seconds=20 * 60)
    session = api.create(task="long", keepAlive=True)
    api.wait(1 + 19 * 60)
    assert api.get(session)["status"] == "running"
    api.wait(60)
    for _ in range(14):
        assert api.get(session)["status"] == "idle"
        api.wait(60)
    api.create(task="again", sessionId=session["id"], keepAlive=True)
    api.wait(20 * 60 + 15 * 60 - 1)
    assert api.get(session)["status"] == "idle"
    api.wait(1)
    assert api.get(session)["status"] == "timed_out"


def test_no_session_lives_longer_than_four_hours(make_api):
    api = make_api(task_seconds=5 * 3600)
    session = api.create(task="endless", keepAlive=True)
    api.wait(4 * 3600 - 0.001)
    assert api.get(session)["status"] == "running"
    api.wait(0.001)
    over = api.get(session)
    assert (over["status"], over["isTaskSuccessful"], over["output"]) == ("timed_out", False, None)


def test_what_is_over_changes_no_more(api):
    session = api.create(task="one")
    api.wait(6)
    over = api.get(session)
    api.wait(5 * 3600)
    assert api.get(session) | {"screenshotUrl": None} == over | {"screenshotUrl": None}


def test_updated_at_moves_when_something_happens_and_only_then(api):
    session = api.create(task="one", keepAlive=True)
    seen = [session]
    for _ in range(80):
        api.wait(0.1)
        now = api.get(session)
        before = {k: v for k, v in seen[-1].items() if k not in ("updatedAt", "screenshotUrl")}
        after = {k: v for k, v in now.items() if k not in ("updatedAt", "screenshotUrl")}
        assert (before != after) == (seen[-1]["updatedAt"] != now["updatedAt"])
        assert datetime.fromisoformat(seen[-1]["updatedAt"]) <= datetime.fromisoformat(now["updatedAt"])
        seen.append(now)
    assert len({one["updatedAt"] for one in seen}) > 4


def test_the_request_that_the_api_page_shows_is_taken_for_an_idle_session(api):
    session = api.create(keepAlive=True)
    api.wait(10)
    assert api.get(session)["status"] == "idle"
    some_id = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
    answer = api.call(
        "POST",
        "/sessions",
        200,
        json={
            "task": "<string>",
            "model": "claude-sonnet-4.6",
            "sessionId": session["id"],
            "keepAlive": False,
            "maxCostUsd": 123,
            "profileId": some_id,
            "workspaceId": some_id,
            "proxyCountryCode": "us",
            "outputSchema": {},
            "enableScheduledTasks": False,
            "enableRecording": False,
            "skills": True,
            "agentmail": True,
            "cacheScript": True,
        },
    )
    assert (answer["id"], answer["status"]) == (session["id"], "running")
