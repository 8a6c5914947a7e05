"""Numbered pages and pages with a cursor (`x-paging`), for every list. `cursors` has the third kind.

Pages belong to the same list if they have the same path and the same query except for the paging parameters. A walk is a series
of pages of one size from the first to the last, each requested after the one before.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from math import inf

from ... import spec
from ...document import cached
from ...exchange import Exchange
from ...pages import Page
from ...requirement import Evaluation, assume, cite, rule
from ...resource_history import ResourceHistory
from ...resource_types import of_operation
from ...trace import Trace
from ...values import shown

_SAYS = {
    "not-more": "gives no more items than a page's size",
    "unique": "gives no item twice on a page",
    "once": "gives no item twice over all pages",
    "complete": "gives every existing item, over all pages",
}
_SAYS_WITH_NUMBERS = {
    "total": "gives a number of items that matches total, page and size",
    "total.counts": "has a total that includes all known items",
    "past-the-end": "gives an empty page past the last one",
    "places": "gives an item the same position for every page size",
}
_SAYS_WITH_CURSORS = {
    "next": "announces a next page exactly if there is one",
    "cursor": "continues where the page before ended",
}
#: What is assumed about the list of sessions. Other lists are documented better.
_ASSUMED_OF_SESSIONS = ("total.counts", "past-the-end")


@cached
def _paged() -> Sequence[spec.Operation]:
    return [one for one in spec.operations().values() if one.paging.get("style", "") in ("number", "cursor")]


def _echo(operation: spec.Operation, which: str) -> str:
    """Returns the property with the number or size of a page: the one with the parameter's name, ignoring case. Empty if none."""
    plain = re.sub("[^a-z]", "", operation.paging.get(which, "").lower())
    names = spec.success_properties(operation.id)
    return next((one for one in names if plain and re.sub("[^a-z]", "", one.lower()) == plain), "")


def _says(*, are_assumed: bool) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in _paged():
        says = {**_SAYS, **(_SAYS_WITH_NUMBERS if one.paging["style"] == "number" else _SAYS_WITH_CURSORS)}
        if spec.default(one.id, one.paging["size"]) is not None:
            says["size.default"] = "gives no more items than the default size if none was requested"
        for which in ("page", "size"):
            if _echo(one, which):
                says[f"{which}.echo"] = f"shows the requested {which}"
                says[f"{which}.echo.default"] = f"shows the default {which} if none was requested"
        for what, text in says.items():
            if (one.id == "listSessions" and what in _ASSUMED_OF_SESSIONS) is are_assumed:
                found[f"paging.{one.id}.{what}"] = f"{one.id} {text}"
    return found


@rule(cite("{1}", lambda: _says(are_assumed=False)), assume("{1}", lambda: _says(are_assumed=True)))
def paging(trace: Trace, evaluation: Evaluation) -> None:
    for operation in _paged():
        resource, pages = of_operation(operation.id), trace.pages(operation.id)
        is_own_list = resource is not None and resource.list is operation
        known = [one for one in trace.resources(resource.path).values() if one.creation] if resource and is_own_list else []
        for page in pages:
            _single(page, operation, evaluation)
        for walk in _walks(pages, operation):
            _walked(walk, operation, known, trace, evaluation)
        if operation.paging["style"] == "number":
            _counts(pages, known, f"paging.{operation.id}.total.counts", evaluation)
            _places(pages, trace, f"paging.{operation.id}.places", evaluation)


def _single(page: Page, operation: spec.Operation, evaluation: Evaluation) -> None:
    prefix, one, count = f"paging.{operation.id}", page.exchange, len(page.items)
    if page.size is not None:
        has_default = spec.default(operation.id, operation.paging["size"]) is not None
        what = "size.default" if has_default and not page.names("size") else "not-more"
        evaluation.expect(f"{prefix}.{what}", count <= page.size, f"{count} items on a page of {page.size}", one)
    twice = [identity for identity, times in Counter(page.ids).items() if times > 1]
    evaluation.expect(f"{prefix}.unique", not twice, f"{twice[:1]} is twice on the page", one)
    for which, asked in (("page", page.number), ("size", page.size)):
        name = _echo(operation, which)
        if name and asked is not None:
            found = one.object.get(name)
            what = f"{which}.echo" if page.names(which) else f"{which}.echo.default"
            evaluation.expect(f"{prefix}.{what}", found == asked, f"{name} is {shown(found)}, not {asked}", one)
    if page.total is not None and page.size and page.number is not None:
        expected = min(page.size, max(0, page.total - (page.number - 1) * page.size))
        what = "past-the-end" if expected == 0 and page.number > 1 else "total"
        problem = f"{count} items on page {page.number} of size {page.size}, with a total of {page.total}"
        evaluation.expect(f"{prefix}.{what}", count == expected, problem, one)
    if operation.paging["style"] == "cursor":
        has_cursor = isinstance(page.next, str) and page.next != ""
        problem = "there is a cursor, but no next page" if has_cursor else "there is a next page, but no cursor for it"
        evaluation.expect(f"{prefix}.next", page.more in (None, has_cursor), problem, one)


def _walks(pages: Sequence[Page], operation: spec.Operation) -> Iterator[list[Page]]:
    """Yields all complete walks."""
    has_numbers = operation.paging["style"] == "number"
    open_walks: dict[tuple[object, ...], list[list[Page]]] = {}
    for page in pages:
        known = open_walks.setdefault(page.list, [])
        if page.number == 1 if has_numbers else page.cursor is None:
            known.append([page])
            continue
        for walk in reversed(known):
            if walk[-1].exchange.before(page.exchange) and _follows(walk[-1], page):
                walk.append(page)
                break
    for found in open_walks.values():
        yield from (walk for walk in found if (_is_last_number if has_numbers else _is_last_cursor)(walk[-1]))


def _follows(last: Page, page: Page) -> bool:
    if page.number is not None and last.number is not None:
        return page.number == last.number + 1
    return isinstance(last.next, str) and page.cursor == last.next


def _is_last_number(page: Page) -> bool:
    return page.total is not None and bool(page.size) and (page.number or 0) * (page.size or 0) >= page.total


def _is_last_cursor(page: Page) -> bool:
    return page.more is False or (page.more is None and not page.next)


def _walked(
    walk: Sequence[Page], operation: spec.Operation, known: Sequence[ResourceHistory], trace: Trace, evaluation: Evaluation
) -> None:
    """Checks a walk. `known` are the resources that were created in the trace."""
    prefix, evidence = f"paging.{operation.id}", [page.exchange for page in walk]
    since, until = evidence[0].started, evidence[-1].ended
    met = Counter(identity for page in walk for identity in page.ids)
    is_steady = len({page.total for page in walk}) == 1
    made = [one for one in known if one.creation and one.creation.started < until and one.created_at > since]
    gone = [one for one in known if one.deleting_since < until and one.deleted_at > since]
    if len(walk) > 1 and is_steady and not (made or gone or (not known and _changes(trace, walk))):
        twice = [identity for identity, times in met.items() if times > 1]
        evaluation.expect(f"{prefix}.once", not twice, f"{twice[:1]} is on two pages", *evidence)
        if operation.paging["style"] == "cursor":
            is_next = all(page.ids for page in walk) and walk[1].ids[:1] != walk[0].ids[:1]
            problem = "the page after a cursor is empty, or the first page again"
            evaluation.expect(f"{prefix}.cursor", is_next, problem, *evidence)
    if walk[0].filters or (len(walk) > 1 and (gone or not is_steady)):
        return
    existing = [one.id for one in known if one.created_at <= since and one.deleting_since >= until]
    missing = [identity for identity in existing if identity not in met]
    if existing:
        problem = f"{len(missing)} of {len(existing)} are on no page of size {walk[0].size}, such as {missing[:1]}"
        evaluation.expect(f"{prefix}.complete", not missing, problem, *evidence)


def _changes(trace: Trace, walk: Sequence[Page]) -> bool:
    """Whether a request below the path of a list may have changed it during a walk."""
    first, last = walk[0].exchange, walk[-1].exchange
    return any(
        one.method != "GET" and one.path.startswith(first.path) and one.started < last.ended and one.ended > first.started
        for one in trace.authorised
    )


def _counts(pages: Sequence[Page], known: Sequence[ResourceHistory], requirement: str, evaluation: Evaluation) -> None:
    """Checks that totals include all resources that certainly existed."""
    made, gone = sorted(one.created_at for one in known), sorted(one.deleting_since for one in known)
    for page in pages:
        existing = bisect_right(made, page.exchange.started) - bisect_left(gone, page.exchange.ended)
        if page.total is not None and existing > 0 and not page.filters:
            problem = f"total is {page.total}, but at least {existing} exist"
            evaluation.expect(requirement, page.total >= existing, problem, page.exchange)


def _places(pages: Sequence[Page], trace: Trace, requirement: str, evaluation: Evaluation) -> None:
    """Compares pages of a whole list if nothing was changed between them."""
    changes = sorted((one.started, one.ended) for one in trace.authorised if one.method != "GET" and one.status != 422)
    latest = [0.0]  # the latest end of the first changes
    for _, ended in changes:
        latest.append(max(latest[-1], ended))
    quiet: dict[tuple[object, ...], dict[int, tuple[str, Exchange]]] = {}
    for page in pages:
        begun = bisect_right(changes, (page.exchange.ended, inf))
        if page.number is None or page.size is None or page.filters or latest[begun] > page.exchange.started:
            continue
        places = quiet.setdefault((begun, page.total), {})
        wrong = None
        for place, identity in enumerate(page.ids, (page.number - 1) * page.size):
            other, shown_by = places.setdefault(place, (identity, page.exchange))
            if other != identity and wrong is None:
                wrong = f"at position {place + 1} is {identity}, on another page it is {other}", shown_by
        problem, evidence = wrong or ("", page.exchange)
        if places:
            evaluation.expect(requirement, wrong is None, problem, evidence, page.exchange)
