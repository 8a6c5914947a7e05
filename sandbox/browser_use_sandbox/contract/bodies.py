"""Reads request bodies as the document describes them: their media types, and their schemas."""

import functools
from typing import Any

import jsonschema_rs

from ..common.api_errors import InvalidRequest
from ..common.issues import Issue, issue, schema_issues
from .document import Document
from .json_body import JSON_TYPE, parse_json
from .schemas import items_of, object_parts

_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
_DEEPEST = 8
_MOST_TYPES = 100


class RequestBody:
    """The request body of an operation."""

    def __init__(self, document: Document, value: dict[str, Any]) -> None:
        self._document = document
        self.is_required = bool(value.get("required", False))
        content = {str(name).lower(): document.resolve(media) for name, media in value.get("content", {}).items()}
        self._media: dict[str, Any] = {name: (media or {}).get("schema", {}) for name, media in content.items()}
        self._json_schema = next((schema for name, schema in self._media.items() if JSON_TYPE.fullmatch(name)), None)
        #: A cache of the declared media type for each `Content-Type`.
        self._known_types: dict[str | None, str] = {}
        self._validators: dict[str, jsonschema_rs.Validator] = {}

    def read(self, raw: bytes, content_type: str | None) -> tuple[Any, list[Issue]]:
        """The value of the body and its problems; None without a body. Without a type, the first declared one applies."""
        if not raw:
            return None, [issue(["body"], "A body is required", "missing")] if self.is_required else []
        name = self._known_types.get(content_type)
        if name is None:
            name = self._chosen(content_type)
            if name is not None and len(self._known_types) < _MOST_TYPES:
                self._known_types[content_type] = name
        if name is None:
            wanted = ", ".join(sorted(self._media)) or "absent"
            return None, [issue(["header", "content-type"], f"Must be {wanted}, not {content_type!r}", "content_type")]
        try:
            value = self._value(name, raw, content_type or "")
        except InvalidRequest as error:
            return None, error.detail
        return value, [] if isinstance(value, bytes) else schema_issues(self._validator(name), value, ["body"])

    def _chosen(self, content_type: str | None) -> str | None:
        """The declared media type that includes this type."""
        if content_type is None:
            return next(iter(self._media), None)
        given = content_type.partition(";")[0].strip().lower()
        if given in self._media:
            return given
        if JSON_TYPE.fullmatch(given):
            return next(filter(JSON_TYPE.fullmatch, self._media), self._range(given))
        return self._range(given)

    def _range(self, given: str) -> str | None:
        return next((name for name in (f"{given.partition('/')[0]}/*", "*/*") if name in self._media and "/" in given), None)

    def _value(self, name: str, raw: bytes, content_type: str) -> Any:
        given = content_type.partition(";")[0].strip().lower() or name
        if JSON_TYPE.fullmatch(given):
            return parse_json(raw)
        if given in _FORMS:
            from .forms import parse_form  # Forms are rare, and the parser is slow to import.

            return parse_form(self._document, self._media[name], raw, content_type)
        try:
            return raw.decode() if given.startswith("text/") else raw
        except UnicodeDecodeError as error:
            raise InvalidRequest([issue(["body"], f"Is not UTF-8: {error.reason}", "encoding")]) from None

    def _validator(self, name: str) -> jsonschema_rs.Validator:
        validator = self._validators.get(name)
        if validator is None:
            validator = self._validators[name] = self._document.compile(self._media[name])
        return validator

    @functools.cached_property
    def schema(self) -> Any:
        """The schema of the JSON body; `{}` if none is declared."""
        return {} if self._json_schema is None else self._json_schema

    @functools.cached_property
    def properties(self) -> frozenset[str]:
        """The names of the declared properties; others are ignored."""
        parts = object_parts(self._document, self.schema)
        return frozenset() if parts is None else frozenset(parts.properties)

    @functools.cached_property
    def _defaults(self) -> "_Defaults":
        return _Defaults(self._document, self.schema, 0)

    def filled(self, value: Any) -> Any:
        """The body with the defaults of its missing properties; without a body, an object with all defaults."""
        return self._defaults.filled({} if value is None else value)


class _Defaults:
    """The defaults in a schema, at any depth."""

    def __init__(self, document: Document, schema: Any, depth: int) -> None:
        parts = object_parts(document, schema)
        self._own: dict[str, Any] = {}
        self._inner: dict[str, _Defaults] = {}
        for name, part in ({} if parts is None else parts.properties).items():
            resolved = document.resolve(part)
            if isinstance(resolved, dict) and "default" in resolved:
                self._own[name] = resolved["default"]
            inner = _Defaults(document, part, depth + 1) if depth < _DEEPEST else None
            if inner is not None and inner.has_any:
                self._inner[name] = inner
        items = items_of(document, schema)
        self._items = _Defaults(document, items, depth + 1) if items is not None and depth < _DEEPEST else None

    @property
    def has_any(self) -> bool:
        return bool(self._own or self._inner or (self._items and self._items.has_any))

    def filled(self, value: Any) -> Any:
        if isinstance(value, list) and self._items is not None and self._items.has_any:
            return [self._items.filled(part) for part in value]
        if not isinstance(value, dict):
            return value
        result = {**self._own, **value}
        for name, inner in self._inner.items():
            if name in value:
                result[name] = inner.filled(value[name])
        return result
