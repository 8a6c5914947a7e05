"""Stops and deletes sessions in every state, and sends tasks to sessions that cannot accept one."""

from __future__ import annotations

from typing import Any

from ..actions import Actions, StatusMissed, was_accepted
from ..observation import FINAL
from .invalid_requests import without_task
from .tasks import HELLO

#: Bodies of a stop request that stop the whole session.
SESSION_STOPS: tuple[bytes | None, ...] = (None, b"null", b"{}", b'{"strategy": "session"}')


def stop_running(act: Actions, body: bytes | None) -> None:
    """Stops a session with a running task, twice."""
    session = act.create(
        task=HELLO,
        keepAlive=True,
        enableRecording=True,
        proxyCountryCode="no",
        maxCostUsd=2.5,
        profileId=act.profile(),
        workspaceId=act.workspace(),
    )
    act.wait_for_status(session, "running")
    act.stop(session, raw=body, immediate=True)
    act.get(session)
    act.stop(session, {"strategy": "session"})
    act.stop(session, {"strategy": "task"})
    act.messages(session, limit=100)
    act.follow_up(session, HELLO)
    act.get(session)


def _stop_in_time(act: Actions, session: str, body: Any) -> None:
    """Stops a running task. Raises StatusMissed if it had already ended."""
    one = act.stop(session, body, immediate=True)
    if one.object.get("isTaskSuccessful") is True:
        raise StatusMissed("the task ended before it was stopped")


def stop_fresh(act: Actions, body: bytes | None) -> None:
    """Stops a session that is starting."""
    session = act.create()
    act.stop(session, raw=body)
    act.get(session)


def stop_task_early(act: Actions, *, has_task: bool) -> None:
    """Stops the task of a session whose browser is still starting, with or without a task."""
    session = act.create(keepAlive=True, **({"task": HELLO} if has_task else {}))
    act.stop(session, {"strategy": "task"}, immediate=True)
    act.get(session)
    act.poll(session, lambda one: one.object.get("status") in ("idle", *FINAL), frequently=True)
    act.messages(session, limit=100)


def stop_waiting(act: Actions, body: bytes | None) -> None:
    """Stops an idle session without a task."""
    session = act.create(keepAlive=True)
    act.wait_for_status(session, "idle")
    act.messages(session)
    act.stop(session, {"strategy": "task"})
    act.get(session)
    act.stop(session, raw=body)
    act.get(session)
    act.stop(session)
    act.follow_up(session, HELLO)
    act.get(session)


def stop_second_task(act: Actions) -> None:
    """Stops the second task of a session."""
    session = act.create(task=HELLO, keepAlive=True, model="claude-opus-4.6")
    act.wait_until_done(session)
    act.require_follow_up(session, "And once more.", keepAlive=True)
    act.wait_for_status(session, "running")
    _stop_in_time(act, session, {"strategy": "task"})
    act.get(session)
    act.messages(session, limit=100)
    act.stop(session)
    act.get(session)


def too_early(act: Actions) -> None:
    """Sends a task to a session whose browser is still starting."""
    session = act.create(keepAlive=True)
    if was_accepted(act.follow_up(session, "Too early.", keepAlive=True), session):
        act.wait_until_done(session)
    act.get(session)


def stop_task(act: Actions, *, keep_alive: bool) -> None:
    """Stops only the running task, then sends another to the session."""
    rooms = {"profileId": act.profile(), "workspaceId": act.workspace(), "proxyCountryCode": "in"}
    session = act.create(task=HELLO, keepAlive=keep_alive, model="bu-ultra", agentmail=True, **rooms)
    act.wait_for_status(session, "running")
    act.messages_immediately(session)
    _stop_in_time(act, session, {"strategy": "task", "unknownProperty": None})
    act.get(session)
    if not act.quick and keep_alive:
        act.sleep(0.5)  # long enough to see whether its cost still grows
    act.get(session)
    act.messages(session, limit=100)
    act.stop(session, {"strategy": "task"})
    act.get(session)
    act.require_follow_up(session, "Something else.", keepAlive=True)
    act.wait_until_done(session)
    act.get(session)
    act.messages(session, limit=100)


def busy(act: Actions) -> None:
    """Sends tasks to a session with a running task."""
    session = act.create(task=HELLO, keepAlive=True)
    act.follow_up(session, "Too early.", keepAlive=True, immediate=True)
    act.wait_for_status(session, "running")
    act.follow_up(session, "Not now.", keepAlive=True, immediate=True)
    without_task(act, session)
    act.wait_until_done(session)
    act.get(session)
    act.messages(session, limit=100)


def race(act: Actions) -> None:
    """Sends two tasks at the same time to an idle session."""
    session = act.create(keepAlive=True)
    act.wait_for_status(session, "idle")
    answers = act.create_concurrently(
        *({"sessionId": session, "task": f"Runner {number}.", "keepAlive": True} for number in (1, 2))
    )
    if any(was_accepted(one, session) for one in answers):
        act.wait_until_done(session)
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
    act.wait_for_status(session, "running")
    act.delete(session, immediate=True)
    _after_delete(act, session)


def delete_waiting(act: Actions) -> None:
    fresh = act.create()
    act.delete(fresh)
    _after_delete(act, fresh)
    session = act.create(keepAlive=True)
    act.wait_for_status(session, "idle")
    act.delete(session)
    _after_delete(act, session)


def delete_done(act: Actions, *, keep_alive: bool) -> None:
    """Deletes a session whose task has ended."""
    session = act.create(task=HELLO, keepAlive=keep_alive)
    act.wait_until_done(session)
    if not keep_alive:
        act.wait_until_stopped(session)
    act.delete(session)
    _after_delete(act, session)
