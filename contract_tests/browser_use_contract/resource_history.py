"""The history of each resource other than a session: when it was created, changed, shown and deleted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import inf
from typing import TYPE_CHECKING, Any

from . import spec
from .exchange import Exchange
from .resource_types import ResourceType, derived
from .values import objects

if TYPE_CHECKING:
    from .trace import Trace


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A resource in one response."""

    exchange: Exchange
    operation: str
    value: Mapping[str, Any]


@dataclass(eq=False)
class ResourceHistory:
    """Everything that a trace contains about one resource."""

    resource: ResourceType
    id: str
    #: Whether the trace contains every request that changed it.
    is_complete: bool = True
    creation: Exchange | None = None
    updates: list[Exchange] = field(default_factory=list)
    deletes: list[Exchange] = field(default_factory=list)
    shown: list[Snapshot] = field(default_factory=list)

    @cached_property
    def created_at(self) -> float:
        """When it certainly existed, by the local clock."""
        return self.creation.ended if self.creation else min((one.exchange.ended for one in self.shown), default=inf)

    @cached_property
    def deleting_since(self) -> float:
        """From when on it may be deleted. Infinity if there was no delete request."""
        if not self.is_complete:
            return -inf
        return min((one.started for one in self.deletes if not 400 <= one.status < 500), default=inf)

    @cached_property
    def deleted_at(self) -> float:
        """When it was certainly deleted. Infinity if that is not known."""
        return min((one.ended for one in self.deletes if 200 <= one.status < 300), default=inf)

    @cached_property
    def writes(self) -> Sequence[Exchange]:
        """The requests that may have changed it, in order."""
        every = [*([self.creation] if self.creation else ()), *(one for one in self.updates if not 400 <= one.status < 500)]
        return sorted(every, key=lambda one: one.started)

    def last_write(self, one: Exchange) -> Exchange | None:
        """Returns the last write before an exchange. None if that is uncertain."""
        if not self.is_complete:
            return None
        if one in self.writes:
            return one if 200 <= one.status < 300 and not self._overlapped(one) else None
        before = [write for write in self.writes if write.started < one.ended]
        if not before or before[-1].ended > one.started or not 200 <= before[-1].status < 300 or self._overlapped(before[-1]):
            return None
        return before[-1]

    def _overlapped(self, write: Exchange) -> bool:
        return any(one is not write and one.started < write.ended and one.ended > write.started for one in self.writes)

    def expected(self, name: str, write: Exchange) -> Any:
        """Returns the last written value of a property, up to this write. MISSING_VALUE if it was never written."""
        for one in reversed(self.writes[: self.writes.index(write) + 1]):
            if not 200 <= one.status < 300:
                return UNKNOWN
            if name in one.fields:
                return one.fields[name]
        return UNKNOWN


class _Unknown:
    """Marks a value that is not known."""


UNKNOWN = _Unknown()


def resource_histories_of(trace: Trace) -> Mapping[str, Mapping[str, ResourceHistory]]:
    """Returns the histories of all resources except sessions, by the path of the resource type and by id."""
    return {resource.path: _things(trace, resource) for resource in derived()}


def _things(trace: Trace, resource: ResourceType) -> Mapping[str, ResourceHistory]:
    found: dict[str, ResourceHistory] = {}

    def thing(identity: Any) -> ResourceHistory:
        key = str(identity).lower()
        return found.setdefault(key, ResourceHistory(resource, key, trace.is_complete))

    for operation in resource.showing:
        for one in trace.succeeded(operation.id):
            identity = one.object.get(resource.key)
            if not isinstance(identity, str) or not identity:
                continue
            made = thing(identity)
            made.shown.append(Snapshot(one, operation.id, one.object))
            if operation is resource.create:
                made.creation = made.creation or one
    for one, item in listed(trace, resource.list):
        if isinstance(identity := item.get(resource.key), str):
            thing(identity).shown.append(Snapshot(one, resource.list.id if resource.list else "", item))
    for writing, name in ((resource.update, "updates"), (resource.delete, "deletes")):
        for one in trace.by_operation.get(writing.id, ()) if writing else ():
            if one.session_id.lower() in found:
                getattr(found[one.session_id.lower()], name).append(one)
    return found


def listed(trace: Trace, operation: spec.Operation | None) -> Iterator[tuple[Exchange, Mapping[str, Any]]]:
    """Yields the items of every page of a list."""
    if operation:
        for one in trace.succeeded(operation.id):
            yield from ((one, item) for item in objects(one.object.get(operation.paging.get("items", ""))))
