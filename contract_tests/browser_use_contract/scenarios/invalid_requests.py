"""Invalid requests: one mistake each, in every field and of every kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..actions import Actions, unknown_id

_BOOLEANS = ("keepAlive", "enableScheduledTasks", "enableRecording", "skills", "agentmail")
_UUIDS = ("profileId", "workspaceId")
_NO_UUIDS: tuple[Any, ...] = (
    "not-a-uuid",
    "",
    "3c90c3cc-0d44-4b50-8888",
    "3c90c3cc-0d44-4b50-8888-8dd2573605zz",
    "3c90c3cc-0d44-4b50-8888-8dd25736052a\n",
)

#: Values with the wrong type or content for each property of a create request.
BAD_VALUES: dict[str, list[Any]] = {
    "task": [5, True, ["Say hello."], {"text": "Say hello."}],
    "model": ["gpt-4", "", "CLAUDE-SONNET-4.6", "bu-mini ", "bu-mini\n", None, 5, True, ["bu-mini"], {"name": "bu-mini"}],
    **{name: ["yes", "true", "", 1, 0, None, [], {}] for name in _BOOLEANS},
    "cacheScript": ["auto", "true", 1, 0, [], {}],
    "maxCostUsd": [
        *(
            "abc",
            "",
            "1e5",
            "１２",
            "٣",
            "1,5",
            "1.2.3",
            ".",
            "-",
            "+-1",
            "$5",
            " 1",
            "1 ",
            "1\n",
            "1_000",
            "0x10",
            "NaN",
            "Infinity",
        ),
        *(True, [], {}),
    ],
    **{name: [*_NO_UUIDS, 5, True, [], {}] for name in _UUIDS},
    "proxyCountryCode": ["zz", "eu", "xx", "aa", "usa", "", "u", "us\n", 5, True, False, ["us"], {}],
    "outputSchema": ["object", "", 5, True, False, [], ["object"]],
}
_NOT_OBJECTS = (b"[]", b'"task"', b"5", b"true", b"null", b'[{"task": "Say hello."}]')
_NOT_JSON = (
    b"{",
    b"task",
    b'{"task": }',
    b"{'task': 'Say hello.'}",
    b'{"keepAlive": false,}',
    b'{"keepAlive": false} false',
    b"{}{}",
    b'{"task": "\xff"}',
)


def _creations() -> Iterator[dict[str, Any]]:
    for name, values in BAD_VALUES.items():
        yield from ({name: value} for value in values)
    cheap = {"task": "Say hello.", "maxCostUsd": 0.01, "model": "gemini-3-flash"}
    yield from ({**cheap, "sessionId": value} for value in (*_NO_UUIDS, 5, True, [], {}))
    yield {"cacheScript": True}
    yield {**cheap, "task": "Get prices from {{https://example.com}}.", "cacheScript": True}
    yield {"cacheScript": True, "workspaceId": None}
    yield {**cheap, "cacheScript": True}


def _must_fail(act: Actions, body: Any = None, raw: bytes | None = None) -> None:
    """Sends an invalid create request. If the server accepts it, the session is deleted immediately."""
    one = act.client.send("POST", "/sessions", body, raw=raw, persist=False)
    made = one.object.get("id")
    if 200 <= one.status < 300 and isinstance(made, str):
        act.delete(made)


def bad_creations(act: Actions) -> None:
    """Sends create requests with each mistake. If sessions are free, a unique workspaceId identifies each session."""
    workspace = act.workspace() if act.is_free else ""
    for body in _creations():
        mark = {"workspaceId": workspace} if act.is_free and not body.keys() & {"workspaceId", "cacheScript"} else {}
        _must_fail(act, {**body, **mark})


def bad_bodies(act: Actions) -> None:
    for raw in (*_NOT_OBJECTS, *_NOT_JSON):
        _must_fail(act, raw=raw)
    _must_fail(act)


def bad_queries(act: Actions) -> None:
    for name in ("page", "page_size"):
        for value in ("0", "-1", "abc", "x1", "ten", "1.5", ""):
            act.list_page(**{name: value})
    for value in ("101", "1000"):
        act.list_page(page_size=value)


def without_task(act: Actions, session: str) -> None:
    """Sends a sessionId without a task, which is invalid in every state of the session."""
    act.client.send("POST", "/sessions", {"sessionId": session}, persist=False, immediate=True)
    _must_fail(act, {"sessionId": session, "task": None})
    _must_fail(act, {"sessionId": session, "keepAlive": True, "model": "bu-mini"})


def bad_follow_ups(act: Actions, session: str) -> None:
    """Sends follow-ups with one mistake each to an idle session."""
    for near in (f"{session}\n", session[:-1] + "g", session[:-1]):
        _must_fail(act, {"sessionId": near, "task": "Say hello."})
    for name, values in BAD_VALUES.items():
        for value in values[:: 4 if act.quick else 1]:
            _must_fail(act, {"sessionId": session, "task": "Say hello.", name: value})
    _must_fail(act, {"sessionId": session, "task": "Say hello.", "cacheScript": True})


def bad_requests_to(act: Actions, session: str) -> None:
    """Sends invalid requests to an existing session."""
    for value in ("0", "-1", "101", "abc", "1.5", ""):
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
    """Sends valid requests with unknown session ids."""
    act.get(unknown_id())
    act.messages(unknown_id())
    act.stop(unknown_id())
    act.stop(unknown_id(), {"strategy": "task"})
    act.delete(unknown_id())
    act.follow_up(unknown_id(), "Say hello.")
