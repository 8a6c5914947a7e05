"""Every operation finds existing resources, and answers 404 for others."""

from __future__ import annotations

from .. import spec
from ..citations import assumed, derived, operations, response
from ..exchange import Exchange
from ..observation import FOLLOW_UP, operation_of
from ..requirement import Citation, Evaluation, rule
from ..resource_history import ResourceHistory
from ..resource_types import derived as derived_resources
from ..resource_types import of_operation as resource_of
from ..session_history import SessionHistory, may_have_acted
from ..trace import Trace
from ..values import is_uuid
from .refused import ELSEWHERE

_BY_ID = {
    "getSession": operations.GET,
    "stopSession": operations.STOP,
    "deleteSession": operations.DELETE,
    "listSessionMessages": operations.MESSAGES,
}


@spec.cached
def _by_id() -> dict[str, str]:
    """Returns every operation with an id in its path, with the name of the resource type."""
    found = dict.fromkeys((name for name in _BY_ID if spec.has(name)), "session")
    for resource in derived_resources():
        word = resource.parameter.removesuffix("_id").replace("_", " ") if resource.parameter != "id" else "thing"
        word = "browser" if resource.path == "/browsers" else word
        found |= dict.fromkeys((one.id for one in resource.by_id if len(one.in_path) == 1), word)
    return found


def _reaches() -> tuple[str, ...]:
    return (*_by_id(), *([FOLLOW_UP] if spec.has("createSession") else []))


def _of(name: str) -> Citation:
    return _BY_ID.get(name) or (operations.GET if name == FOLLOW_UP else derived.operation(name))


def _aims_at(trace: Trace, one: Exchange) -> str:
    """Returns the id in a valid request, in lower case. Empty if there is none or the request is invalid."""
    identity = one.fields.get("sessionId") if operation_of(one) == FOLLOW_UP else one.session_id
    return identity.lower() if isinstance(identity, str) and is_uuid(identity) and trace.mistakes[one.number] == [] else ""


@rule(
    lambda requirement: _of(requirement.split(".")[1]),
    lambda: {f"found.{name}": f"{name} finds an existing {word}" for name, word in _by_id().items()},
)
def found(trace: Trace, evaluation: Evaluation) -> None:
    for name in _by_id():
        for one in trace.by_operation.get(name, ()):
            history = _thing(trace, name, _aims_at(trace, one))
            if not history or not one.status or history.created_at > one.started or _may_be_deleted(history, one):
                continue
            if _names_more(name) and one.status == 404:
                continue  # the 404 may be about another resource in the request
            if one.status not in ELSEWHERE and one.status < 500:
                gone = one.status in (404, 410)
                evaluation.check(
                    f"found.{name}", f"answered {one.status}, but the {_by_id()[name]} exists" if gone else None, one
                )


def _thing(trace: Trace, name: str, identity: str) -> SessionHistory | ResourceHistory | None:
    """Returns the history of a resource, or None."""
    resource = resource_of(name)
    if name in (*_BY_ID, FOLLOW_UP) or resource is None:
        return trace.histories.get(identity)
    return trace.resource_histories.get(resource.path, {}).get(identity)


def _names_more(name: str) -> bool:
    """Whether an operation also names another resource than the one in its path, such as a file in a workspace."""
    one = spec.operations()[name]
    return any(parameter.required for parameter in one.query)


def _may_be_deleted(history: SessionHistory | ResourceHistory, one: Exchange) -> bool:
    """Whether another request may have deleted the resource before the end of this exchange."""
    return any(other is not one and other.started < one.ended and may_have_acted(other) for other in history.deletes)


@rule(
    response.ID,
    {f"found.own.{name}": f"{name} shows the requested session" for name in ("getSession", "stopSession")},
)
def own(trace: Trace, evaluation: Evaluation) -> None:
    for one in trace.succeeded("getSession", "stopSession"):
        shown = one.object.get("id")
        if isinstance(shown, str):
            same = shown.lower() == one.session_id.lower()
            evaluation.check(f"found.own.{one.operation}", None if same else f"the response is about {shown}", one)


def _gone_citation(requirement: str) -> Citation:
    subject, name, what = requirement.split(".")
    if name not in (*_BY_ID, FOLLOW_UP):
        resource = resource_of(name)
        if subject == "deleting" and what == "gone" and resource and resource.delete:
            return derived.operation(resource.delete.id)
        return derived.answer(name, "404")
    if what == "404":
        return assumed.UNKNOWN
    return operations.DELETE if subject == "deleting" else operations.ERRORS


def _gone() -> dict[str, str]:
    found = {}
    for name in _reaches():
        resource = resource_of(name)
        word = _by_id().get(name, "session")
        can_be_deleted = word == "session" or bool(resource and resource.delete)
        for subject, kind in (("deleting", f"a deleted {word}"), ("unknown", f"an unknown {word}")):
            if subject == "unknown" or can_be_deleted:
                found[f"{subject}.{name}.gone"] = f"{name} does not find {kind}"
                found[f"{subject}.{name}.404"] = f"{name} answers 404 for {kind}"
    return found


@rule(_gone_citation, _gone)
def gone(trace: Trace, evaluation: Evaluation) -> None:
    reaches = frozenset(_reaches())
    allowed = {one.operation for one in trace.authorised if 200 <= one.status < 300}
    for one in trace.authorised:
        name = operation_of(one)
        identity = _aims_at(trace, one)
        is_elsewhere = one.status in ELSEWHERE and not (one.status == 403 and one.operation in allowed)
        if name not in reaches or not identity or not one.status or one.status >= 500 or is_elsewhere:
            continue
        history = _thing(trace, name, identity)
        if history and not history.deleted_at <= one.started:
            continue
        if history is None and name not in (*_BY_ID, FOLLOW_UP) and not trace.origin:
            continue  # a recording may start after the resource was created
        prefix = f"{'deleting' if history else 'unknown'}.{name}"
        problem = f"answered {one.status}"
        evidence = [*(history.deletes[:1] if history else ()), one]
        evaluation.check(f"{prefix}.gone", problem if one.status < 400 else None, *evidence)
        evaluation.check(f"{prefix}.404", problem if one.status != 404 else None, *evidence)
