"""The statuses of each session over time: the data of the timelines in reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from .exchange import Exchange
from .redact import Redactor
from .session_history import SessionHistory, strategy_of
from .trace import Trace
from .values import text

#: How many sessions are drawn, and how many requests are listed for each.
MAX_SESSIONS = 60
_MOST_REQUESTS = 80


@dataclass(frozen=True)
class StatusInterval:
    """An interval in which a session had one status, in seconds since the start of the check."""

    status: str
    begin: float
    end: float


@dataclass(frozen=True)
class Event:
    """A request that changed something: `create`, `task`, `stop`, `stop task` or `delete`."""

    kind: str
    at: float
    says: str


@dataclass(frozen=True)
class SessionTimeline:
    """The timeline of one session."""

    session: str
    title: str
    intervals: Sequence[StatusInterval]
    events: Sequence[Event]
    #: The numbers of its exchanges, each with a one-line description.
    requests: Sequence[tuple[int, str]]


def _intervals(history: SessionHistory, start: float, redactor: Redactor) -> list[StatusInterval]:
    found: list[StatusInterval] = []
    for one in sorted(history.observations, key=lambda observation: observation.ended):
        at = one.ended - start
        if found:
            last = found[-1]
            found[-1] = StatusInterval(last.status, last.begin, at)
        status = redactor.text(one.status) or "?"
        if not found or found[-1].status != status:
            found.append(StatusInterval(status, at, at))
    end = history.deleting_since - start
    if found and end != inf:
        found[-1] = StatusInterval(found[-1].status, found[-1].begin, max(found[-1].end, end))
    return found


def _events(history: SessionHistory, start: float, redactor: Redactor) -> list[Event]:
    found = []
    if history.creation:
        found.append(Event("create", history.creation.started - start, "created"))
    for dispatch in (*([history.creation] if history.creation else ()), *history.follow_ups):
        if isinstance(task := dispatch.fields.get("task"), str):
            found.append(Event("task", dispatch.started - start, redactor.text(task[:80])))
    for stop in history.stops:
        found.append(
            Event("stop task" if strategy_of(stop) == "task" else "stop", stop.started - start, f"answered {stop.status}")
        )
    found += [Event("delete", one.started - start, f"answered {one.status}") for one in history.deletes]
    return sorted(found, key=lambda mark: mark.at)


def _about(trace: Trace) -> dict[str, list[Exchange]]:
    found: dict[str, list[Exchange]] = {}
    for one in trace.exchanges:
        shown = one.object.get("id") if one.operation == "createSession" else None
        identity = one.session_id or one.fields.get("sessionId") or shown
        if isinstance(identity, str):
            found.setdefault(identity.lower(), []).append(one)
    return found


def timeline(trace: Trace, redactor: Redactor) -> list[SessionTimeline]:
    """Returns the timelines of the sessions in order of creation. If there are too many, sessions with tasks are preferred."""
    if not trace.exchanges:
        return []
    start = trace.exchanges[0].started
    about = _about(trace)
    chosen = sorted(trace.histories.values(), key=lambda history: (-len(history.tasks), -len(about.get(history.id, ()))))[
        :MAX_SESSIONS
    ]
    lines = []
    for history in sorted(chosen, key=lambda history: history.created_at):
        titles = [title for one in history.observations if (title := text(one.get("title")))]
        requests = [
            (one.number, redactor.text(f"{one.started - start:7.3f} s  {one.method} {one.path}  {one.status or one.error}"))
            for one in about.get(history.id, ())[:_MOST_REQUESTS]
        ]
        title = redactor.text(titles[-1]) if titles else ""
        lines.append(
            SessionTimeline(
                redactor.text(history.id),
                title,
                _intervals(history, start, redactor),
                _events(history, start, redactor),
                requests,
            )
        )
    return lines
