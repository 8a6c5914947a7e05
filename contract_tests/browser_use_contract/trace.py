"""A run's exchanges in order, and what can be read off them, computed once.

Exchanges overlap. Of two of them an order is claimed only where one had ended before the other began.
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
from .request_validation import Wrong, mistakes_of
from .session_history import SessionHistory, histories_of
from .things import Thing, things_of
from .values import moment

#: The operations whose 200 is one session object.
ONE_SESSION = ("createSession", "getSession", "stopSession")


class Trace:
    """Everything that was said and heard in one run. Requirements read it and never change it."""

    def __init__(
        self,
        exchanges: Iterable[Exchange],
        origin: str = "",
        stateless: Iterable[str] = (),
        *,
        is_complete: bool = True,
        has_transfers: bool = True,
    ) -> None:
        """`origin` is the scheme, host and port of the API, where that is known.

        `stateless` are operations that the server itself says it answers by examples alone, as a sandbox does for some.
        `is_complete` says that every request is in it that anybody sent meanwhile. Where it is not, any session, profile or file
        may have been changed or deleted at any time, so that nothing follows from what was written. `has_transfers` says that
        what was sent to signed URLs is in it, too.
        """
        self.has_transfers = has_transfers
        self.origin = origin
        self.is_complete = is_complete
        self.stateless = frozenset(stateless)
        self.exchanges: Sequence[Exchange] = sorted(exchanges, key=lambda exchange: (exchange.started, exchange.number))

    @cached_property
    def authorised(self) -> Sequence[Exchange]:
        """Those with the right key that reach an operation of the API, answered or not."""
        return [one for one in self.exchanges if one.authorised and one.operation]

    @cached_property
    def answered(self) -> Sequence[Exchange]:
        """Those that reach an operation and were answered, whatever the key was."""
        return [one for one in self.exchanges if one.operation and one.status]

    @cached_property
    def transfers(self) -> Sequence[Exchange]:
        """What was sent to signed URLs."""
        return [one for one in self.exchanges if one.url]

    @cached_property
    def by_operation(self) -> Mapping[str, Sequence[Exchange]]:
        found: dict[str, list[Exchange]] = defaultdict(list)
        for exchange in self.authorised:
            found[exchange.operation].append(exchange)
        return found

    def succeeded(self, *operations: str) -> Iterator[Exchange]:
        """The authorised exchanges of these operations that were answered with their success: 200, or what is documented."""
        for operation in operations:
            found = self.by_operation.get(operation)
            if found:
                success = spec.operations()[operation].success
                yield from (one for one in found if one.status == success)

    @cached_property
    def mistakes(self) -> Mapping[int, Sequence[Wrong] | None]:
        """What is wrong with each authorised request, by its number; None where that is doubtful."""
        return {one.number: mistakes_of(one) for one in self.authorised}

    @cached_property
    def session_pages(self) -> Sequence[SessionPage]:
        return [SessionPage(one) for one in self.succeeded("listSessions")]

    @cached_property
    def message_pages(self) -> Sequence[MessagePage]:
        return [MessagePage(one) for one in self.succeeded("listSessionMessages")]

    @cached_property
    def observations(self) -> Sequence[Observation]:
        """Every session object that was seen, whichever operation showed it, in the order of the requests."""
        found = [
            Observation(one, one.document, operation_of(one))
            for one in self.succeeded(*ONE_SESSION)
            if isinstance(one.document, dict)
        ]
        found += [Observation(page.exchange, item, "listSessions") for page in self.session_pages for item in page.sessions]
        return sorted(found, key=lambda observation: (observation.started, observation.exchange.number))

    @cached_property
    def histories(self) -> Mapping[str, SessionHistory]:
        """The sessions of the run by id."""
        return histories_of(self)

    @cached_property
    def message_histories(self) -> Mapping[str, MessageHistory]:
        """The messages of each session that were read, in order."""
        return message_histories_of(self)

    @cached_property
    def things(self) -> Mapping[str, Mapping[str, Thing]]:
        """What was seen of other resources than sessions, by the resource's path and the thing's id."""
        return things_of(self)

    @cached_property
    def known_ids(self) -> frozenset[str]:
        """The ids of all sessions and other things that were seen, in lower case."""
        return frozenset(self.histories) | frozenset(identity for found in self.things.values() for identity in found)

    def exists(self, identity: str, one: Exchange) -> bool:
        """Whether what has this id surely existed for as long as the exchange took."""
        found = [self.histories.get(identity), *(things.get(identity) for things in self.things.values())]
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
        """What the server's clock had reached at least at this time of ours; None where nothing tells.

        It is the latest time stamp in any answer that had come by then, so it needs no agreement between the two clocks.
        """
        times, latest = self._clock
        index = bisect_right(times, at)
        return latest[index - 1] if index else None
