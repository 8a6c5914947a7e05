"""The account and its credits."""

from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from ...common.json_text import encode, plain
from ...simulation.project import Project
from .base import Call, Reply, Resource

#: The shown credits of an account without a limit, in USD.
_NOMINAL = Decimal(10_000)
#: How many of the credits are monthly credits, which are spent first.
_MONTHLY = Decimal(100)


class Billing(Resource):
    """The operations on the account."""

    async def get_billing_account(self, call: Call) -> Reply:
        self._now()
        project = call.project
        budget = _NOMINAL if project.limits.credits_usd is None else project.limits.credits_usd
        total = budget - project.spent_usd
        monthly = max(min(_MONTHLY, budget) - project.spent_usd, Decimal(0))
        amounts = {
            "totalCreditsBalanceUsd": total,
            "monthlyCreditsBalanceUsd": monthly,
            "additionalCreditsBalanceUsd": total - monthly,
        }
        value = call.operation.shape.fit(
            {
                **amounts,
                "name": "Sandbox",
                "rateLimit": project.limits.max_active_sessions,
                "planInfo": {
                    "planName": "Sandbox",
                    "subscriptionStatus": None,
                    "subscriptionId": None,
                    "subscriptionCurrentPeriodEnd": None,
                    "subscriptionCanceledAt": None,
                },
                "concurrentSessionLimit": project.limits.max_active_sessions,
                "activeSessionCount": project.active,
                "isFreeTier": False,
                "apiKeyId": self._id("key", project),
                "tracingDisabled": False,
                "projectId": self._id("sandbox", project),
            }
        )
        # Amounts are written as exact decimals; a float could change them.
        parts = (f"{encode(name)}:{plain(part) if isinstance(part, Decimal) else encode(part)}" for name, part in value.items())
        return Reply(f"{{{','.join(parts)}}}")

    def _id(self, kind: str, project: Project) -> str:
        return str(uuid5(NAMESPACE_URL, f"{kind}:{self._state.settings.seed}:{project.number}"))
