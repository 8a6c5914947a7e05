"""The history of each resource: when it was created, changed, shown and deleted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from math import inf
from typing import TYPE_CHECKING, Any, TypeVar

from .exchange import Exchange
from .observation import FOLLOW_UP, Observation, operation_of
from .resource_types import ResourceType

if TYPE_CHECKING:
    from .trace import Trace


class _Unknown:
    """Marks a value that is not known."""


UNKNOWN = _Unknown()


class ResourceHistory:
    """Everything that a trace contains about one resource."""

    def __init__(self, trace: Trace, resource: ResourceType, identity: str) -> None:
        self.trace = trace
        self.resource = resource
        self.id = identity
        #: The create request. None if the recording started later.
        self.creation: Exchange | None = None
        self.updates: list[Exchange] = []
        self.deletes: list[Exchange] = []
        #: In the order of the requests.
        self.observations: list[Observation] = []

    @cached_property
    def created_at(self) -> float:
        """When it certainly existed, by the local clock."""
        return self.creation.ended if self.creation else min((one.ended for one in self.observations), default=inf)

    @cached_property
    def deleting_since(self) -> float:
        """From when on it may be deleted. Minus infinity if other clients may have deleted it."""
        if not self.trace.is_complete:
            return -inf
        return min((one.started for one in self.deletes if one.may_have_acted), default=inf)

    @cached_property
    def deleted_at(self) -> float:
        """When it was certainly deleted. Infinity if that is not known."""
        return min((one.ended for one in self.deletes if one.is_success), default=inf)

    def exists_during(self, one: Exchange) -> bool:
        """Whether it certainly existed during the whole exchange."""
        return self.created_at <= one.started and self.deleting_since > one.ended

    @cached_property
    def done(self) -> Sequence[Exchange]:
        """The updates that certainly succeeded."""
        return [one for one in self.updates if one.is_success]

    @cached_property
    def writes(self) -> Sequence[Exchange]:
        """The requests that may have changed it, in order."""
        every = [*([self.creation] if self.creation else ()), *(one for one in self.updates if one.may_have_acted)]
        return sorted(every, key=lambda one: one.started)

    def last_write(self, one: Exchange) -> Exchange | None:
        """Returns the last write before an exchange, or the exchange itself if it is one. None if that is uncertain."""
        if not self.trace.is_complete:
            return None
        before = [one] if one in self.writes else [write for write in self.writes if write.started < one.ended]
        last = before[-1] if before else None
        if last is None or not last.is_success or (last is not one and last.ended > one.started):
            return None
        is_alone = not any(
            other is not last and other.started < last.ended and other.ended > last.started for other in self.writes
        )
        return last if is_alone else None

    def expected(self, name: str, write: Exchange) -> Any:
        """Returns the last written value of a property, up to this write. UNKNOWN if it was never written."""
        for one in reversed(self.writes[: self.writes.index(write) + 1]):
            if not one.is_success:
                return UNKNOWN
            if name in one.fields:
                return one.fields[name]
        return UNKNOWN


def observations_of(trace: Trace, resource: ResourceType) -> list[Observation]:
    """Returns every resource of a type in any response, in the order of the requests."""
    defaults = resource.defaults
    found = [
        Observation(one, one.document, operation_of(one), defaults, resource.key)
        for one in trace.succeeded(*(operation.id for operation in resource.showing))
        if isinstance(one.document, dict)
    ]
    pages = trace.pages(resource.list.id) if resource.list else ()
    found += [
        Observation(page.exchange, item, page.exchange.operation, defaults, resource.key) for page in pages for item in page.items
    ]
    return sorted(found, key=lambda one: (one.started, one.exchange.number))


H = TypeVar("H", bound=ResourceHistory)


def histories_of(trace: Trace, resource: ResourceType, kind: type[H]) -> dict[str, H]:
    """Returns the histories of all resources of a type, by id. Ids are compared in lower case, since they are UUIDs."""
    found: dict[str, H] = {}
    for one in trace.observations_of(resource):
        if not one.id:
            continue
        history = found.setdefault(one.id, kind(trace, resource, one.id))
        history.observations.append(one)
        if resource.create and one.operation == resource.create.id:
            history.creation = history.creation or one.exchange
    for exchanges, name in ((resource.update, "updates"), (resource.delete, "deletes")):
        for exchange in trace.by_operation.get(exchanges.id, ()) if exchanges else ():
            if exchange.session_id.lower() in found:
                getattr(found[exchange.session_id.lower()], name).append(exchange)
    return found


def creations(trace: Trace, resource: ResourceType) -> Iterator[Exchange]:
    """Yields the successful create requests of a resource type. A task for an existing session is none."""
    if resource.create:
        yield from (one for one in trace.succeeded(resource.create.id) if operation_of(one) != FOLLOW_UP)
