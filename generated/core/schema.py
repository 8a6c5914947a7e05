"""Does a value fit a JSON Schema, as far as that says what shape the value has?

Checked are `type`, `enum`, `const`, `properties`, `required`, `additionalProperties`, `items`, `prefixItems`, `anyOf`, `oneOf`
(as `anyOf`), `allOf` and local `$ref`s. All other keywords, such as bounds and patterns, are taken to hold: what fails here fails
in a full validator as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from .codec import AnyValue, Mismatch, first_fit, inside
from .compounds import ListOf, MapOf
from .enums import Literal
from .scalars import Boolean, Integer, Null, Number, Text

_TYPES = {
    "string": Text().decode,
    "number": Number().decode,
    "integer": Integer().decode,
    "boolean": Boolean().decode,
    "null": Null().decode,
    "array": ListOf(AnyValue()).decode,
    "object": MapOf(AnyValue()).decode,
}


def broken_rule(rules: Mapping[str, Any], body: Any) -> tuple[str, str] | None:
    """The first of the `dependentSchemas` (property → schema) that the body breaks: the property, and the rule's description."""
    if isinstance(body, dict):
        for name, rule in rules.items():
            if name in body and not holds(rule, body):
                told = rule.get("description") if isinstance(rule, dict) else None
                return name, str(told or "What goes with it is missing or does not fit.")
    return None


def holds(rule: Any, value: Any) -> bool:
    """Whether the value keeps the rule. Here, `not` and `if` count too: rules have no keywords but those that are checked."""
    try:
        checked(rule, value, conditions=True)
    except Mismatch:
        return False
    return True


def checked(schema: Any, value: Any, root: Any = None, conditions: bool = False) -> Any:
    """The value. Raises Mismatch, whose path leads to what does not fit. `root`: the whole schema, for references."""
    root = schema if root is None else root
    part = partial(_part, root, conditions)
    schema = _resolved(root, schema)
    if schema is False:
        raise Mismatch("should not be there")
    if not isinstance(schema, dict):
        return value
    kinds = schema["type"] if isinstance(schema.get("type"), list) else [schema["type"]] if "type" in schema else []
    if kinds and all(kind in _TYPES for kind in kinds):
        first_fit([_TYPES[kind] for kind in kinds], float(value) if isinstance(value, Decimal) else value)
    allowed = [schema["const"]] if "const" in schema else schema.get("enum")
    if isinstance(allowed, list):
        Literal(*allowed).encode(value)
    for each in _list(schema, "allOf"):
        part(each, value)
    for alternatives in (_list(schema, "anyOf"), _list(schema, "oneOf")):
        if alternatives:
            first_fit([partial(part, each) for each in alternatives], value)
    if conditions and "not" in schema and holds(schema["not"], value):
        raise Mismatch("is excluded")
    if conditions and "if" in schema:
        part(schema.get("then" if holds(schema["if"], value) else "else", True), value)
    if isinstance(value, dict):
        for name in _list(schema, "required"):
            if name not in value:
                raise Mismatch("is missing", (name,))
        properties = schema["properties"] if isinstance(schema.get("properties"), dict) else {}
        others = True if "patternProperties" in schema else schema.get("additionalProperties", True)
        for name, each in value.items():
            inside(name, partial(part, properties.get(name, others)), each)
    elif isinstance(value, list):
        prefix = _list(schema, "prefixItems")
        for index, each in enumerate(value):
            inside(index, partial(part, prefix[index] if index < len(prefix) else schema.get("items", True)), each)
    return value


def _part(root: Any, conditions: bool, schema: Any, value: Any) -> Any:
    return checked(schema, value, root, conditions)


def _list(schema: dict[str, Any], keyword: str) -> list[Any]:
    value = schema.get(keyword)
    return value if isinstance(value, list) else []


def _resolved(root: Any, schema: Any) -> Any:
    """Follows local references. A reference that cannot be followed allows every value."""
    for _ in range(20):
        reference = schema.get("$ref") if isinstance(schema, dict) else None
        if not isinstance(reference, str):
            return schema
        schema = root if reference.startswith("#") else True
        for part in reference.split("/")[1:]:
            schema = schema.get(part.replace("~1", "/").replace("~0", "~"), True) if isinstance(schema, dict) else True
    return True
