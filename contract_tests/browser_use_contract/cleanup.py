"""Leaves nothing behind: whatever a check created is stopped and deleted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from . import spec
from .client import Client
from .exchange import Exchange
from .resources import resources

_SESSIONS = "/sessions"


class Made(NamedTuple):
    """Something that the check created: the path of its collection, its id, and the path where it is found."""

    collection: str
    id: str
    path: str


def _made(exchanges: Iterable[Exchange]) -> Iterator[Made]:
    """Everything that the server said it created, with whatever key."""
    creations = {one.create.id: one for one in resources() if one.create}
    for one in exchanges:
        resource = creations.get(one.operation)
        identity = one.object.get(resource.key) if resource else None
        if resource and 200 <= one.status < 300 and isinstance(identity, str) and identity:
            collection = resource.path.replace("{" + resource.parameter + "}", one.session_id)
            yield Made(resource.path, identity.lower(), f"{collection}/{identity}")


def created(exchanges: Iterable[Exchange]) -> list[str]:
    """The ids of all sessions that the server said it created, in order."""
    return list(dict.fromkeys(one.id for one in _made(exchanges) if one.collection == _SESSIONS))


def _gone(exchanges: Iterable[Exchange]) -> set[str]:
    """The ids of what was deleted."""
    return {
        one.session_id.lower()
        for one in exchanges
        if one.method == "DELETE" and one.authorised and one.status in (204, 404) and not one.query
    }


def clean_up(client: Client) -> Sequence[str]:
    """Deletes or stops whatever the check created and has not deleted yet. Returns what it could not, sessions by their id.

    `client` is one that `for_clean_up` gave.
    """
    gone = _gone(client.exchanges)
    left = list({one.id: one for one in _made(client.exchanges) if one.id not in gone}.values())
    left.sort(key=lambda one: one.collection != _SESSIONS)  # what costs money first, and what it uses later
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda made: _end(client, made), left))
    return [
        made.id if made.collection == _SESSIONS else made.path.strip("/")
        for made, is_gone in zip(left, outcomes, strict=True)
        if not is_gone
    ]


def _end(client: Client, made: Made) -> bool:
    """Ends one thing. Whatever goes wrong with one must not keep the others from being ended."""
    try:
        return not client.silence.gone and _delete(client, made)
    except Exception:  # an answer may be of any shape, and a connection may break in any way
        return False


def _delete(client: Client, made: Made) -> bool:
    operation, _ = spec.locate("DELETE", made.path)
    if not operation:
        return _stop(client, made)
    if _is_done(client.send("DELETE", made.path)):
        return True
    if made.collection == _SESSIONS:
        client.send("POST", f"{made.path}/stop")
    return _is_done(client.send("DELETE", made.path))


def _stop(client: Client, made: Made) -> bool:
    """Stops what cannot be deleted, such as a browser; what can be neither deleted nor stopped is left as it is."""
    operation, _ = spec.locate("PATCH", made.path)
    action = spec.body_properties(operation).get("action") if operation else None
    if action is None or "stop" not in spec.resolved(action).get("enum", ()):
        return True
    return _is_done(client.send("PATCH", made.path, {"action": "stop"}))


def _is_done(one: Exchange) -> bool:
    return 200 <= one.status < 300 or one.status in (404, 410)
