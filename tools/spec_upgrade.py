"""OpenAPI 3.0 in the form of 3.1, for documents of both versions: many use words of the other."""

from __future__ import annotations

from typing import Any

from spec_fields import parts


def upgrade(document: dict[str, Any]) -> None:
    """Rewrite `nullable` and boolean `exclusiveMinimum` in place."""
    for part in reversed(list(parts(document))):  # Inner schemas first: places are not needed any more.
        if part.kind == "schema":
            _upgrade(part.value)


def _upgrade(schema: dict[str, Any]) -> None:
    for exclusive, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(schema.get(exclusive), bool) and schema.pop(exclusive) and bound in schema:
            schema[exclusive] = schema.pop(bound)
    if schema.pop("nullable", None) is not True:
        return
    if isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
        if isinstance(schema.get("enum"), list) and None not in schema["enum"]:
            schema["enum"] = [*schema["enum"], None]
        if isinstance(schema.get("allOf"), list):
            schema["anyOf"] = [{"allOf": schema.pop("allOf")}, {"type": "null"}]
        return
    for keyword in ("anyOf", "oneOf"):
        if isinstance(schema.get(keyword), list):
            schema[keyword] = [*schema[keyword], {"type": "null"}]
            return
    for keyword in ("$ref", "allOf"):
        if keyword in schema:
            schema["anyOf"] = [{keyword: schema.pop(keyword)}, {"type": "null"}]
            return
