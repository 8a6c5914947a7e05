"""Lists whose cursors are items (`x-paging` with style `item`), such as messages: limits, cursors, and whether there is more."""

from __future__ import annotations

from collections.abc import Sequence

from ... import spec
from ...exchange import Exchange
from ...message_history import MessageHistory
from ...pages import Page
from ...requirement import Evaluation, assume, cite, rule
from ...trace import Trace

_SAYS = {
    "not-more": "gives no more items than the limit",
    "size.default": "gives at most the default number of items if no limit was requested",
    "run": "gives consecutive items of the list, in order",
    "stay": "does not lose items",
    "after": "gives only items after the cursor",
    "before": "gives only items before the cursor",
    "none.some": "gives all items without a cursor, up to the limit",
    "none.more": "says without a cursor that there are more items exactly if there are some beyond the page",
}
_ASSUMED = {
    "after.first": "gives the first items after the cursor, up to the limit",
    "before.last": "gives the last items before the cursor, up to the limit",
    "none": "gives the newest or the oldest items without a cursor, up to the limit",
    "none.same": "shows the same end of the list for every limit without a cursor",
    "after.more": "says with after that there are more items exactly if more follow",
    "before.more": "says with before that there are more items exactly if more precede",
}


def _lists() -> Sequence[str]:
    return [name for name, one in spec.operations().items() if one.paging.get("style") == "item"]


def _for_each(says: dict[str, str]) -> dict[str, str]:
    return {f"paging.{name}.{what}": f"{name} {text}" for name in _lists() for what, text in says.items()}


@rule(cite("{1}", lambda: _for_each(_SAYS)), assume("{1}", lambda: _for_each(_ASSUMED)))
def reading(trace: Trace, evaluation: Evaluation) -> None:
    for name in _lists():
        for history in trace.lists(name).values():
            _List(history, f"paging.{name}", evaluation).check()


class _List:
    """Checks the pages of one list."""

    def __init__(self, history: MessageHistory, prefix: str, evaluation: Evaluation) -> None:
        self._history = history
        self._prefix = prefix
        self._evaluation = evaluation

    def _expect(self, what: str, holds: bool, problem: str, *evidence: Exchange) -> None:
        self._evaluation.expect(f"{self._prefix}.{what}", holds, problem, *evidence)

    def check(self) -> None:
        self._same_end()
        for page in self._history.pages:
            if page.size is None or (page.after and page.before):
                continue
            self._limit(page, page.size)
            if page in self._history.whole_reads:
                self._nothing_lost(page)
            if not page.after and not page.before:
                self._no_cursor(page, page.size)
            elif (page.after or page.before) in self._history.index:
                self._cursor(page, page.size)

    def _limit(self, page: Page, limit: int) -> None:
        what = "not-more" if page.names("size") else "size.default"
        problem = f"{len(page.ids)} items with a limit of {limit}"
        self._expect(what, len(page.ids) <= limit, problem, page.exchange)
        places = [self._history.index.get(identity, -2) for identity in page.ids]
        if any(place >= 0 for place in places):  # otherwise the position of the page is not known
            is_run = places == list(range(places[0], places[0] + len(places)))
            problem = "items are missing or in another order than on other pages"
            self._expect("run", is_run, problem, *self._longest(page), page.exchange)

    def _nothing_lost(self, page: Page) -> None:
        """Checks that a page with all items contains all items from earlier pages."""
        earlier = [identity for identity, since in self._history.known_since.items() if since <= page.exchange.started]
        missing = len(set(earlier).difference(page.ids))
        if earlier:
            problem = f"{missing} items from earlier pages are missing"
            self._expect("stay", not missing, problem, *self._longest(page), page.exchange)

    def _longest(self, page: Page) -> list[Exchange]:
        longest = max(self._history.pages, key=lambda other: len(other.ids))
        return [] if longest is page else [longest.exchange]

    def _known(self, ids: Sequence[str], page: Page) -> int:
        """Returns how many of these items certainly existed at the time of the request."""
        return sum(1 for identity in ids if self._history.known_since[identity] <= page.exchange.started)

    def _no_cursor(self, page: Page, limit: int) -> None:
        ids, index = self._history.ids, self._history.index
        expected = min(limit, self._known(ids, page))
        problem = f"{len(page.ids)} items, but at least {expected} exist within the limit of {limit}"
        self._expect("none.some" if page.names("size") else "size.default", len(page.ids) >= expected, problem, page.exchange)
        if page.ids and page.ids[0] in index and page.ids[-1] in index:
            newer = ids[index[page.ids[-1]] + 1 :]
            in_the_middle = index[page.ids[0]] > 0 and self._known(newer, page) > 0
            problem = "the page starts after the oldest item and ends before the newest"
            self._expect("none", not in_the_middle, problem, page.exchange)
        shown = set(page.ids)
        self._more("none.more", page, [identity for identity in ids if identity not in shown])

    def _more(self, what: str, page: Page, beyond: Sequence[str]) -> None:
        known = self._known(beyond, page)
        if page.more is False:
            self._expect(what, not known, f"there is no more, but {known} more items exist", page.exchange)
        elif page.more is True and (beyond or self._history.ends_at(page.exchange.ended)):
            self._expect(what, bool(beyond), "there is more, but no more items exist", page.exchange)

    def _cursor(self, page: Page, limit: int) -> None:
        ids, cursor, count = self._history.ids, page.after or page.before or "", len(page.ids)
        place, name = self._history.index[cursor], "after" if page.after else "before"
        side = ids[place + 1 :] if page.after else ids[:place]
        wrong = set(page.ids).difference(side)
        problem = f"the page contains {'the item of the cursor' if cursor in wrong else 'an item on its other side'}"
        self._expect(name, not wrong, problem, page.exchange)
        if wrong:
            return
        is_nearest = (side[:count] if page.after else side[len(side) - count :]) == list(page.ids)
        beyond = side[count:] if page.after else side[: len(side) - count]
        is_short = count < limit and self._known(beyond, page) > 0
        problem = f"{count} items, but more exist within the limit" if is_nearest else "the page does not start at the cursor"
        what = "after.first" if page.after else "before.last"
        self._expect(what, is_nearest and not is_short, problem, page.exchange)
        if is_nearest:
            self._more(f"{name}.more", page, beyond)

    def _same_end(self) -> None:
        """Compares pages without a cursor that certainly show only one end of the list, with no new items in between."""
        ids, ends = self._history.ids, dict[str, Page]()
        for page in self._history.pages:
            if page.after or page.before or not page.ids or len(page.ids) == len(ids):
                continue
            if page.ids[0] == ids[0] and self._known(ids[len(page.ids) :], page):
                ends.setdefault("oldest", page)
            elif page.ids[-1] == ids[-1]:
                ends.setdefault("newest", page)
        if ends:
            problem = "one page without a cursor shows the oldest items, another one the newest"
            self._expect("none.same", len(ends) == 1, problem, *(page.exchange for page in ends.values()))
