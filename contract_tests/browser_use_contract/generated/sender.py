"""Sends generated requests until time is up, and tells at once what an answer alone gives away, so that failures shrink."""

from __future__ import annotations

import json
import time
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity

from .. import spec
from ..client import Cancelled, Client
from ..exchange import Exchange
from ..observation import is_creation
from ..requirement import Source
from ..resources import of_operation
from ..silence import Silent
from ..trace import Trace
from ..values import objects
from ..verdicts import examine

#: How long traffic is made at least once the first request can be sent, in seconds. A busy machine takes long to get there.
_LEAST = 1.0
_HARMLESS = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large, HealthCheck.large_base_example)


def settings(examples: int, *phases: Phase, steps: int = 1) -> hypothesis.settings:
    """Hypothesis for the sake of traffic: quiet, without a memory, and as slow as it has to be."""
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
    """Ends generation wherever it is; no handler of errors must stop it."""


class Violated(AssertionError):
    """A generated request was answered in a way that breaks a requirement."""


class Sender:
    """A client with a deadline. Each requirement is complained of once, so that generation goes on to find others."""

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
        """From now on time is up when so large a part of it has gone by since the first request."""
        self._part = part

    def require_time(self) -> None:
        if not self.client.exchanges:
            self._begun = time.time()
            self._deadline = max(self._deadline, self._begun + _LEAST)
        if time.time() > self._begun + self._part * (self._deadline - self._begun):
            raise TimeIsUp

    def begin(self) -> None:
        """Starts a new search: what was found by an earlier one is not complained of again."""
        self._known |= self._shrinking
        self._shrinking = set()

    def send(self, method: str, path: str, body: Any = None, *, raw: bytes | None = None, query: Any = ()) -> Exchange:
        """Sends a request. Raises TimeIsUp after the deadline."""
        self.require_time()
        try:
            one = self.client.send(method, path, body, raw=raw, query=query, persist=False)
        except (Silent, Cancelled):
            raise TimeIsUp from None
        self._remember(one)
        return one

    def _remember(self, one: Exchange) -> None:
        """Notes what was made here, and what a list showed that was not."""
        operation, resource = spec.operations().get(one.operation), of_operation(one.operation)
        if operation is None or resource is None:
            return
        if operation is resource.create and (one.operation != "createSession" or is_creation(one)):
            self._own.add(str(one.object.get(resource.key)).lower())
        items = objects(one.object.get(operation.paging.get("items", ""))) if operation is resource.list else ()
        self._others |= {str(item.get(resource.key)).lower() for item in items} - self._own

    def may_change(self, session: object) -> bool:
        """Whether something may be changed or deleted: not what a list showed and was not made here.

        A scenario may need it, or it may be somebody's.
        """
        return str(session).lower() not in self._others

    def evaluate(self, *exchanges: Exchange) -> None:
        """Raises Violated where these exchanges, taken by themselves, break a requirement that is more than assumed."""
        found = examine(Trace(exchanges))
        new = [name for name in found.violations if name not in self._known and _counts(name)]
        if new:
            self._shrinking.update(new)
            raise Violated(new[0])


def _counts(name: str) -> bool:
    from ..requirement import RULES

    return any(
        requirement.id == name and requirement.source is not Source.ASSUMED for rule in RULES for requirement in rule.requirements
    )


def encoded(body: Any) -> bytes | None:
    """A generated body as JSON; None where it has no form in JSON that all readers take alike."""
    try:
        return json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
    except (TypeError, ValueError):
        return None
