"""JSON as the sandbox sends it: without spaces and in ASCII."""

import functools
import json
from datetime import datetime
from decimal import Decimal
from typing import Any


def _plain(value: Any) -> Any:
    """A Decimal as a JSON number."""
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} is not a JSON value")


encode = json.JSONEncoder(separators=(",", ":"), default=_plain).encode


@functools.lru_cache(4096)
def timestamp(moment: datetime) -> str:
    """A moment in UTC as RFC 3339 writes it, with a Z."""
    return moment.isoformat()[: -len("+00:00")] + "Z"
