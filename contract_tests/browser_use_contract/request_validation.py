"""Validates requests against the OpenAPI document: which part is invalid, and how."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from . import spec
from .document import by_identity
from .exchange import MISSING, Exchange
from .schemas import enum, merged, object_of, options_of, type_of, types, types_of, validator_of
from .values import is_almost_uuid, is_uuid

NULL, TYPE, VALUE = "null", "type", "value"
NOT_A_NUMBER, BELOW, ABOVE = "not-a-number", "below", "above"
TOO_SHORT, TOO_LONG, TOO_FEW, TOO_MANY = "too-short", "too-long", "too-few", "too-many"
MISSING_BODY, NOT_JSON, NOT_OBJECT, ABSENT = "missing", "not-json", "not-an-object", "missing"
WITHOUT_TASK, WITHOUT_WORKSPACE, TOGETHER = "without-task", "without-workspace", "together"

_ODD_NUMBER = re.compile(r"\s*[+-]?[\d_.eE+]*\s*\Z")
_HALF_PAIR = re.compile("[\ud800-\udfff]")
#: Texts that are certainly no integer: empty text and decimal fractions.
_NO_INTEGER = re.compile(r"|[0-9]+\.[0-9]*[1-9]")
#: Texts that some servers accept as a boolean.
_ODD_BOOLEANS = ("", "0", "1", "on", "off", "yes", "no", "y", "n", "t", "f", "true", "false")
#: Keywords of a schema by type, with the kind of mistake if a value violates them.
_KEYWORDS = {
    "string": {"enum": VALUE, "const": VALUE, "format": VALUE, "pattern": VALUE, "minLength": TOO_SHORT, "maxLength": TOO_LONG},
    "number": {
        "enum": VALUE,
        "const": VALUE,
        "multipleOf": VALUE,
        "minimum": BELOW,
        "exclusiveMinimum": BELOW,
        "maximum": ABOVE,
        "exclusiveMaximum": ABOVE,
    },
    "array": {"minItems": TOO_FEW, "maxItems": TOO_MANY, "uniqueItems": VALUE},
    "object": {"minProperties": TOO_FEW, "maxProperties": TOO_MANY},
    "boolean": {"enum": VALUE, "const": VALUE},
}


#: The formats that restrict a text. Others, such as `password`, only describe its purpose.
_FORMATS = ("uuid", "date-time", "date", "time", "duration", "email", "uri", "uri-reference", "hostname", "ipv4", "ipv6", "regex")


class Mistake(NamedTuple):
    """One mistake in a request. `name` is the property or parameter, or `body`. `kind` is the kind of mistake.

    The name of a nested property has a slash, as in `files/name`.
    """

    name: str
    kind: str


class Ambiguous(Exception):
    """The documentation does not say whether this request is valid, so correct servers may differ."""


def find_mistakes(exchange: Exchange) -> list[Mistake]:
    """Returns all mistakes in a request. Raises Ambiguous if the documentation does not say whether it is valid."""
    operation = spec.operations().get(exchange.operation)
    if operation is None:
        return []
    found = [*_path(operation, exchange), *_query(operation, exchange)]
    if operation.body is not None:
        found += _body(operation, exchange)
    elif "requestBody" in operation.definition:
        raise Ambiguous  # another content type, which the suite does not send
    return found


def mistakes_of(exchange: Exchange) -> list[Mistake] | None:
    """Returns all mistakes in a request, or None if the documentation does not say whether it is valid."""
    try:
        return find_mistakes(exchange)
    except Ambiguous:
        return None


def _path(operation: spec.Operation, exchange: Exchange) -> list[Mistake]:
    found = []
    for parameter, value in zip(operation.in_path, operation.values(exchange.path), strict=False):
        if not value.strip(". "):
            raise Ambiguous
        if kind := mistakes_in_text(value, parameter.schema):
            found.append(Mistake(parameter.name, kind))
    return found


def _query(operation: spec.Operation, exchange: Exchange) -> list[Mistake]:
    found = []
    for parameter in operation.query:
        values = [value for key, value in exchange.query if key == parameter.name]
        if not values:
            if parameter.required:
                found.append(Mistake(parameter.name, ABSENT))
            continue
        if len(values) > 1:
            raise Ambiguous
        if kind := mistakes_in_text(values[0], parameter.schema):
            found.append(Mistake(parameter.name, kind))
    return found


def mistakes_in_text(value: str, schema: Mapping[str, Any]) -> str:
    """Returns the kind of mistake in a path or query value. Empty if it is valid. Raises Ambiguous."""
    options = [one for one in options_of(schema) if types_of(one) != {"null"}]
    known = set().union(*(types_of(one) for one in options)) - {"null"} if options else set()
    if len(options) != 1 or len(known) != 1:
        if "string" in known or not known:
            return ""  # any text is valid
        raise Ambiguous
    schema, kind = options[0], known.pop()
    if kind == "integer":
        return _integer(value, schema)
    if not value.strip() and (kind != "string" or schema.get("format") or schema.get("enum") or schema.get("minLength")):
        raise Ambiguous
    if kind == "boolean":
        if value in ("true", "false"):
            return ""
        if value.strip().lower() in _ODD_BOOLEANS:
            raise Ambiguous
        return VALUE
    if kind != "string":
        raise Ambiguous
    if schema.get("format") == "uuid":
        return _uuid(value)
    if any(value.lower() == str(known).lower() != value for known in schema.get("enum", ())):
        raise Ambiguous
    return _broken(schema, value, "string")


def _integer(value: str, schema: Mapping[str, Any]) -> str:
    if not re.fullmatch(r"-?(0|[1-9][0-9]{0,8})", value):
        if _ODD_NUMBER.match(value) and not _NO_INTEGER.fullmatch(value):
            raise Ambiguous
        return NOT_A_NUMBER
    if int(value) < schema.get("minimum", -math.inf):
        return BELOW
    return ABOVE if int(value) > schema.get("maximum", math.inf) else ""


def _uuid(value: str) -> str:
    if is_almost_uuid(value):
        raise Ambiguous
    return "" if is_uuid(value) else VALUE


def _body(operation: spec.Operation, exchange: Exchange) -> list[Mistake]:
    if exchange.sent is None or not exchange.sent.strip():
        return [Mistake("body", MISSING_BODY)] if operation.body_required else []
    if "json" not in exchange.content_type.lower():
        raise Ambiguous
    if exchange.request is MISSING:
        if _is_strange_json(exchange.sent):
            raise Ambiguous
        return [Mistake("body", NOT_JSON)]
    schema = operation.body or {}
    if exchange.request is None and "null" in types(schema):
        return []
    if exchange.request is None and not operation.body_required:
        raise Ambiguous  # some frameworks accept null as an absent body
    if not isinstance(exchange.request, dict):
        return [Mistake("body", NOT_OBJECT)] if "object" in types(schema) else []
    whole = object_of(schema)
    found = [wrong for name, value in exchange.request.items() for wrong in _property(whole, name, value)]
    found += [Mistake(name, ABSENT) for name in whole.get("required", ()) if name not in exchange.request]
    rules = _rules(exchange) if exchange.operation == "createSession" else []
    if not found and not rules and not _fits(schema, exchange.request):
        rules = [Mistake("body", TOGETHER)]
    return found + rules


def _is_strange_json(sent: bytes) -> bool:
    """Whether these bytes are invalid here but valid JSON for some servers: NaN, duplicate names, another encoding."""
    try:
        json.loads(sent)
    except (ValueError, RecursionError):
        return False
    return True


def _fits(schema: Mapping[str, Any], value: Any) -> bool:
    try:
        return validator_of(schema).is_valid(value)
    except (ValueError, TypeError, OverflowError):
        raise Ambiguous from None


def _property(whole: Mapping[str, Any], name: str, value: Any) -> Iterator[Mistake]:
    schema = whole.get("properties", {}).get(name)
    if schema is None:
        more = whole.get("additionalProperties", True)
        if more is False:
            yield Mistake("body", VALUE)
        elif isinstance(more, dict):
            yield from (Mistake("/".join(("body", wrong.name)).strip("/"), wrong.kind) for wrong in mistakes_in(more, value))
        return
    codes = enum("ProxyCountryCode") if name == "proxyCountryCode" else ()
    if codes and isinstance(value, str) and value not in codes and value.lower() in codes:
        raise Ambiguous  # the API page writes "US" in its prose and "us" in its enum
    for wrong in mistakes_in(schema, value):
        yield Mistake(f"{name}/{wrong.name}" if wrong.name else name, wrong.kind)


def mistakes_in(schema: Any, value: Any) -> Iterator[Mistake]:
    """Yields the mistakes in a JSON value. Names are paths that start at the value. Raises Ambiguous."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and not -1e300 < value < 1e300:
        raise Ambiguous
    if isinstance(value, str) and _HALF_PAIR.search(value):
        raise Ambiguous
    options = options_of(schema)
    if isinstance(value, str) and any(one.get("format") == "uuid" for one in options) and is_almost_uuid(value):
        raise Ambiguous
    if _fits(schema, value):
        return
    if value is None:
        yield Mistake("", NULL)
        return
    kind = type_of(value)
    fitting = [
        one for one in options if not types_of(one) or kind in types_of(one) or (kind == "number" and "integer" in types_of(one))
    ]
    if not fitting:
        yield Mistake("", TYPE)
    elif len(fitting) > 1:
        yield Mistake("", VALUE)
    elif kind == "number" and "number" not in types_of(fitting[0]) and isinstance(value, float) and not value.is_integer():
        yield Mistake("", TYPE)
    else:
        yield from _inside(merged(fitting[0]), value, kind)


def _inside(schema: Mapping[str, Any], value: Any, kind: str) -> Iterator[Mistake]:
    """Yields the mistakes in a value of the right type."""
    found = [Mistake("", violated)] if (violated := _broken(schema, value, kind)) else []
    if kind == "object":
        found += [wrong for name, item in value.items() for wrong in _property(schema, name, item)]
        found += [Mistake(name, ABSENT) for name in schema.get("required", ()) if name not in value]
    if kind == "array" and "items" in schema:
        found += [wrong for item in value for wrong in mistakes_in(schema["items"], item)]
    yield from found or [Mistake("", VALUE)]


def _broken(schema: Mapping[str, Any], value: Any, kind: str) -> str:
    """Returns the kind of mistake if a value violates a keyword of its schema. Empty if it violates none."""
    for keyword, message in _KEYWORDS[kind].items():
        if keyword in schema and not _fits(_keywords(schema)[keyword], value):
            return message
    return ""


@by_identity
def _keywords(schema: Any) -> Mapping[str, dict[str, Any]]:
    """Returns each keyword of a schema as a separate schema."""
    return {keyword: {keyword: value} for keyword, value in schema.items()}


def _rules(exchange: Exchange) -> list[Mistake]:
    """Returns violations of the two rules between properties of a create request."""
    found = []
    if exchange.fields.get("sessionId") is not None and exchange.fields.get("task") is None:
        found.append(Mistake("sessionId", WITHOUT_TASK))
    if exchange.fields.get("cacheScript") is True and exchange.fields.get("workspaceId") is None:
        if exchange.fields.get("sessionId") is not None:
            raise Ambiguous  # the session may have a workspace
        found.append(Mistake("cacheScript", WITHOUT_WORKSPACE))
    return found


def kinds_of(schema: Any, *, inside: bool = True) -> Iterator[Mistake]:
    """Yields the possible mistakes in a JSON value, including those in nested properties."""
    options = options_of(schema)
    known = types(schema)
    if known:
        yield Mistake("", TYPE)
        if "null" not in known:
            yield Mistake("", NULL)
    by_kind: dict[str, list[Mapping[str, Any]]] = {}
    for one in options:
        for kind in types_of(one):
            by_kind.setdefault("number" if kind == "integer" else kind, []).append(one)
    for kind, found in by_kind.items():
        message = {
            word
            for keyword, word in _KEYWORDS.get(kind, {}).items()
            if len(found) == 1 and keyword in found[0] and (keyword != "format" or found[0]["format"] in _FORMATS)
        }
        yield from (Mistake("", word) for word in sorted(message))
        if inside and len(found) == 1:
            yield from _kinds_inside(merged(found[0]), kind)


def _kinds_inside(schema: Mapping[str, Any], kind: str) -> Iterator[Mistake]:
    if kind == "array" and "items" in schema:
        yield from _all_inside(schema["items"], "")
    if kind == "object":
        yield from (Mistake(name, ABSENT) for name in schema.get("required", ()))
        for name, inner in schema.get("properties", {}).items():
            yield from _all_inside(inner, name)


def _all_inside(schema: Any, name: str) -> Iterator[Mistake]:
    """Yields the possible mistakes one level below. Deeper mistakes count as mistakes of their parent."""
    whole = object_of(schema) if not name else {}
    yield from (Mistake(name, one.kind) for one in kinds_of(schema, inside=False))
    for inner, value in whole.get("properties", {}).items():
        yield from (Mistake(inner, one.kind) for one in kinds_of(value, inside=False))
    yield from (Mistake(inner, ABSENT) for inner in whole.get("required", ()))
