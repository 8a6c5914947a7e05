"""openapi.yaml as the judge reads it: routes, documented answers, and validators that mean what the document says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import jsonschema_rs
import yaml

from .refused import CheckRefused

#: The operations that the judge knows; a document without one of them is not this API's.
OPERATIONS = ("createSession", "listSessions", "getSession", "stopSession", "deleteSession", "listSessionMessages")
_METHODS = ("get", "post", "delete")
_COMPONENTS = "#/components/"


class Fault(NamedTuple):
    """One place where a value breaks its schema. `field` is the property of the outermost object, empty for the whole."""

    field: str
    problem: str


class Route(NamedTuple):
    operation: str
    method: str
    pattern: re.Pattern[str]
    definition: Mapping[str, Any]


def in_rust(schema: Any) -> Any:
    r"""The same schema with its patterns in the dialect of jsonschema-rs, where `\d` would match any Unicode digit."""
    if isinstance(schema, dict):
        return {
            name: value.replace(r"\d", "[0-9]") if name == "pattern" and isinstance(value, str) else in_rust(value)
            for name, value in schema.items()
        }
    return [in_rust(item) for item in schema] if isinstance(schema, list) else schema


@cache
def document() -> dict[str, Any]:
    """openapi.yaml. Raises CheckRefused where it cannot be read or is not the document of this API."""
    try:
        text = (resources.files("browser_use_contract") / "openapi.yaml").read_text("utf-8")
        found = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 -- both are safe loaders
        known = {item.get("operationId") for path in found["paths"].values() for item in path.values() if isinstance(item, dict)}
        missing = [name for name in OPERATIONS if name not in known]
        if missing:
            raise KeyError(f"operation {missing[0]}")
        for name in found["components"]["schemas"]:
            _compiled({"$ref": f"#/components/schemas/{name}", "components": in_rust(found["components"])})
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise CheckRefused(
            f"The judge's own openapi.yaml is broken: {error}\nRestore it, or install the package again."
        ) from None
    return dict(found)


def _compiled(schema: Mapping[str, Any]) -> jsonschema_rs.Validator:
    return jsonschema_rs.Draft202012Validator(dict(schema), validate_formats=True)


def resolved(node: Any) -> Any:
    """What a `$ref` stands for; anything else as it is."""
    while isinstance(node, dict) and isinstance(reference := node.get("$ref"), str) and reference.startswith(_COMPONENTS):
        kind, name = reference.removeprefix(_COMPONENTS).split("/")
        node = {**document()["components"][kind][name], **{key: value for key, value in node.items() if key != "$ref"}}
    return node


@cache
def routes() -> tuple[Route, ...]:
    found = []
    for template, item in document()["paths"].items():
        pattern = re.compile(re.sub(r"\\\{.*?\\\}", "([^/]*)", re.escape(template)))
        found += [Route(item[m]["operationId"], m.upper(), pattern, item[m]) for m in _METHODS if m in item]
    return tuple(found)


def locate(method: str, path: str) -> tuple[str, str]:
    """The operation that a request reaches and the session id in its path, both empty where there is none."""
    for route in routes():
        if route.method == method and (match := route.pattern.fullmatch(path)):
            return route.operation, match[1] if match.groups() else ""
    return "", ""


@cache
def answers(operation: str) -> Mapping[str, Mapping[str, Any]]:
    """The documented answers of an operation: status ("200", "5XX") to response object."""
    definition = next(route.definition for route in routes() if route.operation == operation)
    return {str(status): resolved(response) for status, response in definition["responses"].items()}


def answer(operation: str, status: int) -> tuple[str, Mapping[str, Any]] | None:
    """The documented answer that a status falls under, by its own number or its class."""
    known = answers(operation)
    for name in (str(status), f"{status // 100}XX"):
        if name in known:
            return name, known[name]
    return None


@cache
def schema_name(operation: str, status: str) -> str:
    """The name of the schema of an answer's JSON body; empty where no body is documented."""
    content = answers(operation)[status].get("content", {}).get("application/json", {})
    return str(content.get("schema", {}).get("$ref", "")).rpartition("/")[2]


@cache
def properties(schema: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = document()["components"]["schemas"][schema].get("properties", {})
    return found


@cache
def validator(schema: str) -> jsonschema_rs.Validator:
    """Validates a named schema; formats are asserted."""
    return _compiled({"$ref": f"#/components/schemas/{schema}", "components": in_rust(document()["components"])})


def faults(schema: str, value: Any) -> Iterator[Fault]:
    """Where a value breaks a named schema; nothing where it fits."""
    check = validator(schema)
    try:
        if check.is_valid(value):
            return
        for error in check.iter_errors(value):
            path = [str(part) for part in error.instance_path]
            if not path and str(error.schema_path[-1]) == "required":
                yield Fault(error.message.split('"')[1], "is missing")
            else:
                yield Fault(path[0] if path else "", f"{'/'.join(path[1:]) + ': ' if path[1:] else ''}{error.message}")
    except (ValueError, TypeError, OverflowError) as error:  # a value that JSON Schema cannot judge, such as a huge number
        yield Fault("", str(error))


@cache
def enum(schema: str) -> tuple[str, ...]:
    return tuple(document()["components"]["schemas"][schema]["enum"])
