"""Sends generated requests until the deadline. A violation in a response is raised immediately, so that Hypothesis shrinks it."""

from __future__ import annotations

import json
import time
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity

from .. import spec
from ..circuit_breaker import CircuitOpen
from ..citations import Source
from ..client import Cancelled, Client
from ..exchange import Exchange
from ..observation import is_creation
from ..requirement import every_requirement
from ..resource_types import of_operation
from ..trace import Trace
from ..values import objects
from ..verdicts import examine

#: The minimum duration of the traffic after the first request, in seconds. On a busy machine the start takes long.
_LEAST = 1.0
_HARMLESS = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large, HealthCheck.large_base_example)


def settings(examples: int, *phases: Phase, steps: int = 1) -> hypothesis.settings:
    """Returns Hypothesis settings for traffic: no output, no database, no deadline."""
    return hypothesis.settings(
        max_examples=examples,
        stateful_step_count=steps,
        phases=phases,
        deadline=None,
        database=None,
        suppress_health_check=_HARMLESS,
        report_multiple_bugs=False,
        verbosity=Verbosity.quiet,
    )


class TimeIsUp(BaseException):
    """Ends the generation. A BaseException, so that no error handler catches it."""


class Violated(AssertionError):
    """The response to a generated request violates a requirement."""


class Sender:
    """A client with a deadline. It raises once per violated requirement, so that Hypothesis goes on and finds others."""

    def __init__(self, client: Client, deadline: float) -> None:
        """`deadline` is in seconds since the epoch."""
        self.client = client
        self._deadline = deadline
        self._begun = time.time()
        self._part = 1.0
        self._known: set[str] = set()
        self._shrinking: set[str] = set()
        self._own: set[str] = set()
        self._others: set[str] = set()

    def use_until(self, part: float) -> None:
        """Sets the deadline to this fraction of the total time, counted from the first request."""
        self._part = part

    def require_time(self) -> None:
        if not self.client.exchanges:
            self._begun = time.time()
            self._deadline = max(self._deadline, self._begun + _LEAST)
        if time.time() > self._begun + self._part * (self._deadline - self._begun):
            raise TimeIsUp

    def begin(self) -> None:
        """Starts a new search. Violations from earlier searches are not raised again."""
        self._known |= self._shrinking
        self._shrinking = set()

    def send(self, method: str, path: str, body: Any = None, *, raw: bytes | None = None, query: Any = ()) -> Exchange:
        """Sends a request. Raises TimeIsUp after the deadline."""
        self.require_time()
        try:
            one = self.client.send(method, path, body, raw=raw, query=query, persist=False)
        except (CircuitOpen, Cancelled):
            raise TimeIsUp from None
        self._remember(one)
        return one

    def _remember(self, one: Exchange) -> None:
        """Records which resources were created here, and which ones a list shows that were not."""
        operation, resource = spec.operations().get(one.operation), of_operation(one.operation)
        if operation is None or resource is None:
            return
        if operation is resource.create and (one.operation != "createSession" or is_creation(one)):
            self._own.add(str(one.object.get(resource.key)).lower())
        items = objects(one.object.get(operation.paging.get("items", ""))) if operation is resource.list else ()
        self._others |= {str(item.get(resource.key)).lower() for item in items} - self._own

    def may_change(self, session: object) -> bool:
        """Whether a resource may be changed or deleted.

        False for a resource that a list showed and that was not created here: a scenario or another client may need it.
        """
        return str(session).lower() not in self._others

    def evaluate(self, *exchanges: Exchange) -> None:
        """Raises Violated if these exchanges alone violate a requirement that is not only assumed."""
        found = examine(Trace(exchanges))
        new = [name for name in found.violations if name not in self._known and _counts(name)]
        if new:
            self._shrinking.update(new)
            raise Violated(new[0])


def _counts(name: str) -> bool:
    return any(one.id == name and one.source is not Source.ASSUMED for one in every_requirement())


def encoded(body: Any) -> bytes | None:
    """Returns a generated body as JSON. None if it has no JSON form that all parsers read alike."""
    try:
        return json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
    except (TypeError, ValueError):
        return None
