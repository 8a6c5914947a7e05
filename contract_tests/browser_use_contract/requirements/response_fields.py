"""Every property of a successful response conforms to its schema. Sessions and messages have hand-written rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .. import spec
from ..citations import derived
from ..exchange import MISSING, Exchange
from ..requirement import OURS, Citation, Evaluation, rule
from ..trace import Trace
from ..values import objects

_WHOLE = "object"


@spec.cached
def _checked() -> Mapping[str, Any]:
    """Returns the operations with a JSON body on success, with its schema."""
    found = ((name, spec.answer_schema(name, str(one.success))) for name, one in spec.operations().items() if name not in OURS)
    return {name: schema for name, schema in found if schema is not None}


def _families() -> Iterator[tuple[str, str, Any]]:
    """Yields each operation, the prefix of its requirements, and the checked schema: of the body, and of list items."""
    for name, schema in _checked().items():
        yield name, f"fields.{name}", schema
        if (item := spec.item_schema(name)) is not None:
            yield name, f"fields.{name}.item", item


def _says() -> dict[str, str]:
    found = {}
    for name, prefix, schema in _families():
        what = f"an item of {name}" if prefix.endswith(".item") else f"the response of {name}"
        found[f"{prefix}.{_WHOLE}"] = f"{what} has the documented shape"
        for part in spec.object_of(schema).get("properties", {}):
            found[f"{prefix}.{part}"] = f"{what} has a {part} of the documented shape"
    return found


def _citation(requirement: str) -> Citation:
    parts = requirement.split(".")
    return derived.operation(parts[1]) if parts[-1] == _WHOLE else derived.part(parts[1], parts[-1])


@rule(_citation, _says)
def fields(trace: Trace, evaluation: Evaluation) -> None:
    for name, prefix, schema in _families():
        is_item = prefix.endswith(".item")
        listed = spec.operations()[name].paging.get("items")
        known = spec.object_of(schema).get("properties", {})
        seen = 0
        for one in trace.succeeded(name):
            if one.document is MISSING:
                continue
            for value in _values(one, listed, is_item=is_item):
                seen += 1
                for fault in spec.faults(schema, value):
                    part = fault.field if fault.field in known else _WHOLE
                    evaluation.violated(f"{prefix}.{part}", f"{fault.field or 'it'}: {fault.problem}", one)
        for part in (*known, _WHOLE):
            evaluation.passed(f"{prefix}.{part}", seen)


def _values(one: Exchange, listed: str | None, *, is_item: bool) -> Iterator[Any]:
    """Yields the checked values: the body, without its list items if these are objects; or the items."""
    items = objects(one.object.get(listed)) if listed else []
    if is_item:
        yield from items
    elif listed and isinstance(one.object.get(listed), list) and len(items) == len(one.object[listed]):
        yield {**one.object, listed: []}
    else:
        yield one.document
