"""Requests with no key and with wrong keys to every operation, with and without another mistake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .. import spec
from ..actions import Actions, unknown_id
from ..exchange import Credentials, Exchange
from . import derived

_CHEAP = {"maxCostUsd": "0.01", "model": "gemini-3-flash"}


def _wrong_keys(key: str) -> Iterator[str]:
    """Yields keys that are similar to the right one, which a careless comparison would accept."""
    yield "wrong-key"
    if key:
        yield from (key[:-1], f"{key}x", key[:-1] + ("a" if key[-1] != "a" else "b"))
        if key.swapcase() != key:
            yield key.swapcase()


def _other_places(key: str) -> Iterator[tuple[dict[str, str], list[tuple[str, str]]]]:
    """Yields wrong places for the key: other headers, and the query."""
    yield {"Authorization": f"Bearer {key}"}, []
    yield {"X-API-Key": key}, []
    yield {"Cookie": f"X-Browser-Use-API-Key={key}; api_key={key}"}, []
    yield {}, [(name, key) for name in ("api_key", "apiKey", "key", "X-Browser-Use-API-Key")]


def misplaced_keys(act: Actions, session: str, mark: Mapping[str, str]) -> None:
    """Sends the right key in wrong places. Servers may log it, so this is only for local servers."""
    for headers, query in _other_places(act.client.target.api_key):
        for path, method, body in _requests(session, mark):
            one = act.client.send(
                method, path, body, query=query, headers=headers, credentials=Credentials.ELSEWHERE, persist=False
            )
            _delete_made(act, one)


def _requests(session: str, mark: Mapping[str, str]) -> Iterator[tuple[str, str, object]]:
    """Yields one request per operation. `mark` is a property that identifies a created session."""
    yield "/sessions", "POST", {**_CHEAP, **mark}
    yield "/sessions", "GET", None
    yield f"/sessions/{session}", "GET", None
    yield f"/sessions/{session}/messages", "GET", None
    yield f"/sessions/{session}/stop", "POST", None
    yield "/sessions", "POST", {**_CHEAP, "sessionId": session, "task": "Say hello."}
    yield f"/sessions/{session}", "DELETE", None


def keys(act: Actions, session: str | None) -> None:
    """Sends requests with no key and wrong keys. `session` is an existing session, or None; it must not change."""
    mark = {"workspaceId": act.workspace()} if act.is_free else {}
    for credentials, key in (
        (Credentials.NONE, None),
        (Credentials.WRONG, ""),
        *((Credentials.WRONG, k) for k in _wrong_keys(act.client.target.api_key)),
    ):
        for path, method, body in _requests(session or unknown_id(), mark):
            _send(act, method, path, body, credentials, key)
    for credentials, key in ((Credentials.NONE, None), (Credentials.WRONG, "wrong-key")):
        _with_other_mistakes(act, credentials, key)
    for name in ("listSessions", "listSessionMessages", "createSession", "stopSession"):
        if operation := spec.operations().get(name):
            path = operation.path.replace("{session_id}", session or unknown_id())
            least = {**({} if act.is_free else _CHEAP), **mark} if name == "createSession" else None
            derived.protects_parameters(act, operation, path, least)
    if session:
        if act.client.target.is_local:
            misplaced_keys(act, session, mark)
        act.get(session)


def refused_make_nothing(act: Actions) -> None:
    """Sends invalid create requests and reads the number of sessions before and after."""
    for _ in range(2):
        act.list_page(page_size=2)
        for _ in range(3):
            _send(act, "POST", "/sessions", dict(_CHEAP), Credentials.NONE, None)
        act.list_page(page_size=2)
        for _ in range(3):
            _send(act, "POST", "/sessions", {**_CHEAP, "model": "gpt-4"}, Credentials.RIGHT, act.client.target.api_key)
    act.list_page(page_size=2)


def _send(act: Actions, method: str, path: str, body: object, credentials: Credentials, key: str | None) -> None:
    _delete_made(act, act.client.send(method, path, body, key=key, credentials=credentials, persist=False))


def _delete_made(act: Actions, one: Exchange) -> None:
    made = one.object.get("id")
    if one.operation == "createSession" and 200 <= one.status < 300 and isinstance(made, str):
        act.delete(made)


def _with_other_mistakes(act: Actions, credentials: Credentials, key: str | None) -> None:
    _send(act, "POST", "/sessions", {"model": "gpt-4"}, credentials, key)
    act.client.send("POST", "/sessions", raw=b"{", key=key, credentials=credentials, persist=False)
    act.client.send("GET", "/sessions", query=[("page", "0")], key=key, credentials=credentials, persist=False)
    for identity in ("not-a-uuid", unknown_id()):
        _send(act, "GET", f"/sessions/{identity}", None, credentials, key)
        _send(act, "GET", f"/sessions/{identity}/messages", None, credentials, key)
        _send(act, "POST", f"/sessions/{identity}/stop", {"strategy": "everything"}, credentials, key)
        _send(act, "DELETE", f"/sessions/{identity}", None, credentials, key)
