"""What a schema object says in the words of JSON Schema 2020-12, whichever version of OpenAPI it is written in."""

from __future__ import annotations

from typing import Any

ALL_TYPES = ("null", "boolean", "number", "string", "array", "object")

_OBJECT = {
    "properties", "required", "additionalProperties", "patternProperties", "propertyNames", "minProperties", "maxProperties",
    "dependentRequired", "dependentSchemas", "unevaluatedProperties",
}  # fmt: skip
_ARRAY = {"items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains", "minContains", "maxContains"}
_COMPOSITIONS = {"$ref", "allOf", "anyOf", "oneOf"}
# Formats that say how a form shows a value, not which values there are.
_HINTS = {"password", "textarea", "string"}
# The bytes of a file, in words of 3.0 and of 3.1.
_BYTES = "application/octet-stream"


def translate(schema: dict[str, Any], *, references_alone: bool) -> dict[str, Any]:
    """A schema in the words of 3.1, as far as one object can say it; itself where it has none of 3.0's own words.

    Documents that were lifted from 3.0 to 3.1 often keep `nullable`, so it counts in both. It stays where the object has no
    `type`: it then widens what a reference or a composition gives. By `references_alone`, as in 3.0, nothing counts beside a
    reference.
    """
    if references_alone and "$ref" in schema:
        return {"$ref": schema["$ref"]}
    if not schema.keys() & {"nullable", "exclusiveMinimum", "exclusiveMaximum"}:
        return schema
    changed = dict(schema)
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        value = changed.get(exclusive)
        if isinstance(value, bool):
            del changed[exclusive]
            if value and bound in changed:
                changed[exclusive] = changed.pop(bound)
    if changed.get("nullable") is True and isinstance(changed.get("type"), str) and not _COMPOSITIONS & changed.keys():
        del changed["nullable"]
        changed["type"] = [changed["type"], "null"]
        if isinstance(changed.get("enum"), list) and None not in changed["enum"]:
            changed["enum"] = [*changed["enum"], None]
    return changed


def types_of(schema: dict[str, Any]) -> set[str] | None:
    """The types that the object's `type`, `enum` and `const` leave, with `integer` apart; None where it says nothing."""
    found: set[str] | None = None
    stated = schema.get("type")
    if isinstance(stated, str):
        found = {stated}
    elif isinstance(stated, list):
        found = {each for each in stated if isinstance(each, str)}
    if found is not None and "number" in found:
        found.add("integer")
    values: list[Any] | None = None
    if isinstance(schema.get("enum"), list):
        values = schema["enum"]
    if "const" in schema:
        values = [schema["const"]]
    if values is not None:
        listed = {type_of(value) for value in values}
        found = listed if found is None else found & listed
    return found


def implied_types(schema: dict[str, Any]) -> set[str]:
    """The types that an object without `type` plainly speaks of; strictly it admits all others too."""
    implied = set()
    if _OBJECT & schema.keys():
        implied.add("object")
    if _ARRAY & schema.keys():
        implied.add("array")
    if "contentEncoding" in schema or "contentMediaType" in schema:
        implied.add("string")
    return implied


def type_of(value: Any) -> str:
    """The JSON type of a value; `integer` for whole numbers."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return "integer"
    if isinstance(value, float):
        return "number"
    return "string" if isinstance(value, str) else "array" if isinstance(value, list) else "object"


def required_names(schema: dict[str, Any]) -> list[str]:
    """The properties that the object requires, in its order."""
    required = schema.get("required")
    return [name for name in required if isinstance(name, str)] if isinstance(required, list) else []


def listed(schema: dict[str, Any], type_: str) -> dict[str, Any]:
    """The listed values of one type as an `enum` of its own; nothing where values are not listed."""
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    return {"enum": [each for each in values if type_of(each) == type_]} if isinstance(values, list) else {}


def string_format(schema: dict[str, Any]) -> str | None:
    """The format of a string; what is base64 or bytes has one name, however it is written."""
    encoding, media_type = schema.get("contentEncoding"), schema.get("contentMediaType")
    stated = schema.get("format")
    if stated == "byte" and encoding is None:
        encoding = "base64"
    if stated == "binary" and media_type is None:
        media_type = _BYTES
    if isinstance(encoding, str):
        return f"{encoding}" if media_type in (None, _BYTES) else f"{encoding} of {media_type}"
    if isinstance(media_type, str):
        return "binary" if media_type == _BYTES else f"content {media_type}"
    return stated if isinstance(stated, str) and stated not in _HINTS else None
