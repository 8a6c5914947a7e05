"""Time limits: 15 minutes without a task, 4 hours in total. Measured by the server's time stamps."""

from __future__ import annotations

from itertools import pairwise

from ..citations import operations
from ..observation import Observation
from ..requirement import Evaluation, rule
from ..trace import Trace

_MINUTE = 60.0
INACTIVITY = 15 * _MINUTE
LIFETIME = 240 * _MINUTE
_TOLERANCE = _MINUTE


@rule(operations.TIMED_OUT, {"age.timed-out": "a session times out only after inactivity"})
def timed_out(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        first = next((one for one in history.observations if one.status == "timed_out"), None)
        begun, ended = (first.moment("createdAt"), first.moment("updatedAt")) if first else (None, None)
        if first and begun is not None and ended is not None and ended - begun < INACTIVITY - _TOLERANCE:
            evaluation.check("age.timed-out", f"timed out {ended - begun:.0f} s after its creation", first.exchange)
        for before, after in pairwise(history.observations):
            active, ended = before.moment("updatedAt"), after.moment("updatedAt")
            if after.status == "timed_out" and before.status == "idle" and active is not None and ended is not None:
                created = after.moment("createdAt") or active
                early = ended - active < INACTIVITY - _TOLERANCE and ended - created < LIFETIME - _TOLERANCE
                problem = f"timed out {ended - active:.0f} s after its last update"
                evaluation.check("age.timed-out", problem if early else None, before.exchange, after.exchange)


@rule(operations.INACTIVITY, {"age.inactivity": "a session ends after 15 idle minutes"})
def inactivity(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        idle: Observation | None = None
        for one in history.observations:
            if one.status != "idle" or (idle and idle.get("stepCount") != one.get("stepCount")):
                idle = None
            if one.status == "idle" and idle is None:
                idle = one
            elif idle and idle.before(one):
                since, now = trace.server_clock(idle.ended), trace.server_clock(one.started)
                disturbed = any(
                    idle.started < other.ended and other.started < one.ended for other in (*history.follow_ups, *history.stops)
                )
                if since is not None and now is not None and now - since > INACTIVITY + _TOLERANCE and not disturbed:
                    evaluation.check("age.inactivity", f"still idle after {now - since:.0f} s", idle.exchange, one.exchange)
            elif one.status == "timed_out":
                evaluation.passed("age.inactivity")


@rule(operations.LIFETIME, {"age.lifetime": "a session ends after 4 hours"})
def lifetime(trace: Trace, evaluation: Evaluation) -> None:
    for one in trace.observations:
        created, now = one.moment("createdAt"), trace.server_clock(one.started)
        if created is not None and now is not None and now - created > LIFETIME + _TOLERANCE:
            problem = f"{one.status} {now - created:.0f} s after its creation"
            evaluation.check("age.lifetime", None if one.is_final else problem, one.exchange)
