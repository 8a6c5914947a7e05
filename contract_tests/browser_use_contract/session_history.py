"""The history of each session: creation, tasks, stops, end, and the observations in between."""

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
    """Whether a request may have changed something: it was not refused, or its outcome is unknown."""
    return not 400 <= exchange.status < 500


def strategy_of(stop: Exchange) -> str | None:
    """Returns the strategy of a stop request. None if its body is invalid."""
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
        #: When the next task was sent. Infinity if there was none.
        self.until = until

    @property
    def is_first(self) -> bool:
        """Whether the session certainly had no task before this one."""
        return self.index == 0 and self.history.creation is not None

    @cached_property
    def keep_alive(self) -> bool | None:
        found = self.given.get("keepAlive", False)
        return found if isinstance(found, bool) else None

    @cached_property
    def observations(self) -> Sequence[Observation]:
        """Observations that are certainly from this task, in the order of the requests, including the dispatch's response."""
        own = [one for one in self.history.observations if one.exchange is self.dispatch]
        return own + [
            one
            for one in self.history.observations
            if one.started >= self.dispatch.ended and one.ended <= self.until and one.exchange is not self.dispatch
        ]

    @cached_property
    def stops(self) -> Sequence[Exchange]:
        """Stop and delete requests that may have affected this task."""
        ends = [*self.history.stops, *self.history.browser_stops, *self.history.deletes]
        return [one for one in ends if one.ended > self.dispatch.started and one.started < self.until and may_have_acted(one)]

    @cached_property
    def interrupted_at(self) -> float:
        return min((one.started for one in self.stops), default=inf)

    @cached_property
    def over(self) -> Observation | None:
        """The first observation that shows the task to be over.

        `idle` alone is not enough: the success must be known, or the session must have been `running` before.
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
        """Observations from after the end of the task."""
        over = self.over
        return [] if over is None else [one for one in self.observations if one is over or one.started >= over.ended]

    @cached_property
    def undisturbed(self) -> Sequence[Observation]:
        """Observations from after the end of the task and before any stop or delete request."""
        return [one for one in self.settled if one.ended <= self.interrupted_at]

    @cached_property
    def is_complete(self) -> bool:
        """Whether the task ended by itself: without a stop request, an error or a timeout."""
        return self.over is not None and self.over.ended <= self.interrupted_at and self.over.status in ("idle", "stopped")

    @cached_property
    def is_limited(self) -> bool:
        """Whether the session's cost had reached its limit when the task ended."""
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
    """Everything that a trace contains about one session."""

    def __init__(self, trace: Trace, identity: str) -> None:
        self.trace = trace
        self.id = identity
        self.observations: list[Observation] = []
        #: The create request. None if the recording started later.
        self.creation: Exchange | None = None
        #: Follow-ups that were accepted, and follow-ups that were refused or had no response.
        self.follow_ups: list[Exchange] = []
        self.refused: list[Exchange] = []
        self.stops: list[Exchange] = []
        self.deletes: list[Exchange] = []
        #: Requests to stop the session's browser, which also stop the session.
        self.browser_stops: list[Exchange] = []

    @cached_property
    def is_certain(self) -> bool:
        """Whether the outcome of every dispatch is known, and no task is a blank text that a server might ignore."""
        if not self.trace.is_complete or any(may_have_acted(one) for one in self.refused):
            return False
        tasks = [one.fields.get("task") for one in (self.creation, *self.follow_ups) if one]
        return all(is_plain_text(task) for task in tasks if isinstance(task, str))

    @cached_property
    def tasks(self) -> Sequence[Task]:
        """The session's tasks in order. Empty if any of them is uncertain."""
        if not self.is_certain:
            return []
        sent = [one for one in (self.creation, *self.follow_ups) if one and isinstance(one.fields.get("task"), str)]
        ends = [one.started for one in sent[1:]] + [inf]
        return [Task(self, index, one, ends[index]) for index, one in enumerate(sent)]

    @cached_property
    def untasked(self) -> Sequence[Observation]:
        """Observations from before the first task."""
        if not self.is_certain or self.creation is None or isinstance(self.creation.fields.get("task"), str):
            return []
        dispatched = min((one.started for one in self.follow_ups), default=inf)
        return [one for one in self.observations if one.ended <= dispatched]

    @cached_property
    def stopped_at(self) -> float:
        """When the first request to end the whole session was sent. Infinity if there was none."""
        ends = [one for one in self.stops if strategy_of(one) != "task" and may_have_acted(one)]
        ends += [*self.browser_stops, *self.deletes]
        return min((one.started for one in ends if may_have_acted(one)), default=inf)

    @cached_property
    def deleted_at(self) -> float:
        """When the session was certainly deleted. Infinity if it was not."""
        return min((one.ended for one in self.deletes if 200 <= one.status < 300), default=inf)

    @cached_property
    def deleting_since(self) -> float:
        """From when on the session may be deleted. Minus infinity if other clients may have deleted it."""
        if not self.trace.is_complete:
            return -inf
        return min((one.started for one in self.deletes if may_have_acted(one)), default=inf)

    @cached_property
    def created_at(self) -> float:
        """When the session certainly existed, by the local clock."""
        return self.creation.ended if self.creation else min((one.ended for one in self.observations), default=inf)


def browser_stops(trace: Trace) -> Iterator[tuple[Exchange, str]]:
    """Yields requests to stop a session's browser, with the session's id. Responses show which session a browser belongs to."""
    owners: dict[str, str] = {}
    shown = [item for one in trace.succeeded("listBrowsers") for item in objects(one.object.get("items"))]
    for item in (*shown, *(one.object for one in trace.succeeded("getBrowser", "updateBrowser"))):
        if isinstance(session := item.get("agentSessionId"), str):
            owners[str(item.get("id")).lower()] = session.lower()
    for one in trace.by_operation.get("updateBrowser", ()):
        if one.session_id.lower() in owners:
            yield one, owners[one.session_id.lower()]


def histories_of(trace: Trace) -> Mapping[str, SessionHistory]:
    """Groups a trace's exchanges by session. Ids are compared in lower case, since they are UUIDs."""
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
