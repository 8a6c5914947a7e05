"""Traffic for every operation of the document without scenarios of its own: what it takes, refuses, protects, finds, pages.

The same is sent to operations that nobody has seen before, so nothing here knows what an operation does. Where things cost money,
only what creates nothing is sent.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from .. import samples, spec
from ..actions import Actions, made_up_id
from ..exchange import Credentials, Exchange
from ..requirement import OURS
from ..resources import Resource, derived
from ..supplies import named_thing

T = TypeVar("T")
Query = list[tuple[str, str]]
_NOT_OBJECTS, _NOT_JSON = (b"[]", b'"x"', b"5", b"true"), (b"{", b"task", b"{}{}", b"{'name': 'x'}")
#: How many things a list is given at least, so that it has several pages; and how many pages of one walk are read at most.
_SEVERAL, _MOST_PAGES = 13, 40


def covered() -> Sequence[spec.Operation]:
    """The operations that traffic is derived for."""
    return [one for one in spec.operations().values() if one.id not in OURS]


def scenarios() -> list[Callable[[Actions], None]]:
    """All of them. Requests for one operation are one scenario, so that they overlap with those of the others."""
    found: list[Callable[[Actions], None]] = [partial(history, resource=one) for one in derived()]
    found += [partial(fill, resource=one) for one in derived() if one.list and one.list.paging]
    for one in covered():
        found += [partial(takes, operation=one), partial(refuses, operation=one), partial(protects, operation=one)]
        if one.in_path:
            found.append(partial(unknown, operation=one))
    return found


#: The parameters and properties of the sessions' operations that have scenarios of their own.
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
    """What the document has for the sessions' operations beyond what their own scenarios know, in right and wrong forms."""
    for name in OURS:
        operation = spec.operations().get(name)
        known = _BY_HAND.get(name, frozenset())
        if operation is None or not {*spec.body_properties(name), *(one.name for one in operation.query)} - known:
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
    """What creates nothing, unless the server takes what it must refuse."""
    found: list[Callable[[Actions], None]] = []
    for one in covered():
        found += [partial(refuses, operation=one), partial(protects, operation=one)]
        if one.method == "GET":
            found += [partial(takes, operation=one)]
        if one.in_path:
            found.append(partial(unknown, operation=one))
    return found


def pages() -> list[Callable[[Actions], None]]:
    """Walks over every list, once nothing changes any more."""
    return [partial(walks, operation=one) for one in covered() if one.paging.get("items", "") and one.method == "GET"]


def _few(act: Actions, values: Iterable[T], quick: int, full: int) -> list[T]:
    """The first of many values: fewer where time or requests are dear."""
    return list(islice(values, quick if act.quick or not act.is_free else full))


def _send(act: Actions, operation: spec.Operation, path: str, body: Any = None, **more: Any) -> Exchange:
    return act.client.send(operation.method, path, body, **more)


def _body(act: Actions, operation: spec.Operation) -> Any:
    """The smallest body; None where the operation takes none."""
    if operation.body is None:
        return None
    return act.supplies.body(operation)


def _query(operation: spec.Operation) -> Query:
    """What must stand in the query."""
    return [(one.name, _text(one)) for one in operation.query if one.required]


def _text(parameter: spec.Parameter) -> str:
    texts = samples.valid_texts(parameter.schema)
    return next((text for text in texts if text.isalpha()), texts[0] if texts else "x")


def _is_cursor(operation: spec.Operation, name: str) -> bool:
    """Whether a parameter takes what another answer gave; what a made-up cursor gives, nobody says."""
    return name in {operation.paging.get(key, "") for key in ("cursor", "after", "before")}


def takes(act: Actions, operation: spec.Operation) -> None:
    """Each parameter and each property with what it may have, alone and all together; without a body, where that may be."""
    path, query = act.supplies.path(operation), _query(operation)
    if operation.method == "DELETE":
        return  # a life deletes what is there
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
    """Valid bodies: each property with each value, all of them, and one that nobody knows."""
    least = act.supplies.body(operation)
    yield {**least, "someNewProperty": {"nested": [1]}}
    known = spec.body_properties(operation.id)
    together = {name: act.supplies.value(name, schema) for name, schema in known.items()}
    if spec.validator_of(operation.body).is_valid(together):
        yield together
    for name, schema in known.items():
        values: list[Any] = [act.supplies.value(name, schema)] if named_thing(name) else []
        found = samples.valid(schema)
        values += [None] if None in found else []
        if not named_thing(name) and "format: uuid" not in json.dumps(schema):
            values += [value for value in found if value is not None and value != ""]
        for value in _few(act, values, 3, 12):
            body = {**least, name: value}
            if spec.validator_of(operation.body).is_valid(body):
                yield body


def refuses(act: Actions, operation: spec.Operation) -> None:
    """Each parameter and each property with what it must not have, one mistake a request."""
    path, query = act.supplies.path(operation), _query(operation)
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
    least = act.supplies.body(operation)
    for raw in (*_few(act, _NOT_OBJECTS, 2, 4), *_few(act, _NOT_JSON, 1, 4)):
        _send(act, operation, path, raw=raw, query=query, persist=False)
    for name in least:
        _send(act, operation, path, {key: value for key, value in least.items() if key != name}, query=query, persist=False)
    for name, schema in spec.body_properties(operation.id).items():
        for values in samples.wrong(schema).values():
            for value in _few(act, _diverse(values), 2, 6):
                _send(act, operation, path, {**least, name: value}, query=query, persist=False)


def _diverse(values: Sequence[Any]) -> Iterator[Any]:
    """The values with one of each JSON type first."""
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
    """The path with another value for one of its parameters."""
    old = operation.values(path)[place]
    return path.replace(old, value, 1) if old else path


def protects(act: Actions, operation: spec.Operation) -> None:
    """Without a key and with a wrong one: plainly, with each parameter, with all of them, and with something wrong besides."""
    path, queries = act.supplies.path(operation), _combinations(operation)
    key = act.client.target.api_key
    ways: list[tuple[Credentials, str | None, dict[str, str]]] = [
        (Credentials.NONE, None, {}),
        (Credentials.WRONG, "wrong-key", {}),
    ]
    if key and not act.quick:
        ways += [(Credentials.WRONG, f"{key}x", {}), (Credentials.WRONG, "", {})]
    if act.client.target.is_local:
        ways.append((Credentials.ELSEWHERE, None, {"Authorization": f"Bearer {key}"}))
    body = _body(act, operation)
    for number, (credentials, sent, headers) in enumerate(ways):
        for asked in queries if number < 2 else queries[:1]:
            _send(act, operation, path, body, query=asked, credentials=credentials, key=sent, headers=headers, persist=False)
    for credentials, sent in ((Credentials.NONE, None), (Credentials.WRONG, "wrong-key")):
        raw = b"[]" if operation.body is not None else None
        away = _with(path, operation, 0, made_up_id()) if operation.in_path else path
        wrong = [(one.name, value) for one in operation.query for value in _one(samples.wrong_texts(one.schema))]
        _send(act, operation, away, raw=raw, query=wrong[:1], credentials=credentials, key=sent, persist=False)


def _combinations(operation: spec.Operation) -> list[Query]:
    """The plainest query, that with each optional parameter, and that with all of them."""
    query = _query(operation)
    optional = [(one.name, _text(one)) for one in operation.query if not one.required]
    return [query, *([*query, pair] for pair in optional), *([[*query, *optional]] if len(optional) > 1 else [])]


def protects_parameters(act: Actions, operation: spec.Operation, path: str) -> None:
    """Without a key and with a wrong one, with each parameter and with all of them."""
    for query in _combinations(operation)[1:]:
        for credentials, key in ((Credentials.NONE, None), (Credentials.WRONG, "wrong-key")):
            _send(act, operation, path, query=query, credentials=credentials, key=key, persist=False)


def _one(found: Any) -> list[str]:
    return [next(iter(values)) for values in islice(found.values(), 1)]


def unknown(act: Actions, operation: spec.Operation) -> None:
    """A valid request about something that does not exist."""
    path = act.supplies.path(operation)
    if any(parameter.schema.get("format") == "uuid" for parameter in operation.in_path):
        for _ in range(1 if act.quick else 2):
            _send(act, operation, _with(path, operation, 0, made_up_id()), _body(act, operation), query=_query(operation))


def history(act: Actions, resource: Resource) -> None:
    """Things are created, read, changed, read again and deleted; then nothing finds them any more."""
    create = resource.create
    if create is None:
        return
    whole = {name: act.supplies.value(name, schema) for name, schema in spec.body_properties(create.id).items()}
    first, second = act.supplies.make(resource, whole), act.supplies.make(resource)
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


def _updates(act: Actions, resource: Resource) -> Iterator[dict[str, Any]]:
    if resource.update is None or resource.update.body is None:
        return
    least = act.supplies.body(resource.update)
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


def _read(act: Actions, resource: Resource, *identities: str) -> None:
    for identity in identities:
        if resource.get:
            act.client.send("GET", resource.path_of(identity))
    if resource.list and not resource.list.in_path:
        act.client.send("GET", resource.list.path)


def fill(act: Actions, resource: Resource) -> None:
    """Makes so many things that a list has several pages."""
    size = spec.default(resource.list.id, resource.list.paging["size"], 10) if resource.list else 10
    for _ in range(min(size, _SEVERAL) + 3):
        if not act.supplies.make(resource):
            return


def walks(act: Actions, operation: spec.Operation) -> None:
    """All pages of a list: by the default size, by the largest and by small ones; for numbered pages also beyond the last."""
    path, size = act.supplies.path(operation), operation.paging["size"]
    largest = next((one.schema.get("maximum") for one in operation.query if one.name == size), None) or 100
    for asked in (largest, None, 7) if act.quick else (largest, None, 7, 3, 1):
        walk(act, operation, path, [] if asked is None else [(size, str(asked))])


def walk(act: Actions, operation: spec.Operation, path: str, query: Query, most: int = _MOST_PAGES) -> list[Exchange]:
    """The pages of one walk, in order, in whichever of the three ways the operation pages."""
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
