"""Times, order and empty bodies of profiles, workspaces and browsers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .. import spec
from ..citations import resources
from ..exchange import Exchange
from ..requirement import Citation, Evaluation, rule
from ..resource_history import Snapshot
from ..resource_types import ResourceType, derived
from ..trace import Trace
from ..values import moment, objects

_NAMES = {"/profiles": "profiles", "/workspaces": "workspaces", "/browsers": "browsers"}


def _known() -> Mapping[str, ResourceType]:
    return {_NAMES[one.path]: one for one in derived() if one.path in _NAMES}


def _says() -> dict[str, str]:
    found = {}
    for name, resource in _known().items():
        if "updatedAt" in resource.shown:
            found[f"{name}.created-at"] = "createdAt never changes"
            found[f"{name}.updated-at.moves"] = "an update changes updatedAt"
            found[f"{name}.updated-at.after"] = "updatedAt is not before createdAt"
        if resource.create and not resource.create.body_required:
            found[f"{name}.no-body"] = "a create request without a body is accepted as {}"
        found[f"{name}.newest-first"] = f"the newest of the {name} comes first"
    return found


def _citation(requirement: str) -> Citation:
    if requirement.endswith("no-body"):
        return resources.NO_BODY
    return resources.STABLE if requirement.endswith("first") else resources.PATCHED


@rule(_citation, _says)
def things(trace: Trace, evaluation: Evaluation) -> None:
    for name, resource in _known().items():
        if "updatedAt" in resource.shown:
            _times(trace, name, resource, evaluation)
        if resource.create and not resource.create.body_required:
            for one in trace.by_operation.get(resource.create.id, ()):
                if one.sent is None and one.status and one.status < 500 and one.status not in (402, 403, 429):
                    problem = None if one.status == resource.create.success else f"answered {one.status}"
                    evaluation.check(f"{name}.no-body", problem, one)
        _order(trace, name, resource, evaluation)


def _order(trace: Trace, name: str, resource: ResourceType, evaluation: Evaluation) -> None:
    stamp = "startedAt" if "startedAt" in resource.shown else "createdAt"
    for one in trace.succeeded(resource.list.id) if resource.list else ():
        found = [at for item in objects(one.object.get("items")) if (at := moment(item.get(stamp))) is not None]
        if len(found) > 1:
            problem = f"{stamp} rises within the page" if found != sorted(found, reverse=True) else None
            evaluation.check(f"{name}.newest-first", problem, one)


def _times(trace: Trace, name: str, resource: ResourceType, evaluation: Evaluation) -> None:
    for thing in trace.resource_histories.get(resource.path, {}).values():
        first = next((one for one in thing.shown if moment(one.value.get("createdAt")) is not None), None)
        for one in thing.shown:
            created, updated = moment(one.value.get("createdAt")), moment(one.value.get("updatedAt"))
            if first and created is not None:
                problem = (
                    "createdAt differs from an earlier response" if created != moment(first.value.get("createdAt")) else None
                )
                evaluation.check(f"{name}.created-at", problem, first.exchange, one.exchange)
            if created is not None and updated is not None:
                problem = f"updatedAt is {created - updated:.3f} s before createdAt" if updated < created else None
                evaluation.check(f"{name}.updated-at.after", problem, one.exchange)
        for write in thing.updates:
            _moved(thing.shown, write, name, evaluation)


def _moved(shown: Sequence[Snapshot], write: Exchange, name: str, evaluation: Evaluation) -> None:
    """Checks that an update more than a second after the last observation changes updatedAt."""
    before = [one for one in shown if one.exchange.ended <= write.started]
    after = next((one for one in shown if one.exchange is write), None)
    if not before or after is None:
        return
    last = max(before, key=lambda one: one.exchange.ended)
    changed = any(
        key in write.fields and last.value.get(key) != after.value.get(key) for key in spec.body_properties(write.operation)
    )
    earlier, later = moment(last.value.get("updatedAt")), moment(after.value.get("updatedAt"))
    if changed and earlier is not None and later is not None and write.ended - last.exchange.started > 1.0:
        problem = "updatedAt has not changed" if later <= earlier else None
        evaluation.check(f"{name}.updated-at.moves", problem, last.exchange, write)
