"""Leaves nothing behind: whatever a check created is stopped and deleted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

from .client import Client
from .exchange import Exchange


def created(exchanges: Iterable[Exchange]) -> list[str]:
    """The ids of all sessions that the server said it created, with whatever key, in order."""
    found: dict[str, None] = {}
    for one in exchanges:
        identity = one.object.get("id")
        if one.operation == "createSession" and 200 <= one.status < 300 and isinstance(identity, str) and identity:
            found[identity.lower()] = None
    return list(found)


def _deleted(exchanges: Iterable[Exchange]) -> set[str]:
    return {
        one.session_id.lower()
        for one in exchanges
        if one.operation == "deleteSession" and one.authorised and one.status in (204, 404)
    }


def clean_up(client: Client) -> Sequence[str]:
    """Deletes every session that the check created and has not deleted yet. Returns those that it could not."""
    client.cancelled.clear()
    deleted = _deleted(client.exchanges)
    left = [one for one in created(client.exchanges) if one not in deleted]
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda session: _delete(client, session), left))
    return [session for session, is_gone in zip(left, outcomes, strict=True) if not is_gone]


def _delete(client: Client, session: str) -> bool:
    one = client.send("DELETE", f"/sessions/{session}")
    if 200 <= one.status < 300 or one.status in (404, 410):
        return True
    client.send("POST", f"/sessions/{session}/stop")
    one = client.send("DELETE", f"/sessions/{session}")
    return 200 <= one.status < 300 or one.status in (404, 410)
