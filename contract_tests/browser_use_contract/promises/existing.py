"""A session that exists is found by every operation, and one that does not by none."""

from __future__ import annotations

from ..exchange import Exchange
from ..lives import Life, may_have_acted
from ..promise import Ruling, Sentence, rule
from ..sentences import assumed, operations, response
from ..sighting import FOLLOW_UP, operation_of
from ..trace import Trace
from ..values import is_uuid
from .refused import ELSEWHERE

_BY_ID = {
    "getSession": operations.GET,
    "stopSession": operations.STOP,
    "deleteSession": operations.DELETE,
    "listSessionMessages": operations.MESSAGES,
}
_REACHES = (*_BY_ID, FOLLOW_UP)


def _aims_at(trace: Trace, one: Exchange) -> str:
    """The session that a valid request is about, in lower case; empty where there is none or the request is wrong."""
    identity = one.fields.get("sessionId") if operation_of(one) == FOLLOW_UP else one.session_id
    return identity.lower() if isinstance(identity, str) and is_uuid(identity) and trace.mistakes[one.number] == [] else ""


@rule(
    lambda promise: _BY_ID.get(promise.split(".")[1], operations.GET),
    {f"found.{name}": f"{name} finds a session that exists" for name in _BY_ID},
)
def found(trace: Trace, ruling: Ruling) -> None:
    for name in _BY_ID:
        for one in trace.by_operation.get(name, ()):
            life = trace.lives.get(_aims_at(trace, one))
            if not life or not one.status or life.created_at > one.started or _may_be_deleted(life, one):
                continue
            if one.status not in ELSEWHERE and one.status < 500:
                gone = one.status in (404, 410)
                ruling.look(f"found.{name}", f"answered {one.status}, though the session exists" if gone else None, one)


def _may_be_deleted(life: Life, one: Exchange) -> bool:
    """Whether another request may have deleted the session before this exchange was over."""
    return any(other is not one and other.started < one.ended and may_have_acted(other) for other in life.deletes)


@rule(
    response.ID,
    {f"found.own.{name}": f"{name} answers with the session that was asked for" for name in ("getSession", "stopSession")},
)
def own(trace: Trace, ruling: Ruling) -> None:
    for one in trace.succeeded("getSession", "stopSession"):
        shown = one.object.get("id")
        if isinstance(shown, str):
            same = shown.lower() == one.session_id.lower()
            ruling.look(f"found.own.{one.operation}", None if same else f"the answer is about {shown}", one)


def _gone_sentence(promise: str) -> Sentence:
    if promise.endswith("404"):
        return assumed.UNKNOWN
    return operations.DELETE if promise.startswith("deleting") else operations.ERRORS


_GONE = {
    f"{subject}.{name}.{what}": f"{name} {says} {kind} session"
    for subject, kind in (("deleting", "a deleted"), ("unknown", "an unknown"))
    for name in _REACHES
    for what, says in (("gone", "does not find"), ("404", "answers 404 for"))
}


@rule(_gone_sentence, _GONE)
def gone(trace: Trace, ruling: Ruling) -> None:
    allowed = {one.operation for one in trace.authorised if 200 <= one.status < 300}
    for one in trace.authorised:
        name = operation_of(one)
        identity = _aims_at(trace, one)
        is_elsewhere = one.status in ELSEWHERE and not (one.status == 403 and one.operation in allowed)
        if name not in _REACHES or not identity or not one.status or one.status >= 500 or is_elsewhere:
            continue
        life = trace.lives.get(identity)
        if life and not life.deleted_at <= one.started:
            continue
        prefix = f"{'deleting' if life else 'unknown'}.{name}"
        told = f"answered {one.status}"
        evidence = [*(life.deletes[:1] if life else ()), one]
        ruling.look(f"{prefix}.gone", told if one.status < 400 else None, *evidence)
        ruling.look(f"{prefix}.404", told if one.status != 404 else None, *evidence)
