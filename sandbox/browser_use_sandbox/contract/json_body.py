"""Reads JSON strictly: without NaN and lone surrogates, with a limited depth, and with exact numbers for amounts of money."""

import json
import math
import re
from decimal import Decimal
from typing import Any

from ..common.api_errors import InvalidRequest
from ..common.issues import issue

#: Media types of JSON, in lower case and without parameters.
JSON_TYPE = re.compile(r"application/(?:[\w.+-]+\+)?json", re.ASCII)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
#: How deeply a body may be nested; recursive functions can handle that.
_DEEPEST = 200
#: The largest power of ten of a number; larger ones do not fit a float, and would need much memory without an exponent.
_LARGEST_EXPONENT = 400


def parse_json(raw: bytes) -> Any:
    """The JSON value of a body; InvalidRequest if it is not JSON. In an object, numbers with a fraction become Decimals."""
    try:
        text = raw.decode()
        value = _decode(text)
        if isinstance(value, dict) and any(isinstance(part, float) for part in value.values()):
            value |= _exact_numbers(text)
        if text.count("[") + text.count("{") > _DEEPEST and _is_too_deep(value):
            raise RecursionError
    except RecursionError:
        raise InvalidRequest([issue(["body"], f"Is nested more than {_DEEPEST} levels deep", "json_invalid")]) from None
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
    for _ in range(_DEEPEST):
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
