"""The resources of one kind in a project, by ID and in pages."""

import heapq
import random
from bisect import bisect_left
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import count
from operator import attrgetter
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

import attrs

from ..common.api_errors import NotFound

_FREE_BITS = ~(0xF000 << 64 | 0xC000 << 48)
_VERSION_4 = 4 << 76 | 0x8000 << 48


class Ids:
    """Makes UUIDs of version 4, the same ones for the same seed, and numbers that count up."""

    def __init__(self, seed: int | None) -> None:
        self._random = random.Random(seed)  # noqa: S311 -- the IDs are no secrets
        self._numbers = count()

    def new(self) -> UUID:
        """A UUID like those of uuid4, in half the time."""
        return UUID(int=self._random.getrandbits(128) & _FREE_BITS | _VERSION_4)

    def number(self) -> int:
        """A number greater than all before."""
        return next(self._numbers)


@attrs.define(eq=False)
class Timer:
    """The next event of its owner."""

    due: datetime
    then: Callable[[Any, datetime], None]


class Owner(Protocol):
    """What events happen to. It has at most one timer: setting another one cancels it."""

    timer: Timer | None


class Timers:
    """Runs events in order, each at its own time, whenever `run_until` is called."""

    def __init__(self) -> None:
        self._queue: list[tuple[datetime, int, Any, Timer]] = []
        self._numbers = count()

    def set(self, owner: Owner, due: datetime, then: Callable[[Any, datetime], None]) -> None:
        """Make `then(owner, due)` the next event of the owner."""
        owner.timer = Timer(due, then)
        heapq.heappush(self._queue, (due, next(self._numbers), owner, owner.timer))

    def run_until(self, now: datetime) -> None:
        """Run all events that are due by `now`."""
        while self._queue and self._queue[0][0] <= now:
            due, _, owner, timer = heapq.heappop(self._queue)
            if owner.timer is timer:
                owner.timer = None
                timer.then(owner, due)

    @property
    def next_due(self) -> datetime | None:
        """The time of the next event; None if there is none."""
        return self._queue[0][0] if self._queue else None


class Stored(Protocol):
    """What a store can hold. `number` is greater for newer resources."""

    @property
    def id(self) -> UUID: ...
    @property
    def number(self) -> int: ...


T = TypeVar("T", bound=Stored)
_number = attrgetter("number")


class Store(Generic[T]):
    """Holds resources by ID and in order of creation. Removed ones are kept for `including_removed`."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._by_id: dict[UUID, T] = {}
        self._oldest_first: list[T] = []
        self._removed: list[T] = []

    def __len__(self) -> int:
        return len(self._oldest_first)

    def __iter__(self) -> Iterator[T]:
        """The resources, the oldest first."""
        return iter(self._oldest_first)

    def __contains__(self, id: UUID) -> bool:
        return id in self._by_id

    def add(self, resource: T) -> None:
        self._by_id[resource.id] = resource
        self._oldest_first.append(resource)

    def remove(self, resource: T) -> None:
        del self._by_id[resource.id]
        del self._oldest_first[bisect_left(self._oldest_first, resource.number, key=_number)]
        self._removed.append(resource)

    def get(self, id: UUID) -> T | None:
        return self._by_id.get(id)

    def find(self, id: UUID) -> T:
        """The resource with that ID. NotFound if it does not exist or was removed."""
        try:
            return self._by_id[id]
        except KeyError:
            raise NotFound(self._kind) from None

    def page(self, number: int, size: int, chosen: Callable[[T], bool] | None = None) -> tuple[list[T], int]:
        """The resources of a page, the newest first, and their total number; pages count from 1."""
        listed = self._oldest_first if chosen is None else list(filter(chosen, self._oldest_first))
        end = max(len(listed) - (number - 1) * size, 0)
        return listed[max(end - size, 0) : end][::-1], len(listed)

    def including_removed(self) -> list[T]:
        """All resources, also removed ones, the oldest first."""
        return sorted([*self._oldest_first, *self._removed], key=_number)
