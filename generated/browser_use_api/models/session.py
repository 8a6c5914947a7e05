# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .._core import codecs as _c
from .._core.model import ModelBase as _ModelBase
from .._core.model import json_default as _json_default
from .._core.model import model as _model

if TYPE_CHECKING:
    from .model import Model
    from .proxy_country_code import ProxyCountryCode
    from .session_status import SessionStatus


@_model(kw_only=True)
class Session(_ModelBase):
    """A session and its state. Costs, tokens and steps belong to the session and add up over its tasks; `output`,
    `outputSchema` and `isTaskSuccessful` start anew with each task.
    """

    id: str
    """Identifies the session."""

    status: SessionStatus
    """Where the session is in its life. To be polled."""

    model: Model
    """The model that drives the agent."""

    created_at: datetime.datetime
    """When the session was created."""

    updated_at: datetime.datetime
    """When the session last changed."""

    title: str | None = None
    """A short title, made from the task; there once the task has started to run."""

    output: Any = None
    """What the last task came to: data that fits `outputSchema` where one was given, else text or null. It is there once
    the task is over, whether it succeeded or not.
    """

    output_schema: dict[str, Any] | None = None
    """The JSON Schema that was asked for, as it was sent."""

    step_count: int = 0
    """How many steps the agent has taken."""

    last_step_summary: str | None = None
    """The agent's latest step, for people to read."""

    is_task_successful: bool | None = None
    """True when the task was achieved, false when it failed or was given up, null while it runs or where there is none."""

    live_url: str | None = None
    """A page that shows the browser as it works, and can be embedded in an iframe. There from creation on."""

    recording_urls: list[str] = _json_default([])
    """Where the recordings can be downloaded; filled only where `enableRecording` was true and the task is over."""

    profile_id: str | None = None
    """The browser profile that was loaded."""

    workspace_id: str | None = None
    """The workspace that is attached."""

    proxy_country_code: ProxyCountryCode | None = None
    """The country of the proxy, null without a proxy."""

    max_cost_usd: Decimal | None = None
    """The limit in USD that was set for the session's total cost."""

    total_input_tokens: int = 0
    """LLM tokens read."""

    total_output_tokens: int = 0
    """LLM tokens written."""

    proxy_used_mb: Decimal = Decimal("0")
    """Proxy traffic in megabytes."""

    llm_cost_usd: Decimal = Decimal("0")
    """Cost of the LLM in USD."""

    proxy_cost_usd: Decimal = Decimal("0")
    """Cost of the proxy traffic in USD."""

    browser_cost_usd: Decimal = Decimal("0")
    """Cost of the browser's time in USD."""

    total_cost_usd: Decimal = Decimal("0")
    """Total cost in USD, the sum of LLM, proxy and browser."""

    screenshot_url: str | None = None
    """The latest screenshot. The URL is signed, expires after 5 minutes, and is a new one each time the session is
    fetched.
    """

    agentmail_email: str | None = None
    """The session's temporary mail address; only where `agentmail` was true."""

    _properties = {
        "id": ("id", _c.Uuid()),
        "status": ("status", _c.Enumeration(__name__, "session_status", "SessionStatus", extensible=True)),
        "model": ("model", _c.Enumeration(__name__, "model", "Model", extensible=True)),
        "created_at": ("createdAt", _c.DateTime()),
        "updated_at": ("updatedAt", _c.DateTime()),
        "title": ("title", _c.Nullable(_c.Text())),
        "output": ("output", _c.AnyValue()),
        "output_schema": ("outputSchema", _c.Nullable(_c.MapOf(_c.AnyValue()))),
        "step_count": ("stepCount", _c.Integer()),
        "last_step_summary": ("lastStepSummary", _c.Nullable(_c.Text())),
        "is_task_successful": ("isTaskSuccessful", _c.Nullable(_c.Boolean())),
        "live_url": ("liveUrl", _c.Nullable(_c.Text()), "secret"),
        "recording_urls": ("recordingUrls", _c.ListOf(_c.Text()), "secret"),
        "profile_id": ("profileId", _c.Nullable(_c.Uuid())),
        "workspace_id": ("workspaceId", _c.Nullable(_c.Uuid())),
        "proxy_country_code": (
            "proxyCountryCode",
            _c.Nullable(_c.Enumeration(__name__, "proxy_country_code", "ProxyCountryCode", extensible=True)),
        ),
        "max_cost_usd": ("maxCostUsd", _c.Nullable(_c.DecimalText())),
        "total_input_tokens": ("totalInputTokens", _c.Integer()),
        "total_output_tokens": ("totalOutputTokens", _c.Integer()),
        "proxy_used_mb": ("proxyUsedMb", _c.DecimalText()),
        "llm_cost_usd": ("llmCostUsd", _c.DecimalText()),
        "proxy_cost_usd": ("proxyCostUsd", _c.DecimalText()),
        "browser_cost_usd": ("browserCostUsd", _c.DecimalText()),
        "total_cost_usd": ("totalCostUsd", _c.DecimalText()),
        "screenshot_url": ("screenshotUrl", _c.Nullable(_c.Text()), "secret"),
        "agentmail_email": ("agentmailEmail", _c.Nullable(_c.Text())),
    }
