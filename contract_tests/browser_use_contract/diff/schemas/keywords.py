"""Translates schema objects of OpenAPI 3.0 and 3.1 to JSON Schema 2020-12."""

from __future__ import annotations

from typing import Any

ALL_TYPES = ("null", "boolean", "number", "string", "array", "object")

_OBJECT = {
    "properties", "required", "additionalProperties", "patternProperties", "propertyNames", "minProperties", "maxProperties",
    "dependentRequired", "dependentSchemas", "unevaluatedProperties",
}  # fmt: skip
_ARRAY = {"items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains", "minContains", "maxContains"}
_COMPOSITIONS = {"$ref", "allOf", "anyOf", "oneOf"}
# Formats for display, which do not restrict values.
_HINTS = {"password", "textarea", "string"}
# The media type of bytes, in the words of 3.0 and 3.1.
_BYTES = "application/octet-stream"


def translate(schema: dict[str, Any], *, references_alone: bool) -> dict[str, Any]:
    """Returns the schema in the keywords of 3.1, or unchanged if it has no keywords of 3.0.

    Documents that were converted from 3.0 to 3.1 often keep `nullable`, so it counts in both versions. It is kept in an object
    without `type`, where it extends a reference or composition. With `references_alone`, as in 3.0, keywords beside a reference
    are ignored.
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
    """Returns the types that `type`, `enum` and `const` allow, with a separate `integer`. None if there is no restriction."""
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
    """Returns the types that the keywords of an object without `type` are about. Strictly it admits all others too."""
    implied = set()
    if _OBJECT & schema.keys():
        implied.add("object")
    if _ARRAY & schema.keys():
        implied.add("array")
    if "contentEncoding" in schema or "contentMediaType" in schema:
        implied.add("string")
    return implied


def type_of(value: Any) -> str:
    """Returns the JSON type of a value. `integer` for whole numbers."""
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
    """Returns the required properties, in their order."""
    required = schema.get("required")
    return [name for name in required if isinstance(name, str)] if isinstance(required, list) else []


def listed(schema: dict[str, Any], type_: str) -> dict[str, Any]:
    """Returns an `enum` of the listed values of one type. Empty if values are not listed."""
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    return {"enum": [each for each in values if type_of(each) == type_]} if isinstance(values, list) else {}


def string_format(schema: dict[str, Any]) -> str | None:
    """Returns the format of a string. All spellings of base64 and of bytes have the same name."""
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
