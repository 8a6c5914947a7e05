"""Time stamps of all resources, and the order of lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from .. import spec
from ..exchange import Exchange
from ..requirement import Evaluation, assume, cite, rule
from ..resource_history import ResourceHistory
from ..resource_types import SESSIONS, ResourceType, resource_types
from ..schemas import name_of
from ..session_history import SessionHistory
from ..trace import Trace
from ..values import moment

#: The precision of time stamps, in seconds: some servers send whole seconds.
_GRAIN = 1.0
#: The tolerance between two clocks, in seconds. Less than any difference between time zones.
_CLOCKS = 600.0
#: The state of a session. Without a change in it, there is no update.
_STATE = (
    *("status", "output", "isTaskSuccessful", "stepCount", "lastStepSummary", "title", "recordingUrls"),
    *("totalCostUsd", "maxCostUsd"),
)
_OTHERS = ("/profiles", "/workspaces", "/browsers")


def _others() -> Iterator[tuple[str, ResourceType]]:
    """Yields the names and types of the other resources with hand-written requirements."""
    known = resource_types()
    yield from ((path.strip("/"), known[path]) for path in _OTHERS if path in known)


def _of_others(what: str, says: str, applies: Callable[[ResourceType], object]) -> Callable[[], Mapping[str, str]]:
    return lambda: {f"{name}.{what}": says.format(name) for name, resource in _others() if applies(resource)}


def _about(requirement: str) -> str:
    """Returns the schema that a requirement on another resource is about."""
    resource = resource_types()[f"/{requirement.partition('.')[0]}"]
    return name_of(spec.success_schema(resource.showing[0].id))


def _has_stamps(resource: ResourceType) -> bool:
    return "updatedAt" in resource.shown


@rule(
    cite("Session.createdAt", {"times.created-constant": "createdAt never changes"}),
    cite("Session.updatedAt", {"times.updated-after-created": "updatedAt is not before createdAt"}),
    assume(_about, _of_others("created-at", "createdAt never changes", _has_stamps)),
    assume(_about, _of_others("updated-at.after", "updatedAt is not before createdAt", _has_stamps)),
)
def stamps(trace: Trace, evaluation: Evaluation) -> None:
    _stamps(trace, SESSIONS, "times.created-constant", "times.updated-after-created", evaluation)
    for name, resource in _others():
        if _has_stamps(resource):
            _stamps(trace, resource.path, f"{name}.created-at", f"{name}.updated-at.after", evaluation)


def _stamps(trace: Trace, path: str, constant: str, after: str, evaluation: Evaluation) -> None:
    for history in trace.resources(path).values():
        stamped = [one for one in history.observations if one.moment("createdAt") is not None]
        for one in stamped:
            first, created, updated = stamped[0], one.moment("createdAt"), one.moment("updatedAt")
            if one is not first:
                problem = f"createdAt changed from {first.get('createdAt')} to {one.get('createdAt')}"
                evaluation.expect(constant, created == first.moment("createdAt"), problem, first.exchange, one.exchange)
            if created is not None and updated is not None:
                problem = f"updatedAt is {one.get('updatedAt')}, createdAt {one.get('createdAt')}"
                evaluation.expect(after, updated >= created, problem, one.exchange)


@rule(assume(_about, _of_others("updated-at.moves", "an update changes updatedAt", _has_stamps)))
def updates(trace: Trace, evaluation: Evaluation) -> None:
    for name, resource in _others():
        for history in trace.resources(resource.path).values() if _has_stamps(resource) else ():
            for write in history.updates:
                _moved(history, write, f"{name}.updated-at.moves", evaluation)


def _moved(history: ResourceHistory, write: Exchange, requirement: str, evaluation: Evaluation) -> None:
    """Checks that an update more than a second after the last observation changes updatedAt."""
    before = max((one for one in history.observations if one.ended <= write.started), key=lambda one: one.ended, default=None)
    after = next((one for one in history.observations if one.exchange is write), None)
    if before is None or after is None or write.ended - before.started <= _GRAIN:
        return
    earlier, later = before.moment("updatedAt"), after.moment("updatedAt")
    is_changed = any(before.value.get(name) != after.value.get(name) for name in write.fields)
    if is_changed and earlier is not None and later is not None:
        evaluation.expect(requirement, later > earlier, "updatedAt has not changed", before.exchange, write)


@rule(
    assume(
        lambda requirement: f"{_create(requirement)}.body",
        _of_others(
            "no-body",
            "a create request without a body is accepted as {{}}",
            lambda resource: resource.create and not resource.create.body_required,
        ),
    )
)
def no_body(trace: Trace, evaluation: Evaluation) -> None:
    for name, resource in _others():
        create = resource.create
        for one in trace.by_operation.get(create.id, ()) if create and not create.body_required else ():
            if create and one.sent is None and one.was_handled:
                evaluation.expect(f"{name}.no-body", one.status == create.success, f"answered {one.status}", one)


def _create(requirement: str) -> str:
    create = resource_types()[f"/{requirement.partition('.')[0]}"].create
    return create.id if create else ""


@rule(
    assume("SessionList.sessions", {"lists.newest-first": "the newest session comes first"}),
    assume(_about, _of_others("newest-first", "the newest of the {} comes first", lambda resource: resource.list)),
)
def order(trace: Trace, evaluation: Evaluation) -> None:
    lists = [("lists", resource_types()[SESSIONS])] if SESSIONS in resource_types() else []
    for name, resource in (*lists, *_others()):
        stamp = "startedAt" if "startedAt" in resource.shown else "createdAt"
        for page in trace.pages(resource.list.id) if resource.list else ():
            found = [at for item in page.items if (at := moment(item.get(stamp))) is not None]
            if len(found) > 1:
                is_sorted = found == sorted(found, reverse=True)
                evaluation.expect(f"{name}.newest-first", is_sorted, f"{stamp} rises within the page", page.exchange)


@rule(cite("Session.createdAt", {"times.created-then": "createdAt is the time of the creation"}))
def created_then(trace: Trace, evaluation: Evaluation) -> None:
    steady = is_steady(trace)
    for history in trace.histories.values():
        made = next((one for one in history.observations if one.exchange is history.creation), None)
        stamp = made.moment("createdAt") if made else None
        if made is None or stamp is None:
            continue
        reached = trace.server_clock(made.started)
        problem = ""
        is_early, is_late = stamp < made.started - _CLOCKS, steady and stamp > made.ended + _CLOCKS
        if trace.is_complete and (is_early or is_late):  # the clock of a recorder may be wrong
            problem = f"createdAt is {made.get('createdAt')}, {abs(stamp - made.started):.0f} s from the time of the request"
        elif reached is not None and stamp < reached - _GRAIN:
            problem = f"createdAt is {made.get('createdAt')}, {reached - stamp:.1f} s before what the server's clock had reached"
        evaluation.expect("times.created-then", not problem, problem, made.exchange)


def is_steady(trace: Trace) -> bool:
    """Whether the server's clock is about as fast as the local one. A test server may have a faster clock."""
    if not trace.exchanges:
        return True
    first, last = trace.exchanges[0].started, max(one.ended for one in trace.exchanges)
    readings = [reading for at in (first + (last - first) / 2, last) if (reading := trace.server_clock(at)) is not None]
    return len(readings) < 2 or readings[1] - readings[0] <= 3 * (last - first) + 5


@rule(cite("Session.updatedAt", {"times.updated-forward": "updatedAt never goes back"}))
def updated_forward(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        latest, highest = None, 0.0
        for one in sorted(history.observations, key=lambda observation: observation.ended):
            stamp = one.moment("updatedAt")
            if stamp is None:
                continue
            if latest is not None and latest.before(one):
                problem = f"updatedAt went back from {latest.get('updatedAt')} to {one.get('updatedAt')}"
                evaluation.expect("times.updated-forward", stamp >= highest, problem, latest.exchange, one.exchange)
            if latest is None or stamp >= highest:
                latest, highest = one, stamp


@rule(cite("Session.updatedAt", {"times.updated-moves": "an update of the session changes updatedAt"}))
def updated_moves(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        _moves(history, evaluation)


def _moves(history: SessionHistory, evaluation: Evaluation) -> None:
    made = next((one for one in history.observations if one.exchange is history.creation), None)
    created = made.moment("createdAt") if made else None
    if made is None or created is None:
        return
    for before, after in pairwise(history.observations):
        stamp = after.moment("updatedAt")
        if not before.before(after) or before.status == after.status or stamp is None:
            continue
        passed = before.started - made.ended
        grain = _GRAIN if "." not in str(after.get("updatedAt")) else 0.05
        if passed > grain:
            problem = f"updatedAt is {after.get('updatedAt')}, but the status changed {passed:.1f} s or more after the creation"
            is_moved = stamp - created >= passed - grain
            evaluation.expect("times.updated-moves", is_moved, problem, before.exchange, after.exchange)


@rule(cite("Session.updatedAt", {"times.updated-rests": "reading an ended session does not update it"}))
def updated_rests(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        ended = [one for one in history.observations if one.is_final]
        for before, after in pairwise(ended):
            if before.before(after) and all(before.get(name) == after.get(name) for name in _STATE):
                is_same = before.moment("updatedAt") == after.moment("updatedAt")
                problem = f"updatedAt changed from {before.get('updatedAt')} to {after.get('updatedAt')}, but nothing else did"
                evaluation.expect("times.updated-rests", is_same, problem, before.exchange, after.exchange)
