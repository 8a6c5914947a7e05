"""Every property of a successful response conforms to its schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ... import spec
from ...document import cached, resolved
from ...exchange import MISSING, Exchange
from ...observation import FOLLOW_UP, operation_of
from ...requirement import Evaluation, cite, rule
from ...schemas import faults, name_of, object_of
from ...trace import Trace
from ...values import objects

_WHOLE = "object"
#: The schema keywords that restrict a value. A property without any of them may have any value, such as `output`.
_SHAPES = ("type", "enum", "const", "anyOf", "oneOf", "allOf", "pattern", "format", "not")


class _Family(NamedTuple):
    """The values of one kind in the responses of an operation: whole bodies, or list items."""

    operation: str
    prefix: str
    schema: Any
    names: tuple[str, ...]
    are_items: bool


@cached
def _families() -> list[_Family]:
    found = []
    for name in (*spec.operations(), *([FOLLOW_UP] if spec.has("createSession") else [])):
        operation = "createSession" if name == FOLLOW_UP else name
        for schema, are_items in ((spec.success_schema(operation), False), (spec.item_schema(operation), True)):
            if schema is not None:
                properties = object_of(schema).get("properties", {}).items()
                names = tuple(part for part, value in properties if any(key in _SHAPES for key in resolved(value)))
                found.append(_Family(name, f"fields.{name}{'.item' if are_items else ''}", schema, names, are_items))
    return found


def _says() -> dict[str, str]:
    found = {}
    for one in _families():
        what = f"an item of {one.operation}" if one.are_items else f"the response of {one.operation}"
        found[f"{one.prefix}.{_WHOLE}"] = f"{what} has the documented shape"
        found |= {f"{one.prefix}.{part}": f"{what} has a {part} of the documented shape" for part in one.names}
    return found


def _part(requirement: str) -> str:
    """Returns the cited part: a property of the schema if that has a name, else one of the operation."""
    _, operation, *_, name = requirement.split(".")
    matching = [one for one in _families() if one.operation == operation and requirement.startswith(f"{one.prefix}.")]
    family = max(matching, key=lambda one: len(one.prefix))
    schema = name_of(family.schema) or operation
    return schema if name == _WHOLE else f"{schema}.{name}"


@rule(cite(_part, _says))
def fields(trace: Trace, evaluation: Evaluation) -> None:
    for family in _families():
        seen = 0
        for one in trace.succeeded("createSession" if family.operation == FOLLOW_UP else family.operation):
            if one.document is MISSING or operation_of(one) != family.operation:
                continue
            for value in _values(one, are_items=family.are_items):
                seen += 1
                for fault in faults(family.schema, value):
                    part = fault.field if fault.field in family.names else _WHOLE
                    evaluation.violated(f"{family.prefix}.{part}", f"{fault.field or 'it'}: {fault.problem}", one)
        for part in (*family.names, _WHOLE):
            evaluation.passed(f"{family.prefix}.{part}", seen)


def _values(one: Exchange, *, are_items: bool) -> Iterator[Any]:
    """Yields the list items; or the body, without its list items if these are objects, since they are checked separately."""
    listed = spec.operations()[one.operation].paging.get("items", "")
    items = objects(one.object.get(listed))
    if are_items:
        yield from items
    elif isinstance(one.object.get(listed), list) and len(items) == len(one.object[listed]):
        yield {**one.object, listed: []}
    else:
        yield one.document
