# Made from openapi.yaml by tools/generate.py; never edit it. `make generate` makes it anew.

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from attrs import define as _attrs_define

from .. import models as _models
from ..types import UNSET, Unset, expect, format_datetime, parse_datetime
from ..types import JsonObject as _JsonObject

if TYPE_CHECKING:
    from .json_schema import JsonSchema
    from .model import Model
    from .proxy_country_code import ProxyCountryCode
    from .session_status import SessionStatus


@_attrs_define(eq=False, repr=False)
class Session(_JsonObject):
    """A session and its state. Costs, tokens and steps belong to the session and add up over its tasks; `output`,
    `outputSchema` and `isTaskSuccessful` start anew with each task.
    """

    id: UUID
    """Identifies the session."""

    status: SessionStatus | str
    """Where the session is in its life. To be polled."""

    model: Model | str
    """The model that drives the agent."""

    created_at: datetime.datetime
    """When the session was created."""

    updated_at: datetime.datetime
    """When the session last changed."""

    title: str | None | Unset = UNSET
    """A short title, made from the task; there once the task has started to run."""

    output: Any | Unset = UNSET
    """What the last task came to: data that fits `outputSchema` where one was given, else text or null. It is there once
    the task is over, whether it succeeded or not.
    """

    output_schema: JsonSchema | None | Unset = UNSET
    """The JSON Schema that was asked for, as it was sent."""

    step_count: int | Unset = UNSET
    """How many steps the agent has taken. Default: 0."""

    last_step_summary: str | None | Unset = UNSET
    """The agent's latest step, for people to read."""

    is_task_successful: bool | None | Unset = UNSET
    """True when the task was achieved, false when it failed or was given up, null while it runs or where there is none."""

    live_url: str | None | Unset = UNSET
    """A page that shows the browser as it works, and can be embedded in an iframe. There from creation on."""

    recording_urls: list[str] | Unset = UNSET
    """Where the recordings can be downloaded; filled only where `enableRecording` was true and the task is over. Default:
    [].
    """

    profile_id: UUID | None | Unset = UNSET
    """The browser profile that was loaded."""

    workspace_id: UUID | None | Unset = UNSET
    """The workspace that is attached."""

    proxy_country_code: ProxyCountryCode | str | None | Unset = UNSET
    """The country of the proxy, null without a proxy."""

    max_cost_usd: str | None | Unset = UNSET
    """The limit in USD that was set for the session's total cost."""

    total_input_tokens: int | Unset = UNSET
    """LLM tokens read. Default: 0."""

    total_output_tokens: int | Unset = UNSET
    """LLM tokens written. Default: 0."""

    proxy_used_mb: str | Unset = UNSET
    """Proxy traffic in megabytes. Default: '0'."""

    llm_cost_usd: str | Unset = UNSET
    """Cost of the LLM in USD. Default: '0'."""

    proxy_cost_usd: str | Unset = UNSET
    """Cost of the proxy traffic in USD. Default: '0'."""

    browser_cost_usd: str | Unset = UNSET
    """Cost of the browser's time in USD. Default: '0'."""

    total_cost_usd: str | Unset = UNSET
    """Total cost in USD, the sum of LLM, proxy and browser. Default: '0'."""

    screenshot_url: str | None | Unset = UNSET
    """The latest screenshot. The URL is signed, expires after 5 minutes, and is a new one each time the session is
    fetched.
    """

    agentmail_email: str | None | Unset = UNSET
    """The session's temporary mail address; only where `agentmail` was true."""

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON data. What is UNSET is left out; what was read goes out as it came."""
        data: dict[str, Any] = {**self.additional_properties}
        data["id"] = str(self.id)
        data["status"] = self.status
        data["model"] = self.model
        data["createdAt"] = format_datetime(self.created_at)
        data["updatedAt"] = format_datetime(self.updated_at)
        if self.title is not UNSET:
            data["title"] = self.title
        if self.output is not UNSET:
            data["output"] = self.output
        if self.output_schema is not UNSET:
            data["outputSchema"] = (
                self.output_schema.to_dict() if isinstance(self.output_schema, _models.JsonSchema) else self.output_schema
            )
        if self.step_count is not UNSET:
            data["stepCount"] = self.step_count
        if self.last_step_summary is not UNSET:
            data["lastStepSummary"] = self.last_step_summary
        if self.is_task_successful is not UNSET:
            data["isTaskSuccessful"] = self.is_task_successful
        if self.live_url is not UNSET:
            data["liveUrl"] = self.live_url
        if self.recording_urls is not UNSET:
            data["recordingUrls"] = self.recording_urls
        if self.profile_id is not UNSET:
            data["profileId"] = str(self.profile_id) if isinstance(self.profile_id, UUID) else self.profile_id
        if self.workspace_id is not UNSET:
            data["workspaceId"] = str(self.workspace_id) if isinstance(self.workspace_id, UUID) else self.workspace_id
        if self.proxy_country_code is not UNSET:
            data["proxyCountryCode"] = self.proxy_country_code
        if self.max_cost_usd is not UNSET:
            data["maxCostUsd"] = self.max_cost_usd
        if self.total_input_tokens is not UNSET:
            data["totalInputTokens"] = self.total_input_tokens
        if self.total_output_tokens is not UNSET:
            data["totalOutputTokens"] = self.total_output_tokens
        if self.proxy_used_mb is not UNSET:
            data["proxyUsedMb"] = self.proxy_used_mb
        if self.llm_cost_usd is not UNSET:
            data["llmCostUsd"] = self.llm_cost_usd
        if self.proxy_cost_usd is not UNSET:
            data["proxyCostUsd"] = self.proxy_cost_usd
        if self.browser_cost_usd is not UNSET:
            data["browserCostUsd"] = self.browser_cost_usd
        if self.total_cost_usd is not UNSET:
            data["totalCostUsd"] = self.total_cost_usd
        if self.screenshot_url is not UNSET:
            data["screenshotUrl"] = self.screenshot_url
        if self.agentmail_email is not UNSET:
            data["agentmailEmail"] = self.agentmail_email
        return data

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """The object from JSON data. What is absent stays UNSET; properties and enum values that are not listed are kept.

        Raises:
            KeyError: a required property is missing.
            TypeError, ValueError, AttributeError: a required property has another type, or a string is no UUID or time.
        """
        data = {**src_dict}
        pop = data.pop
        result = cls(
            id=UUID(pop("id")),
            status=expect(pop("status"), str),
            model=expect(pop("model"), str),
            created_at=parse_datetime(pop("createdAt")),
            updated_at=parse_datetime(pop("updatedAt")),
            title=pop("title", UNSET),
            output=pop("output", UNSET),
            output_schema=_models.JsonSchema.from_dict(value) if isinstance(value := pop("outputSchema", UNSET), dict) else value,
            step_count=pop("stepCount", UNSET),
            last_step_summary=pop("lastStepSummary", UNSET),
            is_task_successful=pop("isTaskSuccessful", UNSET),
            live_url=pop("liveUrl", UNSET),
            recording_urls=pop("recordingUrls", UNSET),
            profile_id=UUID(value) if isinstance(value := pop("profileId", UNSET), str) else value,
            workspace_id=UUID(value) if isinstance(value := pop("workspaceId", UNSET), str) else value,
            proxy_country_code=pop("proxyCountryCode", UNSET),
            max_cost_usd=pop("maxCostUsd", UNSET),
            total_input_tokens=pop("totalInputTokens", UNSET),
            total_output_tokens=pop("totalOutputTokens", UNSET),
            proxy_used_mb=pop("proxyUsedMb", UNSET),
            llm_cost_usd=pop("llmCostUsd", UNSET),
            proxy_cost_usd=pop("proxyCostUsd", UNSET),
            browser_cost_usd=pop("browserCostUsd", UNSET),
            total_cost_usd=pop("totalCostUsd", UNSET),
            screenshot_url=pop("screenshotUrl", UNSET),
            agentmail_email=pop("agentmailEmail", UNSET),
        )
        result.additional_properties = data
        return result
