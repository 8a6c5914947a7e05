"""What all tasks of one `run_many` may cost together."""

from __future__ import annotations

import json
from decimal import Context, Decimal
from typing import TYPE_CHECKING, Any

from browser_use_api._core.codec import Mismatch
from browser_use_api.operations.sessions import CREATE
from browser_use_sessions.checks import refusal
from browser_use_sessions.errors import BrowserUseError, OutcomeUnknownError, TaskError
from browser_use_sessions.lifecycle import FINAL

if TYPE_CHECKING:
    from browser_use_sessions.plan import Plan
    from browser_use_sessions.results import SessionResult

# Exact for any amount, whatever the program has set for its own sums.
_EXACT = Context(prec=1000)
_LIMIT = CREATE.options["max_cost_usd"]


class Budget:
    """A task takes its limit, `max_cost_usd`, out of the budget when it is started. When its session has ended, it gives back
    what it did not cost. Without a total there is no bound.

    The API stops a task when it has reached its limit, so what a task costs can exceed the limit by its last step. That is taken
    off what is left for others.
    """

    def __init__(self, total: Any) -> None:
        self._left = None if total is None else _amount("max_total_cost_usd", total)

    def limit_of(self, plan: Plan) -> Decimal:
        """The most that the task is to cost. Raises InvalidArgumentError where there is a total, but no limit for the task."""
        if self._left is None:
            return Decimal(0)
        limit = json.loads(plan.request.content or b"{}", parse_float=Decimal).get(_LIMIT.name) if plan.request else None
        if limit is None:
            raise refusal(
                "max_cost_usd",
                "is needed for each task where max_total_cost_usd is given",
                "It is what the task takes out of the total when it is started.",
            )
        return Decimal(limit)

    def takes(self, limit: Decimal) -> bool:
        """Takes the amount, if that much is left."""
        if self._left is None:
            return True
        if limit > self._left:
            return False
        self._left = _EXACT.subtract(self._left, limit)
        return True

    def settle(self, limit: Decimal, outcome: SessionResult[Any] | BrowserUseError) -> None:
        """The task has ended. What may still run keeps all that it took."""
        if self._left is None:
            return
        if isinstance(outcome, TaskError) and outcome.result is not None:
            outcome = outcome.result
        if isinstance(outcome, BrowserUseError):
            started_nothing = outcome.session_id is None and not isinstance(outcome, OutcomeUnknownError)
            self._left = _EXACT.add(self._left, limit if started_nothing else Decimal(0))
        elif outcome.status in FINAL:
            self._left = _EXACT.add(self._left, _EXACT.subtract(limit, outcome.total_cost_usd))

    def __str__(self) -> str:
        return f"${self._left:f}"


def _amount(name: str, value: Any) -> Decimal:
    try:
        return Decimal(str(_LIMIT.codec.encode(value)))
    except Mismatch as mismatch:
        raise refusal(name, mismatch.problem, "It is in USD.") from None
