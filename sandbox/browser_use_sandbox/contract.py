"""openapi.yaml, read and compiled: which operations there are, and what their requests have to look like."""

import functools
import importlib.resources
from collections.abc import Iterator
from typing import Any, Literal

import attrs
import jsonschema_rs
import yaml

_METHODS = ("get", "put", "post", "delete", "patch")


@attrs.frozen
class Parameter:
    """A query or path parameter: how its text is read, and what the value has to be."""

    name: str
    where: Literal["path", "query"]
    is_integer: bool
    default: Any
    validator: jsonschema_rs.Validator


@attrs.frozen
class Operation:
    """One operation: `path` has its parameters in braces, `body` is None where no body is taken."""

    id: str
    method: str
    path: str
    parameters: tuple[Parameter, ...]
    body: jsonschema_rs.Validator | None
    body_required: bool


@functools.cache
def load() -> tuple[Operation, ...]:
    """All operations of the contract, ready to judge requests."""
    source = importlib.resources.files("browser_use_sandbox") / "openapi.yaml"
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    document = _ecmascript_patterns(yaml.load(source.read_bytes(), loader))  # noqa: S506 -- both are safe loaders
    return tuple(_operations(document))


def _operations(document: dict[str, Any]) -> Iterator[Operation]:
    for path, item in document["paths"].items():
        for method in _METHODS:
            if method in item:
                operation = item[method]
                parameters = [_resolve(document, p) for p in [*item.get("parameters", ()), *operation.get("parameters", ())]]
                request = operation.get("requestBody", {})
                schema = request.get("content", {}).get("application/json", {}).get("schema")
                yield Operation(
                    id=operation["operationId"],
                    method=method.upper(),
                    path=path,
                    parameters=tuple(_parameter(document, p) for p in parameters),
                    body=None if schema is None else _compile(document, schema),
                    body_required=request.get("required", False),
                )


def _parameter(document: dict[str, Any], parameter: dict[str, Any]) -> Parameter:
    schema = parameter["schema"]
    return Parameter(
        name=parameter["name"],
        where=parameter["in"],
        is_integer=schema["type"] == "integer",
        default=schema.get("default"),
        validator=_compile(document, schema),
    )


def _resolve(document: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    """What a local `$ref` points to, or the value itself."""
    while "$ref" in value:
        target: Any = document
        for part in value["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        value = target
    return value


def _compile(document: dict[str, Any], schema: dict[str, Any]) -> jsonschema_rs.Validator:
    return jsonschema_rs.Draft202012Validator({**schema, "components": document["components"]}, validate_formats=True)


def _ecmascript_patterns(value: Any) -> Any:
    r"""The document with its patterns so written that the regex engine reads them as ECMAScript does.

    The contract's patterns have `\d` outside of brackets alone. The engine takes it for a digit of any script in a pattern with a
    lookahead; in ECMAScript it is an ASCII digit. Its `$` is the very end of the text already.
    """
    if isinstance(value, dict):
        return {
            name: part.replace(r"\d", "[0-9]") if name == "pattern" and isinstance(part, str) else _ecmascript_patterns(part)
            for name, part in value.items()
        }
    if isinstance(value, list):
        return [_ecmascript_patterns(part) for part in value]
    return value
