"""An observation: one resource, such as a session, in one response."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from .exchange import Exchange
from .values import decimal, integer, moment, text

FINAL = ("stopped", "timed_out", "error")
#: The operation name for a task that is dispatched to an existing session.
FOLLOW_UP = "followUp"
#: The operations whose responses contain a session.
SHOWN_BY = ("createSession", FOLLOW_UP, "getSession", "listSessions", "stopSession")
#: Those whose responses can show a finished task. The others start a task.
SHOWN_LATER = ("getSession", "listSessions", "stopSession")


class Observation:
    """One resource with its exchange. An absent property has the default of the schema, or None."""

    __slots__ = ("_defaults", "_numbers", "ended", "exchange", "id", "operation", "started", "status", "value")

    def __init__(
        self, exchange: Exchange, value: Mapping[str, Any], operation: str, defaults: Mapping[str, Any], key: str = "id"
    ) -> None:
        """`key` is the property with the resource's id."""
        self.exchange = exchange
        self.value = value
        self.operation = operation
        self._defaults = defaults
        self._numbers: dict[str, Decimal | None] = {}
        self.started = exchange.started
        self.ended = exchange.ended
        self.id = (text(value.get(key)) or "").lower()
        self.status = text(value.get("status")) or ""

    @property
    def is_final(self) -> bool:
        return self.status in FINAL

    def get(self, name: str) -> Any:
        try:
            return self.value[name]
        except KeyError:
            return self._defaults.get(name)

    def count(self, name: str) -> int | None:
        return integer(self.get(name))

    def number(self, name: str) -> Decimal | None:
        """Returns a count or an amount of money (USD), or None if the value has another type."""
        try:
            return self._numbers[name]
        except KeyError:
            found = self.get(name)
            whole = integer(found)
            self._numbers[name] = decimal(found) if isinstance(found, str) else None if whole is None else Decimal(whole)
            return self._numbers[name]

    def moment(self, name: str) -> float | None:
        return moment(self.get(name))

    def before(self, other: Observation) -> bool:
        """Whether this observation certainly came before the other one."""
        return self.ended <= other.started


def operation_of(exchange: Exchange) -> str:
    """Returns the operation name. A create request with a `sessionId` counts as `followUp`."""
    if exchange.operation == "createSession" and exchange.fields.get("sessionId") is not None:
        return FOLLOW_UP
    return exchange.operation


def is_creation(exchange: Exchange) -> bool:
    return exchange.operation == "createSession" and exchange.fields.get("sessionId") is None
