"""A session object as one answer showed it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from . import spec
from .exchange import Exchange
from .values import decimal, integer, moment, text

FINAL = ("stopped", "timed_out", "error")
#: The operation of an observation that came from dispatching a task to an existing session.
FOLLOW_UP = "followUp"
#: Everything that can show a session.
SHOWN_BY = ("createSession", FOLLOW_UP, "getSession", "listSessions", "stopSession")
#: Those that can show a session whose task is over; the others start one.
SHOWN_LATER = ("getSession", "listSessions", "stopSession")


@spec.cached
def absent() -> Mapping[str, Any]:
    """What a property of a session is where it is absent and the schema gives a default. All others are null then."""
    return {name: spec.resolved(schema).get("default") for name, schema in spec.properties("Session").items()}


class Observation:
    """One session object, with the exchange that showed it."""

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
        """The property's value; what the schema gives as its default, or None, where it is absent."""
        try:
            return self.session[name]
        except KeyError:
            return absent().get(name)

    def money(self, name: str) -> Decimal | None:
        """An amount; None where it has another shape."""
        return self.number(name)

    def count(self, name: str) -> int | None:
        return integer(self.get(name))

    def number(self, name: str) -> Decimal | None:
        """A count or an amount, whichever the property holds."""
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
        """Whether this was seen before the other for certain."""
        return self.ended <= other.started


def operation_of(exchange: Exchange) -> str:
    """The operation, with a dispatch to an existing session told apart from the creation of one."""
    if exchange.operation == "createSession" and exchange.fields.get("sessionId") is not None:
        return FOLLOW_UP
    return exchange.operation


def is_creation(exchange: Exchange) -> bool:
    return exchange.operation == "createSession" and exchange.fields.get("sessionId") is None
