"""An observation: a session object in one response."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from . import spec
from .exchange import Exchange
from .values import decimal, integer, moment, text

FINAL = ("stopped", "timed_out", "error")
#: The operation name for a task that is dispatched to an existing session.
FOLLOW_UP = "followUp"
#: The operations whose responses contain a session.
SHOWN_BY = ("createSession", FOLLOW_UP, "getSession", "listSessions", "stopSession")
#: Those whose responses can show a finished task. The others start a task.
SHOWN_LATER = ("getSession", "listSessions", "stopSession")


@spec.cached
def absent() -> Mapping[str, Any]:
    """Returns the default of each session property, for an absent property. Properties without a default get None."""
    return {name: spec.resolved(schema).get("default") for name, schema in spec.properties("Session").items()}


class Observation:
    """One session object with its exchange."""

    __slots__ = ("_numbers", "ended", "exchange", "id", "operation", "session", "started", "status")

    def __init__(self, exchange: Exchange, session: Mapping[str, Any], operation: str) -> None:
        self.exchange = exchange
        self.session = session
        self.operation = operation
        self._numbers: dict[str, Decimal | None] = {}
        self.started = exchange.started
        self.ended = exchange.ended
        self.id = (text(session.get("id")) or "").lower()
        self.status = text(session.get("status")) or ""

    @property
    def is_final(self) -> bool:
        return self.status in FINAL

    def get(self, name: str) -> Any:
        """Returns a property's value. An absent property has the default of the schema, or None."""
        try:
            return self.session[name]
        except KeyError:
            return absent().get(name)

    def money(self, name: str) -> Decimal | None:
        """Returns an amount of money in USD, or None if the value has another type."""
        return self.number(name)

    def count(self, name: str) -> int | None:
        return integer(self.get(name))

    def number(self, name: str) -> Decimal | None:
        """Returns a count or an amount, or None if the value has another type."""
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
