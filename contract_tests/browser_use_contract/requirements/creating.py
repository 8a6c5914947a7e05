"""A create request gives a new session, idle or running depending on its task, with a live URL and a mailbox of its own."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from ..observation import SHOWN_BY
from ..requirement import Evaluation, cite, rule
from ..trace import Trace
from ..values import shown


@rule(
    cite(
        "createSession.sessionId",
        {"creating.not-seen-before": "a create request without a sessionId does not return an existing session"},
    )
)
def not_seen_before(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        if history.creation:
            earlier = [one.exchange for one in history.observations if one.ended <= history.creation.started]
            problem = "the session had been seen before it was created"
            evaluation.expect("creating.not-seen-before", not earlier, problem, *earlier[:1], history.creation)


@rule(
    cite(
        "createSession",
        {
            "creating.idle.running": "a session without a task does not run",
            "creating.idle.ended": "a session without a task does not end",
        },
    )
)
def idle(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        for one in history.untasked:
            evaluation.expect("creating.idle.running", one.status != "running", "running without a task", one.exchange)
            if one.ended <= history.stopped_at and one.status not in ("timed_out", "error"):
                problem = "stopped without a stop request"
                evaluation.expect("creating.idle.ended", one.status != "stopped", problem, one.exchange)


def is_url(value: object) -> bool:
    return isinstance(value, str) and value == value.strip() and _has_host(value)


@lru_cache(maxsize=65_536)
def _has_host(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


@rule(
    cite("Session.liveUrl", {f"live-url.{name}": f"{name} shows a live URL until the session ends" for name in SHOWN_BY}),
    cite("Session.liveUrl", {"live-url.own": "no two sessions have the same live URL"}),
    cite("Session.agentmailEmail", {"mail.own": "no two sessions have the same mail address"}),
)
def urls(trace: Trace, evaluation: Evaluation) -> None:
    for one in trace.observations:
        if one.status in ("created", "idle", "running"):
            found = one.get("liveUrl")
            problem = f"liveUrl is {shown(found)} while the session is {one.status}"
            evaluation.expect(f"live-url.{one.operation}", is_url(found), problem, one.exchange)
    for requirement, name in (("live-url.own", "liveUrl"), ("mail.own", "agentmailEmail")):
        holders: dict[str, str] = {}
        for one in trace.observations:
            value = one.get(name)
            if isinstance(value, str) and one.id:
                other = holders.setdefault(value, one.id)
                evaluation.expect(requirement, other == one.id, f"{name} is the same as in session {other}", one.exchange)
