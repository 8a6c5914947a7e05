"""A create request gives a new session with a live URL, idle or running depending on its task."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from ..citations import request, response
from ..exchange import Exchange
from ..observation import SHOWN_BY, is_creation
from ..requirement import Evaluation, rule
from ..trace import Trace
from ..values import shown


@rule(response.ID, {"creating.new-id": "every create request gives a session with a new id"})
def new_ids(trace: Trace, evaluation: Evaluation) -> None:
    first: dict[str, Exchange] = {}
    for one in sorted(trace.succeeded("createSession"), key=lambda exchange: exchange.ended):
        identity = str(one.object.get("id")).lower()
        if is_creation(one) and "id" in one.object:
            other = first.setdefault(identity, one)
            evaluation.check(
                "creating.new-id", None if other is one else f"two create requests gave the same session {identity}", other, one
            )


@rule(
    request.SESSION_ID,
    {"creating.not-seen-before": "a create request without a sessionId does not return an existing session"},
)
def not_seen_before(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        if history.creation:
            earlier = [one for one in history.observations if one.ended <= history.creation.started]
            problem = "the session had been seen before it was created" if earlier else None
            evaluation.check("creating.not-seen-before", problem, *(one.exchange for one in earlier[:1]), history.creation)


_NO_TASK = {
    "running": "a session without a task does not run",
    "ended": "a session without a task does not end",
}


@rule(request.IDLE, {f"creating.idle.{name}": says for name, says in _NO_TASK.items()})
def idle(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        for one in history.untasked:
            evaluation.check("creating.idle.running", "running without a task" if one.status == "running" else None, one.exchange)
            if one.ended <= history.stopped_at and one.status not in ("timed_out", "error"):
                evaluation.check(
                    "creating.idle.ended", "stopped without a stop request" if one.status == "stopped" else None, one.exchange
                )


def is_url(value: object) -> bool:
    return isinstance(value, str) and value == value.strip() and _has_host(value)


@lru_cache(maxsize=65_536)
def _has_host(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


@rule(response.LIVE_URL, {f"live-url.{name}": f"{name} shows a live URL until the session ends" for name in SHOWN_BY})
def live_urls(trace: Trace, evaluation: Evaluation) -> None:
    for one in trace.observations:
        if one.status in ("created", "idle", "running"):
            found = one.get("liveUrl")
            problem = None if is_url(found) else f"liveUrl is {shown(found)} while the session is {one.status}"
            evaluation.check(f"live-url.{one.operation}", problem, one.exchange)


@rule(response.LIVE_URL, {"live-url.own": "no two sessions have the same live URL"})
def own_live_urls(trace: Trace, evaluation: Evaluation) -> None:
    _own(trace, evaluation, "live-url.own", "liveUrl")


@rule(response.MAIL, {"mail.own": "no two sessions have the same mail address"})
def own_addresses(trace: Trace, evaluation: Evaluation) -> None:
    _own(trace, evaluation, "mail.own", "agentmailEmail")


def _own(trace: Trace, evaluation: Evaluation, requirement: str, field: str) -> None:
    holder: dict[str, str] = {}
    for one in trace.observations:
        value = one.get(field)
        if isinstance(value, str) and one.id:
            other = holder.setdefault(value, one.id)
            evaluation.check(requirement, None if other == one.id else f"{field} is the same as in session {other}", one.exchange)
