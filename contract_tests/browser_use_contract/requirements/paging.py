"""The three kinds of paging (`x-paging`), for every list without hand-written rules.

Pages belong to the same list if they have the same path and the same query except for the paging parameters. A walk is a series
of pages of one size from the first to the last, each requested after the one before.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import Any

from .. import spec
from ..citations import derived as citations
from ..exchange import Exchange
from ..pages import asked_number
from ..requirement import OURS, Evaluation, rule
from ..resource_history import ResourceHistory
from ..resource_types import derived
from ..trace import Trace
from ..values import integer, objects, shown

_STYLES = ("number", "cursor", "item")


class Page:
    """A successful response of an operation with paging."""

    def __init__(self, exchange: Exchange, operation: spec.Operation) -> None:
        self.exchange = exchange
        self.paging = operation.paging
        self.size = asked_number(exchange, self.paging["size"])
        self.number = asked_number(exchange, self.paging["page"]) if "page" in self.paging else None
        self.cursor = exchange.parameter(self.paging["cursor"]) if "cursor" in self.paging else None
        self.after = exchange.parameter(self.paging["after"]) if "after" in self.paging else None
        self.before = exchange.parameter(self.paging["before"]) if "before" in self.paging else None

    @cached_property
    def items(self) -> Sequence[Mapping[str, Any]]:
        return objects(self.exchange.object.get(self.paging["items"]))

    @cached_property
    def ids(self) -> Sequence[str]:
        return [_identity(item, self.paging) for item in self.items]

    @property
    def total(self) -> int | None:
        return integer(self.exchange.object.get(self.paging.get("total", "")))

    @property
    def next(self) -> Any:
        return self.exchange.object.get(self.paging.get("next", ""))

    @property
    def more(self) -> bool | None:
        found = self.exchange.object.get(self.paging.get("more", ""))
        return found if isinstance(found, bool) else None

    @cached_property
    def of(self) -> tuple[object, ...]:
        """The identity of the page's list: equal for all pages of one list and size."""
        own = {self.paging.get(key, "") for key in ("page", "cursor", "after", "before", "size")}
        return (self.exchange.path, self.size, *sorted(pair for pair in self.exchange.query if pair[0] not in own))


def _identity(item: Mapping[str, Any], paging: Mapping[str, Any]) -> str:
    key = paging.get("key", "") or next((name for name in ("id", "path", "name", "key") if name in item), "id")
    return str(item.get(key))


@spec.cached
def _paged() -> Sequence[spec.Operation]:
    return [one for one in spec.operations().values() if one.paging.get("style", "") in _STYLES and one.id not in OURS]


def _echo(operation: spec.Operation, which: str) -> str:
    """Returns the property with the number or size of a page: the one with the parameter's name, ignoring case. Empty if none."""
    name = operation.paging.get(which, "")
    plain = re.sub("[^a-z]", "", name.lower())
    return next(
        (one for one in spec.success_properties(operation.id) if plain and re.sub("[^a-z]", "", one.lower()) == plain), ""
    )


def _says() -> dict[str, str]:
    found: dict[str, str] = {}
    for one in _paged():
        name, paging = one.id, one.paging
        problem = {
            "not-more": "gives no more items than a page's size",
            "unique": "gives no item twice on a page",
            "once": "gives no item twice over all pages",
            "complete": "gives every existing item, over all pages",
        }
        if spec.default(name, paging["size"]) is not None:
            problem["size.default"] = "gives no more items than the default size if none was requested"
        for which in ("page", "size"):
            if _echo(one, which):
                problem[f"{which}.echo"] = f"shows the requested {which}"
        if paging["style"] == "number":
            problem |= {
                "total": "gives a number of items that matches total, page and size",
                "total.counts": "has a total that includes all known items",
                "past-the-end": "gives an empty page past the last one",
            }
        if paging["style"] == "cursor":
            problem |= {
                "next": "announces a next page exactly if there is one",
                "cursor": "continues where the page before ended",
            }
        if paging["style"] == "item":
            problem |= {"after": "gives only items after the cursor", "before": "gives only items before the cursor"}
        found |= {f"paging.{name}.{what}": f"{name} {says}" for what, says in problem.items()}
    return found


@rule(lambda requirement: citations.operation(requirement.split(".")[1]), _says)
def paging(trace: Trace, evaluation: Evaluation) -> None:
    for operation in _paged():
        pages = [Page(one, operation) for one in trace.succeeded(operation.id)]
        for page in pages:
            _single(page, operation, evaluation)
        for walk in _walks(pages, operation):
            _walked(walk, operation, trace, evaluation)
        if operation.paging["style"] == "item":
            _cursors(pages, operation, evaluation)


def _single(page: Page, operation: spec.Operation, evaluation: Evaluation) -> None:
    prefix, one, count = f"paging.{operation.id}", page.exchange, len(page.items)
    is_default = not any(key == operation.paging["size"] for key, _ in one.query)
    if page.size is not None:
        what = "size.default" if is_default and spec.default(operation.id, operation.paging["size"]) is not None else "not-more"
        evaluation.check(f"{prefix}.{what}", f"{count} items on a page of {page.size}" if count > page.size else None, one)
    twice = [identity for identity, times in Counter(page.ids).items() if times > 1]
    evaluation.check(f"{prefix}.unique", f"{twice[0]} is twice on the page" if twice else None, one)
    for which, asked in (("page", page.number), ("size", page.size)):
        name = _echo(operation, which)
        if name and asked is not None:
            found = one.object.get(name)
            evaluation.check(f"{prefix}.{which}.echo", None if found == asked else f"{name} is {shown(found)}, not {asked}", one)
    if page.total is not None and page.size and page.number is not None:
        expected = min(page.size, max(0, page.total - (page.number - 1) * page.size))
        past = expected == 0 and page.number > 1
        problem = f"{count} items on page {page.number} of size {page.size}, with a total of {page.total}"
        evaluation.check(f"{prefix}.{'past-the-end' if past else 'total'}", None if count == expected else problem, one)
    if operation.paging["style"] == "cursor":
        _next(page, prefix, evaluation)


def _next(page: Page, prefix: str, evaluation: Evaluation) -> None:
    """Checks that the cursor and the flag for a next page agree, if a page has both."""
    has_cursor = isinstance(page.next, str) and page.next != ""
    problem = None
    if page.more is True and not has_cursor:
        problem = "there is a next page, but no cursor for it"
    elif page.more is False and has_cursor:
        problem = "there is a cursor, but no next page"
    evaluation.check(f"{prefix}.next", problem, page.exchange)


def _walks(pages: Sequence[Page], operation: spec.Operation) -> Iterator[list[Page]]:
    """Yields all complete walks."""
    style = operation.paging["style"]
    open_walks: dict[tuple[object, ...], list[list[Page]]] = {}
    for page in pages:
        known = open_walks.setdefault(page.of, [])
        if _is_first(page, style):
            known.append([page])
            continue
        for walk in reversed(known):
            if walk[-1].exchange.before(page.exchange) and _follows(walk[-1], page, style):
                walk.append(page)
                break
    for found in open_walks.values():
        yield from (walk for walk in found if _is_last(walk[-1], style))


def _is_first(page: Page, style: str) -> bool:
    if style == "number":
        return page.number == 1
    return page.cursor is None if style == "cursor" else page.after is None and page.before is None


def _follows(last: Page, page: Page, style: str) -> bool:
    if style == "number":
        return last.number is not None and page.number == last.number + 1
    if style == "cursor":
        return isinstance(last.next, str) and page.cursor == last.next
    return bool(last.ids) and page.after == last.ids[-1]


def _is_last(page: Page, style: str) -> bool:
    if style == "number":
        return page.total is not None and bool(page.size) and (page.number or 0) * (page.size or 0) >= page.total
    return page.more is False or (page.more is None and not page.next)


@dataclass(frozen=True)
class _Existing:
    """The ids that were certainly in a list during a whole walk, and whether anything was created or deleted meanwhile."""

    ids: Sequence[str]
    is_quiet: bool


def _existing(trace: Trace, operation: spec.Operation, walk: Sequence[Page]) -> _Existing | None:
    """Returns None if the expected items are not known, for example in a filtered list."""
    since, until = walk[0].exchange.started, walk[-1].exchange.ended
    own = {operation.paging.get(key, "") for key in ("page", "size")}
    for resource in derived():
        if resource.list is operation:
            things: Sequence[ResourceHistory] = [
                one for one in trace.resource_histories.get(resource.path, {}).values() if one.creation
            ]
            made = [one for one in things if one.creation and one.created_at > since and one.creation.started < until]
            gone = [one for one in things if one.deleting_since < until and one.deleted_at > since]
            if any(name not in own for name, _ in walk[0].exchange.query):
                return _Existing([], not made and not gone)
            there = [one.id for one in things if one.created_at <= since and one.deleting_since >= until]
            return _Existing(there, not made and not gone)
    changes = [
        one
        for one in trace.authorised
        if one.method != "GET" and one.path.startswith(walk[0].exchange.path) and one.started < until and one.ended > since
    ]
    return _Existing([], not changes)


def _walked(walk: Sequence[Page], operation: spec.Operation, trace: Trace, evaluation: Evaluation) -> None:
    prefix, evidence = f"paging.{operation.id}", [page.exchange for page in walk]
    found = _existing(trace, operation, walk)
    met = Counter(identity for page in walk for identity in page.ids)
    if found is None:
        return
    is_quiet = found.is_quiet and len({page.total for page in walk}) <= 1
    if len(walk) > 1 and is_quiet:
        twice = [identity for identity, times in met.items() if times > 1]
        evaluation.check(f"{prefix}.once", f"{twice[0]} is on two pages" if twice else None, *evidence)
        if operation.paging["style"] == "cursor":
            empty = [page for page in walk[1:] if not page.ids]
            problem = (
                "the page after a cursor is empty, or the first page again"
                if empty or walk[1].ids[:1] == walk[0].ids[:1]
                else None
            )
            evaluation.check(f"{prefix}.cursor", problem, *evidence)
    gone_meanwhile = not is_quiet and len(walk) > 1
    if found.ids and not gone_meanwhile:
        lowered = {identity.lower() for identity in met}
        missing = [identity for identity in found.ids if identity not in lowered]
        problem = f"{len(missing)} of {len(found.ids)} are on no page, such as {missing[:1]}"
        evaluation.check(f"{prefix}.complete", problem if missing else None, *evidence)
        total = walk[0].total
        if total is not None:
            less = total < len(found.ids)
            problem = f"the total is {total}, but at least {len(found.ids)} exist"
            evaluation.check(f"{prefix}.total.counts", problem if less else None, walk[0].exchange)


def _cursors(pages: Sequence[Page], operation: spec.Operation, evaluation: Evaluation) -> None:
    """Compares the pages after and before an item with the longest page of the same list."""
    by_path: dict[str, list[Page]] = {}
    for page in pages:
        by_path.setdefault(page.exchange.path, []).append(page)
    for found in by_path.values():
        order = max((page.ids for page in found), key=len)
        places = {identity: place for place, identity in enumerate(order)}
        for page in found:
            for name, cursor, is_right in (("after", page.after, 1), ("before", page.before, -1)):
                if cursor in places:
                    here = [places[identity] for identity in page.ids if identity in places]
                    wrong = any((place - places[cursor]) * is_right <= 0 for place in here)
                    problem = f"the page has an item that does not come {name} the cursor"
                    evaluation.check(f"paging.{operation.id}.{name}", problem if wrong else None, page.exchange)
        evaluation.passed(f"paging.{operation.id}.once", 0)


@rule(
    lambda requirement: citations.operation(requirement.split(".")[1]),
    lambda: {
        f"deleting.{resource.list.id}.unlisted": f"deleted resources are not in {resource.list.id}"
        for resource in derived()
        if resource.list and resource.delete
    },
)
def unlisted(trace: Trace, evaluation: Evaluation) -> None:
    for resource in derived():
        if not resource.list or not resource.delete:
            continue
        deleted = {name: one for name, one in trace.resource_histories.get(resource.path, {}).items() if one.deleted_at < inf}
        first = min((one.deleted_at for one in deleted.values()), default=inf)
        for one in trace.succeeded(resource.list.id):
            if one.started < first:
                continue
            items = objects(one.object.get(resource.list.paging.get("items", "")))
            there = [deleted.get(str(item.get(resource.key)).lower()) for item in items]
            wrong = [thing for thing in there if thing and thing.deleted_at <= one.started]
            problem = f"{wrong[0].id} is in the list, but was deleted" if wrong else None
            evaluation.check(f"deleting.{resource.list.id}.unlisted", problem, *(wrong[0].deletes[:1] if wrong else ()), one)
