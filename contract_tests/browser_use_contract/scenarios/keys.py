"""Every operation without a key and with wrong ones; also where something else is wrong too."""

from __future__ import annotations

from collections.abc import Iterator

from ..actions import Actions, made_up_id
from ..exchange import Credentials

_CHEAP = {"maxCostUsd": "0.01", "model": "gemini-3-flash"}


def _wrong_keys(key: str) -> Iterator[str]:
    """Keys that are near the right one in ways that a careless comparison takes for it."""
    yield "wrong-key"
    if key:
        yield from (key[:-1], f"{key}x", key[:-1] + ("a" if key[-1] != "a" else "b"))
        if key.swapcase() != key:
            yield key.swapcase()


def keys(act: Actions, session: str | None) -> None:
    """`session` exists, where one does; no operation must touch it."""
    for credentials, key in (
        (Credentials.NONE, None),
        (Credentials.WRONG, ""),
        *((Credentials.WRONG, k) for k in _wrong_keys(act.client.target.api_key)),
    ):
        known = session or made_up_id()
        for path, method, body in (
            ("/sessions", "POST", dict(_CHEAP)),
            ("/sessions", "GET", None),
            (f"/sessions/{known}", "GET", None),
            (f"/sessions/{known}/messages", "GET", None),
            (f"/sessions/{known}/stop", "POST", None),
            (f"/sessions/{known}", "DELETE", None),
        ):
            _send(act, method, path, body, credentials, key)
    for credentials, key in ((Credentials.NONE, None), (Credentials.WRONG, "wrong-key")):
        _with_other_mistakes(act, credentials, key)
    if session:
        act.get(session)


def _send(act: Actions, method: str, path: str, body: object, credentials: Credentials, key: str | None) -> None:
    one = act.client.send(method, path, body, key=key, credentials=credentials, persist=False)
    made = one.object.get("id")
    if method == "POST" and path == "/sessions" and 200 <= one.status < 300 and isinstance(made, str):
        act.delete(made)


def _with_other_mistakes(act: Actions, credentials: Credentials, key: str | None) -> None:
    _send(act, "POST", "/sessions", {"model": "gpt-4"}, credentials, key)
    act.client.send("GET", "/sessions", query=[("page", "0")], key=key, credentials=credentials, persist=False)
    for identity in ("not-a-uuid", made_up_id()):
        _send(act, "GET", f"/sessions/{identity}", None, credentials, key)
        _send(act, "GET", f"/sessions/{identity}/messages", None, credentials, key)
        _send(act, "POST", f"/sessions/{identity}/stop", {"strategy": "everything"}, credentials, key)
        _send(act, "DELETE", f"/sessions/{identity}", None, credentials, key)
