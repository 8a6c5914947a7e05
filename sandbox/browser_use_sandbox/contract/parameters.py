"""Reads path, query, header and cookie parameters strictly by the document."""

import functools
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

import jsonschema_rs

from ..common.issues import Issue, issue, schema_issues
from .document import Document
from .schemas import items_of, object_parts, types_of

#: All texts of a request by location and name.
Given = Mapping[str, Mapping[str, Sequence[str]]]

#: An integer as JSON writes it, of limited length.
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,999})")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,300})(?:\.[0-9]{1,300})?(?:[eE][+-]?[0-9]{1,2})?")
_SCALARS: dict[str, tuple[str, re.Pattern[str], Callable[[str], Any]]] = {
    "integer": ("an integer", _INTEGER, int),
    "number": ("a number", _NUMBER, lambda text: int(text) if _INTEGER.fullmatch(text) else float(text)),
    "boolean": ("true or false", re.compile("true|false"), lambda text: text == "true"),
    "null": ("null", re.compile("null|"), lambda text: None),
}
_DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|"}
_STYLES = {"path": "simple", "header": "simple", "query": "form", "cookie": "form"}
#: OpenAPI ignores header parameters with these names: other parts of the document describe them.
_NO_PARAMETERS = ("accept", "content-type", "authorization")


class Parameter:
    """One parameter: how to read and validate its value."""

    def __init__(self, document: Document, value: dict[str, Any]) -> None:
        self._document = document
        self.name, self.where = str(value["name"]), str(value["in"])
        media = next(iter(value.get("content", {}).values()), None)
        self._is_json = media is not None
        self.schema: Any = (value if media is None else media).get("schema", {})
        style = str(value.get("style", _STYLES.get(self.where, "form")))
        self._explodes = bool(value.get("explode", style == "form"))
        self._delimiter, self._is_deep = _DELIMITERS.get(style, ","), style == "deepObject"
        self.is_required = bool(value.get("required", False))
        self._types = types_of(document, self.schema)
        resolved = document.resolve(self.schema)
        self.default: Any = resolved.get("default") if isinstance(resolved, dict) else None
        self._read: Callable[[Mapping[str, Sequence[str]]], Any] = self._scalar
        if self._is_json:
            self._read = self._json
        elif "array" in self._types:
            self._read = self._array
        elif "object" in self._types:
            self._read = self._object

    @property
    def is_ignored(self) -> bool:
        """Whether OpenAPI ignores this parameter."""
        return self.where == "header" and self.name.lower() in _NO_PARAMETERS

    @functools.cached_property
    def _validator(self) -> jsonschema_rs.Validator:
        return self._document.compile(self.schema)

    @property
    def _loc(self) -> list[str | int]:
        return [self.where, self.name]

    def read(self, given: Mapping[str, Sequence[str]]) -> tuple[Any, list[Issue]]:
        """The value of the parameter among the texts of its location, or the default; and the problems with it."""
        try:
            value = self._read(given)
        except _MissingParameter:
            if self.is_required:
                return None, [issue(self._loc, f"{self.name} is required", "missing")]
            return self.default, []
        except _UnreadableParameter as error:
            return None, [issue(self._loc, str(error), error.type)]
        return value, schema_issues(self._validator, value, self._loc)

    def _texts(self, given: Mapping[str, Sequence[str]]) -> Sequence[str]:
        texts = given.get(self.name.lower() if self.where == "header" else self.name)
        if not texts:
            raise _MissingParameter
        return texts

    def _text(self, given: Mapping[str, Sequence[str]]) -> str:
        texts = self._texts(given)
        if len(texts) > 1:
            raise _UnreadableParameter("Must not be given more than once", "repeated")
        return texts[0]

    def _scalar(self, given: Mapping[str, Sequence[str]]) -> Any:
        text = self._text(given)
        values = list(readings(text, self._types))
        if not values:
            wanted = " or ".join(_SCALARS[kind][0] for kind in sorted(self._types) if kind in _SCALARS)
            raise _UnreadableParameter(f"Must be {wanted}, not {text!r}", "type")
        return values[0] if len(values) == 1 else next(filter(self._validator.is_valid, values), values[0])

    def _json(self, given: Mapping[str, Sequence[str]]) -> Any:
        try:
            return json.loads(self._text(given))
        except (ValueError, RecursionError) as error:
            raise _UnreadableParameter(f"Is not JSON: {error}", "json_invalid") from None

    def _array(self, given: Mapping[str, Sequence[str]]) -> Any:
        if self._explodes and self.where in ("query", "cookie"):
            texts = self._texts(given)
        else:
            text = self._text(given)
            texts = text.split(self._delimiter) if text else []
        return [self._part(text, items_of(self._document, self.schema)) for text in texts]

    def _object(self, given: Mapping[str, Sequence[str]]) -> Any:
        parts = object_parts(self._document, self.schema)
        declared = {} if parts is None else parts.properties
        if self._is_deep:
            pairs = [
                (name[len(self.name) + 1 : -1], texts[-1])
                for name, texts in given.items()
                if name.startswith(f"{self.name}[") and name.endswith("]")
            ]
        elif self._explodes and self.where in ("query", "cookie"):
            pairs = [(name, given[name][-1]) for name in declared if given.get(name)]
        elif self._explodes:
            pairs = [(name, text) for name, _, text in (pair.partition("=") for pair in self._text(given).split(","))]
        else:
            words = self._text(given).split(self._delimiter)
            pairs = list(zip(words[::2], words[1::2], strict=False))
        if not pairs:
            raise _MissingParameter
        return {name: self._part(text, declared.get(name, {})) for name, text in pairs}

    def _part(self, text: str, schema: Any) -> Any:
        """An item of an array or a property of an object. If it cannot be read, it stays a text, and validation reports it."""
        return next(readings(text, types_of(self._document, schema)), text)


def read_parameters(
    parameters: Sequence[Parameter], path: Mapping[str, str], query: bytes, headers: Sequence[tuple[bytes, bytes]]
) -> tuple[dict[str, Any], list[Issue]]:
    """The values of the parameters by name, with defaults, and the problems with them. Unknown parameters are ignored."""
    values: dict[str, Any] = {}
    issues: list[Issue] = []
    places: dict[str, Mapping[str, Sequence[str]]] = {}
    for parameter in parameters:
        given = places.get(parameter.where)
        if given is None:
            given = places[parameter.where] = _given(parameter.where, path, query, headers)
        values[parameter.name], found = parameter.read(given)
        issues += found
    return values, issues


class _MissingParameter(Exception):
    """The request does not have the parameter."""


class _UnreadableParameter(Exception):
    def __init__(self, reason: str, type_: str) -> None:
        super().__init__(reason)
        self.type = type_


def readings(text: str, types: frozenset[str]) -> Iterator[Any]:
    """The values that a text can mean, those of the narrowest type first."""
    for kind, (_, pattern, reading) in _SCALARS.items():
        if kind in types and (kind != "integer" or "number" not in types) and pattern.fullmatch(text):
            yield reading(text)
    if "string" in types or not types & _SCALARS.keys():
        yield text


def _given(
    where: str, path: Mapping[str, str], query: bytes, headers: Sequence[tuple[bytes, bytes]]
) -> Mapping[str, Sequence[str]]:
    match where:
        case "path":
            return {name: (text,) for name, text in path.items()}
        case "query":
            return _grouped(parse_qsl(query.decode("latin-1"), keep_blank_values=True)) if query else {}
        case "header":
            return _grouped((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers)
        case _:
            cookies = ";".join(value.decode("latin-1") for name, value in headers if name == b"cookie")
            pairs = (pair.strip().partition("=") for pair in cookies.split(";"))
            return _grouped((name, text) for name, _, text in pairs)


def _grouped(pairs: "Iterator[tuple[str, str]] | Sequence[tuple[str, str]]") -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for name, text in pairs:
        found.setdefault(name, []).append(text)
    return found
