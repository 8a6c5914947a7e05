"""Requests that must be refused: one mistake each, in every field and of every kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..actions import Actions, made_up_id

_BOOLEANS = ("keepAlive", "enableScheduledTasks", "enableRecording", "skills", "agentmail")
_UUIDS = ("profileId", "workspaceId")

#: Values of the wrong type or content for each property of a creation.
BAD_VALUES: dict[str, list[Any]] = {
    "task": [5, True, ["Say hello."], {"text": "Say hello."}],
    "model": ["gpt-4", "", "CLAUDE-SONNET-4.6", "bu-mini ", None, 5, True, ["bu-mini"], {"name": "bu-mini"}],
    **{name: ["yes", "true", "", 1, 0, None, [], {}] for name in _BOOLEANS},
    "cacheScript": ["auto", "true", 1, 0, [], {}],
    "maxCostUsd": ["abc", "", "1e5", "１２", "1,5", "1.2.3", ".", "-", "$5", " 1", "1\n", "NaN", "Infinity", True, [], {}],
    **{name: ["not-a-uuid", "", "3c90c3cc-0d44-4b50-8888", 5, True, [], {}] for name in _UUIDS},
    "proxyCountryCode": ["zz", "usa", "", "u", 5, True, False, ["us"], {}],
    "outputSchema": ["object", "", 5, True, False, [], ["object"]],
}
_NOT_OBJECTS = (b"[]", b'"task"', b"5", b"true", b"null", b'[{"task": "Say hello."}]')
_NOT_JSON = (b"{", b"task", b'{"task": }', b"{'task': 'Say hello.'}")


def _creations() -> Iterator[dict[str, Any]]:
    for name, values in BAD_VALUES.items():
        yield from ({name: value} for value in values)
    cheap = {"task": "Say hello.", "maxCostUsd": 0.01, "model": "gemini-3-flash"}
    ids: tuple[Any, ...] = ("not-a-uuid", "", 5, True, [], {})
    yield from ({**cheap, "sessionId": value} for value in ids)
    yield {"cacheScript": True}
    yield {"cacheScript": True, "workspaceId": None}
    yield {**cheap, "cacheScript": True}


def _must_fail(act: Actions, body: Any = None, raw: bytes | None = None) -> None:
    """Sends a creation that must be refused; where it is not, what it made is deleted at once."""
    one = act.client.send("POST", "/sessions", body, raw=raw, persist=False)
    made = one.object.get("id")
    if 200 <= one.status < 300 and isinstance(made, str):
        act.delete(made)


def bad_creations(act: Actions) -> None:
    for body in _creations():
        _must_fail(act, body)


def bad_bodies(act: Actions) -> None:
    for raw in (*_NOT_OBJECTS, *_NOT_JSON):
        _must_fail(act, raw=raw)
    _must_fail(act)


def bad_queries(act: Actions) -> None:
    for name in ("page", "page_size"):
        for value in ("0", "-1", "abc", "x1", "ten"):
            act.list_page(**{name: value})
    for value in ("101", "1000"):
        act.list_page(page_size=value)


def task_required(act: Actions, session: str) -> None:
    """A sessionId with no task, for an idle session and for one that nobody knows."""
    for known in (session, made_up_id()):
        _must_fail(act, {"sessionId": known})
        _must_fail(act, {"sessionId": known, "task": None})
        _must_fail(act, {"sessionId": known, "keepAlive": True, "model": "bu-mini"})


def bad_requests_to(act: Actions, session: str) -> None:
    """Mistakes in requests to a session that exists."""
    for value in ("0", "-1", "101", "abc"):
        act.messages(session, limit=value)
    for name in ("after", "before"):
        for value in ("x", "123", "not-a-uuid"):
            act.messages(session, **{name: value})
    strategies: tuple[Any, ...] = ("everything", "", "Session", None, 5, True, [], {})
    for strategy in strategies:
        act.stop(session, {"strategy": strategy})
    for raw in (b"[]", b'"session"', b"5", b"true", b"{", b"session"):
        act.stop(session, raw=raw)


def bad_ids(act: Actions) -> None:
    for value in ("not-a-uuid", "123", "3c90c3cc-0d44-4b50-8888-8dd25736052", "3c90c3cc-0d44-4b50-8888-8dd25736052g"):
        act.get(value)
        act.messages(value)
        act.stop(value)
        act.delete(value)


def unknown_ids(act: Actions) -> None:
    """Well-formed requests about sessions that do not exist."""
    act.get(made_up_id())
    act.messages(made_up_id())
    act.stop(made_up_id())
    act.stop(made_up_id(), {"strategy": "task"})
    act.delete(made_up_id())
    act.follow_up(made_up_id(), "Say hello.")
