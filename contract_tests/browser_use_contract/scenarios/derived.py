"""Derived traffic for every operation: valid and invalid requests, wrong keys, unknown ids, pages.

It is the same for all operations, so it also works for new ones. Tasks of sessions need more than the document: their scenarios
are written by hand. On a server where sessions cost money, only requests that create nothing are sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from .. import samples, spec
from ..actions import Actions, unknown_id
from ..cleanup import remove_created
from ..document import resolved
from ..exchange import Credentials, Exchange
from ..pages import Page
from ..prerequisites import referred
from ..resource_types import ResourceType, others
from ..schemas import validator_of

T = TypeVar("T")
Query = list[tuple[str, str]]
_NOT_OBJECTS = (b"[]", b'"x"', b"5", b"true", b"null", b'[{"task": "x"}]')
_NOT_JSON = (b"{", b"task", b"{}{}", b"{'name': 'x'}", b'{"keepAlive": false,}', b'{"task": }', b'{"task": "\xff"}')
#: The minimum number of resources in a list, so that it has several pages, and the maximum number of pages that are read.
_SEVERAL, _MOST_PAGES = 13, 40
#: Properties that start a task. Only hand-written scenarios send them in valid requests.
_DISPATCH = ("task", "sessionId")
_CHEAP = {"maxCostUsd": "0.01", "model": "gemini-3-flash"}


def scenarios() -> list[Callable[[Actions], None]]:
    """Returns all derived scenarios. Each operation has its own, so that requests to different operations overlap."""
    found: list[Callable[[Actions], None]] = [partial(history, resource=one) for one in others()]
    found += [partial(fill, resource=one) for one in others() if one.list and one.list.paging]
    for one in spec.operations().values():
        found += [partial(takes, operation=one), partial(refuses, operation=one), partial(protects, operation=one)]
        if one.in_path:
            found.append(partial(unknown, operation=one))
    return found


def harmless() -> list[Callable[[Actions], None]]:
    """Returns scenarios that create nothing on a correct server."""
    found: list[Callable[[Actions], None]] = []
    for one in spec.operations().values():
        found += [partial(refuses, operation=one), partial(protects, operation=one)]
        if one.method == "GET":
            found += [partial(takes, operation=one)]
        if one.in_path:
            found.append(partial(unknown, operation=one))
    return found


def pages() -> list[Callable[[Actions], None]]:
    """Returns scenarios that read all pages of every list, for when nothing changes any more."""
    every = spec.operations().values()
    lists = [one for one in every if one.paging.get("items", "") and one.method == "GET" and one.tag != "sessions"]
    return [partial(walks, operation=one) for one in lists]


def _few(act: Actions, values: Iterable[T], quick: int, full: int) -> list[T]:
    """Returns the first values: fewer in a quick check or on a paid server."""
    return list(islice(values, quick if act.quick or not act.is_free else full))


def _send(act: Actions, operation: spec.Operation, path: str, body: Any = None, **more: Any) -> Exchange:
    return act.client.send(operation.method, path, body, **more)


def must_fail(act: Actions, operation: spec.Operation, path: str, body: Any = None, **more: Any) -> Exchange:
    """Sends a request that must be refused. If the server creates a resource, it is removed at once: it may cost money."""
    one = act.client.send(operation.method, path, body, persist=False, **more)
    if one.is_success and operation.method == "POST":
        remove_created(act.client, one)
    return one


def _body(act: Actions, operation: spec.Operation) -> Any:
    """Returns the smallest valid body. None if the operation has no body."""
    return None if operation.body is None else act.prerequisites.body(operation)


def least(act: Actions, operation: spec.Operation) -> Any:
    """Returns the smallest body for requests that must be refused. A session is cheap, or can be told by its workspace."""
    body = _body(act, operation)
    if operation.id != "createSession":
        return body
    return {**body, "workspaceId": act.workspace()} if act.is_free else {**body, **_CHEAP}


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
        others = [pair for pair in query if pair[0] != parameter.name]
        texts = () if _is_cursor(operation, parameter.name) else samples.valid_texts(parameter.schema)
        for value in _few(act, texts, 2, 6):
            _send(act, operation, path, _body(act, operation), query=[*others, (parameter.name, value)])
    if operation.body is not None and not operation.body_required:
        _send(act, operation, path)
    for body in _bodies(act, operation):
        _send(act, operation, path, body, query=query)


def _bodies(act: Actions, operation: spec.Operation) -> Iterator[dict[str, Any]]:
    """Yields valid bodies: each property with each value, all properties together, and one unknown property."""
    if operation.body is None:
        return
    smallest = act.prerequisites.body(operation)
    yield {**smallest, "someNewProperty": {"nested": [1]}}
    known = {name: schema for name, schema in spec.body_properties(operation.id).items() if name not in _DISPATCH}
    found = [{name: act.prerequisites.value(name, schema) for name, schema in known.items()}]
    for name, schema in known.items():
        valid = samples.valid(schema)
        values: list[Any] = [None] if None in valid else []
        if referred(name):
            values.insert(0, act.prerequisites.value(name, schema))
        else:
            values += [value for value in valid if value is not None and value != ""]
        found += [{**smallest, name: value} for value in _few(act, values, 3, 12)]
    yield from filter(validator_of(operation.body).is_valid, found)


def refuses(act: Actions, operation: spec.Operation) -> None:
    """Sends invalid requests with one mistake each, in each parameter and property."""
    path, query, body = act.prerequisites.path(operation), _query(operation), least(act, operation)
    for place, parameter in enumerate(operation.in_path):
        for values in samples.wrong_texts(parameter.schema).values():
            for value in _few(act, (one for one in values if one.isascii() and "/" not in one and "\n" not in one), 2, 4):
                must_fail(act, operation, _with(path, operation, place, value), body, query=query)
    for parameter in operation.query:
        others = [pair for pair in query if pair[0] != parameter.name]
        for values in samples.wrong_texts(parameter.schema).values():
            for value in _few(act, values, 2, 6):
                must_fail(act, operation, path, body, query=[*others, (parameter.name, value)])
        if parameter.required:
            must_fail(act, operation, path, body, query=others)
    if operation.body is None:
        return
    for raw in (*_few(act, _NOT_OBJECTS, 2, 6), *_few(act, _NOT_JSON, 2, 7)):
        must_fail(act, operation, path, raw=raw, query=query)
    if operation.body_required:
        must_fail(act, operation, path, query=query)
    for name in body:
        if name in _body(act, operation):
            must_fail(act, operation, path, {key: value for key, value in body.items() if key != name}, query=query)
    for wrong in wrong_bodies(act, operation, body):
        must_fail(act, operation, path, wrong, query=query)


def wrong_bodies(act: Actions, operation: spec.Operation, body: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yields copies of a valid body, each with an invalid value of one property."""
    dependent = resolved(operation.body).get("dependentSchemas", {})
    for name, schema in spec.body_properties(operation.id).items():
        needed = {part for option in dependent.get(name, {}).get("anyOf", ()) for part in option.get("required", ())}
        more = {part: act.prerequisites.value(part, spec.body_properties(operation.id)[part]) for part in needed - body.keys()}
        for values in samples.wrong(schema).values():
            yield from ({**body, **more, name: value} for value in _few(act, _diverse(values), 3, 16))


def _diverse(values: Sequence[Any]) -> Iterator[Any]:
    """Yields the values, with one of each JSON type first."""
    first = [place for place, value in enumerate(values) if type(value) not in map(type, values[:place])]
    yield from (values[place] for place in first)
    yield from (value for place, value in enumerate(values) if place not in first)


def _with(path: str, operation: spec.Operation, place: int, value: str) -> str:
    """Returns the path with another value for one parameter."""
    old = operation.values(path)[place]
    return path.replace(old, value, 1) if old else path


def _wrong_keys(key: str) -> Iterator[tuple[Credentials, str | None]]:
    """Yields no key, and wrong keys, some of them so similar to the right one that a careless comparison would accept them."""
    yield from ((Credentials.NONE, None), (Credentials.WRONG, "wrong-key"))
    if key:
        similar = {"", key[:-1], f"{key}x", key[:-1] + ("a" if key[-1] != "a" else "b"), key.swapcase()} - {key}
        yield from ((Credentials.WRONG, one) for one in sorted(similar))


def _other_places(key: str) -> Iterator[tuple[dict[str, str], Query]]:
    """Yields wrong places for the key: other headers, and the query."""
    yield {"Authorization": f"Bearer {key}"}, []
    yield {"X-API-Key": key}, []
    yield {"Cookie": f"X-Browser-Use-API-Key={key}; api_key={key}"}, []
    yield {}, [(name, key) for name in ("api_key", "apiKey", "key", "X-Browser-Use-API-Key")]


def protects(act: Actions, operation: spec.Operation) -> None:
    """Sends requests with no key and wrong keys: without parameters, with each, with all, and with another mistake."""
    path, query, body = act.prerequisites.path(operation), _query(operation), least(act, operation)
    key = act.client.target.api_key
    if not _protects_parameters(act, operation, path, body):
        return
    for credentials, sent in _wrong_keys(key) if not act.quick or operation.tag == "sessions" else ():
        must_fail(act, operation, path, body, query=query, credentials=credentials, key=sent)
    if act.client.target.is_local:  # servers may log a key in a wrong place
        for headers, more in _few(act, _other_places(key), 4 if operation.tag == "sessions" else 1, 4):
            must_fail(act, operation, path, body, query=[*query, *more], headers=headers, credentials=Credentials.ELSEWHERE)
    for credentials, sent in islice(_wrong_keys(key), 2):
        raw = b"[]" if operation.body is not None else None
        away = [_with(path, operation, 0, one) for one in (unknown_id(), "not-a-uuid")] if operation.in_path else [path]
        wrong = [(one.name, value) for one in operation.query for value in _one(samples.wrong_texts(one.schema))]
        for where in away:
            must_fail(act, operation, where, raw=raw, query=wrong[:1], credentials=credentials, key=sent)


def _protects_parameters(act: Actions, operation: spec.Operation, path: str, body: Any) -> bool:
    """Sends requests with no key and a wrong key: the smallest one, with each parameter or property, and with all.

    Where resources cost money, returns False after the first request that the server accepted: each further one may create one.
    """
    query = _query(operation)
    optional = [(one.name, _text(one)) for one in operation.query if not one.required]
    asked: list[tuple[Query, Any]] = [(query, body), *(([*query, pair], body) for pair in optional)]
    asked += [([*query, *optional], body)] if len(optional) > 1 else []
    asked += [(query, one) for one in _property_bodies(act, operation, body or {})]
    for parameters, sent in asked:
        for credentials, key in islice(_wrong_keys(""), 2):
            one = must_fail(act, operation, path, sent, query=parameters, credentials=credentials, key=key)
            if one.is_success and operation.method != "GET" and not act.is_free:
                return False
    return True


#: The maximum number of values of one property in requests without a valid key.
_FEW_VALUES = 3


def _property_bodies(act: Actions, operation: spec.Operation, body: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yields valid bodies: one with all properties, and each property with its first values.

    Where sessions cost money, none has a task of its own.
    """
    known = {name: schema for name, schema in spec.body_properties(operation.id).items() if act.is_free or name != "task"}
    values = {name: _property_values(act, name, schema) for name, schema in known.items() if name not in body}
    if len(values) > 1:
        yield {**body, **{name: found[0] for name, found in values.items() if found}}
    for name, found in values.items():
        yield from ({**body, name: value} for value in found)


def _property_values(act: Actions, name: str, schema: Any) -> Sequence[Any]:
    """Returns the first valid values of a property, or the id of a resource for a property that refers to one.

    Empty if no such resource can be created: a made-up id would be refused even without the check of the key.
    """
    first = act.prerequisites.value(name, schema)
    if first is None or "uuid" in str(schema):
        return [first] if referred(name) else []
    return [first, *islice((value for value in samples.valid(schema) if value is not None and value != first), _FEW_VALUES - 1)]


def _one(found: Mapping[str, Sequence[str]]) -> list[str]:
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
    for identity in (first, second) if resource.delete else ():
        act.client.send("DELETE", resource.path_of(identity))
        _read(act, resource, identity)
        for one in resource.by_id:
            if one.method != "GET" or one in resource.inner:
                _send(act, one, resource.path_of(identity, one), _body(act, one), query=_query(one))


def _updates(act: Actions, resource: ResourceType) -> Iterator[dict[str, Any]]:
    if resource.update is None or resource.update.body is None:
        return
    smallest = act.prerequisites.body(resource.update)
    for name, schema in spec.body_properties(resource.update.id).items():
        if name in smallest:
            continue
        valid = samples.valid(schema)
        texts = [value for value in valid if isinstance(value, str) and value]
        others = [value for value in valid if value is not None and not isinstance(value, str)]
        chosen = _few(act, [*texts[1:], *others], 1, 4) + ([None] if None in valid else [])
        yield from ({**smallest, name: value} for value in chosen)
    yield smallest


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
        walk(act, path, [] if asked is None else [(size, str(asked))])


def walk(act: Actions, path: str, query: Query, most: int = _MOST_PAGES) -> None:
    """Reads consecutive pages of a list with its paging, one of them past the end if pages have numbers."""
    more: Query = []
    for number in range(2, most + 2):
        page = Page(act.client.send("GET", path, query=[*query, *more]))
        if page.paging["style"] == "number":
            has_more = page.total is not None and bool(page.size) and (number - 2) * (page.size or 0) < page.total
            more = [(page.paging["page"], str(number))]
        elif page.paging["style"] == "cursor":
            has_more = isinstance(page.next, str) and page.next != "" and page.more is not False
            more = [(page.paging["cursor"], str(page.next))]
        else:
            has_more = bool(page.ids) and page.more is not False
            more = [(page.paging["after"], page.ids[-1] if page.ids else "")]
        if not has_more:
            return
