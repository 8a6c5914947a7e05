"""Invalid create requests and follow-ups whose mistake is in the relation of two properties, or in the state of a session."""

from __future__ import annotations

from typing import Any

from .. import spec
from ..actions import Actions, unknown_id
from ..exchange import Credentials
from . import derived
from .reads import every_limit

_TASK = {"task": "Say hello.", "maxCostUsd": 0.01, "model": "gemini-3-flash"}


def _must_fail(act: Actions, body: Any, **more: Any) -> None:
    if create := spec.operations().get("createSession"):
        derived.must_fail(act, create, create.path, body, **more)


def mistakes(act: Actions) -> None:
    """Sends invalid requests while an idle session exists, which they must not change."""
    session = act.create(keepAlive=True)
    act.wait_for_status(session, "idle")
    for known in (session, unknown_id()):
        without_task(act, known)
    follow_ups(act, session)
    every_limit(act, session)
    act.get(session)


def without_workspace(act: Actions) -> None:
    """Sends create requests that force caching without a workspace."""
    _must_fail(act, {"cacheScript": True})
    _must_fail(act, {**_TASK, "task": "Get prices from {{https://example.com}}.", "cacheScript": True})
    _must_fail(act, {"cacheScript": True, "workspaceId": None})
    _must_fail(act, {**_TASK, "cacheScript": True})


def without_task(act: Actions, session: str) -> None:
    """Sends a sessionId without a task, which is invalid in every state of the session."""
    _must_fail(act, {"sessionId": session}, immediate=True)
    _must_fail(act, {"sessionId": session, "task": None})
    _must_fail(act, {"sessionId": session, "keepAlive": True, "model": "bu-mini"})


def follow_ups(act: Actions, session: str) -> None:
    """Sends follow-ups with one mistake each to an idle session, and without the right key."""
    task = {"sessionId": session, "task": "Say hello."}
    for near in (f"{session}\n", session[:-1] + "g", session[:-1]):
        _must_fail(act, {**task, "sessionId": near})
    create = spec.operations()["createSession"]
    for body in derived.wrong_bodies(act, create, task):
        if body.get("sessionId") == session:
            _must_fail(act, body)
    _must_fail(act, {**task, "cacheScript": True})
    for credentials, key in ((Credentials.NONE, None), (Credentials.WRONG, "wrong-key")):
        _must_fail(act, task, credentials=credentials, key=key)


def unknown_follow_up(act: Actions) -> None:
    """Sends a follow-up to an unknown session."""
    act.follow_up(unknown_id(), "Say hello.")


def refused_make_nothing(act: Actions) -> None:
    """Sends create requests that must be refused, and reads the number of sessions before and after."""
    cheap = {name: value for name, value in _TASK.items() if name != "task"}
    for _ in range(2):
        act.list_page(page_size=2)
        for _ in range(3):
            _must_fail(act, cheap, credentials=Credentials.NONE)
        act.list_page(page_size=2)
        for _ in range(3):
            _must_fail(act, {**cheap, "model": "gpt-4"})
    act.list_page(page_size=2)
