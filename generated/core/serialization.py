"""Values that codecs have written, as parts of a request: in the path, the query, a header, a cookie or the body."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import quote, quote_plus

from .description import Body, Option
from .files import content_of, multipart, type_of

_needs_no_quotes = re.compile("[A-Za-z0-9_-]+").fullmatch
_DELIMITERS = {"spaceDelimited": "%20", "pipeDelimited": "%7C"}
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


def query_parts(option: Option, value: Any) -> list[str]:
    """The value as parts `name=value` of a query, quoted; delimiters between items stand there as they are."""
    if option.style == "json":
        return [query_part(option.name, json_text(value))]
    if option.style == "deepObject" and isinstance(value, dict | list):
        return list(_deep(option.name, value))
    if isinstance(value, dict):
        if option.explode:
            return [query_part(name, item) for name, item in value.items()]
        value = [each for pair in value.items() for each in pair]
    if isinstance(value, list):
        if option.explode:
            return [query_part(option.name, item) for item in value]
        if not value:
            return []  # `name=` would be a list of one empty text.
        items = _DELIMITERS.get(option.style, ",").join(quote_plus(text(item)) for item in value)
        return [f"{quote_plus(option.name)}={items}"]
    return [] if value is None else [query_part(option.name, value)]


def query_part(name: str, value: Any) -> str:
    return f"{quote_plus(name)}={quote_plus(text(value))}"


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
    if isinstance(value, dict | list):
        return json_text(value)
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def json_text(value: Any) -> str:
    """The value as JSON; Decimals, which codecs write where a float would lose digits, with all of them."""
    try:
        return json.dumps(value, allow_nan=False)
    except TypeError:
        return _with_decimals(value)


def _with_decimals(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{json.dumps(name)}: {_with_decimals(item)}' for name, item in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_with_decimals, value))}]"
    return format(value, "f") if isinstance(value, Decimal) else json.dumps(value)


def body(value: Any, described: Body, options: Mapping[str, Option]) -> tuple[bytes, str]:
    """The body's bytes and their content type. `options` has those of its properties that are listed."""
    media = described.media
    if described.is_json:
        return json_text(value).encode(), media
    if media == "multipart/form-data":
        content_types = {name: option.content_type for name, option in options.items() if option.content_type}
        return multipart(value if isinstance(value, dict) else {"file": value}, content_types, text)
    if media == "application/x-www-form-urlencoded" and isinstance(value, dict):
        return "&".join(part for name, item in value.items() for part in _form_parts(name, item, options)).encode(), media
    if isinstance(value, str):
        return value.encode(), f"{media}; charset=utf-8" if media.startswith("text/") else media
    # A range, such as `image/*`, is no type of any content.
    return content_of(value), type_of(value) or ("application/octet-stream" if "*" in media else media)


def _form_parts(name: str, value: Any, options: Mapping[str, Option]) -> list[str]:
    option = options.get(name)
    if option is not None and option.style:
        return query_parts(option, value)
    return [query_part(name, each) for each in (value if isinstance(value, list) else [value]) if each is not None]


def _deep(name: str, value: Any) -> Iterator[str]:
    """OpenAPI's style `deepObject`; what it does not say of lists and of objects in objects is done as most servers read it."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _deep(f"{name}[{key}]", item)
    elif isinstance(value, list):
        has_objects = any(isinstance(item, dict) for item in value)
        for index, item in enumerate(value):
            yield from _deep(f"{name}[{index if has_objects else ''}]", item)
    else:
        yield query_part(name, value)


def _quoted(value: Any) -> str:
    return value if isinstance(value, str) and _needs_no_quotes(value) else quote(text(value), safe="")
