"""Reads request bodies as the document describes them: JSON, forms and others.

JSON is read strictly: without NaN and lone surrogates, with a limited depth, and with exact numbers for amounts of money.
"""

import functools
import json
import math
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import jsonschema_rs

from ..common.api_errors import InvalidRequest
from ..common.issues import Issue, issue, schema_issues
from .document import Document
from .parameters import readings
from .schemas import Shapes, items_of, object_parts, types_of

if TYPE_CHECKING:
    from email.message import Message

#: Media types of JSON, in lower case and without parameters.
JSON_TYPE = re.compile(r"application/(?:[\w.+-]+\+)?json", re.ASCII)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
#: How deeply a body may be nested; recursive functions can handle that.
_MOST_NESTED = 200
#: The largest power of ten of a number; larger ones do not fit a float, and would need much memory without an exponent.
_LARGEST_EXPONENT = 400


def parse_json(raw: bytes) -> Any:
    """The JSON value of a body; InvalidRequest if it is not JSON. In an object, numbers with a fraction become Decimals."""
    try:
        text = raw.decode()
        value = _decode(text)
        if isinstance(value, dict) and any(isinstance(part, float) for part in value.values()):
            value |= _exact_numbers(text)
        if text.count("[") + text.count("{") > _MOST_NESTED and _is_too_deep(value):
            raise RecursionError
    except RecursionError:
        raise InvalidRequest([issue(["body"], f"Is nested more than {_MOST_NESTED} levels deep", "json_invalid")]) from None
    except ValueError as error:
        raise InvalidRequest([issue(["body"], f"Is not JSON: {error}", "json_invalid")]) from None
    if _SURROGATE.search(text) and not _is_unicode(value):
        raise InvalidRequest([issue(["body"], "Has a lone surrogate, which is not a character", "unicode")])
    return value


def parse_json_body(raw: bytes, content_type: str | None) -> Any:
    """The value of a body that must be JSON; InvalidRequest if it has another type."""
    if content_type is not None and not JSON_TYPE.fullmatch(content_type.partition(";")[0].strip().lower()):
        raise InvalidRequest(
            [issue(["header", "content-type"], f"Must be application/json, not {content_type!r}", "content_type")]
        )
    return parse_json(raw)


def _is_too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(_MOST_NESTED):
        level = [
            part
            for whole in level
            if isinstance(whole, dict | list)
            for part in (whole.values() if isinstance(whole, dict) else whole)
        ]
    return any(isinstance(part, dict | list) for part in level)


def _is_unicode(value: Any) -> bool:
    try:
        json.dumps(value, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        return False
    return True


def _finite(literal: str) -> float:
    value = float(literal)
    if not math.isfinite(value):
        raise ValueError(f"the number {literal[:40]} is out of range")
    return value


def _refuse(token: str) -> None:
    raise ValueError(f"{token} is not a JSON value")


_decode = json.JSONDecoder(parse_float=_finite, parse_constant=_refuse).decode


def _exact_numbers(text: str) -> dict[str, Decimal]:
    """The numbers with a fraction in an object, exactly as written."""
    numbers = json.loads(text, parse_float=Decimal, parse_constant=_refuse)
    exact = {name: value for name, value in numbers.items() if isinstance(value, Decimal)}
    for name, value in exact.items():
        if value and value.adjusted() < -_LARGEST_EXPONENT:
            raise ValueError(f"{name} is too close to zero")
    return exact


def parse_form(document: Document, schema: Any, raw: bytes, content_type: str) -> dict[str, Any]:
    """The fields of a form; a file becomes a text with one character for each byte. InvalidRequest if it is not a form."""
    is_multipart = content_type.lower().lstrip().startswith("multipart/")
    fields = _multipart(raw, content_type) if is_multipart else parse_qsl(raw.decode("latin-1"), keep_blank_values=True)
    parts = object_parts(document, schema)
    declared = {} if parts is None else parts.properties
    result: dict[str, Any] = {}
    for name, text in fields:
        part = declared.get(name, {})
        types = types_of(document, part)
        if "array" in types:
            item_types = types_of(document, items_of(document, part))
            result.setdefault(name, []).append(next(readings(text, item_types), text))
        else:
            result[name] = next(readings(text, types), text)
    return result


def _multipart(raw: bytes, content_type: str) -> list[tuple[str, str]]:
    from email.parser import BytesParser  # Forms are rare, and the parser is slow to import.
    from email.policy import HTTP

    head = f"Content-Type: {content_type}\r\nMIME-Version: 1.0\r\n\r\n".encode("latin-1", "replace")
    message = BytesParser(policy=HTTP).parsebytes(head + raw)
    if not message.is_multipart():
        raise InvalidRequest([issue(["body"], "Is not a multipart form, or has no boundary", "form_invalid")])
    return [(_name(part), _content(part)) for part in message.iter_parts()]


def _name(part: "Message") -> str:
    name = part.get_param("name", header="content-disposition")
    if not isinstance(name, str):
        raise InvalidRequest([issue(["body"], "Has a part without a name", "form_invalid")])
    return name


def _content(part: "Message") -> str:
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("latin-1")


_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")


class RequestBody:
    """The request body of an operation."""

    def __init__(self, document: Document, value: dict[str, Any], shapes: Shapes) -> None:
        self._document = document
        self.is_required = bool(value.get("required", False))
        content = {str(name).lower(): document.resolve(media) for name, media in value.get("content", {}).items()}
        #: The schemas by media type.
        self._media: dict[str, Any] = {name: (media or {}).get("schema", {}) for name, media in content.items()}
        self._shape = shapes.of(next((schema for name, schema in self._media.items() if JSON_TYPE.fullmatch(name)), {}))
        self._validators: dict[str, jsonschema_rs.Validator] = {}

    def read(self, raw: bytes, content_type: str | None) -> tuple[Any, list[Issue]]:
        """The value of the body and its problems; None without a body. Without a type, the first declared one applies."""
        if not raw:
            return None, [issue(["body"], "A body is required", "missing")] if self.is_required else []
        given = next(iter(self._media), "") if content_type is None else content_type.partition(";")[0].strip().lower()
        name = self._chosen(given)
        if name is None:
            wanted = ", ".join(sorted(self._media)) or "absent"
            return None, [issue(["header", "content-type"], f"Must be {wanted}, not {content_type!r}", "content_type")]
        try:
            value = self._value(given, self._media[name], raw, content_type or "")
        except InvalidRequest as error:
            return None, error.detail
        if isinstance(value, bytes):
            return value, []
        validator = self._validators.get(name)
        if validator is None:
            validator = self._validators[name] = self._document.compile(self._media[name])
        return value, schema_issues(validator, value, ["body"])

    def _chosen(self, given: str) -> str | None:
        """The declared media type that includes this type."""
        if given in self._media:
            return given
        other_json = [name for name in self._media if JSON_TYPE.fullmatch(name)] if JSON_TYPE.fullmatch(given) else []
        ranges = [f"{given.partition('/')[0]}/*", "*/*"] if "/" in given else []
        return next((name for name in (*other_json, *ranges) if name in self._media), None)

    def _value(self, given: str, schema: Any, raw: bytes, content_type: str) -> Any:
        if JSON_TYPE.fullmatch(given):
            return parse_json(raw)
        if given in _FORMS:
            return parse_form(self._document, schema, raw, content_type)
        try:
            return raw.decode() if given.startswith("text/") else raw
        except UnicodeDecodeError as error:
            raise InvalidRequest([issue(["body"], f"Is not UTF-8: {error.reason}", "encoding")]) from None

    @functools.cached_property
    def properties(self) -> frozenset[str]:
        """The names of the declared properties; others are ignored."""
        return frozenset(self._shape.properties)

    def filled(self, value: Any) -> Any:
        """The body with the defaults of its missing properties; without a body, an object with all defaults."""
        return self._shape.with_defaults({} if value is None else value)
