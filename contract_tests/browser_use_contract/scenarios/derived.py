"""Derived traffic for every operation without hand-written scenarios: valid and invalid requests, wrong keys, unknown ids, pages.

It is the same for all operations, so it also works for new ones, and nothing here knows what an operation does. On a server where
sessions cost money, only requests that create nothing are sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from .. import samples, spec
from ..actions import Actions, unknown_id
from ..exchange import Credentials, Exchange
from ..prerequisites import parameter_for
from ..resource_types import ResourceType, others
from ..schemas import validator_of

T = TypeVar("T")
Query = list[tuple[str, str]]
_NOT_OBJECTS, _NOT_JSON = (b"[]", b'"x"', b"5", b"true"), (b"{", b"task", b"{}{}", b"{'name': 'x'}")
#: The minimum number of resources in a list, so that it has several pages, and the maximum number of pages that are read.
_SEVERAL, _MOST_PAGES = 13, 40


def covered() -> Sequence[spec.Operation]:
    """Returns the operations with derived traffic."""
    return [one for one in spec.operations().values() if one.tag != "sessions"]


def scenarios() -> list[Callable[[Actions], None]]:
    """Returns all derived scenarios. Each operation has its own, so that requests to different operations overlap."""
    found: list[Callable[[Actions], None]] = [partial(history, resource=one) for one in others()]
    found += [partial(fill, resource=one) for one in others() if one.list and one.list.paging]
    for one in covered():
        found += [partial(takes, operation=one), partial(refuses, operation=one), partial(protects, operation=one)]
        if one.in_path:
            found.append(partial(unknown, operation=one))
    return found


#: The parameters and properties of session operations that have hand-written scenarios.
_BY_HAND: Mapping[str, frozenset[str]] = {
    "createSession": frozenset(
        (
            *("task", "model", "sessionId", "keepAlive", "maxCostUsd", "profileId", "workspaceId", "proxyCountryCode"),
            *("outputSchema", "enableScheduledTasks", "enableRecording", "skills", "agentmail", "cacheScript"),
        )
    ),
    "stopSession": frozenset(("strategy",)),
    "listSessions": frozenset(("page", "page_size")),
    "listSessionMessages": frozenset(("after", "before", "limit")),
}


def additions(act: Actions) -> None:
    """Sends valid and invalid values of the parameters and properties of session operations without hand-written scenarios."""
    for name, operation in spec.operations().items():
        known = _BY_HAND.get(name, frozenset())
        if operation.tag != "sessions" or not {*spec.body_properties(name), *(one.name for one in operation.query)} - known:
            continue
        path = operation.path
        if operation.in_path:
            path = path.replace(f"{{{operation.in_path[0].name}}}", act.create(keepAlive=True))
        for parameter in operation.query:
            if parameter.name not in known:
                texts = [*_few(act, samples.valid_texts(parameter.schema), 2, 6)]
                texts += [text for found in samples.wrong_texts(parameter.schema).values() for text in _few(act, found, 1, 3)]
                for text in texts:
                    _send(act, operation, path, query=[(parameter.name, text)])
        for prop, schema in spec.body_properties(name).items():
            if prop not in known:
                values = [*_few(act, samples.valid(schema), 3, 8)]
                values += [value for found in samples.wrong(schema).values() for value in _few(act, _diverse(found), 2, 6)]
                for value in values:
                    _send(act, operation, path, {prop: value}, persist=False)


def harmless() -> list[Callable[[Actions], None]]:
    """Returns scenarios that create nothing on a correct server."""
    found: list[Callable[[Actions], None]] = []
    for one in covered():
        found += [partial(refuses, operation=one), partial(protects, operation=one)]
        if one.method == "GET":
            found += [partial(takes, operation=one)]
        if one.in_path:
            found.append(partial(unknown, operation=one))
    return found


def pages() -> list[Callable[[Actions], None]]:
    """Returns scenarios that read all pages of every list, for when nothing changes any more."""
    return [partial(walks, operation=one) for one in covered() if one.paging.get("items", "") and one.method == "GET"]


def _few(act: Actions, values: Iterable[T], quick: int, full: int) -> list[T]:
    """Returns the first values: fewer in a quick check or on a paid server."""
    return list(islice(values, quick if act.quick or not act.is_free else full))


def _send(act: Actions, operation: spec.Operation, path: str, body: Any = None, **more: Any) -> Exchange:
    return act.client.send(operation.method, path, body, **more)


def _body(act: Actions, operation: spec.Operation) -> Any:
    """Returns the smallest valid body. None if the operation has no body."""
    if operation.body is None:
        return None
    return act.prerequisites.body(operation)


def _query(operation: spec.Operation) -> Query:
    """Returns the required query parameters."""
    return [(one.name, _text(one)) for one in operation.query if one.required]


def _text(parameter: spec.Parameter) -> str:
    texts = samples.valid_texts(parameter.schema)
    return next((text for text in texts if text.isalpha()), texts[0] if texts else "x")


def _is_cursor(operation: spec.Operation, name: str) -> bool:
    """Whether a parameter is a cursor from another response. The effect of a made-up cursor is not documented."""
    return name in {operation.paging.get(key, "") for key in ("cursor", "after", "before")}


def takes(act: Actions, operation: spec.Operation) -> None:
    """Sends valid requests: each parameter and property alone, all together, and no body if it is optional."""
    path, query = act.prerequisites.path(operation), _query(operation)
    if operation.method == "DELETE":
        return  # `history` deletes resources
    _send(act, operation, path, _body(act, operation), query=query)
    for parameter in operation.query:
        if _is_cursor(operation, parameter.name):
            continue
        others = [pair for pair in query if pair[0] != parameter.name]
        for value in _few(act, samples.valid_texts(parameter.schema), 2, 6):
            _send(act, operation, path, _body(act, operation), query=[*others, (parameter.name, value)])
    if operation.body is None:
        return
    if not operation.body_required:
        _send(act, operation, path)
    for body in bodies(act, operation):
        _send(act, operation, path, body, query=query)


def bodies(act: Actions, operation: spec.Operation) -> Iterator[dict[str, Any]]:
    """Yields valid bodies: each property with each value, all properties together, and one unknown property."""
    least = act.prerequisites.body(operation)
    yield {**least, "someNewProperty": {"nested": [1]}}
    known = spec.body_properties(operation.id)
    together = {name: act.prerequisites.value(name, schema) for name, schema in known.items()}
    if validator_of(operation.body).is_valid(together):
        yield together
    for name, schema in known.items():
        values: list[Any] = [act.prerequisites.value(name, schema)] if parameter_for(name) else []
        found = samples.valid(schema)
        values += [None] if None in found else []
        if not parameter_for(name):
            values += [value for value in found if value is not None and value != ""]
        for value in _few(act, values, 3, 12):
            body = {**least, name: value}
            if validator_of(operation.body).is_valid(body):
                yield body


def refuses(act: Actions, operation: spec.Operation) -> None:
    """Sends invalid requests with one mistake each, in each parameter and property."""
    path, query = act.prerequisites.path(operation), _query(operation)
    for place, parameter in enumerate(operation.in_path):
        for values in samples.wrong_texts(parameter.schema).values():
            for value in _few(act, (one for one in values if one.isascii() and "/" not in one), 1, 3):
                _send(act, operation, _with(path, operation, place, value), _body(act, operation), query=query)
    for parameter in operation.query:
        others = [pair for pair in query if pair[0] != parameter.name]
        for values in samples.wrong_texts(parameter.schema).values():
            for value in _few(act, values, 1, 3):
                _send(act, operation, path, _body(act, operation), query=[*others, (parameter.name, value)])
        if parameter.required:
            _send(act, operation, path, _body(act, operation), query=others)
    if operation.body is not None:
        _refuses_bodies(act, operation, path, query)


def _refuses_bodies(act: Actions, operation: spec.Operation, path: str, query: Query) -> None:
    least = act.prerequisites.body(operation)
    for raw in (*_few(act, _NOT_OBJECTS, 2, 4), *_few(act, _NOT_JSON, 1, 4)):
        _send(act, operation, path, raw=raw, query=query, persist=False)
    for name in least:
        _send(act, operation, path, {key: value for key, value in least.items() if key != name}, query=query, persist=False)
    for name, schema in spec.body_properties(operation.id).items():
        for values in samples.wrong(schema).values():
            for value in _few(act, _diverse(values), 2, 6):
                _send(act, operation, path, {**least, name: value}, query=query, persist=False)


def _diverse(values: Sequence[Any]) -> Iterator[Any]:
    """Yields the values, with one of each JSON type first."""
    seen: set[type] = set()
    later = []
    for value in values:
        if type(value) in seen:
            later.append(value)
        else:
            seen.add(type(value))
            yield value
    yield from later


def _with(path: str, operation: spec.Operation, place: int, value: str) -> str:
    """Returns the path with another value for one parameter."""
    old = operation.values(path)[place]
    return path.replace(old, value, 1) if old else path


def protects(act: Actions, operation: spec.Operation) -> None:
    """Sends requests with no key and a wrong key: without parameters, with each, with all, and with another mistake."""
    path, query, body = act.prerequisites.path(operation), _query(operation), _body(act, operation)
    key = act.client.target.api_key
    ways: list[tuple[Credentials, str | None, dict[str, str]]] = []
    if key and not act.quick:
        ways += [(Credentials.WRONG, f"{key}x", {}), (Credentials.WRONG, "", {})]
    if act.client.target.is_local:
        ways.append((Credentials.ELSEWHERE, None, {"Authorization": f"Bearer {key}"}))
    if not protects_parameters(act, operation, path, body):
        return
    for credentials, sent, headers in ways:
        _send(act, operation, path, body, query=query, credentials=credentials, key=sent, headers=headers, persist=False)
    for credentials, sent in ((Credentials.NONE, None), (Credentials.WRONG, "wrong-key")):
        raw = b"[]" if operation.body is not None else None
        away = _with(path, operation, 0, unknown_id()) if operation.in_path else path
        wrong = [(one.name, value) for one in operation.query for value in _one(samples.wrong_texts(one.schema))]
        _send(act, operation, away, raw=raw, query=wrong[:1], credentials=credentials, key=sent, persist=False)


def protects_parameters(act: Actions, operation: spec.Operation, path: str, body: Any = None) -> bool:
    """Sends requests with no key and a wrong key: the smallest one, with each parameter or property, and with all.

    `body` is the smallest body. Where resources cost money, returns False after the first request that the server accepted: each
    further one may create a resource.
    """
    query = _query(operation)
    optional = [(one.name, _text(one)) for one in operation.query if not one.required]
    asked: list[tuple[Query, Any]] = [(query, body), *(([*query, pair], body) for pair in optional)]
    asked += [([*query, *optional], body)] if len(optional) > 1 else []
    asked += [(query, one) for one in _property_bodies(act, operation, body or {})]
    for parameters, sent in asked:
        for credentials, key in ((Credentials.NONE, None), (Credentials.WRONG, "wrong-key")):
            one = _send(act, operation, path, sent, query=parameters, credentials=credentials, key=key, persist=False)
            if 200 <= one.status < 300 and operation.method != "GET" and not act.is_free:
                return False
    return True


#: The maximum number of values of one property in requests without a valid key.
_FEW_VALUES = 3


def _property_bodies(act: Actions, operation: spec.Operation, least: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yields valid bodies: one with all properties, and each property with its first values.

    Where sessions cost money, none has a task of its own.
    """
    known = {name: schema for name, schema in spec.body_properties(operation.id).items() if act.is_free or name != "task"}
    values = {name: _property_values(act, name, schema) for name, schema in known.items() if name not in least}
    together = {**least, **{name: found[0] for name, found in values.items() if found}}
    if len(values) > 1:
        yield together
    for name, found in values.items():
        for value in found:
            yield {**least, name: value}


def _property_values(act: Actions, name: str, schema: Any) -> Sequence[Any]:
    """Returns the first valid values of a property, or the id of a resource for a property that refers to one.

    Empty if no such resource can be created: a made-up id would be refused even without the check of the key.
    """
    first = act.prerequisites.value(name, schema)
    if first is None or "uuid" in str(schema):
        return [first] if parameter_for(name) else []
    return [first, *islice((value for value in samples.valid(schema) if value is not None and value != first), _FEW_VALUES - 1)]


def _one(found: Any) -> list[str]:
    return [next(iter(values)) for values in islice(found.values(), 1)]


def unknown(act: Actions, operation: spec.Operation) -> None:
    """Sends a valid request with unknown ids."""
    path = act.prerequisites.path(operation)
    if any(parameter.schema.get("format") == "uuid" for parameter in operation.in_path):
        for _ in range(1 if act.quick else 2):
            _send(act, operation, _with(path, operation, 0, unknown_id()), _body(act, operation), query=_query(operation))


def history(act: Actions, resource: ResourceType) -> None:
    """Creates, reads, changes, reads and deletes resources, then requests them again."""
    create = resource.create
    if create is None:
        return
    whole = {name: act.prerequisites.value(name, schema) for name, schema in spec.body_properties(create.id).items()}
    first, second = act.prerequisites.make(resource, whole), act.prerequisites.make(resource)
    if not first or not second:
        return
    _read(act, resource, first, second)
    for body in _updates(act, resource):
        act.client.send(resource.update.method if resource.update else "", resource.path_of(first), body)
        _read(act, resource, first)
    if resource.delete:
        for identity in (first, second) if not act.quick else (first,):
            act.client.send("DELETE", resource.path_of(identity))
            _read(act, resource, identity)
            for one in resource.by_id:
                if one.method != "GET":
                    act.client.send(one.method, resource.path_of(identity, one), _body(act, one), query=_query(one))
                elif one in resource.inner:
                    act.client.send("GET", resource.path_of(identity, one), query=_query(one))


def _updates(act: Actions, resource: ResourceType) -> Iterator[dict[str, Any]]:
    if resource.update is None or resource.update.body is None:
        return
    least = act.prerequisites.body(resource.update)
    for name, schema in spec.body_properties(resource.update.id).items():
        if name in least:
            continue
        texts = [value for value in samples.valid(schema) if isinstance(value, str) and value]
        others = [value for value in samples.valid(schema) if value is not None and not isinstance(value, str)]
        for value in _few(act, [*texts[1:], *others], 1, 4):
            yield {**least, name: value}
        if None in samples.valid(schema):
            yield {**least, name: None}
    yield least


def _read(act: Actions, resource: ResourceType, *identities: str) -> None:
    for identity in identities:
        if resource.get:
            act.client.send("GET", resource.path_of(identity))
    if resource.list and not resource.list.in_path:
        act.client.send("GET", resource.list.path)


def fill(act: Actions, resource: ResourceType) -> None:
    """Creates enough resources for several pages of the list."""
    size = spec.default(resource.list.id, resource.list.paging["size"], 10) if resource.list else 10
    for _ in range(min(size, _SEVERAL) + 3):
        if not act.prerequisites.make(resource):
            return


def walks(act: Actions, operation: spec.Operation) -> None:
    """Reads all pages of a list with the default, the maximum and small sizes. For numbered pages, also past the end."""
    path, size = act.prerequisites.path(operation), operation.paging["size"]
    largest = next((one.schema.get("maximum") for one in operation.query if one.name == size), None) or 100
    for asked in (largest, None, 7) if act.quick else (largest, None, 7, 3, 1):
        walk(act, operation, path, [] if asked is None else [(size, str(asked))])


def walk(act: Actions, operation: spec.Operation, path: str, query: Query, most: int = _MOST_PAGES) -> list[Exchange]:
    """Reads consecutive pages with the paging of the operation and returns their exchanges."""
    paging, found = operation.paging, [act.client.send("GET", path, query=query)]
    while len(found) < most:
        last = found[-1].object
        items = last.get(paging["items"])
        if paging["style"] == "number":
            total = last.get(paging.get("total", ""))
            wanted = spec.default(operation.id, paging["size"], 10)
            asked = next((int(value) for name, value in query if name == paging["size"]), wanted)
            if not isinstance(total, int) or (len(found) - 1) * asked >= total:
                break
            more = (paging["page"], str(len(found) + 1))
        elif paging["style"] == "cursor":
            cursor = last.get(paging["next"])
            if not isinstance(cursor, str) or not cursor or last.get(paging.get("more", "")) is False:
                break
            more = (paging["cursor"], cursor)
        else:
            key = paging.get("key", "id")
            if (
                not isinstance(items, list)
                or not items
                or not isinstance(items[-1], dict)
                or last.get(paging.get("more", "")) is False
            ):
                break
            more = (paging["after"], str(items[-1].get(key)))
        found.append(act.client.send("GET", path, query=[*query, more]))
    return found
