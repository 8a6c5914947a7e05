# Made by tools/generate.py from an OpenAPI document; never edit it.
"""Reading lists to their end. No I/O: the steps yield requests and are sent what they are answered with."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .model import ModelBase, snake_case
from .unset import UNSET

if TYPE_CHECKING:
    from .operation import Operation, Paging, Request

T = TypeVar("T")
Steps = Generator["Request[Any] | list[Any]", Any, None]
"""Yields requests, which are sent the pages that they are answered with, and lists of items, in their order."""

# Whatever a server says, reading a list comes to an end.
_MOST_PAGES = 100_000
# How often a list that seems to become shorter is read again without anything new.
_MOST_IDLE = 20


class Page(ModelBase, Generic[T]):
    """One page of a list. Iterating over it gives every item from this page on, each once, on all the pages that follow.

    A page of an asyncio client is iterated over with `async for`. Items that come or go meanwhile do not make others be missed:
    where the list has become shorter, earlier pages are read again.
    """

    def __iter__(self) -> Iterator[T]:
        walk = self.__dict__.get("_walk")
        return iter(self._items()) if walk is None else walk()

    def __aiter__(self) -> AsyncIterator[T]:
        walk = self.__dict__.get("_async_walk")
        if walk is None:
            raise TypeError(f"This {type(self).__name__} is no page of an asyncio client: use `for`")
        return walk()  # type: ignore[no-any-return]

    def items_here(self) -> list[T]:
        """The items of this page alone."""
        return self._items()

    def _items(self) -> list[T]:
        raise NotImplementedError

    def __getstate__(self) -> dict[str, Any]:
        """A pickled page leads no further."""
        return {name: value for name, value in self.__dict__.items() if name not in ("_walk", "_async_walk")}


def bind(page: Any, **walks: Callable[[], Any]) -> Any:
    """The page, which from now on knows how to go on."""
    page.__dict__.update({f"_{name}": walk for name, walk in walks.items()})
    return page


def follow(
    operation: Operation[Any],
    arguments: Mapping[str, Any],
    make: Callable[[dict[str, Any]], Request[Any]],
    first: Any = None,
    seen: set[Any] | None = None,
) -> Steps:
    """Every item, from the page on that the arguments name.

    `first` is that page, where it has been read already. `seen` are the keys of items that are not wanted; the others' are added.
    """
    paging = operation.paging
    assert paging is not None  # Resources call this for operations that page.
    given = {name: value for name, value in arguments.items() if value is not UNSET}
    reader = _Reader(operation, paging, given, make, set() if seen is None else seen)
    return {"number": _by_number, "cursor": _by_cursor, "item": _by_item}[paging.style](reader, first)


class _Reader:
    """Reads pages of one list, and knows which items have been seen."""

    def __init__(
        self,
        operation: Operation[Any],
        paging: Paging,
        arguments: dict[str, Any],
        make: Callable[[dict[str, Any]], Request[Any]],
        seen: set[Any],
    ) -> None:
        query = [option for option in operation.options.values() if option.place == "query"]
        self.paging = paging
        self.arguments = arguments
        self.names = {option.name: option.argument for option in query}
        self.defaults = {option.name: option.default for option in query}
        self._make = make
        self._seen = seen

    def given(self, name: str) -> Any:
        """The argument of a query parameter; None where there is none."""
        return self.arguments.get(self.names.get(name, ""))

    def request(self, **changed: Any) -> Request[Any]:
        """The request with other values for some query parameters, which are called as in `Paging`; None leaves one out."""
        arguments = dict(self.arguments)
        for role, value in changed.items():
            argument = self.names.get(getattr(self.paging, role))
            if argument is not None:
                arguments.pop(argument, None)
                if value is not None:
                    arguments[argument] = value
        return self._make(arguments)

    def value(self, page: Any, name: str) -> Any:
        """A property of the page, by its name in the API; None where it has none."""
        return _property(page, name)

    def fresh(self, page: Any) -> list[Any]:
        """The items that were not seen before."""
        found = []
        for item in self.value(page, self.paging.items) or ():
            key = self.key(item)
            if key is None or key not in self._seen:
                self._seen.add(key)
                found.append(item)
        return found

    def key(self, item: Any) -> Any:
        """What tells an item from others."""
        for name in (self.paging.key, "id", "path"):
            key = _property(item, name) if name else None
            if isinstance(key, str | int):
                return key
        return None


def _property(model: Any, name: str) -> Any:
    if isinstance(model, dict):
        return model.get(name)
    for attribute, each in getattr(type(model), "properties", {}).items():
        if each.name == name:
            return getattr(model, attribute)
    return None


def _by_number(reader: _Reader, page: Any) -> Steps:
    """Pages with numbers. When the list has become shorter, what was on later pages has moved up, and we go back by as much."""
    paging = reader.paging
    base = 0 if reader.defaults.get(paging.page) == 0 else 1
    given = reader.given(paging.page)
    start = number = base if given is None else given
    furthest, total, idle = base - 1, None, 0
    earlier: list[Any] = []
    for _ in range(_MOST_PAGES):
        if page is None:
            page = yield reader.request(page=number)
        items = reader.value(page, paging.items) or []
        size = _size(reader, page, items)
        count = reader.value(page, paging.total) if paging.total else None
        gone, total = (total or 0) - (count or 0), count
        if gone > 0 and number > start and idle < _MOST_IDLE:
            idle += 1
            number, page = max(start, number - math.ceil(gone / max(size, 1))), None
            continue
        fresh = [] if items and items == earlier and reader.key(items[0]) is None else reader.fresh(page)
        yield fresh
        idle, earlier = 0 if fresh else idle, items
        is_over = count is not None and size > 0 and (number - base + 1) * size >= count
        is_last = not items or (size > 0 and len(items) < size) or is_over
        if is_last or not (fresh or number <= furthest):
            return
        furthest = max(furthest, number)
        number, page = number + 1, None


def _size(reader: _Reader, page: Any, items: list[Any]) -> int:
    """How many items a page holds at most: as the page tells it, else as it was asked for; 0 where nobody says."""
    told = [
        each.name
        for each in getattr(type(page), "properties", {}).values()
        if snake_case(each.name) == snake_case(reader.paging.size)
    ]
    for value in (*(_property(page, name) for name in told), reader.given(reader.paging.size)):
        if isinstance(value, int) and value > 0:
            return value
    return 0


def _by_cursor(reader: _Reader, page: Any) -> Steps:
    paging = reader.paging
    cursors = set()
    for _ in range(_MOST_PAGES):
        if page is None:
            page = yield reader.request()
        yield reader.fresh(page)
        cursor = reader.value(page, paging.next)
        more = reader.value(page, paging.more) if paging.more else None
        if not cursor or more is False or cursor in cursors:
            return
        cursors.add(cursor)
        page = yield reader.request(cursor=cursor)


def _by_item(reader: _Reader, page: Any) -> Steps:
    """Lists whose cursors are their items' own keys, and that start at the newest item, or at the oldest, who knows.

    Everything between the cursors that were given comes, in the order of the list.
    """
    paging = reader.paging
    after, before = reader.given(paging.after), reader.given(paging.before)
    if page is None:
        page = yield reader.request()
    items = reader.fresh(page)
    has_more = reader.value(page, paging.more)
    if after is None and has_more and items and reader.key(items[0]) is not None:
        # Older ones first. On a server that starts at the oldest there are none, and the newer ones come below.
        runs = [items]
        oldest = items[0]
        for _ in range(_MOST_PAGES):
            page = yield reader.request(after=None, before=reader.key(oldest))
            earlier = reader.fresh(page)
            if earlier:
                runs.insert(0, earlier)
                oldest = earlier[0]
            if not earlier or not reader.value(page, paging.more):
                break
        yield from runs
    else:
        yield items
    if not (has_more and items) or (after is None and before is not None) or reader.key(items[-1]) is None:
        return
    newest = items[-1]
    for _ in range(_MOST_PAGES):
        page = yield reader.request(after=reader.key(newest), before=before)
        later = reader.fresh(page)
        yield later
        if not later or not reader.value(page, paging.more):
            return
        newest = later[-1]
