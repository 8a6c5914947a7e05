"""The list of sessions: requested pages, no session missing or duplicated, newest first, without deleted sessions."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from math import inf

from ..citations import assumed, operations
from ..exchange import Exchange
from ..pages import SessionPage
from ..requirement import Citation, Evaluation, rule
from ..session_history import SessionHistory
from ..trace import Trace
from ..values import moment, shown

_ECHO = {
    "lists.page": (operations.PAGE, "page is the requested number"),
    "lists.page.default": (operations.PAGE, "page is 1 by default"),
    "lists.page-size": (operations.PAGE_SIZE, "pageSize is the requested size"),
    "lists.page-size.default": (operations.PAGE_SIZE, "pageSize is the default if none was requested"),
    "lists.not-more": (operations.PAGE_SIZE, "a page contains no more sessions than its size"),
    "lists.total": (operations.LIST, "the number of sessions on a page matches total, page and size"),
    "lists.past-the-end": (assumed.PAGES, "a page past the last one is empty"),
    "lists.unique": (operations.LIST, "no session is twice on a page"),
}


@rule(lambda requirement: _ECHO[requirement][0], {name: says for name, (_, says) in _ECHO.items()})
def pages(trace: Trace, evaluation: Evaluation) -> None:
    for page in trace.session_pages:
        one, shown_page = page.exchange, page.exchange.object
        if page.number is None or page.size is None:
            continue
        for name, field, asked in (("page", "page", page.number), ("page-size", "pageSize", page.size)):
            is_default = not any(key == name.replace("-", "_") for key, _ in one.query)
            problem = f"{field} is {shown(shown_page.get(field))}, not {asked}"
            evaluation.check(
                f"lists.{name}{'.default' if is_default else ''}", None if shown_page.get(field) == asked else problem, one
            )
        count = len(page.sessions)
        evaluation.check("lists.not-more", f"{count} sessions on a page of {page.size}" if count > page.size else None, one)
        twice = len(set(page.ids)) < count
        evaluation.check("lists.unique", "a session is twice on the page" if twice else None, one)
        if page.total is not None:
            expected = min(page.size, max(0, page.total - (page.number - 1) * page.size))
            problem = f"{count} sessions on page {page.number} of size {page.size}, with a total of {page.total}"
            past = expected == 0 and page.number > 1
            evaluation.check("lists.past-the-end" if past else "lists.total", None if count == expected else problem, one)


@rule(assumed.NEWEST_FIRST, {"lists.newest-first": "the newest session comes first"})
def order(trace: Trace, evaluation: Evaluation) -> None:
    for page in trace.session_pages:
        stamps = [stamp for item in page.sessions if (stamp := moment(item.get("createdAt"))) is not None]
        if len(stamps) > 1:
            sorted_stamps = sorted(stamps, reverse=True)
            evaluation.check(
                "lists.newest-first", None if stamps == sorted_stamps else "createdAt rises within the page", page.exchange
            )


def walks(trace: Trace) -> Iterator[list[SessionPage]]:
    """Yields walks: consecutive pages of one size, from the first to the last."""
    by_size: dict[int, list[list[SessionPage]]] = {}
    for page in trace.session_pages:
        if page.size is None or page.number is None:
            continue
        open_walks = by_size.setdefault(page.size, [])
        if page.number == 1:
            open_walks.append([page])
            continue
        for walk in reversed(open_walks):
            if walk[-1].number == page.number - 1 and walk[-1].exchange.before(page.exchange):
                walk.append(page)
                break
    for size, found in by_size.items():
        for walk in found:
            last = walk[-1]
            if last.total is not None and last.number is not None and last.number * size >= last.total:
                yield walk


_WALK: dict[str, tuple[Citation, str]] = {
    "lists.complete": (operations.LIST, "the pages together contain every existing session"),
    "lists.once": (operations.PAGE, "the pages together contain no session twice"),
}


@rule(lambda requirement: _WALK[requirement][0], {name: says for name, (_, says) in _WALK.items()})
def walking(trace: Trace, evaluation: Evaluation) -> None:
    histories = [history for history in trace.histories.values() if history.creation]
    for walk in walks(trace):
        first, last = walk[0].exchange, walk[-1].exchange
        evidence = [page.exchange for page in walk]
        if len({page.total for page in walk}) > 1 or _deleted_during(histories, first.started, last.ended):
            continue
        met = Counter(identity for page in walk for identity in page.ids)
        existing = [
            history.id for history in histories if history.created_at <= first.started and history.deleting_since >= last.ended
        ]
        if existing:
            missing = [identity for identity in existing if identity not in met]
            problem = f"{len(missing)} of {len(existing)} sessions are on no page of size {walk[0].size}, such as {missing[:1]}"
            evaluation.check("lists.complete", problem if missing else None, *evidence)
        created = any(
            history.creation and history.creation.started < last.ended and history.created_at > first.started
            for history in histories
        )
        if len(walk) > 1 and not created:
            twice = [identity for identity, times in met.items() if times > 1]
            evaluation.check("lists.once", f"{twice[0]} is on two pages of size {walk[0].size}" if twice else None, *evidence)


@rule(operations.PAGE, {"lists.places": "the position of a session does not depend on the page size"})
def places(trace: Trace, evaluation: Evaluation) -> None:
    """Compares pages if nothing was created or deleted between them."""
    changes = sorted((one.started, one.ended) for one in trace.authorised if one.operation in ("createSession", "deleteSession"))
    quiet: dict[tuple[int, int | None], dict[int, tuple[str, Exchange]]] = {}
    for page in trace.session_pages:
        begun = bisect_right(changes, (page.exchange.ended, inf))
        if page.number is None or page.size is None or any(ended > page.exchange.started for _, ended in changes[:begun][-50:]):
            continue
        known = quiet.setdefault((begun, page.total), {})
        problem, evidence = None, page.exchange
        for place, identity in enumerate(page.ids, (page.number - 1) * page.size):
            other, shown_by = known.setdefault(place, (identity, page.exchange))
            if other != identity and problem is None:
                problem, evidence = f"at position {place + 1} is {identity}, on another page it is {other}", shown_by
        if known:
            evaluation.check("lists.places", problem, evidence, page.exchange)


def _deleted_during(histories: list[SessionHistory], since: float, until: float) -> bool:
    return any(history.deleting_since < until and history.deleted_at > since for history in histories)


@rule(operations.DELETE, {"deleting.unlisted": "a deleted session is not in the list"})
def unlisted(trace: Trace, evaluation: Evaluation) -> None:
    deleted = {history.id: history for history in trace.histories.values() if history.deleted_at != inf}
    first = min((history.deleted_at for history in deleted.values()), default=inf)
    for page in trace.session_pages:
        if first > page.exchange.started:
            continue
        evaluation.passed("deleting.unlisted")
        for identity in page.ids:
            history = deleted.get(identity)
            if history and history.deleted_at <= page.exchange.started:
                evaluation.violated(
                    "deleting.unlisted", f"{identity} is in the list, though it was deleted", history.deletes[0], page.exchange
                )


@rule(assumed.TOTAL, {"lists.counts": "total is at least the number of known sessions"})
def counts(trace: Trace, evaluation: Evaluation) -> None:
    histories = [history for history in trace.histories.values() if history.creation]
    made = sorted(history.created_at for history in histories)
    gone = sorted(history.deleting_since for history in histories)
    for page in trace.session_pages:
        existing = bisect_right(made, page.exchange.started) - bisect_left(gone, page.exchange.ended)
        if page.total is not None and existing > 0:
            problem = f"total is {page.total}, but at least {existing} sessions exist"
            evaluation.check("lists.counts", problem if page.total < existing else None, page.exchange)
