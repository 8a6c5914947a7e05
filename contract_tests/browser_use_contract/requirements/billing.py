"""The balances of the account."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from ..exchange import Exchange
from ..requirement import Evaluation, assume, cite, rule
from ..trace import Trace

_PARTS, _TOTAL = ("monthlyCreditsBalanceUsd", "additionalCreditsBalanceUsd"), "totalCreditsBalanceUsd"


@rule(
    assume("Account.totalCreditsBalanceUsd", {"billing.adds-up": "monthly and additional credits add up exactly to the total"}),
    cite("Account.projectId", {"billing.project": "a key belongs to one project"}),
)
def billing(trace: Trace, evaluation: Evaluation) -> None:
    first: Exchange | None = None
    for one in trace.succeeded("getBillingAccount"):
        found = _exact(one)
        amounts = [found.get(name) for name in (*_PARTS, _TOTAL)]
        known = [amount for amount in amounts if isinstance(amount, Decimal)]
        if len(known) == len(amounts):
            *parts, total = known
            problem = f"{' and '.join(map(str, parts))} are {sum(parts)}, not {total}"
            evaluation.expect("billing.adds-up", sum(parts) == total, problem, one)
        first = first or one
        is_same = one.object.get("projectId") == first.object.get("projectId")
        evaluation.expect("billing.project", is_same, "projectId differs from an earlier response", first, one)


def _exact(one: Exchange) -> dict[str, Any]:
    """Returns a response with its numbers as decimals. Empty if it is not an object."""
    try:
        found = json.loads(one.body, parse_float=Decimal, parse_int=Decimal)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
