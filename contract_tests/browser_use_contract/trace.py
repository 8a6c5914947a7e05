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
from .message_history import MessageHistory, message_histories_of
from .observation import Observation, operation_of
from .pages import MessagePage, SessionPage
from .request_validation import Mistake, mistakes_of
from .resource_history import ResourceHistory, resource_histories_of
from .session_history import SessionHistory, histories_of
from .values import moment

#: The operations whose successful response is one session object.
ONE_SESSION = ("createSession", "getSession", "stopSession")


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

    @cached_property
    def session_pages(self) -> Sequence[SessionPage]:
        return [SessionPage(one) for one in self.succeeded("listSessions")]

    @cached_property
    def message_pages(self) -> Sequence[MessagePage]:
        return [MessagePage(one) for one in self.succeeded("listSessionMessages")]

    @cached_property
    def observations(self) -> Sequence[Observation]:
        """Every session object in any response, in the order of the requests."""
        found = [
            Observation(one, one.document, operation_of(one))
            for one in self.succeeded(*ONE_SESSION)
            if isinstance(one.document, dict)
        ]
        found += [Observation(page.exchange, item, "listSessions") for page in self.session_pages for item in page.sessions]
        return sorted(found, key=lambda observation: (observation.started, observation.exchange.number))

    @cached_property
    def histories(self) -> Mapping[str, SessionHistory]:
        """The history of each session, by id."""
        return histories_of(self)

    @cached_property
    def message_histories(self) -> Mapping[str, MessageHistory]:
        """The message history of each session, by session id."""
        return message_histories_of(self)

    @cached_property
    def resource_histories(self) -> Mapping[str, Mapping[str, ResourceHistory]]:
        """The histories of all resources except sessions, by the path of the resource type and by id."""
        return resource_histories_of(self)

    @cached_property
    def known_ids(self) -> frozenset[str]:
        """The ids of all known sessions and other resources, in lower case."""
        return frozenset(self.histories) | frozenset(identity for found in self.resource_histories.values() for identity in found)

    def exists(self, identity: str, one: Exchange) -> bool:
        """Whether the resource with this id certainly existed during the whole exchange."""
        found = [self.histories.get(identity), *(things.get(identity) for things in self.resource_histories.values())]
        return any(item and item.created_at <= one.started and item.deleting_since > one.ended for item in found)

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
