"""The trace: all exchanges of a run in order, and the data that is computed from them, each once.

Exchanges overlap. Two exchanges have a known order only if one ended before the other started.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from . import spec
from .exchange import Exchange
from .message_history import MessageHistory
from .observation import Observation
from .pages import Page
from .request_validation import Mistake, mistakes_of
from .resource_history import ResourceHistory, histories_of, observations_of
from .resource_types import SESSIONS, ResourceType, resource_types
from .session_history import SessionHistory, Task, session_histories_of
from .values import moment


class Trace:
    """All requests and responses of one run. Requirements read it and never change it."""

    def __init__(
        self,
        exchanges: Iterable[Exchange],
        origin: str = "",
        stateless: Iterable[str] = (),
        *,
        is_complete: bool = True,
        has_transfers: bool = True,
    ) -> None:
        """`origin` is the scheme, host and port of the API. It is empty if unknown.

        `stateless` contains operations that the server answers with examples and without state, as a sandbox may do.
        `is_complete` says that the trace contains all requests of all clients in that time. If not, other clients may have
        changed or deleted any resource, so nothing follows from written values. `has_transfers` says that it contains the
        requests to signed URLs.
        """
        self._observations: dict[str, Sequence[Observation]] = {}
        self._resources: dict[str, Mapping[str, ResourceHistory]] = {}
        self._pages: dict[str, Sequence[Page]] = {}
        self._cursors: dict[str, frozenset[str]] = {}
        self.has_transfers = has_transfers
        self.origin = origin
        self.is_complete = is_complete
        self.stateless = frozenset(stateless)
        self.exchanges: Sequence[Exchange] = sorted(exchanges, key=lambda exchange: (exchange.started, exchange.number))

    @cached_property
    def authorised(self) -> Sequence[Exchange]:
        """Exchanges with the right key and a known operation, with or without a response."""
        return [one for one in self.exchanges if one.authorised and one.operation]

    @cached_property
    def answered(self) -> Sequence[Exchange]:
        """Exchanges with a known operation and a response, whatever the key."""
        return [one for one in self.exchanges if one.operation and one.status]

    @cached_property
    def transfers(self) -> Sequence[Exchange]:
        """Exchanges with signed URLs."""
        return [one for one in self.exchanges if one.url]

    @cached_property
    def by_operation(self) -> Mapping[str, Sequence[Exchange]]:
        found: dict[str, list[Exchange]] = defaultdict(list)
        for exchange in self.authorised:
            found[exchange.operation].append(exchange)
        return found

    def succeeded(self, *operations: str) -> Iterator[Exchange]:
        """Yields the authorised exchanges of these operations with the documented success status."""
        for operation in operations:
            found = self.by_operation.get(operation)
            if found:
                success = spec.operations()[operation].success
                yield from (one for one in found if one.status == success)

    @cached_property
    def mistakes(self) -> Mapping[int, Sequence[Mistake] | None]:
        """The mistakes in each authorised request, by number. None if the request is ambiguous."""
        return {one.number: mistakes_of(one) for one in self.authorised}

    def pages(self, operation: str) -> Sequence[Page]:
        """Returns the successful responses of an operation with paging. Empty if the document has no such operation."""
        if operation not in self._pages:
            self._pages[operation] = [Page(one) for one in self.succeeded(operation)]
        return self._pages[operation]

    def cursors(self, operation: str) -> frozenset[str]:
        """Returns every cursor from the responses of an operation, in lower case."""
        if operation not in self._cursors:
            found = (cursor for page in self.pages(operation) for cursor in (page.next, *page.ids))
            self._cursors[operation] = frozenset(str(cursor).lower() for cursor in found)
        return self._cursors[operation]

    def observations_of(self, resource: ResourceType) -> Sequence[Observation]:
        """Returns every resource of a type in any response, in the order of the requests."""
        if resource.path not in self._observations:
            self._observations[resource.path] = observations_of(self, resource)
        return self._observations[resource.path]

    @property
    def observations(self) -> Sequence[Observation]:
        """Every session in any response, in the order of the requests."""
        sessions = resource_types().get(SESSIONS)
        return self.observations_of(sessions) if sessions else ()

    @cached_property
    def histories(self) -> Mapping[str, SessionHistory]:
        """The history of each session, by id."""
        return session_histories_of(self)

    @cached_property
    def tasks(self) -> Sequence[Task]:
        """The tasks of all sessions."""
        return [task for history in self.histories.values() for task in history.tasks]

    def resources(self, path: str) -> Mapping[str, ResourceHistory]:
        """Returns the history of each resource of a type, by id. `path` is the path of the type, such as `/profiles`."""
        if path == SESSIONS:
            return self.histories
        resource = resource_types().get(path)
        if path not in self._resources:
            self._resources[path] = histories_of(self, resource, ResourceHistory) if resource else {}
        return self._resources[path]

    @cached_property
    def message_histories(self) -> Mapping[str, MessageHistory]:
        """The message history of each session, by session id."""
        return self.lists("listSessionMessages")

    def lists(self, operation: str) -> Mapping[str, MessageHistory]:
        """Returns the joined pages of an operation whose cursors are items, by the id in the path."""
        found = defaultdict(list)
        for page in self.pages(operation):
            found[page.exchange.session_id.lower()].append(page)
        return {identity: MessageHistory(pages) for identity, pages in found.items()}

    @cached_property
    def known_ids(self) -> frozenset[str]:
        """The ids of all known resources, in lower case."""
        return frozenset(identity for path in resource_types() for identity in self.resources(path))

    def exists(self, identity: str, one: Exchange) -> bool:
        """Whether the resource with this id certainly existed during the whole exchange."""
        found = [self.resources(path).get(identity) for path in resource_types()]
        return any(history and history.exists_during(one) for history in found)

    @cached_property
    def _clock(self) -> tuple[list[float], list[float]]:
        readings = [
            (item.ended, stamp)
            for item in self.observations
            for name in ("createdAt", "updatedAt")
            if (stamp := moment(item.get(name))) is not None
        ]
        times: list[float] = []
        latest: list[float] = []
        for ended, stamp in sorted(readings):
            times.append(ended)
            latest.append(max(stamp, latest[-1]) if latest else stamp)
        return times, latest

    def server_clock(self, at: float) -> float | None:
        """Returns a lower bound of the server's clock at a local time, in seconds since the epoch. None if there is none.

        It is the latest time stamp in any response up to that time, so the two clocks need not agree.
        """
        times, latest = self._clock
        index = bisect_right(times, at)
        return latest[index - 1] if index else None
