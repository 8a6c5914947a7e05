# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from .._core import codecs as _c
from .._core.model import ModelBase as _ModelBase
from .._core.model import model as _model

if TYPE_CHECKING:
    from .plan_info import PlanInfo


@_model(kw_only=True)
class Account(_ModelBase):
    """The account that pays for a project. Balances are exact amounts in USD."""

    name: str | None = None
    """The account's name."""

    total_credits_balance_usd: Decimal
    """Credits left in USD, monthly and additional ones together."""

    monthly_credits_balance_usd: Decimal
    """Monthly credits left, in USD. They come with the plan."""

    additional_credits_balance_usd: Decimal
    """Additional credits left, in USD."""

    rate_limit: int
    """The project's rate limit. The API's reference does not say in what unit."""

    plan_info: PlanInfo
    """The plan and its subscription."""

    project_id: str
    """The project that the key belongs to."""

    _properties = {
        "name": ("name", _c.Nullable(_c.Text())),
        "total_credits_balance_usd": ("totalCreditsBalanceUsd", _c.DecimalNumber()),
        "monthly_credits_balance_usd": ("monthlyCreditsBalanceUsd", _c.DecimalNumber()),
        "additional_credits_balance_usd": ("additionalCreditsBalanceUsd", _c.DecimalNumber()),
        "rate_limit": ("rateLimit", _c.Integer()),
        "plan_info": ("planInfo", _c.Object(__name__, "plan_info", "PlanInfo")),
        "project_id": ("projectId", _c.Uuid()),
    }
