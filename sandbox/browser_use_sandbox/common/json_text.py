"""JSON as it is sent: without spaces, and in ASCII alone, so that any string can be."""

import functools
import json
from datetime import datetime
from decimal import Decimal
from typing import Any


def _plain(value: Any) -> Any:
    """A number that was read exactly, as a number."""
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} is no JSON value")


encode = json.JSONEncoder(separators=(",", ":"), default=_plain).encode


@functools.lru_cache(4096)
def timestamp(moment: datetime) -> str:
    """RFC 3339, with a Z; `moment` is in UTC, as all of the sandbox's are."""
    return moment.isoformat()[: -len("+00:00")] + "Z"
