"""The most that all tasks of one `run_many` may cost together."""

from __future__ import annotations

import json
from decimal import Context, Decimal
from typing import TYPE_CHECKING, Any

from browser_use_api._core.codec import Mismatch
from browser_use_api.operations.sessions import CREATE
from browser_use_sessions._arguments import invalid_argument
from browser_use_sessions._decisions.completion import FINAL
from browser_use_sessions.errors import BrowserUseError, OutcomeUnknownError, TaskError

if TYPE_CHECKING:
    from browser_use_sessions._decisions.run_request import RunRequest
    from browser_use_sessions.results import SessionResult

# Exact for any amount, whatever decimal context the program uses.
_EXACT = Context(prec=1000)
_LIMIT = CREATE.options["max_cost_usd"]


class Budget:
    """When a task is started, its limit (`max_cost_usd`) is reserved. When its session has ended, the reservation is replaced by
    its actual cost. Without a total, every task may be started.

    The API stops a task when it has reached its limit, so its last step may go beyond the limit. That reduces what is left for
    other tasks.
    """

    def __init__(self, total: Any) -> None:
        self._left = None if total is None else _amount("max_total_cost_usd", total)

    def limit_of(self, request: RunRequest) -> Decimal:
        """The limit of the task. Raises InvalidArgumentError if there is a total, but no limit for the task."""
        if self._left is None:
            return Decimal(0)
        limit = json.loads(request.create.content or b"{}", parse_float=Decimal).get(_LIMIT.name) if request.create else None
        if limit is None:
            raise invalid_argument(
                "max_cost_usd",
                "is needed for each task where max_total_cost_usd is given",
                "So much of the total is reserved when the task is started.",
            )
        return Decimal(limit)

    def reserve(self, limit: Decimal) -> bool:
        """Reserves the amount. Returns False if less is left."""
        if self._left is None:
            return True
        if limit > self._left:
            return False
        self._left = _EXACT.subtract(self._left, limit)
        return True

    def settle(self, limit: Decimal, outcome: SessionResult[Any] | BrowserUseError) -> None:
        """The task has ended. If it may still be running, its whole limit stays reserved."""
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
        raise invalid_argument(name, mismatch.problem, "It is in USD.") from None
