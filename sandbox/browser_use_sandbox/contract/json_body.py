"""Reading JSON strictly: no NaN, no half characters, a bounded depth, and exact numbers where they may be money."""

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
#: How deeply a body may be nested, so that whatever walks through it can do so by recursion.
_DEEPEST = 200
#: Powers of ten beyond which a number is refused: no float holds it, and written out it would fill the memory.
_LARGEST_EXPONENT = 400


def parse_json(raw: bytes) -> Any:
    """The JSON value of a body; InvalidRequest where it is none. Numbers with a fraction that stand in an object are Decimals."""
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
        raise InvalidRequest([issue(["body"], f"Is no JSON: {error}", "json_invalid")]) from None
    if _SURROGATE.search(text) and not _is_unicode(value):
        raise InvalidRequest([issue(["body"], "Holds half of a surrogate pair, which is no character", "unicode")])
    return value


def parse_json_body(raw: bytes, content_type: str | None) -> Any:
    """The value of a body that has to be JSON; InvalidRequest where it is of another type."""
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
    raise ValueError(f"{token} is no JSON value")


_decode = json.JSONDecoder(parse_float=_finite, parse_constant=_refuse).decode


def _exact_numbers(text: str) -> dict[str, Decimal]:
    """The numbers of an object as they are written: they may be money."""
    numbers = json.loads(text, parse_float=Decimal, parse_constant=_refuse)
    exact = {name: value for name, value in numbers.items() if isinstance(value, Decimal)}
    for name, value in exact.items():
        if value and value.adjusted() < -_LARGEST_EXPONENT:
            raise ValueError(f"{name} is too close to zero")
    return exact
