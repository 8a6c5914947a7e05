"""Every operation finds existing resources, and answers 404 for unknown and deleted ones."""

from __future__ import annotations

from math import inf

from ... import spec
from ...document import cached
from ...exchange import Exchange
from ...observation import FOLLOW_UP, operation_of
from ...requirement import Evaluation, cite, rule
from ...resource_history import ResourceHistory, creations
from ...resource_types import SESSIONS, ResourceType, of_operation, resource_types
from ...trace import Trace
from ...values import is_uuid


@cached
def _by_id() -> dict[str, ResourceType]:
    """Returns the resource type of every operation with one id in its path."""
    every = resource_types().values()
    return {one.id: resource for resource in every for one in resource.by_id if len(one.in_path) == 1}


@cached
def _reaching() -> dict[str, ResourceType]:
    """Returns the resource type of everything that reaches one: also of follow-ups, which name their session in the body."""
    sessions = of_operation("createSession")
    return {**_by_id(), **({FOLLOW_UP: sessions} if sessions else {})}


def _aims_at(trace: Trace, one: Exchange) -> str:
    """Returns the id in a valid request, in lower case. Empty if there is none or the request is invalid."""
    identity = one.fields.get("sessionId") if operation_of(one) == FOLLOW_UP else one.session_id
    return identity.lower() if isinstance(identity, str) and is_uuid(identity) and trace.mistakes[one.number] == [] else ""


def _history(trace: Trace, name: str, identity: str) -> ResourceHistory | None:
    return trace.resources(_reaching()[name].path).get(identity)


@rule(cite("{1}", lambda: {f"found.{name}": f"{name} finds an existing {resource.noun}" for name, resource in _by_id().items()}))
def found(trace: Trace, evaluation: Evaluation) -> None:
    for name, resource in _by_id().items():
        for one in trace.by_operation.get(name, ()):
            history = _history(trace, name, _aims_at(trace, one))
            if not history or not one.was_handled or history.created_at > one.started or _may_be_deleted(history, one):
                continue
            names_more = any(parameter.required for parameter in spec.operations()[name].query)  # such as a file
            if not (names_more and one.status == 404):
                problem = f"answered {one.status}, but the {resource.noun} exists"
                evaluation.expect(f"found.{name}", one.status not in (404, 410), problem, one)


def _may_be_deleted(history: ResourceHistory, one: Exchange) -> bool:
    """Whether another request may have deleted the resource before the end of this exchange."""
    return any(other is not one and other.started < one.ended and other.may_have_acted for other in history.deletes)


def _gone() -> dict[str, str]:
    return {
        f"{subject}.{name}.{what}": f"{name} {says} {kind} {resource.noun}"
        for name, resource in _reaching().items()
        for subject, kind in (("deleting", "a deleted"), ("unknown", "an unknown"))
        if subject == "unknown" or resource.delete
        for what, says in (("gone", "does not find"), ("404", "answers 404 for"))
    }


def _gone_part(requirement: str) -> str:
    subject, name, what = requirement.split(".")
    resource = _reaching()[name]
    if what == "gone" and subject == "deleting" and resource.delete:
        return resource.delete.id
    # The status 404 of sessions is assumed, but not that an unknown session is refused.
    return name if what == "gone" and resource.path == SESSIONS else f"{name}.404"


@rule(cite(_gone_part, _gone))
def gone(trace: Trace, evaluation: Evaluation) -> None:
    reaching = _reaching()
    allowed = {one.operation for one in trace.authorised if one.is_success}
    for one in trace.authorised:
        name, identity = operation_of(one), _aims_at(trace, one)
        is_handled = one.was_handled or (one.status == 403 and one.operation in allowed)
        if name not in reaching or not identity or not is_handled:
            continue
        history = _history(trace, name, identity)
        if history and not history.deleted_at <= one.started:
            continue
        if history is None and reaching[name].path != SESSIONS and not trace.origin:
            continue  # a recording may start after the resource was created
        prefix, problem = f"{'deleting' if history else 'unknown'}.{name}", f"answered {one.status}"
        evidence = [*(history.deletes[:1] if history else ()), one]
        evaluation.expect(f"{prefix}.gone", one.status >= 400, problem, *evidence)
        evaluation.expect(f"{prefix}.404", one.status == 404, problem, *evidence)


def _with_deleted_items() -> dict[str, str]:
    lists = [one.list.id for one in resource_types().values() if one.list and one.delete]
    return {f"deleting.{name}.unlisted": f"deleted resources are not in {name}" for name in lists}


@rule(cite("{1}", _with_deleted_items))
def unlisted(trace: Trace, evaluation: Evaluation) -> None:
    for resource in resource_types().values():
        if not resource.list or not resource.delete:
            continue
        deleted = {name: one for name, one in trace.resources(resource.path).items() if one.deleted_at < inf}
        first = min((one.deleted_at for one in deleted.values()), default=inf)
        for page in trace.pages(resource.list.id):
            if page.exchange.started < first:
                continue
            there = [deleted.get(str(item.get(resource.key)).lower()) for item in page.items]
            wrong = [one for one in there if one and one.deleted_at <= page.exchange.started]
            problem = f"{wrong[0].id} is in the list, but was deleted" if wrong else ""
            evidence = [*(wrong[0].deletes[:1] if wrong else ()), page.exchange]
            evaluation.expect(f"deleting.{resource.list.id}.unlisted", not wrong, problem, *evidence)


def _ids() -> dict[str, str]:
    new, own = {}, {}
    for resource in resource_types().values():
        if resource.create:
            new[f"new-id.{resource.create.id}"] = f"every {resource.create.id} gives a new id"
        for one in resource.showing:
            if one is not resource.create and resource.key in spec.success_properties(one.id):
                own[f"own-id.{one.id}"] = f"{one.id} shows the requested {resource.noun}"
    return new | own


@rule(cite("{1}", _ids))
def ids(trace: Trace, evaluation: Evaluation) -> None:
    for resource in resource_types().values():
        made = [one for one in creations(trace, resource) if resource.key in one.object]
        first: dict[str, Exchange] = {}
        for one in sorted(made, key=lambda one: one.ended):
            identity = str(one.object[resource.key]).lower()
            other = first.setdefault(identity, one)
            evaluation.expect(f"new-id.{one.operation}", other is one, f"{identity} was already created before", other, one)
        for operation in resource.showing:
            for one in trace.succeeded(operation.id) if operation is not resource.create else ():
                if isinstance(shown := one.object.get(resource.key), str):
                    is_own = shown.lower() == one.session_id.lower()
                    evaluation.expect(f"own-id.{one.operation}", is_own, f"the response is about {shown}", one)
