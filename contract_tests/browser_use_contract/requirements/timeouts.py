"""Time limits: 15 minutes without a task, 4 hours in total. Measured by the server's time stamps."""

from __future__ import annotations

from itertools import pairwise

from ..observation import Observation
from ..requirement import Evaluation, cite, rule
from ..trace import Trace

_MINUTE = 60.0
INACTIVITY = 15 * _MINUTE
LIFETIME = 240 * _MINUTE
_TOLERANCE = _MINUTE


@rule(cite("SessionStatus", {"age.timed-out": "a session times out only after inactivity"}))
def timed_out(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        first = next((one for one in history.observations if one.status == "timed_out"), None)
        begun, ended = (first.moment("createdAt"), first.moment("updatedAt")) if first else (None, None)
        if first and begun is not None and ended is not None and ended - begun < INACTIVITY - _TOLERANCE:
            problem = f"timed out {ended - begun:.0f} s after its creation"
            evaluation.expect("age.timed-out", False, problem, first.exchange)
        for before, after in pairwise(history.observations):
            active, ended = before.moment("updatedAt"), after.moment("updatedAt")
            if after.status == "timed_out" and before.status == "idle" and active is not None and ended is not None:
                created = after.moment("createdAt") or active
                is_old = ended - active >= INACTIVITY - _TOLERANCE or ended - created >= LIFETIME - _TOLERANCE
                problem = f"timed out {ended - active:.0f} s after its last update"
                evaluation.expect("age.timed-out", is_old, problem, before.exchange, after.exchange)


@rule(cite("SessionStatus", {"age.inactivity": "a session ends after 15 idle minutes"}))
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
                others = (*history.follow_ups, *history.stops)
                is_disturbed = any(idle.started < other.ended and other.started < one.ended for other in others)
                if since is not None and now is not None and now - since > INACTIVITY + _TOLERANCE and not is_disturbed:
                    problem = f"still idle after {now - since:.0f} s"
                    evaluation.expect("age.inactivity", False, problem, idle.exchange, one.exchange)
            elif one.status == "timed_out":
                evaluation.passed("age.inactivity")


@rule(cite("SessionStatus", {"age.lifetime": "a session ends after 4 hours"}))
def lifetime(trace: Trace, evaluation: Evaluation) -> None:
    for one in trace.observations:
        created, now = one.moment("createdAt"), trace.server_clock(one.started)
        if created is not None and now is not None and now - created > LIFETIME + _TOLERANCE:
            problem = f"{one.status} {now - created:.0f} s after its creation"
            evaluation.expect("age.lifetime", one.is_final, problem, one.exchange)
