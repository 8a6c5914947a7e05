"""Lists: up to --limit items from as many pages as needed, or one page as the API sends it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from browser_use_sessions.cli.streams import print_message, show
from browser_use_sessions.cli.tables import show_table
from browser_use_sessions.cli.terminal import as_json, one_line

if TYPE_CHECKING:
    from browser_use_api._core.operation import Operation

SHOWN = 20
"""The default of --limit."""
LIMIT = "limit"
"""The option for all pages together. It replaces an argument with the same name, which is for one page."""


class Listing:
    """The items of a list operation."""

    def __init__(
        self, operation: Operation[Any], method: Callable[..., Any], given: Mapping[str, Any], limit: int | None
    ) -> None:
        assert operation.paging is not None
        self._operation = operation
        self._paging = operation.paging
        in_query = {option.name: option.argument for option in operation.options.values() if option.place == "query"}
        roles = (self._paging.page, self._paging.size, self._paging.cursor, self._paging.after, self._paging.before)
        size = in_query.get(self._paging.size, "")
        self._is_one_page = any(in_query.get(role) in given for role in roles if role)
        self._limit = limit or SHOWN
        if self._is_one_page:
            self._page = method(**given, **({LIMIT: limit} if size == LIMIT and limit is not None else {}))
            self._items, self._more = self._page.items_here(), False
        else:
            self._page = method(**given, **self._page_size(size))
            found = list(islice(self._page, self._limit + 1))
            self._items, self._more = found[: self._limit], len(found) > self._limit

    def show(self, wants_json: bool, show_secrets: bool) -> None:
        """Prints the items, and other properties of the page."""
        paging, data = self._paging, self._page.to_dict()
        others = [each.name for each in type(self._page).properties.values() if each.codec.item and each.name != paging.items]
        if wants_json:
            items = as_data(self._items)
            several = {paging.items: items, **{name: data.get(name, []) for name in others}}
            show(as_json(data if self._is_one_page else several if others else items))
        elif self._items:
            show_table(self._items, show_secrets)
        else:
            name = self._operation.resource if self._operation.name == "list" else self._operation.name
            print_message(f"There are no {name.replace('_', ' ')}.")
        for name in others if not wants_json else ():
            if data.get(name):
                show(f"{name}: {', '.join(one_line(str(each)) for each in data[name])}")
        if self._more:
            print_message(f"There are more. --limit {self._limit * 5} shows up to {self._limit * 5}.")
        elif self._is_one_page and not wants_json and paging.next and data.get(paging.next):
            print_message(f"The next page: --{paging.cursor.replace('_', '-')} {one_line(str(data[paging.next]))}")

    def _page_size(self, argument: str) -> dict[str, int]:
        """The page size: as many items as needed, if the API allows that."""
        from browser_use_api._core.codec import Mismatch

        for size in (self._limit + 1, 100) if argument else ():
            try:
                return {argument: self._operation.options[argument].codec.encode(size)}
            except Mismatch:
                continue
        return {}


def as_data(value: Any) -> Any:
    """JSON data of models, also inside of lists and dicts."""
    if isinstance(value, list):
        return [as_data(item) for item in value]
    if isinstance(value, dict):
        return {name: as_data(item) for name, item in value.items()}
    return value.to_dict() if hasattr(value, "to_dict") else value
