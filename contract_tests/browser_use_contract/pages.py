"""Pages of sessions and of messages, with the paging parameters of their requests."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from . import spec
from .exchange import Exchange
from .values import integer, objects

_INTEGER = re.compile(r"-?[0-9]{1,9}\Z")


def asked_number(exchange: Exchange, name: str) -> int | None:
    """Returns the integer value of a query parameter, or its default. None if the value is not a plain integer."""
    if not any(key == name for key, _ in exchange.query):
        return integer(spec.default(exchange.operation, name))
    value = exchange.parameter(name)
    return int(value) if value is not None and _INTEGER.match(value) else None


class SessionPage:
    """A successful response of the operation that lists sessions."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.number = asked_number(exchange, "page")
        self.size = asked_number(exchange, "page_size")

    @cached_property
    def sessions(self) -> Sequence[Mapping[str, Any]]:
        return objects(self.exchange.object.get("sessions"))

    @cached_property
    def ids(self) -> Sequence[str]:
        return [str(item.get("id")).lower() for item in self.sessions]

    @property
    def total(self) -> int | None:
        return integer(self.exchange.object.get("total"))


class MessagePage:
    """A successful response of the operation that lists messages."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.session_id = exchange.session_id.lower()
        self.limit = asked_number(exchange, "limit")
        self.after = (exchange.parameter("after") or "").lower()
        self.before = (exchange.parameter("before") or "").lower()

    @cached_property
    def messages(self) -> Sequence[Mapping[str, Any]]:
        return objects(self.exchange.object.get("messages"))

    @cached_property
    def ids(self) -> Sequence[str]:
        return [str(item.get("id")).lower() for item in self.messages]

    @property
    def has_more(self) -> bool | None:
        found = self.exchange.object.get("hasMore")
        return found if isinstance(found, bool) else None
