"""Refused requests have no effect."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate, pairwise

from ..exchange import Exchange
from ..requirement import Evaluation, cite, rule
from ..trace import Trace

_MARKS = ("workspaceId", "profileId")
#: Fewer new sessions than this may come from another client.
_SEVERAL = 3


@rule(
    cite(
        "security",
        {"authentication.createSession.no-effect": "a create request without the right key creates no session"},
    ),
    cite(
        "createSession.422",
        {"refused.createSession.no-effect": "a create request that was refused because of a mistake creates no session"},
    ),
)
def no_session(trace: Trace, evaluation: Evaluation) -> None:
    """Finds sessions of refused create requests by a unique id in the request."""
    refused: dict[str, Exchange] = {}
    accepted: set[str] = set()
    for one in trace.exchanges:
        if one.operation == "createSession" and one.status:
            marks = {str(one.fields[name]).lower() for name in _MARKS if isinstance(one.fields.get(name), str)}
            if 400 <= one.status < 500:
                refused.update(dict.fromkeys(marks, one))
            else:
                accepted |= marks
    last = max((page.exchange.started for page in trace.pages("listSessions")), default=0.0)
    shown = {str(one.get(name)).lower(): one for one in trace.observations if one.operation == "listSessions" for name in _MARKS}
    for mark, one in refused.items():
        if mark not in accepted and one.ended <= last:
            requirement = f"{'authentication' if one.status == 401 else 'refused'}.createSession.no-effect"
            found = [shown[mark]] if mark in shown else []
            problem = f"answered {one.status}, but session {found[0].id} was created" if found else ""
            evaluation.expect(requirement, not found, problem, one, *(each.exchange for each in found))


@rule(
    cite(
        "security",
        {"authentication.createSession.no-more": "create requests with a wrong key create no sessions"},
    ),
    cite("createSession.422", {"refused.createSession.no-more": "invalid create requests create no sessions"}),
)
def no_more(trace: Trace, evaluation: Evaluation) -> None:
    """Compares two reads of the list if only refused create requests came between them."""
    changes = [one for one in trace.exchanges if one.operation in ("createSession", "deleteSession") and one.status != 404]
    starts, all_ended = [one.started for one in changes], list(accumulate((one.ended for one in changes), max))
    pages = [page for page in trace.pages("listSessions") if page.total is not None]
    for before, after in pairwise(pages):
        since, until = before.exchange.ended, after.exchange.started
        near = changes[bisect_right(all_ended, before.exchange.started) : bisect_left(starts, after.exchange.ended)]
        between = [one for one in near if one.ended > before.exchange.started]
        is_inside = all(since <= one.started and one.ended <= until and 400 <= one.status < 500 for one in between)
        if len(between) >= _SEVERAL and is_inside and before.total is not None and after.total is not None:
            requirement = f"{'authentication' if all(one.status == 401 for one in between) else 'refused'}.createSession.no-more"
            more = after.total - before.total
            problem = f"{len(between)} create requests were refused, but there are {more} more sessions"
            evaluation.expect(requirement, more < len(between), problem, before.exchange, *between[-1:], after.exchange)
