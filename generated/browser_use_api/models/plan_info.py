# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from .._core import codecs as _c
from .._core.model import ModelBase as _ModelBase
from .._core.model import model as _model


@_model(kw_only=True)
class PlanInfo(_ModelBase):
    """A plan and the subscription to it. What does not apply is null."""

    plan_name: str
    """The plan's name."""

    subscription_status: str | None
    """The subscription's status."""

    subscription_id: str | None
    """Identifies the subscription."""

    subscription_current_period_end: str | None
    """When the current billing period ends."""

    subscription_canceled_at: str | None
    """When the subscription was cancelled."""

    _properties = {
        "plan_name": ("planName", _c.Text()),
        "subscription_status": ("subscriptionStatus", _c.Nullable(_c.Text())),
        "subscription_id": ("subscriptionId", _c.Nullable(_c.Text())),
        "subscription_current_period_end": ("subscriptionCurrentPeriodEnd", _c.Nullable(_c.Text())),
        "subscription_canceled_at": ("subscriptionCanceledAt", _c.Nullable(_c.Text())),
    }
