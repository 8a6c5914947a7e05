"""The lives of sessions: creation, tasks, stops, end, and what was seen of them in between."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from math import inf
from typing import TYPE_CHECKING, Any

from .exchange import Exchange
from .observation import FOLLOW_UP, Observation, is_creation, operation_of
from .values import is_plain_text, objects

if TYPE_CHECKING:
    from .trace import Trace


def may_have_acted(exchange: Exchange) -> bool:
    """Whether a request may have changed something: it was not refused, or nobody knows."""
    return not 400 <= exchange.status < 500


def strategy_of(stop: Exchange) -> str | None:
    """What a stop request asks to be stopped; None where it breaks the schema."""
    if stop.sent is None or not stop.sent.strip() or stop.request is None:
        return "session"
    if not isinstance(stop.request, dict):
        return None
    strategy = stop.request.get("strategy", "session")
    return strategy if strategy in ("session", "task") else None


class Task:
    """A task from its dispatch to the next dispatch to the same session."""

    def __init__(self, history: SessionHistory, index: int, dispatch: Exchange, until: float) -> None:
        self.history = history
        self.index = index
        self.dispatch = dispatch
        self.given: Mapping[str, Any] = dispatch.fields
        self.text: str = dispatch.fields["task"]
        #: When the next task was sent; infinity where none was.
        self.until = until

    @property
    def is_first(self) -> bool:
        """Whether the session surely had no task before this one."""
        return self.index == 0 and self.history.creation is not None

    @cached_property
    def keep_alive(self) -> bool | None:
        found = self.given.get("keepAlive", False)
        return found if isinstance(found, bool) else None

    @cached_property
    def observations(self) -> Sequence[Observation]:
        """What was surely seen during this task, in the order of the requests: the dispatch's own answer and all between."""
        own = [one for one in self.history.observations if one.exchange is self.dispatch]
        return own + [
            one
            for one in self.history.observations
            if one.started >= self.dispatch.ended and one.ended <= self.until and one.exchange is not self.dispatch
        ]

    @cached_property
    def stops(self) -> Sequence[Exchange]:
        """Stop and delete requests that may have touched this task."""
        ends = [*self.history.stops, *self.history.browser_stops, *self.history.deletes]
        return [one for one in ends if one.ended > self.dispatch.started and one.started < self.until and may_have_acted(one)]

    @cached_property
    def interrupted_at(self) -> float:
        return min((one.started for one in self.stops), default=inf)

    @cached_property
    def over(self) -> Observation | None:
        """The first observation that shows the task to be over.

        `idle` alone does not: it counts once the success is known, or once `running` has been seen before it.
        """
        running_since = min((one.ended for one in self.observations if one.status == "running"), default=inf)
        for one in sorted(self.observations, key=lambda observation: observation.ended):
            if one.is_final or (
                one.status == "idle" and (one.get("isTaskSuccessful") is not None or one.started >= running_since)
            ):
                return one
        return None

    @cached_property
    def settled(self) -> Sequence[Observation]:
        """What was seen once the task was over."""
        over = self.over
        return [] if over is None else [one for one in self.observations if one is over or one.started >= over.ended]

    @cached_property
    def undisturbed(self) -> Sequence[Observation]:
        """What was seen once the task was over, before anybody stopped or deleted the session."""
        return [one for one in self.settled if one.ended <= self.interrupted_at]

    @cached_property
    def is_complete(self) -> bool:
        """Whether the task came to its end by itself: nobody stopped it, and the session did not break or time out."""
        return self.over is not None and self.over.ended <= self.interrupted_at and self.over.status in ("idle", "stopped")

    @cached_property
    def is_limited(self) -> bool:
        """Whether the session's cost had reached its limit by then."""
        if self.over is None:
            return False
        limit, total = self.over.money("maxCostUsd"), self.over.money("totalCostUsd")
        return limit is not None and total is not None and total >= limit

    @property
    def succeeded(self) -> bool:
        return self.is_complete and self.over is not None and self.over.get("isTaskSuccessful") is True

    @cached_property
    def is_followed(self) -> bool:
        return self.until != inf


class SessionHistory:
    """All that a trace holds of one session."""

    def __init__(self, trace: Trace, identity: str) -> None:
        self.trace = trace
        self.id = identity
        self.observations: list[Observation] = []
        #: The request that made the session; None where the recording began later.
        self.creation: Exchange | None = None
        #: Requests that gave the session another task and were taken, and those that were refused or went unanswered.
        self.follow_ups: list[Exchange] = []
        self.refused: list[Exchange] = []
        self.stops: list[Exchange] = []
        self.deletes: list[Exchange] = []
        #: Requests to stop the session's browser, which stop the session.
        self.browser_stops: list[Exchange] = []

    @cached_property
    def is_certain(self) -> bool:
        """Whether every dispatch is in the trace with its outcome, and each task is one that no server takes for none."""
        if not self.trace.is_complete or any(may_have_acted(one) for one in self.refused):
            return False
        tasks = [one.fields.get("task") for one in (self.creation, *self.follow_ups) if one]
        return all(is_plain_text(task) for task in tasks if isinstance(task, str))

    @cached_property
    def tasks(self) -> Sequence[Task]:
        """The session's tasks in order; none where something about it is uncertain."""
        if not self.is_certain:
            return []
        sent = [one for one in (self.creation, *self.follow_ups) if one and isinstance(one.fields.get("task"), str)]
        ends = [one.started for one in sent[1:]] + [inf]
        return [Task(self, index, one, ends[index]) for index, one in enumerate(sent)]

    @cached_property
    def untasked(self) -> Sequence[Observation]:
        """What was seen before the session was given any task."""
        if not self.is_certain or self.creation is None or isinstance(self.creation.fields.get("task"), str):
            return []
        dispatched = min((one.started for one in self.follow_ups), default=inf)
        return [one for one in self.observations if one.ended <= dispatched]

    @cached_property
    def stopped_at(self) -> float:
        """When the first request to end the whole session was sent; infinity where none was."""
        ends = [one for one in self.stops if strategy_of(one) != "task" and may_have_acted(one)]
        ends += [*self.browser_stops, *self.deletes]
        return min((one.started for one in ends if may_have_acted(one)), default=inf)

    @cached_property
    def deleted_at(self) -> float:
        """When a delete had surely been done; infinity where none was."""
        return min((one.ended for one in self.deletes if 200 <= one.status < 300), default=inf)

    @cached_property
    def deleting_since(self) -> float:
        """From when on the session may be gone; always, where others may have deleted it."""
        if not self.trace.is_complete:
            return -inf
        return min((one.started for one in self.deletes if may_have_acted(one)), default=inf)

    @cached_property
    def created_at(self) -> float:
        """When the session surely existed, on our clock."""
        return self.creation.ended if self.creation else min((one.ended for one in self.observations), default=inf)


def browser_stops(trace: Trace) -> Iterator[tuple[Exchange, str]]:
    """The requests to stop the browser of a session, with that session's id, as lists and answers tell whose a browser is."""
    owners: dict[str, str] = {}
    shown = [item for one in trace.succeeded("listBrowsers") for item in objects(one.object.get("items"))]
    for item in (*shown, *(one.object for one in trace.succeeded("getBrowser", "updateBrowser"))):
        if isinstance(session := item.get("agentSessionId"), str):
            owners[str(item.get("id")).lower()] = session.lower()
    for one in trace.by_operation.get("updateBrowser", ()):
        if one.session_id.lower() in owners:
            yield one, owners[one.session_id.lower()]


def histories_of(trace: Trace) -> Mapping[str, SessionHistory]:
    """Gathers a trace's exchanges session by session. Ids are compared in lower case, as UUIDs are."""
    histories: dict[str, SessionHistory] = {}

    def history(identity: Any) -> SessionHistory:
        key = str(identity).lower()
        return histories.setdefault(key, SessionHistory(trace, key))

    for observation in trace.observations:
        if observation.id:
            history(observation.id).observations.append(observation)
    for exchange in trace.by_operation.get("createSession", ()):
        if is_creation(exchange) and exchange.status == 200 and exchange.object.get("id"):
            made = history(exchange.object["id"])
            made.creation = made.creation or exchange
        elif operation_of(exchange) == FOLLOW_UP and isinstance(exchange.fields.get("task"), str):
            target = history(exchange.fields["sessionId"])
            (target.follow_ups if exchange.status == 200 else target.refused).append(exchange)
    by_path = defaultdict(list)
    for name in ("stopSession", "deleteSession"):
        for exchange in trace.by_operation.get(name, ()):
            by_path[exchange.session_id.lower()].append(exchange)
    for identity, exchanges in by_path.items():
        if identity in histories:
            histories[identity].stops = [one for one in exchanges if one.operation == "stopSession"]
            histories[identity].deletes = [one for one in exchanges if one.operation == "deleteSession"]
    for exchange, session in browser_stops(trace):
        if session in histories:
            histories[session].browser_stops.append(exchange)
    return {identity: one for identity, one in histories.items() if one.observations or one.creation}
