"""Written values are read back, for every resource type, with create, update, get and list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ... import spec
from ...document import cached, resolved
from ...observation import Observation
from ...requirement import Evaluation, cite, rule
from ...resource_history import UNKNOWN, ResourceHistory
from ...resource_types import SESSIONS, ResourceType, resource_types
from ...schemas import name_of, types
from ...trace import Trace
from ...values import amount, decimal, is_plain_text, is_uuid, moment, shown


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


def _written() -> Iterator[tuple[ResourceType, Mapping[str, Any]]]:
    """Yields the resource types whose values are written, with these values. For sessions see the requirements on echoes."""
    for resource in resource_types().values():
        if resource.path != SESSIONS and (names := shared(resource)):
            yield resource, names


@cached
def _values() -> dict[str, str]:
    found: dict[str, str] = {}
    for resource, names in _written():
        lists = [resource.list] if resource.list and resource.list.paging.get("items") else []
        for operation in (*resource.showing, *lists):
            found |= {f"written.{operation.id}.{name}": f"{operation.id} shows the last written {name}" for name in names}
        create = resource.create
        for name in names if create else ():
            if create and "default" in resolved(spec.body_properties(create.id).get(name, {})):
                found[f"written.{create.id}.{name}.default"] = f"{create.id} shows the default {name} if none was requested"
    return found


def _kept() -> dict[str, str]:
    updates = [resource.update.id for resource, _ in _written() if resource.update]
    return {f"written.{name}.kept": f"{name} does not change properties that are absent from the request" for name in updates}


def _part(requirement: str) -> str:
    """Returns the cited part: a property of the resource's schema if that has a name, else one of the operation."""
    _, operation, name, *_ = requirement.split(".")
    schema = name_of(spec.item_schema(operation)) or name_of(spec.success_schema(operation))
    return f"{schema or operation}.{name}"


@rule(cite(_part, _values), cite("{1}", _kept))
def written(trace: Trace, evaluation: Evaluation) -> None:
    for resource, names in _written():
        for history in trace.resources(resource.path).values():
            for one in history.observations:
                if one.started < history.deleting_since:
                    _compare(resource, history, one, names, evaluation)


def _compare(
    resource: ResourceType, history: ResourceHistory, one: Observation, names: Mapping[str, Any], evaluation: Evaluation
) -> None:
    write = history.last_write(one.exchange)
    if write is None:
        return
    for name in names:
        asked, found = history.expected(name, write), one.value.get(name)
        requirement = f"written.{one.operation}.{name}"
        if asked is UNKNOWN:
            if one.exchange is not history.creation or f"{requirement}.default" not in _values():
                continue
            asked, requirement = spec.default(one.operation, name), f"{requirement}.default"
        if isinstance(asked, str) and asked and not is_plain_text(asked):
            continue  # a server may trim it, or refuse it
        is_same = same(asked, found)
        problem = f"{name} is {shown(found)}; the last written value is {shown(asked)}"
        evaluation.expect(requirement, is_same, problem, write, one.exchange)
        is_update = resource.update is not None and write.operation == resource.update.id
        if is_update and one.exchange is write and name not in write.fields:
            evaluation.expect(f"written.{write.operation}.kept", is_same, problem, *history.writes[:1], one.exchange)
