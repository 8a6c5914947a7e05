"""Reads types, properties and examples from the schemas of the document."""

from collections.abc import Iterator
from typing import Any

import attrs

from .document import Document

_JSON_TYPES: dict[type, str] = {str: "string", bool: "boolean", int: "integer", float: "number", list: "array", dict: "object"}
_DEEPEST = 16


@attrs.frozen
class ObjectParts:
    """An object schema: the schemas of its properties, which of them are required, and whether others are allowed."""

    properties: dict[str, Any]
    required: frozenset[str]
    is_open: bool


def types_of(document: Document, schema: Any, depth: int = 0) -> frozenset[str]:
    """The JSON types that a value may have; an empty set if the schema does not restrict them."""
    schema = document.resolve(schema)
    if not isinstance(schema, dict) or depth > _DEEPEST:
        return frozenset()
    declared = schema.get("type")
    if isinstance(declared, str):
        return frozenset((declared,))
    if isinstance(declared, list):
        return frozenset(map(str, declared))
    values = [schema["const"]] if "const" in schema else schema.get("enum", ())
    found = {_JSON_TYPES.get(type(value), "null") for value in values}
    for part in alternatives(schema):
        found |= types_of(document, part, depth + 1)
    return frozenset(found)


def alternatives(schema: dict[str, Any]) -> Iterator[Any]:
    """The subschemas of `allOf`, `anyOf` and `oneOf`."""
    for keyword in ("allOf", "anyOf", "oneOf"):
        yield from schema.get(keyword, ())


def object_parts(document: Document, schema: Any, depth: int = 0) -> ObjectParts | None:
    """The object that a schema describes, the first one if there are several; None if it describes no object."""
    schema = document.resolve(schema)
    if not isinstance(schema, dict) or depth > _DEEPEST:
        return None
    properties: dict[str, Any] = {}
    required: set[str] = set(schema.get("required", ()))
    is_open = "additionalProperties" in schema and schema["additionalProperties"] is not False
    chosen = next(
        filter(None, (object_parts(document, p, depth + 1) for k in ("anyOf", "oneOf") for p in schema.get(k, ()))), None
    )
    for part in [chosen, *(object_parts(document, part, depth + 1) for part in schema.get("allOf", ()))]:
        if part is not None:
            properties |= part.properties
            required |= part.required
            is_open = is_open or part.is_open
    properties |= schema.get("properties", {})
    return ObjectParts(properties, frozenset(required), is_open) if properties else None


def items_of(document: Document, schema: Any) -> Any:
    """The schema of the items of an array; None if the schema does not describe them."""
    schema = document.resolve(schema)
    if not isinstance(schema, dict):
        return None
    if "items" in schema:
        return schema["items"]
    return next((found for part in alternatives(schema) if (found := items_of(document, part)) is not None), None)


def example_of(document: Document, part: Any) -> list[Any]:
    """The first example of a schema, a parameter or a media type: a list with one value, or an empty list."""
    part = document.resolve(part)
    if not isinstance(part, dict):
        return []
    if "example" in part:
        return [part["example"]]
    examples = part.get("examples")
    if isinstance(examples, list):
        return examples[:1]
    for example in (examples or {}).values():
        example = document.resolve(example)
        if isinstance(example, dict) and "value" in example:
            return [example["value"]]
    return []
