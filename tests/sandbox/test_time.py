"""The sandbox's time: real, scaled, or moved by hand."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from browser_use_sandbox import Clock, Sandbox, Settings
from browser_use_sandbox.common.clock import duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("15 min", 900),
        ("15min", 900),
        ("1h 30m", 5400),
        ("1 hour 30 minutes", 5400),
        ("2.5 s", 2.5),
        ("250ms", 0.25),
        ("4 HOURS", 14400),
        (" 1 day ", 86400),
        ("365 d", 365 * 86400),
        (0, 0),
        (1.5, 1.5),
        (timedelta(minutes=2), 120),
    ],
)
def test_durations(text, seconds):
    assert duration(text) == timedelta(seconds=seconds)


START = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)  # of the sandboxes that make_api makes
NO_TEXTS = ["", " ", "15", "min", "15 mins ago", "1 month", "-5 min", "1e3 s", "١٥ min", "5 min,", "366 d", "9" * 400 + " d"]


@pytest.mark.parametrize("wrong", [*NO_TEXTS, -1, 1e300, float("nan"), float("inf"), True, timedelta(seconds=-1)])
def test_what_is_no_duration(wrong):
    with pytest.raises(ValueError, match=r"\w"):
        duration(wrong)


def test_the_clock_stands_runs_and_changes_speed():
    start = datetime(2026, 5, 3, tzinfo=UTC)
    clock = Clock(speed=0, start=start)
    assert clock.now() == clock.now() == start
    clock.advance("1h")
    clock.advance(60)
    clock.run_at(0)
    assert clock.now() == start + timedelta(minutes=61)
    clock.run_at(100_000)
    assert clock.now() > start + timedelta(minutes=61)
    clock.run_at(0)
    assert clock.now() == clock.now()


def test_time_does_not_go_beyond_what_dates_can_say():
    clock = Clock(speed=0, start=datetime(8999, 6, 1, tzinfo=UTC))
    with pytest.raises(ValueError, match="9000"):
        clock.advance("364 d")
    assert clock.now().year == 8999


@pytest.mark.parametrize("speed", [-1, 100_001, float("nan")])
def test_senseless_speeds(speed):
    with pytest.raises(ValueError, match="speed"):
        Clock(speed)
    with pytest.raises(ValueError, match="speed"):
        Settings(speed=speed)


def test_a_sandbox_by_hand():
    with Sandbox(speed=0, task_seconds=100) as sandbox:
        client = httpx.Client(base_url=sandbox.base_url, headers={"X-Browser-Use-API-Key": sandbox.api_key})
        with client:
            url = "/sessions/" + client.post("/sessions", json={"task": "x", "keepAlive": True}).json()["id"]
            sandbox.advance("1 min")
            assert client.get(url).json()["status"] == "running"
            sandbox.advance(timedelta(minutes=1))
            assert client.get(url).json()["status"] == "idle"
            screenshot = client.get(url).json()["screenshotUrl"]
            sandbox.advance("299 s")
            assert client.get(screenshot).status_code == 200
            sandbox.advance(1)
            assert client.get(screenshot).status_code == 403
            sandbox.advance("10 min")
            assert client.get(url).json()["status"] == "timed_out"


def test_a_sandbox_in_fast_motion():
    with Sandbox(speed=10_000, task_seconds=3600 * 5) as sandbox:
        client = httpx.Client(base_url=sandbox.base_url, headers={"X-Browser-Use-API-Key": sandbox.api_key})
        with client:
            url = "/sessions/" + client.post("/sessions", json={"task": "x"}).json()["id"]
            sandbox.run_at(0)
            assert client.get(url).json()["status"] in ("created", "running")
            sandbox.advance("4h")
            assert client.get(url).json()["status"] == "timed_out"


def statuses(client, url, looks):
    return [client.get(url).raise_for_status().json()["status"] for _ in range(looks)]


@pytest.fixture
def jumping(make_api):
    """A sandbox whose time stands still, but for looks at sessions that work."""
    api = make_api(auto_advance=True, task_seconds=1200, idle_before_running=2)
    api.client.base_url = api.sandbox.base_url
    return api


def test_each_look_at_a_session_that_works_moves_time_to_what_comes_next(jumping):
    jumping.sandbox.script(steps=["One", "Two"], seconds=1200)
    url = f"/sessions/{jumping.create(task='x', keepAlive=True)['id']}"
    assert statuses(jumping.client, url, 5) == ["idle", "running", "running", "idle", "idle"]
    assert jumping.sandbox.now == START + timedelta(seconds=1 + 2 + 1200)
    jumping.create(task="more", sessionId=url.rpartition("/")[2], keepAlive=True)
    assert statuses(jumping.client, url, 3) == ["running", "running", "idle"]


def test_looks_at_messages_and_at_the_list_do_so_too(jumping):
    session = jumping.create(task="x")
    while jumping.messages(session)["messages"][-1]["type"] != "completion":
        pass
    jumping.create(task="x")
    while jumping.call("GET", "/sessions")["sessions"][0]["status"] != "stopped":
        pass
    assert jumping.sandbox.now == START + timedelta(seconds=2 * (1 + 2 + 1200))


def test_nobody_is_taken_to_wait_for_an_idle_session_to_time_out(jumping):
    url = f"/sessions/{jumping.create(keepAlive=True)['id']}"
    assert statuses(jumping.client, url, 3) == ["idle", "idle", "idle"]
    jumping.sandbox.advance("15 min")
    assert statuses(jumping.client, url, 2) == ["timed_out", "timed_out"]


def test_what_is_not_there_moves_no_time(jumping):
    jumping.create(task="x")
    jumping.call("GET", "/sessions/5c1f7a52-8d3e-4b6f-9a70-2e4c6d8f0b13", 404)
    jumping.call("GET", "/sessions/x", 422)
    assert jumping.sandbox.now == START


def test_a_task_without_an_end_ends_with_its_session(jumping):
    jumping.sandbox.script(seconds=10**6, steps=["For ever"])
    url = f"/sessions/{jumping.create(task='x')['id']}"
    assert statuses(jumping.client, url, 3) == ["idle", "running", "timed_out"]
    assert jumping.sandbox.now == START + timedelta(hours=4)
