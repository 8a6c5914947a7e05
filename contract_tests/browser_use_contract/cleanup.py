"""Cleanup: stops and deletes whatever a check created."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from . import spec
from .client import Client
from .document import resolved
from .exchange import Exchange
from .resource_types import SESSIONS, resource_types


class CreatedResource(NamedTuple):
    """A resource that the check created: the path of its collection, its id, and its own path."""

    collection: str
    id: str
    path: str


def _created_resources(exchanges: Iterable[Exchange]) -> Iterator[CreatedResource]:
    """Yields every resource that a response shows as created, whatever key the request had."""
    creations = {one.create.id: one for one in resource_types().values() if one.create}
    for one in exchanges:
        resource = creations.get(one.operation)
        identity = one.object.get(resource.key) if resource else None
        if resource and 200 <= one.status < 300 and isinstance(identity, str) and identity:
            collection = resource.path.replace("{" + resource.parameter + "}", one.session_id)
            yield CreatedResource(resource.path, identity.lower(), f"{collection}/{identity}")


def created(exchanges: Iterable[Exchange]) -> list[str]:
    """Returns the ids of all created sessions, in order."""
    return list(dict.fromkeys(one.id for one in _created_resources(exchanges) if one.collection == SESSIONS))


def _deleted_ids(exchanges: Iterable[Exchange]) -> set[str]:
    """Returns the ids of the deleted resources."""
    return {
        one.session_id.lower()
        for one in exchanges
        if one.method == "DELETE" and one.authorised and one.status in (204, 404) and not one.query
    }


def clean_up(client: Client) -> Sequence[str]:
    """Deletes or stops every created resource that still exists. Returns what remains: session ids, and paths of others.

    `client` is the result of `Client.for_clean_up`.
    """
    deleted = _deleted_ids(client.exchanges)
    left = list({one.id: one for one in _created_resources(client.exchanges) if one.id not in deleted}.values())
    left.sort(key=lambda one: one.collection != SESSIONS)  # sessions first: they cost money and use the others
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda item: _delete_or_stop(client, item), left))
    return [
        item.id if item.collection == SESSIONS else item.path.strip("/")
        for item, is_deleted in zip(left, outcomes, strict=True)
        if not is_deleted
    ]


def remove_created(client: Client, one: Exchange) -> None:
    """Deletes or stops the resource that a response shows as created, if there is one."""
    for item in _created_resources([one]):
        _delete_or_stop(client, item)


def _delete_or_stop(client: Client, item: CreatedResource) -> bool:
    """Deletes or stops one resource and returns whether that worked. An error must not keep the others from cleanup."""
    try:
        return not client.circuit_breaker.unresponsive and _delete(client, item)
    except Exception:  # a response may have any shape, and a connection may break in any way
        return False


def _delete(client: Client, item: CreatedResource) -> bool:
    operation, _ = spec.locate("DELETE", item.path)
    if not operation:
        return _stop(client, item)
    if _is_done(client.send("DELETE", item.path)):
        return True
    if item.collection == SESSIONS:
        client.send("POST", f"{item.path}/stop")
    return _is_done(client.send("DELETE", item.path))


def _stop(client: Client, item: CreatedResource) -> bool:
    """Stops a resource that cannot be deleted, such as a browser. One that can be neither deleted nor stopped is left."""
    operation, _ = spec.locate("PATCH", item.path)
    action = spec.body_properties(operation).get("action") if operation else None
    if action is None or "stop" not in resolved(action).get("enum", ()):
        return True
    return _is_done(client.send("PATCH", item.path, {"action": "stop"}))


def _is_done(one: Exchange) -> bool:
    return 200 <= one.status < 300 or one.status in (404, 410)
