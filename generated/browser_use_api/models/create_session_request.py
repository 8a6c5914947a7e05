# Made from openapi.yaml by tools/generate.py; never edit it. `make generate` makes it anew.

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from attrs import define as _attrs_define

from .. import models as _models
from ..types import UNSET, Unset
from ..types import JsonObject as _JsonObject

if TYPE_CHECKING:
    from .json_schema import JsonSchema
    from .model import Model
    from .proxy_country_code import ProxyCountryCode


@_attrs_define(eq=False, repr=False)
class CreateSessionRequest(_JsonObject):
    """The session to create, the task to run, or both. Properties that are not listed are ignored."""

    task: str | None | Unset = UNSET
    """What the agent is to do, in plain language. Required when `sessionId` is given."""

    model: Model | Unset = UNSET
    """The model that drives the agent. Default: 'claude-sonnet-4.6'."""

    session_id: UUID | None | Unset = UNSET
    """An existing, idle session to dispatch the task to. When absent or null, a new session is created."""

    keep_alive: bool | Unset = UNSET
    """Whether the session waits in `idle` for a follow-up when its task is over; otherwise it stops by itself. Default:
    False.
    """

    max_cost_usd: float | str | None | Unset = UNSET
    """Upper limit in USD for the total cost of the session; a task that reaches it is stopped. When absent or null, a
    default limit applies, capped by the balance of the account.
    """

    profile_id: UUID | None | Unset = UNSET
    """A browser profile (cookies, local storage and the like) to load into the session."""

    workspace_id: UUID | None | Unset = UNSET
    """A workspace to attach, for files that outlive the session."""

    proxy_country_code: ProxyCountryCode | None | Unset = UNSET
    """The country that the browser's traffic leaves from. Null turns the proxy off; absent means the default. Default:
    'us'.
    """

    output_schema: JsonSchema | None | Unset = UNSET
    """A JSON Schema that the agent's final output has to fit. The output then is structured data."""

    enable_scheduled_tasks: bool | Unset = UNSET
    """Whether the agent may create recurring tasks. They outlive the session and are visible to the whole project.
    Default: False.
    """

    enable_recording: bool | Unset = UNSET
    """Whether a video is recorded. Its URLs are in the session's `recordingUrls` once the task is over. Default: False."""

    skills: bool | Unset = UNSET
    """Whether the agent has its built-in skills, such as spreadsheets and file management, besides the browser. Default:
    True.
    """

    agentmail: bool | Unset = UNSET
    """Whether the session gets a temporary mailbox, whose address is in `agentmailEmail`. Default: True."""

    cache_script: bool | None | Unset = UNSET
    """Whether the first run of a task leaves a script that later runs of the same task template replay at no LLM cost.
    Null decides by the task: on where it has `{{value}}` brackets and a workspace is attached. True needs a
    `workspaceId`. Default: None.
    """

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON data. What is UNSET is left out; what was read goes out as it came."""
        data: dict[str, Any] = {**self.additional_properties}
        if self.task is not UNSET:
            data["task"] = self.task
        if self.model is not UNSET:
            data["model"] = self.model
        if self.session_id is not UNSET:
            data["sessionId"] = str(self.session_id) if isinstance(self.session_id, UUID) else self.session_id
        if self.keep_alive is not UNSET:
            data["keepAlive"] = self.keep_alive
        if self.max_cost_usd is not UNSET:
            data["maxCostUsd"] = self.max_cost_usd
        if self.profile_id is not UNSET:
            data["profileId"] = str(self.profile_id) if isinstance(self.profile_id, UUID) else self.profile_id
        if self.workspace_id is not UNSET:
            data["workspaceId"] = str(self.workspace_id) if isinstance(self.workspace_id, UUID) else self.workspace_id
        if self.proxy_country_code is not UNSET:
            data["proxyCountryCode"] = self.proxy_country_code
        if self.output_schema is not UNSET:
            data["outputSchema"] = (
                self.output_schema.to_dict() if isinstance(self.output_schema, _models.JsonSchema) else self.output_schema
            )
        if self.enable_scheduled_tasks is not UNSET:
            data["enableScheduledTasks"] = self.enable_scheduled_tasks
        if self.enable_recording is not UNSET:
            data["enableRecording"] = self.enable_recording
        if self.skills is not UNSET:
            data["skills"] = self.skills
        if self.agentmail is not UNSET:
            data["agentmail"] = self.agentmail
        if self.cache_script is not UNSET:
            data["cacheScript"] = self.cache_script
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
            task=pop("task", UNSET),
            model=pop("model", UNSET),
            session_id=UUID(value) if isinstance(value := pop("sessionId", UNSET), str) else value,
            keep_alive=pop("keepAlive", UNSET),
            max_cost_usd=pop("maxCostUsd", UNSET),
            profile_id=UUID(value) if isinstance(value := pop("profileId", UNSET), str) else value,
            workspace_id=UUID(value) if isinstance(value := pop("workspaceId", UNSET), str) else value,
            proxy_country_code=pop("proxyCountryCode", UNSET),
            output_schema=_models.JsonSchema.from_dict(value) if isinstance(value := pop("outputSchema", UNSET), dict) else value,
            enable_scheduled_tasks=pop("enableScheduledTasks", UNSET),
            enable_recording=pop("enableRecording", UNSET),
            skills=pop("skills", UNSET),
            agentmail=pop("agentmail", UNSET),
            cache_script=pop("cacheScript", UNSET),
        )
        result.additional_properties = data
        return result
