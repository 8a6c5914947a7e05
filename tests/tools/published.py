"""Converts openapi.yaml to the form that the API publishes: other names, and without the project's additions."""

from __future__ import annotations

import copy
import re
from typing import Any

Document = dict[str, Any]
_OURS = {"description", "summary", "examples", "example", "links", "externalDocs"}
_METHODS = {"get", "put", "post", "delete", "patch"}


def published(document: Document, *, inline: bool = False) -> Document:
    """Returns the document as FastAPI writes it: other names of schemas and operations, inlined parameters and responses, null as
    a branch of `anyOf`, titles everywhere, the base path in the paths. With `inline` there are no references at all."""
    converted = copy.deepcopy(document)
    components = converted.pop("components")
    paths = {}
    for path, item in converted["paths"].items():
        shared = item.pop("parameters", [])
        renamed = re.sub(r"\{(\w+)\}", r"{the_\1}", path)
        for method, operation in item.items():
            name = re.sub(r"(?<!^)([A-Z])", r"_\1", operation["operationId"]).lower()
            operation["operationId"] = f"{name}_api_v3{re.sub(r'[^a-z0-9]', '_', renamed)}_{method}"
            parameters = [_resolved(each, components) for each in [*shared, *operation.get("parameters", [])]]
            for each in parameters:
                if each["in"] == "path":
                    each["name"] = f"the_{each['name']}"
            operation["parameters"] = parameters
            operation["responses"] = {
                status: _resolved(each, components)
                for status, each in operation["responses"].items()
                if status[0] == "2" or status == "422"
            }
        paths[f"/api/v3{renamed}"] = item
    for webhook in converted.get("webhooks", {}).values():
        for operation in webhook.values():
            operation["parameters"] = [_resolved(each, components) for each in operation.get("parameters", [])]
    converted["paths"] = paths
    del converted["servers"]
    converted["security"] = []
    for item in paths.values():
        for operation in item.values():
            operation["security"] = [{"APIKeyHeader": []}]
    schemas = components["schemas"]
    converted["components"] = {"securitySchemes": {"APIKeyHeader": components["securitySchemes"]["apiKey"]}}
    if not inline:
        converted["components"]["schemas"] = {f"app__views__{name}View": each for name, each in schemas.items()}
    converted = _without_ours(converted)
    return _fastapi(converted, schemas, inline)


def _resolved(value: Any, components: Document) -> Any:
    if isinstance(value, dict) and "$ref" in value:
        section, name = value["$ref"].split("/")[-2:]
        value = components[section][name]
    value = copy.deepcopy(value)
    for name, header in value.get("headers", {}).items():
        value["headers"][name] = _resolved(header, components)
    return value


def _without_ours(value: Any, *, named: bool = False) -> Any:
    if isinstance(value, list):
        return [_without_ours(each) for each in value]
    if not isinstance(value, dict):
        return value
    found = {}
    for key, each in value.items():
        if not named and (key in _OURS or key.startswith("x-")) and not (key == "summary" and "operationId" in value):
            continue
        found[key] = (
            each if key in ("enum", "default", "required") and not named else _without_ours(each, named=key == "properties")
        )
    return found


def _fastapi(value: Any, schemas: Document, inline: bool, *, named: bool = False) -> Any:
    if isinstance(value, list):
        return [_fastapi(each, schemas, inline) for each in value]
    if not isinstance(value, dict):
        return value
    reference = value.get("$ref")
    if isinstance(reference, str) and reference.startswith("#/components/schemas/"):
        name = reference.rpartition("/")[2]
        beside = {key: each for key, each in value.items() if key != "$ref"}
        if inline:
            return {**_fastapi(_without_ours(schemas[name]), schemas, inline), **beside}
        new = {"$ref": f"#/components/schemas/app__views__{name}View"}
        return {"allOf": [new], **beside} if beside else new
    converted = {key: _fastapi(each, schemas, inline, named=key == "properties") for key, each in value.items()}
    if named:
        return {name: {"title": name.title(), **each} if "$ref" not in each else each for name, each in converted.items()}
    kind = converted.get("type")
    if isinstance(kind, list) and "null" in kind:
        words = {key: converted.pop(key) for key in ("default", "title") if key in converted}
        rest = [each for each in kind if each != "null"]
        return {"anyOf": [{**converted, "type": rest[0] if len(rest) == 1 else rest}, {"type": "null"}], **words}
    return converted
