"""Rules between the properties of a request body: the part of JSON Schema that such rules are written in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any


def broken_rule(rules: Mapping[str, Any], body: Any) -> tuple[str, str] | None:
    """The first of the `dependentSchemas` (property → schema) that the body breaks: the property, and the rule's description."""
    if isinstance(body, dict):
        for name, rule in rules.items():
            if name in body and not holds(rule, body):
                told = rule.get("description") if isinstance(rule, dict) else None
                return name, str(told or "What goes with it is missing or does not fit.")
    return None


def holds(schema: Any, value: Any) -> bool:
    """Whether the value fits the schema, as far as the keywords here tell. Any other keyword is taken to hold."""
    if not isinstance(schema, dict):
        return schema is not False
    return all(_HOLDS[keyword](schema, value) for keyword in schema if keyword in _HOLDS)


def _properties(schema: dict[str, Any], value: Any) -> bool:
    return not isinstance(value, dict) or all(
        holds(part, value[name]) for name, part in schema["properties"].items() if name in value
    )


def _condition(schema: dict[str, Any], value: Any) -> bool:
    return holds(schema.get("then" if holds(schema["if"], value) else "else", True), value)


def _type(schema: dict[str, Any], value: Any) -> bool:
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return any(_TYPES.get(kind, _anything)(value) for kind in kinds)


def _anything(value: Any) -> bool:
    return True


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _is_same(one: Any, other: Any) -> bool:
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


_TYPES: dict[str, Callable[[Any], bool]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: _is_number(value) and value == int(value),
    "number": _is_number,
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}
_HOLDS: dict[str, Callable[[dict[str, Any], Any], bool]] = {
    "type": _type,
    "properties": _properties,
    "required": lambda schema, value: not isinstance(value, dict) or all(name in value for name in schema["required"]),
    "enum": lambda schema, value: any(_is_same(value, each) for each in schema["enum"]),
    "const": lambda schema, value: _is_same(value, schema["const"]),
    "allOf": lambda schema, value: all(holds(part, value) for part in schema["allOf"]),
    "anyOf": lambda schema, value: any(holds(part, value) for part in schema["anyOf"]),
    "oneOf": lambda schema, value: sum(holds(part, value) for part in schema["oneOf"]) == 1,
    "not": lambda schema, value: not holds(schema["not"], value),
    "if": _condition,
}
