"""Stopping and deleting in every state, and dispatching to sessions that cannot take a task."""

from __future__ import annotations

from typing import Any

from ..actions import Actions, made_up_id
from .tasks import HELLO

_NO_BODY = object()


def stop_running(act: Actions, body: Any, raw: bytes | None = None) -> None:
    """Stops a session whose task runs, and again."""
    session = act.create(
        task=HELLO,
        keepAlive=True,
        enableRecording=True,
        proxyCountryCode="no",
        maxCostUsd=2.5,
        profileId=made_up_id(),
        workspaceId=made_up_id(),
    )
    act.until(session, "running")
    act.stop(session, body, raw)
    act.get(session)
    act.stop(session, {"strategy": "session"})
    act.stop(session, {"strategy": "task"})
    act.messages(session, limit=100)
    act.follow_up(session, HELLO)
    act.get(session)


def stop_waiting(act: Actions) -> None:
    """Stops sessions that have no task: one that just starts, one that is idle."""
    fresh = act.create()
    act.stop(fresh, {})
    act.get(fresh)
    session = act.create(keepAlive=True)
    act.until(session, "idle")
    act.messages(session)
    act.stop(session, {"strategy": "task"})
    act.get(session)
    act.stop(session, raw=b"null")
    act.get(session)
    act.stop(session)
    act.follow_up(session, HELLO)
    act.get(session)


def stop_task(act: Actions, *, keep_alive: bool) -> None:
    """Stops a running task alone; the session then takes another."""
    rooms = {"profileId": made_up_id(), "workspaceId": made_up_id()}
    session = act.create(task=HELLO, keepAlive=keep_alive, model="bu-ultra", agentmail=True, **rooms)
    act.until(session, "running")
    act.stop(session, {"strategy": "task"})
    act.get(session)
    act.get(session)
    act.stop(session, {"strategy": "task"})
    act.get(session)
    act.go_on(session, "Something else.", keepAlive=True)
    act.until_over(session)
    act.get(session)
    act.messages(session, limit=100)


def busy(act: Actions) -> None:
    """Sends tasks to a session that has one already."""
    session = act.create(task=HELLO, keepAlive=True)
    act.follow_up(session, "Too early.", keepAlive=True)
    act.until(session, "running")
    act.follow_up(session, "Not now.", keepAlive=True)
    act.until_over(session)
    act.get(session)
    act.messages(session, limit=100)


def race(act: Actions) -> None:
    """Two tasks at once for one idle session."""
    session = act.create(keepAlive=True)
    act.until(session, "idle")
    answers = act.at_once(*({"sessionId": session, "task": f"Runner {number}.", "keepAlive": True} for number in (1, 2)))
    if any(one.object.get("id") == session for one in answers):
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
    act.delete(session)
    _after_delete(act, session)


def delete_waiting(act: Actions) -> None:
    fresh = act.create()
    act.delete(fresh)
    _after_delete(act, fresh)
    session = act.create(keepAlive=True)
    act.until(session, "idle")
    act.delete(session)
    _after_delete(act, session)


def delete_stopped(act: Actions) -> None:
    session = act.create(task=HELLO)
    act.until_over(session)
    act.until_stopped(session)
    act.delete(session)
    _after_delete(act, session)
