"""Written values are read back, for every resource type, with create, update, get and list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .. import spec
from ..citations import derived as citations
from ..request_validation import types
from ..requirement import Citation, Evaluation, rule
from ..resource_history import UNKNOWN, ResourceHistory, Snapshot
from ..resource_types import ResourceType, derived
from ..trace import Trace
from ..values import amount, decimal, is_plain_text, is_uuid, moment, shown


def shared(resource: ResourceType) -> Mapping[str, Any]:
    """Returns the properties that a resource has both in requests and in responses, with the schema of the response.

    Properties whose types differ are left out, since the document does not describe the conversion.
    """
    written: dict[str, Any] = {}
    for operation in (resource.create, resource.update):
        written |= spec.body_properties(operation.id) if operation else {}
    return {name: schema for name, schema in resource.shown.items() if name in written and types(written[name]) <= types(schema)}


def same(asked: Any, found: Any) -> bool:
    """Whether two values are equal. UUIDs and amounts may have different spellings."""
    if asked == found and isinstance(asked, bool) == isinstance(found, bool):
        return True
    if isinstance(asked, str) and isinstance(found, str):
        if is_uuid(asked) and is_uuid(found):
            return asked.lower() == found.lower()
        if moment(asked) is not None:
            return moment(asked) == moment(found)
        return asked.lower() == found.lower() and re.fullmatch("[A-Za-z]{2}", asked) is not None
    if isinstance(found, str) and isinstance(asked, (int, float)):
        return amount(asked) == decimal(found) is not None
    return False


def _showing(resource: ResourceType) -> Iterator[spec.Operation]:
    yield from resource.showing
    if resource.list and resource.list.paging.get("items"):
        yield resource.list


def _says() -> dict[str, str]:
    found = {}
    for resource in derived():
        for operation in _showing(resource) if resource.create or resource.update else ():
            for name in shared(resource):
                found[f"written.{operation.id}.{name}"] = f"{operation.id} shows the last written {name}"
        if resource.create:
            for name in shared(resource):
                if "default" in spec.resolved(spec.body_properties(resource.create.id).get(name, {})):
                    problem = f"{resource.create.id} shows the default {name} if none was requested"
                    found[f"written.{resource.create.id}.{name}.default"] = problem
        if resource.update and shared(resource):
            found[f"written.{resource.update.id}.kept"] = (
                f"{resource.update.id} does not change properties that are absent from the request"
            )
    return found


def _citation(requirement: str) -> Citation:
    _, operation, name, *_ = requirement.split(".")
    return citations.operation(operation) if name == "kept" else citations.part(operation, name)


@rule(_citation, _says)
def written(trace: Trace, evaluation: Evaluation) -> None:
    known = _says()
    for resource in derived():
        names = shared(resource)
        for thing in trace.resource_histories.get(resource.path, {}).values() if names else ():
            for one in thing.shown:
                if one.exchange.started < thing.deleting_since:
                    _look(resource, thing, one, names, known, evaluation)


def _look(
    resource: ResourceType,
    thing: ResourceHistory,
    one: Snapshot,
    names: Mapping[str, Any],
    known: Mapping[str, str],
    evaluation: Evaluation,
) -> None:
    write = thing.last_write(one.exchange)
    if write is None:
        return
    for name in names:
        asked, found = thing.expected(name, write), one.value.get(name)
        requirement = f"written.{one.operation}.{name}"
        if asked is UNKNOWN:
            if thing.creation is None or f"{requirement}.default" not in known or one.exchange is not thing.creation:
                continue
            asked, requirement = spec.default(one.operation, name), f"{requirement}.default"
        if isinstance(asked, str) and asked and not is_plain_text(asked):
            continue  # a server may trim it, or refuse it
        problem = None if same(asked, found) else f"{name} is {shown(found)}; the last written value is {shown(asked)}"
        if requirement in known:
            evaluation.check(requirement, problem, write, one.exchange)
        updated = resource.update is not None and write.operation == resource.update.id and name not in write.fields
        if updated and one.exchange is write and resource.update:
            evaluation.check(f"written.{resource.update.id}.kept", problem, *thing.writes[:1], one.exchange)


def _new_ids() -> dict[str, str]:
    return {
        f"new-id.{resource.create.id}": f"every {resource.create.id} gives a new id" for resource in derived() if resource.create
    } | {
        f"own-id.{one.id}": f"{one.id} shows the requested resource"
        for resource in derived()
        for one in (resource.get, resource.update)
        if one and resource.key in spec.success_properties(one.id)
    }


@rule(lambda requirement: citations.operation(requirement.split(".")[1]), _new_ids)
def ids(trace: Trace, evaluation: Evaluation) -> None:
    for resource in derived():
        seen: dict[str, Any] = {}
        for one in trace.succeeded(resource.create.id) if resource.create else ():
            identity = str(one.object.get(resource.key)).lower()
            other = seen.setdefault(identity, one)
            problem = None if other is one else f"{identity} was already created before"
            evaluation.check(f"new-id.{one.operation}", problem, other, one)
        for operation in (resource.get, resource.update):
            for one in trace.succeeded(operation.id) if operation and f"own-id.{operation.id}" in _new_ids() else ():
                found = one.object.get(resource.key)
                if isinstance(found, str):
                    problem = None if found.lower() == one.session_id.lower() else f"the response is about {found}"
                    evaluation.check(f"own-id.{one.operation}", problem, one)
