"""Time stamps: createdAt and updatedAt of sessions."""

from __future__ import annotations

from itertools import pairwise

from ..citations import response
from ..requirement import Evaluation, rule
from ..session_history import SessionHistory
from ..trace import Trace

#: The precision of time stamps, in seconds: some servers send whole seconds.
_GRAIN = 1.0
#: The tolerance between two clocks, in seconds. Less than any difference between time zones.
_CLOCKS = 600.0
#: The state of a session. Without a change in it, there is no update.
_STATE = (
    "status",
    "output",
    "isTaskSuccessful",
    "stepCount",
    "lastStepSummary",
    "title",
    "recordingUrls",
    "totalCostUsd",
    "maxCostUsd",
)


@rule(response.CREATED_AT, {"times.created-constant": "createdAt never changes"})
def created_constant(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        stamped = [one for one in history.observations if one.moment("createdAt") is not None]
        for one in stamped[1:]:
            same = one.moment("createdAt") == stamped[0].moment("createdAt")
            problem = None if same else f"createdAt changed from {stamped[0].get('createdAt')} to {one.get('createdAt')}"
            evaluation.check("times.created-constant", problem, stamped[0].exchange, one.exchange)


@rule(response.CREATED_AT, {"times.created-then": "createdAt is the time of the creation"})
def created_then(trace: Trace, evaluation: Evaluation) -> None:
    steady = is_steady(trace)
    for history in trace.histories.values():
        made = next((one for one in history.observations if one.exchange is history.creation), None)
        stamp = made.moment("createdAt") if made else None
        if made is None or stamp is None:
            continue
        reached = trace.server_clock(made.started)
        problem = None
        is_early, is_late = stamp < made.started - _CLOCKS, steady and stamp > made.ended + _CLOCKS
        if trace.is_complete and (is_early or is_late):  # the clock of a recorder may be wrong
            problem = f"createdAt is {made.get('createdAt')}, {abs(stamp - made.started):.0f} s from the time of the request"
        elif reached is not None and stamp < reached - _GRAIN:
            problem = f"createdAt is {made.get('createdAt')}, {reached - stamp:.1f} s before what the server's clock had reached"
        evaluation.check("times.created-then", problem, made.exchange)


def is_steady(trace: Trace) -> bool:
    """Whether the server's clock is about as fast as the local one. A test server may have a faster clock."""
    if not trace.exchanges:
        return True
    first, last = trace.exchanges[0].started, max(one.ended for one in trace.exchanges)
    readings = [reading for at in (first + (last - first) / 2, last) if (reading := trace.server_clock(at)) is not None]
    return len(readings) < 2 or readings[1] - readings[0] <= 3 * (last - first) + 5


@rule(response.UPDATED_AT, {"times.updated-after-created": "updatedAt is not before createdAt"})
def updated_after_created(trace: Trace, evaluation: Evaluation) -> None:
    for one in trace.observations:
        created, updated = one.moment("createdAt"), one.moment("updatedAt")
        if created is not None and updated is not None:
            problem = f"updatedAt is {one.get('updatedAt')}, createdAt {one.get('createdAt')}"
            evaluation.check("times.updated-after-created", problem if updated < created else None, one.exchange)


@rule(response.UPDATED_AT, {"times.updated-forward": "updatedAt never goes back"})
def updated_forward(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        latest = None
        for one in sorted(history.observations, key=lambda observation: observation.ended):
            stamp = one.moment("updatedAt")
            if stamp is None:
                continue
            if latest is not None and latest.before(one):
                back = stamp < (latest.moment("updatedAt") or stamp)
                problem = f"updatedAt went back from {latest.get('updatedAt')} to {one.get('updatedAt')}"
                evaluation.check("times.updated-forward", problem if back else None, latest.exchange, one.exchange)
            if latest is None or stamp >= (latest.moment("updatedAt") or stamp):
                latest = one


@rule(response.UPDATED_AT, {"times.updated-moves": "an update of the session changes updatedAt"})
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
            moved = stamp - created >= passed - grain
            problem = f"updatedAt is {after.get('updatedAt')}, but the status changed {passed:.1f} s or more after the creation"
            evaluation.check("times.updated-moves", None if moved else problem, before.exchange, after.exchange)


@rule(response.UPDATED_AT, {"times.updated-rests": "reading an ended session does not update it"})
def updated_rests(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        ended = [one for one in history.observations if one.is_final]
        for before, after in pairwise(ended):
            if before.before(after) and all(before.get(name) == after.get(name) for name in _STATE):
                same = before.moment("updatedAt") == after.moment("updatedAt")
                problem = f"updatedAt changed from {before.get('updatedAt')} to {after.get('updatedAt')}, but nothing else did"
                evaluation.check("times.updated-rests", None if same else problem, before.exchange, after.exchange)
