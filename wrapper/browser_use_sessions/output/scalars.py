"""Types whose JSON form is a single value."""

from __future__ import annotations

import datetime
import decimal
import enum
import uuid
from collections.abc import Callable
from typing import Any

from browser_use_sessions.output.parts import Codec, Load, Misfit, NoSchema, kind_of


def of(kind: Any) -> Codec | None:
    """The codec of a scalar type, None for any other type."""
    if kind in (Any, object):
        return Codec({}, lambda value, path: value)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return one_of([member.value for member in kind], kind)
    return _SCALARS[kind] if isinstance(kind, type) and kind in _SCALARS else None


def null() -> Codec:
    return Codec({"type": "null"}, _null)


def one_of(values: Any, convert: Callable[[Any], Any] | None = None) -> Codec:
    """One of the given values, which are JSON scalars."""
    allowed = [value.value if isinstance(value, enum.Enum) else value for value in values]
    for value in allowed:
        if value is not None and not isinstance(value, str | int | float | bool):
            raise NoSchema(f"{value!r} is no value that JSON has")

    def load(value: Any, path: str) -> Any:
        for index, each in enumerate(allowed):
            if each == value and type(each) is type(value):
                return values[index] if convert is None else convert(value)
        raise Misfit(path, f"is {value!r:.60}, which is none of {', '.join(map(repr, allowed))}")

    schema: dict[str, Any] = {"enum": allowed}
    if allowed and all(isinstance(value, str) for value in allowed):
        schema = {"type": "string", **schema}
    return Codec(schema, load)


def _null(value: Any, path: str) -> None:
    if value is not None:
        raise Misfit(path, f"is {kind_of(value)}, not null")


def _text(value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise Misfit(path, f"is {kind_of(value)}, not a string")
    return value


def _boolean(value: Any, path: str) -> bool:
    if not isinstance(value, bool):
        raise Misfit(path, f"is {kind_of(value)}, not a boolean")
    return value


def _number(value: Any, path: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Misfit(path, f"is {kind_of(value)}, not a number")
    try:
        return float(value)
    except OverflowError:
        raise Misfit(path, "is a number too large for a float") from None


def _integer(value: Any, path: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        raise Misfit(path, f"is {kind_of(value)}, not an integer")
    return int(value)


def _decimal(value: Any, path: str) -> decimal.Decimal:
    number = (
        value if isinstance(value, str) else repr(_number(value, path)) if isinstance(value, float) else _integer(value, path)
    )
    try:
        amount = decimal.Decimal(number)
    except decimal.InvalidOperation:
        amount = decimal.Decimal("NaN")
    if not amount.is_finite():
        raise Misfit(path, f"is no decimal number: {value!r:.60}")
    return amount


def _parsed(parse: Callable[[str], Any], what: str) -> Load:
    def load(value: Any, path: str) -> Any:
        text = _text(value, path)
        try:
            return parse(text)
        except ValueError:
            raise Misfit(path, f"is no {what}: {text!r:.60}") from None

    return load


_SCALARS: dict[type, Codec] = {
    str: Codec({"type": "string"}, _text),
    bool: Codec({"type": "boolean"}, _boolean),
    int: Codec({"type": "integer"}, _integer),
    float: Codec({"type": "number"}, _number),
    decimal.Decimal: Codec({"type": "string", "pattern": "^[+-]?[0-9]+(\\.[0-9]+)?$"}, _decimal),
    datetime.datetime: Codec(
        {"type": "string", "format": "date-time"}, _parsed(datetime.datetime.fromisoformat, "date and time")
    ),
    datetime.date: Codec({"type": "string", "format": "date"}, _parsed(datetime.date.fromisoformat, "date")),
    datetime.time: Codec({"type": "string", "format": "time"}, _parsed(datetime.time.fromisoformat, "time")),
    uuid.UUID: Codec({"type": "string", "format": "uuid"}, _parsed(uuid.UUID, "UUID")),
}
