"""Corrects examples that a change has made invalid: with a new required property, or instead of a removed value."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import jsonschema_rs

from spec_fields import parts

_MOST = 50
_SAMPLES = {
    "uuid": "3c90c3cc-0d44-4b50-8888-8dd25736052a",
    "date-time": "2026-04-02T10:00:00Z",
    "date": "2026-04-02",
    "uri": "https://example.com/",
    "email": "someone@example.com",
}


class _Example(NamedTuple):
    """An example, `holder[key]`, and its schema."""

    holder: dict[str, Any]
    key: str
    schema: dict[str, Any]


def mend_examples(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Changes examples in `new` in place. Returns notes about those that are still invalid and were valid in `old`."""
    wrong_before = {json.dumps(each.holder[each.key]) for each in _examples(old) if _error(each, old)}
    notes = []
    for example in _examples(new):
        if json.dumps(example.holder[example.key]) in wrong_before:
            continue
        for _ in range(_MOST):
            error = _error(example, new)
            if error is None:
                break
            if not _mend(example, error, new):
                notes.append(f"an example no longer fits its schema: {error.message[:200]}")
                break
    return list(dict.fromkeys(notes))


def _examples(root: dict[str, Any]) -> Iterator[_Example]:
    for part in parts(root):
        schema = part.value.get("schema")
        if part.kind not in ("media-type", "parameter", "header") or not isinstance(schema, dict):
            continue
        if "example" in part.value:
            yield _Example(part.value, "example", schema)
        named = part.value.get("examples")
        for each in named.values() if isinstance(named, dict) else ():
            example = _resolved(each, root)
            if isinstance(example, dict) and "value" in example:
                yield _Example(example, "value", schema)


def _error(example: _Example, root: dict[str, Any]) -> Any:
    document = {"$ref": "#/schema", "schema": example.schema, "components": root.get("components", {})}
    try:
        validator = jsonschema_rs.Draft202012Validator(document)
    except (ValueError, jsonschema_rs.ValidationError):
        return None  # jsonschema-rs cannot read the schema, for example a pattern of another dialect.
    errors = list(validator.iter_errors(example.holder[example.key]))
    return min(errors, key=lambda each: len(each.instance_path)) if errors else None


def _mend(example: _Example, error: Any, root: dict[str, Any]) -> bool:
    """Corrects the error. Returns whether it could."""
    keyword = error.schema_path[-1] if error.schema_path else None
    place = list(error.instance_path)
    holder: Any = {"": example.holder[example.key]}
    for step in ["", *place][:-1]:
        holder = holder[step]
    if keyword == "required":
        value = holder[place[-1]] if place else example.holder[example.key]
        schema = _below(example.schema, place, root)
        missing = [name for name in schema.get("required", []) if name not in value]
        if not missing or not isinstance(value, dict):
            return False
        for name in missing:
            value[name] = _sample(_below(schema, [name], root), root)
        return True
    schema = _below(example.schema, place, root)
    if not place or schema.get("enum") is None or holder[place[-1]] in schema["enum"]:
        return False
    default = _default(example.schema, place, root)
    holder[place[-1]] = default if default in schema["enum"] else schema["enum"][0]
    return True


def _below(schema: Any, place: list[Any], root: dict[str, Any]) -> dict[str, Any]:
    found = _plain(schema, root)
    for step in place:
        found = _plain(found.get("items", {}) if isinstance(step, int) else found.get("properties", {}).get(step, {}), root)
    return found


def _default(schema: Any, place: list[Any], root: dict[str, Any]) -> Any:
    holder = _below(schema, place[:-1], root)
    own = holder.get("properties", {}).get(place[-1], {})
    return own.get("default") if isinstance(own, dict) else None


def _plain(schema: Any, root: dict[str, Any]) -> dict[str, Any]:
    """Returns the schema behind references and compositions with null."""
    for _ in range(20):
        schema = _resolved(schema, root)
        options = [each for key in ("anyOf", "oneOf", "allOf") for each in schema.get(key, []) if each != {"type": "null"}]
        if not options or "properties" in schema or "type" in schema:
            return dict(schema)
        schema = options[0]
    return {}


def _sample(schema: dict[str, Any], root: dict[str, Any]) -> Any:
    if "default" in schema:
        return schema["default"]
    if schema.get("enum"):
        return schema["enum"][0]
    kind = schema.get("type")
    kinds = kind if isinstance(kind, list) else [kind]
    if "string" in kinds:
        return _SAMPLES.get(str(schema.get("format")), "text")
    if "integer" in kinds or "number" in kinds:
        return schema.get("minimum", 1)
    if "boolean" in kinds:
        return False
    if "array" in kinds:
        return []
    properties = schema.get("properties", {})
    return {name: _sample(_plain(properties.get(name, {}), root), root) for name in schema.get("required", [])}


def _resolved(value: Any, root: dict[str, Any]) -> Any:
    while isinstance(value, dict) and isinstance(value.get("$ref"), str) and value["$ref"].startswith("#/"):
        target: Any = root
        for step in value["$ref"][2:].split("/"):
            target = target.get(step.replace("~1", "/").replace("~0", "~"), {})
        value = target
    return value if isinstance(value, dict) else {}
