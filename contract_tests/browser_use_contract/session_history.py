"""The history of each session: creation, tasks, stops, end, and the observations in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from math import inf
from typing import TYPE_CHECKING, Any

from .exchange import Exchange
from .observation import FOLLOW_UP, Observation, operation_of
from .resource_history import ResourceHistory, histories_of
from .resource_types import SESSIONS, ResourceType, resource_types
from .values import is_plain_text

if TYPE_CHECKING:
    from .trace import Trace


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
        return [one for one in ends if one.ended > self.dispatch.started and one.started < self.until and one.may_have_acted]

    @cached_property
    def interrupted_at(self) -> float:
        return min((one.started for one in self.stops), default=inf)

    @cached_property
    def running_since(self) -> float:
        """When the session was first seen running the task. Infinity if it never was."""
        return min((one.ended for one in self.observations if one.status == "running"), default=inf)

    @cached_property
    def over(self) -> Observation | None:
        """The first observation that shows the task to be over.

        `idle` alone is not enough: the success must be known, or the session must have been `running` before.
        """
        for one in sorted(self.observations, key=lambda observation: observation.ended):
            if one.is_final or (
                one.status == "idle" and (one.get("isTaskSuccessful") is not None or one.started >= self.running_since)
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
        limit, total = self.over.number("maxCostUsd"), self.over.number("totalCostUsd")
        return limit is not None and total is not None and total >= limit

    @property
    def succeeded(self) -> bool:
        return self.is_complete and self.over is not None and self.over.get("isTaskSuccessful") is True

    @cached_property
    def unfinished(self) -> Sequence[Observation]:
        """Observations from before the end of the task and before any stop request."""
        over_since = min((one.started for one in self.settled), default=inf)
        before = [one for one in self.observations if one.ended <= self.interrupted_at and one not in self.settled]
        return [one for one in before if not one.is_final and (one.ended <= over_since or one.status == "running")]


class SessionHistory(ResourceHistory):
    """Everything that a trace contains about one session."""

    def __init__(self, trace: Trace, resource: ResourceType, identity: str) -> None:
        super().__init__(trace, resource, identity)
        #: Follow-ups that were accepted, and follow-ups that were refused or had no response.
        self.follow_ups: list[Exchange] = []
        self.refused: list[Exchange] = []
        self.stops: list[Exchange] = []
        #: Requests to stop the session's browser, which also stop the session.
        self.browser_stops: list[Exchange] = []

    @cached_property
    def is_certain(self) -> bool:
        """Whether the outcome of every dispatch is known, and no task is a blank text that a server might ignore."""
        if not self.trace.is_complete or any(one.may_have_acted for one in self.refused):
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
        ends = [one for one in self.stops if strategy_of(one) != "task" and one.may_have_acted]
        ends += [*self.browser_stops, *self.deletes]
        return min((one.started for one in ends if one.may_have_acted), default=inf)

    @cached_property
    def ended(self) -> Observation | None:
        """The first observation that shows the session to have ended."""
        return min((one for one in self.observations if one.is_final), key=lambda one: one.ended, default=None)

    def asked(self, name: str, default: Any = None) -> Any:
        """Returns the value of a property in the create request. The default if it was absent, None without such a request."""
        return self.creation.fields.get(name, default) if self.creation else None

    def until_follow_up(self, changes: Callable[[Exchange], bool]) -> Iterator[Observation]:
        """Yields the observations before the first accepted follow-up for which `changes` is true."""
        until = min((one.started for one in self.follow_ups if changes(one)), default=inf)
        return (one for one in self.observations if one.ended <= until)


def browser_stops(trace: Trace) -> Iterator[tuple[Exchange, str]]:
    """Yields requests to stop a session's browser, with the session's id. Responses show which session a browser belongs to."""
    for history in trace.resources("/browsers").values():
        owners = [owner for one in history.observations if isinstance(owner := one.get("agentSessionId"), str)]
        yield from ((stop, owners[-1].lower()) for stop in history.updates if owners)


def session_histories_of(trace: Trace) -> Mapping[str, SessionHistory]:
    """Returns the history of each session, by id."""
    resource = resource_types().get(SESSIONS)
    histories = histories_of(trace, resource, SessionHistory) if resource else {}
    for exchange in trace.by_operation.get("createSession", ()):
        target = histories.get(str(exchange.fields.get("sessionId")).lower())
        if target and operation_of(exchange) == FOLLOW_UP and isinstance(exchange.fields.get("task"), str):
            (target.follow_ups if exchange.status == 200 else target.refused).append(exchange)
    for exchange in trace.by_operation.get("stopSession", ()):
        if target := histories.get(exchange.session_id.lower()):
            target.stops.append(exchange)
    for exchange, session in browser_stops(trace):
        if target := histories.get(session):
            target.browser_stops.append(exchange)
    return histories
