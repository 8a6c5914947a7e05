"""What a schema says besides what its values are: descriptions, secrets, flags."""

from __future__ import annotations

from typing import Any

from spec_merge import Schema
from spec_normal import Normal


def description_of(schema: Any, normal: Normal) -> str:
    """Its own, or that of what it refers to."""
    if not isinstance(schema, dict):
        return ""
    resolved = normal.resolve(schema)
    return str(schema.get("description") or (resolved.get("description") if isinstance(resolved, dict) else "") or "")


def is_secret(schema: Any, normal: Normal) -> bool:
    """Whether its values are not to be shown."""
    if not isinstance(schema, dict):
        return False
    resolved = normal.resolve(schema)
    resolved = resolved if isinstance(resolved, dict) else {}
    return any(
        each.get("x-secret") is True or each.get("format") == "password" or _items(each).get("x-secret") is True
        for each in (schema, resolved, *[part for part in schema.get("anyOf") or () if isinstance(part, dict)])
    )


def flag(schema: Any, name: str) -> bool:
    """Whether a keyword such as `readOnly` is set."""
    return isinstance(schema, dict) and schema.get(name) is True


def _items(schema: Schema) -> Schema:
    items = schema.get("items")
    return items if isinstance(items, dict) else {}
