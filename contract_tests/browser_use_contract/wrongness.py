"""What is wrong with a request, by openapi.yaml: which part of it, and in what way."""

from __future__ import annotations

import json
import math
import re
from functools import cache
from typing import Any, NamedTuple

import jsonschema_rs

from . import spec
from .exchange import MISSING, Exchange
from .values import is_almost_uuid, is_uuid

NULL, TYPE, VALUE = "null", "type", "value"
NOT_A_NUMBER, BELOW, ABOVE = "not-a-number", "below", "above"
MISSING_BODY, NOT_JSON, NOT_OBJECT = "missing", "not-json", "not-an-object"
WITHOUT_TASK, WITHOUT_WORKSPACE = "without-task", "without-workspace"

_BODY_OF = {"createSession": "CreateSessionRequest", "stopSession": "StopSessionRequest"}
_ODD_NUMBER = re.compile(r"\s*[+-]?[\d_.eE+]*\s*\Z")
_HALF_PAIR = re.compile("[\ud800-\udfff]")
#: Nothing at all, and plain fractions.
_NO_INTEGER = re.compile(r"|[0-9]+\.[0-9]*[1-9]")


class Wrong(NamedTuple):
    """One mistake. `name` is the property or parameter, or `body`; `kind` is the way in which it is wrong."""

    name: str
    kind: str


class Doubtful(Exception):
    """Sound servers may differ about this request, so that nothing can be said of it."""


def wrongs(exchange: Exchange) -> list[Wrong]:
    """All mistakes of a request; none where it is valid. Raises Doubtful where the documentation leaves it open."""
    found = [*_path(exchange), *_query(exchange)]
    if exchange.operation in _BODY_OF:
        found += _body(exchange, _BODY_OF[exchange.operation])
    return found


def mistakes_of(exchange: Exchange) -> list[Wrong] | None:
    """All mistakes of a request, or None where the documentation leaves it open whether there are any."""
    try:
        return wrongs(exchange)
    except Doubtful:
        return None


def _path(exchange: Exchange) -> list[Wrong]:
    if exchange.operation in ("createSession", "listSessions") or is_uuid(exchange.session_id):
        return []
    if is_almost_uuid(exchange.session_id) or not exchange.session_id.strip(". "):
        raise Doubtful
    return [Wrong("session_id", VALUE)]


@cache
def parameters(operation: str) -> dict[str, Any]:
    """The query parameters of an operation, with their schemas."""
    definition = next(route.definition for route in spec.routes() if route.operation == operation)
    return {item["name"]: item["schema"] for item in definition.get("parameters", ())}


def _query(exchange: Exchange) -> list[Wrong]:
    found = []
    for name, schema in parameters(exchange.operation).items():
        values = [value for key, value in exchange.query if key == name]
        if not values:
            continue
        if len(values) > 1 or not (values[0].strip() or schema["type"] == "integer"):
            raise Doubtful
        kind = _number(values[0], schema) if schema["type"] == "integer" else _uuid(values[0])
        if kind:
            found.append(Wrong(name, kind))
    return found


def _number(value: str, schema: dict[str, Any]) -> str:
    if not re.fullmatch(r"-?(0|[1-9][0-9]{0,8})", value):
        if _ODD_NUMBER.match(value) and not _NO_INTEGER.fullmatch(value):
            raise Doubtful
        return NOT_A_NUMBER
    if int(value) < schema["minimum"]:
        return BELOW
    return ABOVE if int(value) > schema.get("maximum", math.inf) else ""


def _uuid(value: str) -> str:
    if is_almost_uuid(value):
        raise Doubtful
    return "" if is_uuid(value) else VALUE


def _body(exchange: Exchange, schema: str) -> list[Wrong]:
    if exchange.sent is None or not exchange.sent.strip():
        return [Wrong("body", MISSING_BODY)] if exchange.operation == "createSession" else []
    if "json" not in exchange.content_type.lower():
        raise Doubtful
    if exchange.request is MISSING:
        if _is_strange_json(exchange.sent):
            raise Doubtful
        return [Wrong("body", NOT_JSON)]
    if exchange.request is None and exchange.operation == "stopSession":
        return []
    if not isinstance(exchange.request, dict):
        return [Wrong("body", NOT_OBJECT)]
    found = [wrong for name, value in exchange.request.items() for wrong in _property(schema, name, value)]
    return found + _rules(exchange)


def _is_strange_json(sent: bytes) -> bool:
    """Bytes that are refused here as no JSON, and that other readers may take: NaN, a name twice, another encoding."""
    try:
        json.loads(sent)
    except (ValueError, RecursionError):
        return False
    return True


@cache
def _validator(schema: str, name: str) -> jsonschema_rs.Validator:
    document = {**spec.properties(schema)[name], "components": spec.document()["components"]}
    return jsonschema_rs.Draft202012Validator(spec.in_rust(document), validate_formats=True)


@cache
def types(schema: str, name: str) -> frozenset[str]:
    """The JSON types that a property may have."""

    def of(node: Any) -> set[str]:
        node = spec.resolved(node)
        if "anyOf" in node:
            return set().union(*(of(option) for option in node["anyOf"]))
        found = node["type"]
        return {found} if isinstance(found, str) else set(found)

    return frozenset(of(spec.properties(schema)[name]))


_TYPE_NAMES = {bool: "boolean", int: "number", float: "number", str: "string", list: "array", dict: "object", type(None): "null"}


def _property(schema: str, name: str, value: Any) -> list[Wrong]:
    if name not in spec.properties(schema):
        return []
    if isinstance(value, str) and spec.properties(schema)[name].get("format") == "uuid" and is_almost_uuid(value):
        raise Doubtful
    if isinstance(value, (int, float)) and not isinstance(value, bool) and not -1e300 < value < 1e300:
        raise Doubtful
    if isinstance(value, str) and _HALF_PAIR.search(value):
        raise Doubtful
    if isinstance(value, dict) and "object" in types(schema, name):
        return []
    if _validator(schema, name).is_valid(value):
        return []
    if value is None:
        return [Wrong(name, NULL)]
    if name == "proxyCountryCode" and isinstance(value, str) and value.lower() in spec.enum("ProxyCountryCode"):
        raise Doubtful  # the page's own prose has "US", its enum "us"
    return [Wrong(name, VALUE if _TYPE_NAMES[type(value)] in types(schema, name) else TYPE)]


def _rules(exchange: Exchange) -> list[Wrong]:
    found = []
    if exchange.operation == "createSession":
        if exchange.fields.get("sessionId") is not None and exchange.fields.get("task") is None:
            found.append(Wrong("sessionId", WITHOUT_TASK))
        if exchange.fields.get("cacheScript") is True and exchange.fields.get("workspaceId") is None:
            if exchange.fields.get("sessionId") is not None:
                raise Doubtful  # the session may have a workspace
            found.append(Wrong("cacheScript", WITHOUT_WORKSPACE))
    return found
