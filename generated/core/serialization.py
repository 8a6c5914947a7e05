"""Values that codecs have written, as parts of a request: in the path, the query, a header, a cookie or the body."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from .description import Option
from .files import content_of, multipart

_needs_no_quotes = re.compile("[A-Za-z0-9_-]+").fullmatch
_DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|"}
_PREFIXES = {"label": ".", "matrix": ";"}


def path_segment(option: Option, value: Any) -> str:
    """The value in a path, quoted."""
    prefix = _PREFIXES.get(option.style, "")
    delimiter = prefix if prefix and option.explode else ","
    if isinstance(value, dict):
        sign = "=" if option.explode else ","
        items = [f"{_quoted(name)}{sign}{_quoted(item)}" for name, item in value.items()]
    else:
        items = [_quoted(item) for item in value] if isinstance(value, list) else [_quoted(value)]
    if option.style != "matrix":
        return prefix + delimiter.join(items)
    if option.explode and isinstance(value, list):
        return "".join(f";{option.name}={item}" for item in items)
    return f";{delimiter.join(items)}" if option.explode and isinstance(value, dict) else f";{option.name}={','.join(items)}"


def query_pairs(option: Option, value: Any) -> list[tuple[str, str]]:
    """The value as pairs of names and values of a query."""
    if option.style == "json":
        return [(option.name, json.dumps(value))]
    if isinstance(value, dict):
        if option.style == "deepObject":
            return list(_deep(option.name, value))
        return [(name, text(item)) for name, item in value.items()] if option.explode else [(option.name, simple(value))]
    if isinstance(value, list):
        if option.explode:
            return [(option.name, text(item)) for item in value]
        return [(option.name, _DELIMITERS.get(option.style, ",").join(map(text, value)))]
    return [] if value is None else [(option.name, text(value))]


def simple(value: Any) -> str:
    """OpenAPI's style `simple`: lists and objects with commas."""
    if isinstance(value, dict):
        return ",".join(f"{name},{text(item)}" for name, item in value.items())
    return ",".join(map(text, value)) if isinstance(value, list) else text(value)


def text(value: Any) -> str:
    """A value where there is only text: nothing for null, JSON for lists and objects."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return ""
    return json.dumps(value) if isinstance(value, dict | list) else str(value)


def body(value: Any, media: str) -> tuple[bytes, str]:
    """The body's bytes and their content type."""
    if media.endswith("json"):
        return json.dumps(value, allow_nan=False).encode(), media
    if media == "multipart/form-data":
        return multipart(value, text)
    if media == "application/x-www-form-urlencoded":
        return urlencode([pair for name, item in value.items() for pair in _form_pairs(name, item)]).encode(), media
    if isinstance(value, str):
        return value.encode(), f"{media}; charset=utf-8" if media.startswith("text/") else media
    return content_of(value), media


def _form_pairs(name: str, value: Any) -> list[tuple[str, str]]:
    return [(name, text(each)) for each in (value if isinstance(value, list) else [value]) if each is not None]


def _deep(name: str, value: Mapping[str, Any]) -> Any:
    for key, item in value.items():
        if isinstance(item, dict):
            yield from _deep(f"{name}[{key}]", item)
        else:
            yield from ((f"{name}[{key}]", text(each)) for each in (item if isinstance(item, list) else [item]))


def _quoted(value: Any) -> str:
    return value if isinstance(value, str) and _needs_no_quotes(value) else quote(text(value), safe="")
