"""What was seen of each session's life, as stretches of time: the data of the timelines in reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from .exchange import Exchange
from .redact import Redactor
from .session_history import SessionHistory, strategy_of
from .trace import Trace
from .values import text

#: How many lives are drawn, and how many requests are listed for each.
MOST_LIVES = 60
_MOST_REQUESTS = 80


@dataclass(frozen=True)
class Stretch:
    """A time in which a session was seen in one status, in seconds since the start of the check."""

    status: str
    begin: float
    end: float


@dataclass(frozen=True)
class Mark:
    """A request that changed something: `create`, `task`, `stop`, `stop task` or `delete`."""

    kind: str
    at: float
    says: str


@dataclass(frozen=True)
class Line:
    """One session's life."""

    session: str
    title: str
    stretches: Sequence[Stretch]
    marks: Sequence[Mark]
    #: Numbers of the exchanges about it, and how each looks in a list.
    requests: Sequence[tuple[int, str]]


def _stretches(history: SessionHistory, start: float, redactor: Redactor) -> list[Stretch]:
    found: list[Stretch] = []
    for one in sorted(history.observations, key=lambda observation: observation.ended):
        at = one.ended - start
        if found:
            last = found[-1]
            found[-1] = Stretch(last.status, last.begin, at)
        status = redactor.text(one.status) or "?"
        if not found or found[-1].status != status:
            found.append(Stretch(status, at, at))
    end = history.deleting_since - start
    if found and end != inf:
        found[-1] = Stretch(found[-1].status, found[-1].begin, max(found[-1].end, end))
    return found


def _marks(history: SessionHistory, start: float, redactor: Redactor) -> list[Mark]:
    found = []
    if history.creation:
        found.append(Mark("create", history.creation.started - start, "created"))
    for dispatch in (*([history.creation] if history.creation else ()), *history.follow_ups):
        if isinstance(task := dispatch.fields.get("task"), str):
            found.append(Mark("task", dispatch.started - start, redactor.text(task[:80])))
    for stop in history.stops:
        found.append(
            Mark("stop task" if strategy_of(stop) == "task" else "stop", stop.started - start, f"answered {stop.status}")
        )
    found += [Mark("delete", one.started - start, f"answered {one.status}") for one in history.deletes]
    return sorted(found, key=lambda mark: mark.at)


def _about(trace: Trace) -> dict[str, list[Exchange]]:
    found: dict[str, list[Exchange]] = {}
    for one in trace.exchanges:
        shown = one.object.get("id") if one.operation == "createSession" else None
        identity = one.session_id or one.fields.get("sessionId") or shown
        if isinstance(identity, str):
            found.setdefault(identity.lower(), []).append(one)
    return found


def timeline(trace: Trace, redactor: Redactor) -> list[Line]:
    """The lives of the sessions that had most to tell: those with tasks first, in the order of their creation."""
    if not trace.exchanges:
        return []
    start = trace.exchanges[0].started
    about = _about(trace)
    chosen = sorted(trace.histories.values(), key=lambda history: (-len(history.tasks), -len(about.get(history.id, ()))))[
        :MOST_LIVES
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
            Line(
                redactor.text(history.id), title, _stretches(history, start, redactor), _marks(history, start, redactor), requests
            )
        )
    return lines
