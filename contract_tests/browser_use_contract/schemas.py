"""Reads the schemas of the document: their options, types and properties, and whether a value fits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import jsonschema_rs

from .document import by_identity, cached, compiled, component, document, in_rust, resolved

_TYPE_NAMES = {bool: "boolean", int: "number", float: "number", str: "string", list: "array", dict: "object", type(None): "null"}


class Fault(NamedTuple):
    """One violation of a schema. `field` is the property of the outermost object, empty for the whole value."""

    field: str
    problem: str


def type_of(value: Any) -> str:
    """Returns the JSON type of a value. An integer is a number."""
    return _TYPE_NAMES[type(value)]


def name_of(schema: Any) -> str:
    """Returns the name of a schema that is a reference. Empty for any other."""
    return str(schema.get("$ref", "")).rpartition("/")[2] if isinstance(schema, dict) else ""


@by_identity
def options_of(schema: Any) -> Sequence[Mapping[str, Any]]:
    """Returns the alternatives of a schema: itself, or the options of its `anyOf` and `oneOf`."""
    found = resolved(schema) or {}
    inner = [*found.get("anyOf", ()), *found.get("oneOf", ())]
    if not inner and len(found.get("allOf", ())) == 1 and "type" not in found:
        inner = found["allOf"]
    if not inner:
        return [found]
    return [option for one in inner for option in options_of(one)]


def types_of(schema: Mapping[str, Any]) -> set[str]:
    """Returns the JSON types that one option allows. Empty if it does not restrict them."""
    found = schema.get("type")
    if found is None:
        values = schema.get("enum", [schema["const"]] if "const" in schema else [])
        return set(map(type_of, values))
    return {found} if isinstance(found, str) else set(found)


@by_identity
def types(schema: Any) -> frozenset[str]:
    """Returns the JSON types that a schema allows. Integers and numbers are different types."""
    return frozenset(set().union(*(types_of(one) for one in options_of(schema))))


@by_identity
def object_of(schema: Any) -> Mapping[str, Any]:
    """Returns the object option of a schema, such as the one beside null. Empty if there is none."""
    found = resolved(schema) or {}
    if "properties" in found or found.get("type") == "object":
        return merged(found)
    for option in (*found.get("anyOf", ()), *found.get("oneOf", ()), *found.get("allOf", ())):
        if inner := object_of(option):
            return inner
    return {}


@by_identity
def merged(schema: Any) -> Mapping[str, Any]:
    """Returns an object schema with the properties of its `allOf` parts."""
    whole: Mapping[str, Any] = schema
    parts = [object_of(part) for part in whole.get("allOf", ())]
    if not any("properties" in part for part in parts):
        return whole
    names = {name: value for part in (*parts, schema) for name, value in part.get("properties", {}).items()}
    required = [name for part in (*parts, schema) for name in part.get("required", ())]
    return {**schema, "properties": names, "required": required}


@cached
def properties(schema: str) -> Mapping[str, Any]:
    """Returns the properties of a named schema. Empty if the document has no such schema."""
    found: Mapping[str, Any] = object_of(component("schemas", schema)).get("properties", {})
    return found


@by_identity
def defaults_of(properties: Any) -> Mapping[str, Any]:
    """Returns the default of each property. None for a property without one."""
    return {name: resolved(schema).get("default") for name, schema in properties.items()}


@cached
def enum(schema: str) -> tuple[str, ...]:
    """Returns the enum values of a named schema. Empty if the document has no such schema."""
    return tuple((component("schemas", schema) or {}).get("enum", ()))


@cached
def _components() -> dict[str, Any]:
    """Returns the parts of the document that references in a schema may point to."""
    return {"components": in_rust(document().get("components", {}))}


@by_identity
def validator_of(schema: Any) -> jsonschema_rs.Validator:
    """Returns a validator for a schema of the document. It resolves references and checks formats."""
    return compiled({**in_rust(schema), **(_components() if _refers(schema) else {})})


def _refers(schema: Any) -> bool:
    if isinstance(schema, dict):
        return "$ref" in schema or any(map(_refers, schema.values()))
    return isinstance(schema, list) and any(map(_refers, schema))


def faults(schema: Mapping[str, Any], value: Any) -> Iterator[Fault]:
    """Yields the violations of a schema by a value."""
    check = validator_of(schema)
    try:
        if check.is_valid(value):
            return
        for error in check.iter_errors(value):
            path = [str(part) for part in error.instance_path]
            if not path and str(error.schema_path[-1]) == "required":
                yield Fault(error.message.split('"')[1], "is missing")
            else:
                yield Fault(path[0] if path else "", f"{'/'.join(path[1:]) + ': ' if path[1:] else ''}{error.message}")
    except (ValueError, TypeError, OverflowError) as error:  # a value that JSON Schema cannot check, such as a huge number
        yield Fault("", str(error))


@cached
def secret_names() -> frozenset[str]:
    """Returns the names of all secret properties (`x-secret`) in the document."""
    found: set[str] = set()

    def search(node: Any) -> None:
        for name, value in node.items() if isinstance(node, dict) else ():
            if name == "properties" and isinstance(value, dict):
                found.update(key for key, schema in value.items() if _is_secret(schema))
            search(value)
        for item in node if isinstance(node, list) else ():
            search(item)

    search(document())
    return frozenset(found)


def _is_secret(schema: Any) -> bool:
    """Whether a property or the items of its list are secrets."""
    if not isinstance(schema, dict):
        return False
    parts = (schema, resolved(schema), resolved(schema).get("items"))
    return any(isinstance(part, dict) and part.get("x-secret") is True for part in parts)
