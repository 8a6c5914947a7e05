"""Pages of lists, with the paging parameters of their requests (`x-paging`)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from . import spec
from .exchange import Exchange
from .values import integer, is_uuid, objects

_INTEGER = re.compile(r"-?[0-9]{1,9}\Z")
#: The properties that identify an item, if the document does not name one.
_KEYS = ("id", "path", "name", "key")


class Page:
    """A successful response of an operation with paging."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.paging = spec.operations()[exchange.operation].paging
        self.size = self._number("size")
        self.number = self._number("page")
        self.cursor = self._parameter("cursor")
        self.after = self._parameter("after")
        self.before = self._parameter("before")

    def _parameter(self, key: str) -> str | None:
        value = self.exchange.parameter(self.paging[key]) if key in self.paging else None
        return value.lower() if is_uuid(value) and value else value

    def _number(self, key: str) -> int | None:
        """Returns the integer value of a query parameter, or its default. None if the value is not a plain integer."""
        if not self.names(key):
            return integer(spec.default(self.exchange.operation, self.paging.get(key, "")))
        value = self.exchange.parameter(self.paging[key])
        return int(value) if value is not None and _INTEGER.match(value) else None

    def names(self, key: str) -> bool:
        """Whether the request has this paging parameter, such as `size`."""
        return key in self.paging and any(name == self.paging[key] for name, _ in self.exchange.query)

    @cached_property
    def items(self) -> Sequence[Mapping[str, Any]]:
        return objects(self.exchange.object.get(self.paging.get("items", "")))

    @cached_property
    def ids(self) -> Sequence[str]:
        return [self._identity(item) for item in self.items]

    def _identity(self, item: Mapping[str, Any]) -> str:
        key = self.paging.get("key") or next((name for name in _KEYS if name in item), "id")
        value = str(item.get(key))
        return value.lower() if is_uuid(value) else value

    @property
    def total(self) -> int | None:
        return integer(self.exchange.object.get(self.paging.get("total", "")))

    @property
    def next(self) -> Any:
        return self.exchange.object.get(self.paging.get("next", ""))

    @property
    def more(self) -> bool | None:
        found = self.exchange.object.get(self.paging.get("more", ""))
        return found if isinstance(found, bool) else None

    @cached_property
    def filters(self) -> Sequence[tuple[str, str]]:
        """The query parameters that are not for paging. They select the items of the list."""
        own = {self.paging.get(key) for key in ("page", "cursor", "after", "before", "size")}
        return sorted(pair for pair in self.exchange.query if pair[0] not in own)

    @property
    def list(self) -> tuple[object, ...]:
        """The identity of the page's list: equal for all pages of one list and size."""
        return (self.exchange.path, self.size, *self.filters)
