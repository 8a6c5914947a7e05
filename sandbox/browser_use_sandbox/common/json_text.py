"""JSON as the sandbox sends it: without spaces and in ASCII, with amounts of money as decimal strings."""

import functools
import json
import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID


def plain(amount: Decimal) -> str:
    """The amount as a decimal string: "0.0000001" for Decimal("1E-7"), "0" for Decimal("0.00")."""
    return format(amount, "f") if amount else "0"


def usd(value: Decimal | float | str) -> Decimal:
    """The amount as a Decimal: 0.1 is exactly a tenth. ValueError if the value is not a finite number."""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        raise ValueError(f"not an amount of USD: {value}")
    return amount


@functools.lru_cache(4096)
def timestamp(moment: datetime) -> str:
    """A moment in UTC as RFC 3339 writes it, with a Z."""
    return moment.isoformat()[: -len("+00:00")] + "Z"


#: The types whose values are JSON already, and how values of others are written.
JSON_TYPES = frozenset((str, int, float, bool, type(None), list, dict))
WRITERS: dict[type, Callable[[Any], str]] = {UUID: str, datetime: timestamp, Decimal: plain}


def json_value(value: Any) -> Any:
    """The value as JSON: IDs, moments and amounts become texts, all others stay."""
    writer = WRITERS.get(type(value))
    return value if writer is None else writer(value)


@functools.cache
def camel(name: str) -> str:
    """A name in camel case: keepAlive for keep_alive."""
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


@functools.cache
def snake(name: str) -> str:
    """A name in snake case: keep_alive for keepAlive."""
    return re.sub(r"(?<!^)[A-Z]", lambda capital: f"_{capital[0].lower()}", name)


def _number(value: Any) -> Any:
    """A Decimal as a JSON number."""
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} is not a JSON value")


encode = json.JSONEncoder(separators=(",", ":"), default=_number).encode
