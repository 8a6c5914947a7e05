"""sessions.stop_all, with both clients."""

from typing import Any

import httpx
import pytest

from browser_use_sessions import InvalidArgumentError, ServerError, StopAllError


@pytest.fixture
def ids(api: Any, client: Any) -> list[str]:
    """Creates three sessions with a task, an idle one, and one that has ended."""
    api.fake.duration = 1e6
    created = [client.sessions.create(task).id for task in ("a", "b", "c", None, "over")]
    client.sessions.stop(created[-1])
    api.fake.requests.clear()
    return created


def stops(api: Any) -> set[str]:
    return {path.split("/")[2] for method, path, _ in api.fake.requests if method == "POST"}


def test_stop_all_stops_all_active_sessions(api: Any, client: Any, ids: list[str]) -> None:
    stopped = client.sessions.stop_all()
    assert sorted(session.id for session in stopped) == sorted(ids[:4])
    assert {session.status for session in stopped} == {"stopped"}
    assert stops(api) == set(ids[:4])
    assert client.sessions.stop_all() == []


def test_stop_all_with_task_strategy_leaves_sessions_idle(api: Any, client: Any, ids: list[str]) -> None:
    stopped = client.sessions.stop_all(strategy="task")
    assert {session.status for session in stopped} == {"idle"}
    with pytest.raises(InvalidArgumentError):
        client.sessions.stop_all(strategy="everything")


def test_stop_all_continues_after_a_failed_stop(api: Any, client: Any, ids: list[str]) -> None:
    def fail(request: httpx.Request) -> httpx.Response | None:
        if not request.url.path.endswith("/stop"):
            return None
        if ids[0] in request.url.path:
            return httpx.Response(500, json={"detail": "boom"})
        return httpx.Response(404, json={"detail": "gone"}) if ids[1] in request.url.path else None

    api.rule = fail
    with pytest.raises(StopAllError, match="1 of 4 sessions could not be stopped") as caught:
        client.sessions.stop_all()
    assert sorted(session.id for session in caught.value.stopped) == sorted(ids[2:4])
    (error,) = caught.value.errors
    assert isinstance(error, ServerError)
    assert error.session_id == ids[0]
