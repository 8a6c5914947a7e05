"""Stopping and deleting in every state, and dispatching to sessions that cannot take a task."""

from __future__ import annotations

from typing import Any

from ..actions import Actions, Missed, took
from ..observation import FINAL
from .invalid_requests import without_task
from .tasks import HELLO

#: The bodies of a stop that end the whole session.
SESSION_STOPS: tuple[bytes | None, ...] = (None, b"null", b"{}", b'{"strategy": "session"}')


def stop_running(act: Actions, body: bytes | None) -> None:
    """Stops a session whose task runs, and again."""
    session = act.create(
        task=HELLO,
        keepAlive=True,
        enableRecording=True,
        proxyCountryCode="no",
        maxCostUsd=2.5,
        profileId=act.profile(),
        workspaceId=act.workspace(),
    )
    act.until(session, "running")
    act.stop(session, raw=body, at_once=True)
    act.get(session)
    act.stop(session, {"strategy": "session"})
    act.stop(session, {"strategy": "task"})
    act.messages(session, limit=100)
    act.follow_up(session, HELLO)
    act.get(session)


def _stop_in_time(act: Actions, session: str, body: Any) -> None:
    """Stops the task that was just seen running. Raises Missed where it was over by then."""
    one = act.stop(session, body, at_once=True)
    if one.object.get("isTaskSuccessful") is True:
        raise Missed("the task was over before it was stopped")


def stop_fresh(act: Actions, body: bytes | None) -> None:
    """Stops a session that just starts."""
    session = act.create()
    act.stop(session, raw=body)
    act.get(session)


def stop_task_early(act: Actions, *, has_task: bool) -> None:
    """Stops the task of a session whose browser is not up yet, or that has none."""
    session = act.create(keepAlive=True, **({"task": HELLO} if has_task else {}))
    act.stop(session, {"strategy": "task"}, at_once=True)
    act.get(session)
    act.watch(session, lambda one: one.object.get("status") in ("idle", *FINAL), closely=True)
    act.messages(session, limit=100)


def stop_waiting(act: Actions, body: bytes | None) -> None:
    """Stops a session that is idle and has had no task."""
    session = act.create(keepAlive=True)
    act.until(session, "idle")
    act.messages(session)
    act.stop(session, {"strategy": "task"})
    act.get(session)
    act.stop(session, raw=body)
    act.get(session)
    act.stop(session)
    act.follow_up(session, HELLO)
    act.get(session)


def stop_second_task(act: Actions) -> None:
    """Stops the second task of a session, which keeps what the first one came to."""
    session = act.create(task=HELLO, keepAlive=True, model="claude-opus-4.6")
    act.until_over(session)
    act.go_on(session, "And once more.", keepAlive=True)
    act.until(session, "running")
    _stop_in_time(act, session, {"strategy": "task"})
    act.get(session)
    act.messages(session, limit=100)
    act.stop(session)
    act.get(session)


def too_early(act: Actions) -> None:
    """A task for a session whose browser is not up yet."""
    session = act.create(keepAlive=True)
    if took(act.follow_up(session, "Too early.", keepAlive=True), session):
        act.until_over(session)
    act.get(session)


def stop_task(act: Actions, *, keep_alive: bool) -> None:
    """Stops a running task alone; the session then takes another."""
    rooms = {"profileId": act.profile(), "workspaceId": act.workspace(), "proxyCountryCode": "in"}
    session = act.create(task=HELLO, keepAlive=keep_alive, model="bu-ultra", agentmail=True, **rooms)
    act.until(session, "running")
    act.messages_at_once(session)
    _stop_in_time(act, session, {"strategy": "task", "unknownProperty": None})
    act.get(session)
    if not act.quick and keep_alive:
        act.sleep(0.5)  # long enough to see whether it goes on costing
    act.get(session)
    act.messages(session, limit=100)
    act.stop(session, {"strategy": "task"})
    act.get(session)
    act.go_on(session, "Something else.", keepAlive=True)
    act.until_over(session)
    act.get(session)
    act.messages(session, limit=100)


def busy(act: Actions) -> None:
    """Sends tasks to a session that has one already."""
    session = act.create(task=HELLO, keepAlive=True)
    act.follow_up(session, "Too early.", keepAlive=True, at_once=True)
    act.until(session, "running")
    act.follow_up(session, "Not now.", keepAlive=True, at_once=True)
    without_task(act, session)
    act.until_over(session)
    act.get(session)
    act.messages(session, limit=100)


def race(act: Actions) -> None:
    """Two tasks at once for one idle session."""
    session = act.create(keepAlive=True)
    act.until(session, "idle")
    answers = act.at_once(*({"sessionId": session, "task": f"Runner {number}.", "keepAlive": True} for number in (1, 2)))
    if any(took(one, session) for one in answers):
        act.until_over(session)
    act.get(session)
    act.messages(session, limit=100)


def _after_delete(act: Actions, session: str) -> None:
    act.get(session)
    act.messages(session)
    act.stop(session)
    act.follow_up(session, HELLO)
    act.delete(session)
    act.list_page(page_size=100)


def delete_running(act: Actions) -> None:
    session = act.create(task=HELLO)
    act.until(session, "running")
    act.delete(session, at_once=True)
    _after_delete(act, session)


def delete_waiting(act: Actions) -> None:
    fresh = act.create()
    act.delete(fresh)
    _after_delete(act, fresh)
    session = act.create(keepAlive=True)
    act.until(session, "idle")
    act.delete(session)
    _after_delete(act, session)


def delete_done(act: Actions, *, keep_alive: bool) -> None:
    """Deletes a session whose task is over."""
    session = act.create(task=HELLO, keepAlive=keep_alive)
    act.until_over(session)
    if not keep_alive:
        act.until_stopped(session)
    act.delete(session)
    _after_delete(act, session)
