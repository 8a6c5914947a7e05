"""The resources of one kind in a project, by ID and in pages."""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from ..common.api_errors import NotFound


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

    def __init__(self, not_found: type[NotFound]) -> None:
        self._not_found = not_found
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
        """The resource with that ID. The store's kind of NotFound if it does not exist or was removed."""
        try:
            return self._by_id[id]
        except KeyError:
            raise self._not_found from None

    def page(self, number: int, size: int, chosen: Callable[[T], bool] | None = None) -> tuple[list[T], int]:
        """The resources of a page, the newest first, and their total number; pages count from 1."""
        listed = self._oldest_first if chosen is None else list(filter(chosen, self._oldest_first))
        end = max(len(listed) - (number - 1) * size, 0)
        return listed[max(end - size, 0) : end][::-1], len(listed)

    def including_removed(self) -> list[T]:
        """All resources, also removed ones, the oldest first."""
        return sorted([*self._oldest_first, *self._removed], key=_number)
