"""Strict parsing of single values. A value of the wrong type becomes None; other requirements report it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

# The documented pattern in Python's dialect: ASCII digits, and \Z for the very end.
_DECIMAL = re.compile(r"(?![-+.]*\Z)[+-]?[0-9]*\.?[0-9]*\Z")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")
#: Text that a server may refuse although the schema allows it: control characters and lone surrogates.
_ODD_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def decimal(value: Any) -> Decimal | None:
    """Returns the number in a decimal string of the documented pattern, or None."""
    return Decimal(value) if isinstance(value, str) and _DECIMAL.match(value) else None


def amount(value: Any) -> Decimal | None:
    """Returns the number in a request's `maxCostUsd`: a JSON number or a decimal string. None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    return decimal(value) if isinstance(value, str) else Decimal(repr(value))


def integer(value: Any) -> int | None:
    """Returns a JSON integer, or None. 3.0 counts as an integer."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) else None


def text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def objects(value: Any) -> list[Mapping[str, Any]]:
    """Returns the JSON objects in a list. Other values are ignored; the requirements on fields report them."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


@lru_cache(maxsize=65_536)
def _moment(value: str) -> float | None:
    try:
        found = datetime.fromisoformat(value.upper())
    except ValueError:
        return None
    return found.timestamp() if found.tzinfo else None


def moment(value: Any) -> float | None:
    """Returns a date-time with an offset as seconds since the epoch, or None."""
    return _moment(value) if isinstance(value, str) else None


def is_uuid(value: Any) -> bool:
    return isinstance(value, str) and bool(_UUID.match(value))


def is_almost_uuid(value: str) -> bool:
    """Whether a text is a UUID in a spelling that only some parsers accept, such as one without dashes."""
    try:
        uuid.UUID(value)
    except ValueError:
        return False
    return not is_uuid(value)


def is_plain_text(value: str) -> bool:
    """Whether every correct server accepts this text: it is not blank and has no control characters except line breaks."""
    return bool(value.strip()) and not _ODD_TEXT.search(value)


def shown(value: Any, length: int = 80) -> str:
    """Returns a value as short text on one line, for messages."""
    written = repr(value)
    return written if len(written) <= length else f"{written[: length - 1]}…"
