"""Faults that are derived from the document, for every operation without hand-written faults."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from browser_use_contract import samples, spec
from browser_use_contract.exchange import Credentials, Exchange
from browser_use_contract.request_validation import Mistake, kinds_of, mistakes_of
from browser_use_contract.requirements.derived.written import shared
from browser_use_contract.resource_types import SESSIONS, ResourceType, resource_types
from browser_use_contract.schemas import object_of

from .fault import After, Answer, Before, Call, plant

_KEY_HEADER, _KEY = "x-browser-use-api-key", "sandbox-key"
_JSON = {"content-type": "application/json"}


def _operations() -> Iterator[spec.Operation]:
    return (one for one in spec.operations().values() if one.tag != "sessions")


def _succeeded(call: Call, operation: spec.Operation) -> bool:
    return call.operation == operation.id and call.answer.status == operation.success


def _on_success(operation: spec.Operation, change: Callable[[Any, Call], Any]) -> After:
    """Changes the JSON of an operation's successful response. `change` returns the new value."""

    def alter(call: Call) -> None:
        if _succeeded(call, operation) and call.answer.body:
            call.answer.json = change(call.answer.json, call)

    return alter


def _as_exchange(call: Call) -> Exchange:
    query = tuple(call.parameters.items())
    sent, kind = call.body or None, call.headers.get("content-type", "application/json")
    return Exchange(
        0, call.method, call.path, call.operation, call.session_id, query, Credentials.RIGHT, kind, sent, 0, {}, b"", 0.0, 0.0
    )


def _least(operation: spec.Operation) -> dict[str, Any]:
    """Returns the smallest valid body."""
    whole = object_of(operation.body) if operation.body is not None else {}
    return {name: samples.valid(whole["properties"][name])[0] for name in whole.get("required", ())}


# Keys


def _open(operation: spec.Operation, parameter: str) -> Before:
    """The key is not required, or not required with a parameter."""

    def alter(call: Call) -> Answer | None:
        if call.operation == operation.id and (not parameter or parameter in call.parameters):
            call.headers[_KEY_HEADER] = _KEY
        return None

    return alter


for _one in _operations():
    plant(f"{_one.id} is open", f"authentication.{_one.id}.", before=_open(_one, ""))
    for _parameter in _one.query:
        if not _parameter.required:
            _name = f"{_one.id} is open with {_parameter.name}"
            plant(_name, f"authentication.{_one.id}.", before=_open(_one, _parameter.name))


# Refused and accepted requests


def _takes(operation: spec.Operation, wrong: Mistake) -> Before:
    """A mistake is ignored: the server runs the request without the invalid part."""

    def alter(call: Call) -> Answer | None:
        if call.operation != operation.id or mistakes_of(_as_exchange(call)) != [wrong]:
            return None
        in_query = {one.name for one in operation.query}
        if wrong.name in in_query:
            found = {one.name: "x" for one in operation.query if one.required and one.name != wrong.name}
            call.parameters = {**found, **{name: value for name, value in call.parameters.items() if name != wrong.name}}
            if any(one.required and one.name == wrong.name for one in operation.query):
                call.parameters = {**call.parameters, wrong.name: "x"}
        else:
            call.fields = _least(operation)
        return None

    return alter


def _wrongs(operation: spec.Operation) -> Iterator[Mistake]:
    for name, schema in spec.body_properties(operation.id).items():
        for one in kinds_of(schema):
            yield Mistake(f"{name}/{one.name}" if one.name else name, one.kind)
    for parameter in operation.query:
        yield from (Mistake(parameter.name, kind) for kind in samples.wrong_texts(parameter.schema))


def _refuses(operation: spec.Operation, name: str) -> Before:
    """A valid parameter or property is refused."""

    def alter(call: Call) -> Answer | None:
        if call.operation == operation.id and name in {**call.parameters, **call.fields} and _KEY_HEADER in call.headers:
            detail = {"detail": [{"loc": ["body", name], "msg": "Not allowed", "type": "extra"}]}
            return Answer(422, dict(_JSON), json.dumps(detail).encode())
        return None

    return alter


for _one in _operations():
    for _wrong in dict.fromkeys(_wrongs(_one)):
        _requirement = f"refused.{_one.id}.{_wrong.name}.{_wrong.kind}"
        plant(f"{_one.id} takes {_wrong.name} {_wrong.kind}", _requirement, before=_takes(_one, _wrong))
    for _name in (*(one.name for one in _one.query if not one.required), *spec.body_properties(_one.id)):
        if _name not in object_of(_one.body).get("required", ()) and _name not in ("after", "before"):
            _names = [f"accepted.{_one.id}.{_name}", *([f"accepted.{_one.id}.body"] if _one.body is not None else [])]
            plant(f"{_one.id} refuses {_name}", *_names, before=_refuses(_one, _name))


# Shapes


def _status(operation: spec.Operation) -> After:
    def alter(call: Call) -> None:
        if _succeeded(call, operation):
            call.answer.status = 206

    return alter


def _content_type(operation: spec.Operation) -> After:
    def alter(call: Call) -> None:
        if _succeeded(call, operation) and call.answer.body:
            call.answer.headers["content-type"] = "text/plain"

    return alter


def _error(operation: spec.Operation, status: int) -> After:
    def alter(call: Call) -> None:
        if call.operation == operation.id and call.answer.status == status:
            call.answer.json = {"error": "no"}

    return alter


def _fails(operation: spec.Operation) -> After:
    def alter(call: Call) -> None:
        if _succeeded(call, operation) and (call.memory.count(operation.id) % 2 or operation.method == "DELETE"):
            call.answer.refuse(500, "Internal error")

    return alter


def _chatty(operation: spec.Operation) -> After:
    def alter(call: Call) -> None:
        if _succeeded(call, operation):
            call.answer.headers["content-length"] = "2"
            call.answer.body = b"{}"

    return alter


def _set(name: str, value: Any) -> Callable[[Any, Call], Any]:
    return lambda document, call: {**document, name: value} if isinstance(document, dict) else document


def _without(name: str) -> Callable[[Any, Call], Any]:
    return lambda document, call: {key: value for key, value in document.items() if key != name}


def _items(listed: str, change: Callable[[Any, Call], Any]) -> Callable[[Any, Call], Any]:
    return lambda document, call: {**document, listed: [change(item, call) for item in document[listed]]}


for _one in _operations():
    plant(f"{_one.id} succeeds with another status", f"shapes.status.{_one.id}", after=_status(_one))
    plant(f"{_one.id} fails often", f"answered.{_one.id}", after=_fails(_one))
    if _one.success == 204:
        plant(f"{_one.id} answers a body", f"shapes.no-body.{_one.id}", after=_chatty(_one))
    else:
        plant(f"{_one.id} calls its JSON text", f"shapes.content-type.{_one.id}", after=_content_type(_one))
    for _code in (401, 404, 422):
        if str(_code) in spec.answers(_one.id) and (_code != 422 or _one.parameters or _one.body is not None):
            if _code == 404 and not _one.in_path:
                continue
            plant(f"the {_code} of {_one.id} has another shape", f"shapes.error.{_one.id}.{_code}", after=_error(_one, _code))
    _listed = _one.paging.get("items", "")
    for _name, _schema in spec.success_properties(_one.id).items():
        for _values in list(samples.wrong(_schema).values())[:1] if _name != _listed else ():
            plant(
                f"{_one.id} shows a wrong {_name}", f"fields.{_one.id}.{_name}", after=_on_success(_one, _set(_name, _values[0]))
            )
    for _name in object_of(spec.answer_schema(_one.id, str(_one.success)) or {}).get("required", ()):
        plant(f"{_one.id} leaves out {_name}", f"fields.{_one.id}", after=_on_success(_one, _without(_name)))
    _item = object_of(spec.item_schema(_one.id) or {})
    for _name, _schema in _item.get("properties", {}).items():
        for _values in list(samples.wrong(_schema).values())[:1]:
            _change = _on_success(_one, _items(_listed, _set(_name, _values[0])))
            plant(f"{_one.id} lists a wrong {_name}", f"fields.{_one.id}.item.{_name}", after=_change)


# Resources by id


def _finds_all(operation: spec.Operation) -> After:
    """An unknown resource gets the last response for an existing one."""

    def alter(call: Call) -> None:
        known = call.memory.own.setdefault("answers", {})
        if _succeeded(call, operation):
            known[operation.id] = call.answer.body
        elif call.operation == operation.id and call.answer.status == 404 and operation.id in known:
            call.answer.status, call.answer.body = operation.success, known[operation.id]
            call.answer.headers["content-type"] = "application/json"

    return alter


def _finds_deleted(resource: ResourceType, operation: spec.Operation) -> After:
    def alter(call: Call) -> None:
        known = call.memory.own.setdefault("answers", {})
        if resource.delete and call.operation == resource.delete.id and call.answer.status == 204:
            call.memory.own.setdefault("gone", set()).add(call.session_id)
        if call.operation == operation.id and call.session_id in call.memory.own.get("gone", ()) and operation.id in known:
            call.answer.status, call.answer.body = operation.success, known[operation.id]
            call.answer.headers["content-type"] = "application/json"
        elif _succeeded(call, operation):
            known[operation.id] = call.answer.body

    return alter


def _other_id(resource: ResourceType) -> Callable[[Any, Call], Any]:
    def change(document: Any, call: Call) -> Any:
        first = call.memory.own.setdefault(("first", resource.path), document[resource.key])
        return {**document, resource.key: first}

    return change


def _hides(operation: spec.Operation) -> After:
    """Every third existing resource is not found."""

    def alter(call: Call) -> None:
        if _succeeded(call, operation) and call.memory.count(operation.id) % 3 == 0:
            call.answer.refuse(404, "Not found")

    return alter


for _resource in (one for one in resource_types().values() if one.path != SESSIONS):
    for _one in _resource.by_id:
        if not (_one.method == "GET" and _one.paging) and not any(parameter.required for parameter in _one.query):
            plant(f"{_one.id} finds what never existed", f"unknown.{_one.id}", after=_finds_all(_one))
            plant(f"{_one.id} does not find every third", f"found.{_one.id}", after=_hides(_one))
        if _resource.delete and _one is not _resource.delete and not any(parameter.required for parameter in _one.query):
            plant(f"{_one.id} finds what was deleted", f"deleting.{_one.id}", after=_finds_deleted(_resource, _one))
    if _resource.create:
        _name = f"{_resource.create.id} gives the first id again"
        plant(_name, f"new-id.{_resource.create.id}", after=_on_success(_resource.create, _other_id(_resource)))
    for _one in filter(None, (_resource.get, _resource.update)):
        plant(f"{_one.id} shows another thing", f"own-id.{_one.id}", after=_on_success(_one, _other_id(_resource)))


# Written values


def _forgets(operation: spec.Operation, name: str) -> Before:
    def alter(call: Call) -> Answer | None:
        if call.operation == operation.id and name in call.fields:
            call.fields = {key: value for key, value in call.fields.items() if key != name}
        return None

    return alter


def _clears_others(operation: spec.Operation, names: list[str]) -> Before:
    def alter(call: Call) -> Answer | None:
        if call.operation == operation.id and isinstance(call.fields, dict) and call.body.startswith(b"{"):
            call.fields = {**dict.fromkeys(names), **call.fields}
        return None

    return alter


def _ignores_null(operation: spec.Operation) -> Before:
    def alter(call: Call) -> Answer | None:
        if call.operation == operation.id and call.fields:
            call.fields = {key: value for key, value in call.fields.items() if value is not None}
        return None

    return alter


def _shouts(name: str) -> Callable[[Any, Call], Any]:
    def change(document: Any, call: Call) -> Any:
        value = document.get(name)
        return {**document, name: f"{value}!" if isinstance(value, str) else value}

    return change


for _resource in (one for one in resource_types().values() if one.path != SESSIONS):
    for _name in shared(_resource):
        for _one in _resource.showing:
            plant(f"{_one.id} alters {_name}", f"written.{_one.id}.{_name}", after=_on_success(_one, _shouts(_name)))
        if _resource.list and _resource.list.paging:
            _change = _on_success(_resource.list, _items(_resource.list.paging["items"], _shouts(_name)))
            plant(f"{_resource.list.id} alters {_name}", f"written.{_resource.list.id}.{_name}", after=_change)
        for _one in filter(None, (_resource.create, _resource.update)):
            plant(f"{_one.id} forgets {_name}", f"written.{_one.id}.{_name}", before=_forgets(_one, _name))
    if _resource.update and shared(_resource):
        plant(f"{_resource.update.id} ignores null", "written.", before=_ignores_null(_resource.update))
        if len(shared(_resource)) > 1:
            _clears = _clears_others(_resource.update, list(shared(_resource)))
            plant(f"{_resource.update.id} clears what it does not name", "written.", before=_clears)
    if _resource.delete:

        def _deletes_nothing(call: Call, operation: spec.Operation = _resource.delete) -> Answer | None:
            known = call.operation == operation.id and _KEY_HEADER in call.headers and len(call.session_id) == 36
            return Answer(204, {}, b"") if known and call.memory.count(operation.id) > 6 else None

        plant(f"{_resource.delete.id} deletes nothing", "deleting.", before=_deletes_nothing)


# Pages


def _pages(operation: spec.Operation, change: Callable[[dict[str, Any], list[Any], Call], dict[str, Any]]) -> After:
    """Changes a page. `change` gets the document and its items."""
    listed = operation.paging["items"]
    return _on_success(operation, lambda document, call: {**document, **change(document, document[listed], call)})


def _again(operation: spec.Operation) -> Before:
    """Every page is the first page."""

    def alter(call: Call) -> Answer | None:
        name = operation.paging.get("page", "") or operation.paging.get("cursor", "")
        value = call.parameters.get(name, "")
        if call.operation == operation.id and (value.isdecimal() or operation.paging["style"] == "cursor"):
            call.parameters = {key: item for key, item in call.parameters.items() if key != name}
        return None

    return alter


for _one in _operations():
    if not _one.paging:
        continue
    _listed, _prefix = _one.paging["items"], f"paging.{_one.id}"

    def _twice(document: dict[str, Any], items: list[Any], call: Call, listed: str = _listed) -> dict[str, Any]:
        return {listed: [*items[:-1], items[0]] if len(items) > 1 else items}

    def _longer(document: dict[str, Any], items: list[Any], call: Call, listed: str = _listed) -> dict[str, Any]:
        more = [{**items[-1], "id": "3c90c3cc-0d44-4b50-8888-8dd25736052a", "path": "one/more"}] if len(items) > 1 else []
        return {listed: [*items, *more]}

    def _shorter(document: dict[str, Any], items: list[Any], call: Call, listed: str = _listed) -> dict[str, Any]:
        return {listed: items[1:]}

    plant(f"{_one.id} lists something twice", f"{_prefix}.unique", after=_pages(_one, _twice))
    plant(f"{_one.id} lists more than was asked for", _prefix, after=_pages(_one, _longer))
    plant(f"{_one.id} leaves out the first of each page", _prefix, "files.there", after=_pages(_one, _shorter))
    plant(f"{_one.id} always gives the first page", _prefix, before=_again(_one))
    if _one.paging["style"] == "number":
        _total = _one.paging["total"]

        def _more(document: dict[str, Any], items: list[Any], call: Call, total: str = _total) -> dict[str, Any]:
            return {total: document[total] + 1}

        def _numbered(document: dict[str, Any], items: list[Any], call: Call) -> dict[str, Any]:
            return {"pageNumber": document["pageNumber"] - 1}

        plant(f"the total of {_one.id} is one too many", f"{_prefix}.total", after=_pages(_one, _more))
        plant(f"{_one.id} counts pages from 0", f"{_prefix}.page.echo", after=_pages(_one, _numbered))
    else:

        def _no_next(document: dict[str, Any], items: list[Any], call: Call, name: str = _one.paging["next"]) -> dict[str, Any]:
            return {name: None}

        plant(f"{_one.id} gives no cursor", f"{_prefix}.next", after=_pages(_one, _no_next))
