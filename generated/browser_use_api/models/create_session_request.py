from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.model import Model, check_model
from ..models.proxy_country_code import ProxyCountryCode, check_proxy_country_code
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.json_schema import JsonSchema


T = TypeVar("T", bound="CreateSessionRequest")


@_attrs_define
class CreateSessionRequest:
    """The session to create, the task to run, or both. Properties that are not listed are ignored."""

    task: None | str | Unset = UNSET
    """ What the agent is to do, in plain language. Required when `sessionId` is given. """
    model: Model | Unset = UNSET
    """ The models to choose from: `gemini-3-flash` for speed and price, `claude-opus-4.6` for ability, `claude-
    sonnet-4.6` in between.
     """
    session_id: None | Unset | UUID = UNSET
    """ An existing, idle session to dispatch the task to. When absent or null, a new session is created. """
    keep_alive: bool | Unset = False
    """ Whether the session waits in `idle` for a follow-up when its task is over; otherwise it stops by itself.
     """
    max_cost_usd: float | None | str | Unset = UNSET
    """ Upper limit in USD for the total cost of the session; a task that reaches it is stopped. When absent or
    null, a default
    limit applies, capped by the balance of the account.
     """
    profile_id: None | Unset | UUID = UNSET
    """ A browser profile (cookies, local storage and the like) to load into the session. """
    workspace_id: None | Unset | UUID = UNSET
    """ A workspace to attach, for files that outlive the session. """
    proxy_country_code: None | ProxyCountryCode | Unset = "us"
    """ The country that the browser's traffic leaves from. Null turns the proxy off; absent means the default. """
    output_schema: JsonSchema | None | Unset = UNSET
    """ A JSON Schema that the agent's final output has to fit. The output then is structured data. """
    enable_scheduled_tasks: bool | Unset = False
    """ Whether the agent may create recurring tasks. They outlive the session and are visible to the whole project.
     """
    enable_recording: bool | Unset = False
    """ Whether a video is recorded. Its URLs are in the session's `recordingUrls` once the task is over. """
    skills: bool | Unset = True
    """ Whether the agent has its built-in skills, such as spreadsheets and file management, besides the browser.
    """
    agentmail: bool | Unset = True
    """ Whether the session gets a temporary mailbox, whose address is in `agentmailEmail`. """
    cache_script: bool | None | Unset = UNSET
    """ Whether the first run of a task leaves a script that later runs of the same task template replay at no LLM
    cost. Null
    decides by the task: on where it has `{{value}}` brackets and a workspace is attached. True needs a
    `workspaceId`.
     """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.json_schema import JsonSchema

        task: None | str | Unset
        if isinstance(self.task, Unset):
            task = UNSET
        else:
            task = self.task

        model: str | Unset = UNSET
        if not isinstance(self.model, Unset):
            model = self.model

        session_id: None | str | Unset
        if isinstance(self.session_id, Unset):
            session_id = UNSET
        elif isinstance(self.session_id, UUID):
            session_id = str(self.session_id)
        else:
            session_id = self.session_id

        keep_alive = self.keep_alive

        max_cost_usd: float | None | str | Unset
        if isinstance(self.max_cost_usd, Unset):
            max_cost_usd = UNSET
        else:
            max_cost_usd = self.max_cost_usd

        profile_id: None | str | Unset
        if isinstance(self.profile_id, Unset):
            profile_id = UNSET
        elif isinstance(self.profile_id, UUID):
            profile_id = str(self.profile_id)
        else:
            profile_id = self.profile_id

        workspace_id: None | str | Unset
        if isinstance(self.workspace_id, Unset):
            workspace_id = UNSET
        elif isinstance(self.workspace_id, UUID):
            workspace_id = str(self.workspace_id)
        else:
            workspace_id = self.workspace_id

        proxy_country_code: None | str | Unset
        if isinstance(self.proxy_country_code, Unset):
            proxy_country_code = UNSET
        elif isinstance(self.proxy_country_code, str):
            proxy_country_code = self.proxy_country_code
        else:
            proxy_country_code = self.proxy_country_code

        output_schema: dict[str, Any] | None | Unset
        if isinstance(self.output_schema, Unset):
            output_schema = UNSET
        elif isinstance(self.output_schema, JsonSchema):
            output_schema = self.output_schema.to_dict()
        else:
            output_schema = self.output_schema

        enable_scheduled_tasks = self.enable_scheduled_tasks

        enable_recording = self.enable_recording

        skills = self.skills

        agentmail = self.agentmail

        cache_script: bool | None | Unset
        if isinstance(self.cache_script, Unset):
            cache_script = UNSET
        else:
            cache_script = self.cache_script

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if task is not UNSET:
            field_dict["task"] = task
        if model is not UNSET:
            field_dict["model"] = model
        if session_id is not UNSET:
            field_dict["sessionId"] = session_id
        if keep_alive is not UNSET:
            field_dict["keepAlive"] = keep_alive
        if max_cost_usd is not UNSET:
            field_dict["maxCostUsd"] = max_cost_usd
        if profile_id is not UNSET:
            field_dict["profileId"] = profile_id
        if workspace_id is not UNSET:
            field_dict["workspaceId"] = workspace_id
        if proxy_country_code is not UNSET:
            field_dict["proxyCountryCode"] = proxy_country_code
        if output_schema is not UNSET:
            field_dict["outputSchema"] = output_schema
        if enable_scheduled_tasks is not UNSET:
            field_dict["enableScheduledTasks"] = enable_scheduled_tasks
        if enable_recording is not UNSET:
            field_dict["enableRecording"] = enable_recording
        if skills is not UNSET:
            field_dict["skills"] = skills
        if agentmail is not UNSET:
            field_dict["agentmail"] = agentmail
        if cache_script is not UNSET:
            field_dict["cacheScript"] = cache_script

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.json_schema import JsonSchema

        d = dict(src_dict)

        def _parse_task(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        task = _parse_task(d.pop("task", UNSET))

        _model = d.pop("model", UNSET)
        model: Model | Unset
        if isinstance(_model, Unset):
            model = UNSET
        else:
            model = check_model(_model)

        def _parse_session_id(data: object) -> None | Unset | UUID:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                session_id_type_0 = UUID(data)

                return session_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | UUID, data)

        session_id = _parse_session_id(d.pop("sessionId", UNSET))

        keep_alive = d.pop("keepAlive", UNSET)

        def _parse_max_cost_usd(data: object) -> float | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | str | Unset, data)

        max_cost_usd = _parse_max_cost_usd(d.pop("maxCostUsd", UNSET))

        def _parse_profile_id(data: object) -> None | Unset | UUID:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                profile_id_type_0 = UUID(data)

                return profile_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | UUID, data)

        profile_id = _parse_profile_id(d.pop("profileId", UNSET))

        def _parse_workspace_id(data: object) -> None | Unset | UUID:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                workspace_id_type_0 = UUID(data)

                return workspace_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | UUID, data)

        workspace_id = _parse_workspace_id(d.pop("workspaceId", UNSET))

        def _parse_proxy_country_code(data: object) -> None | ProxyCountryCode | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                proxy_country_code_type_0 = check_proxy_country_code(data)

                return proxy_country_code_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ProxyCountryCode | Unset, data)

        proxy_country_code = _parse_proxy_country_code(d.pop("proxyCountryCode", UNSET))

        def _parse_output_schema(data: object) -> JsonSchema | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                output_schema_type_0 = JsonSchema.from_dict(data)

                return output_schema_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(JsonSchema | None | Unset, data)

        output_schema = _parse_output_schema(d.pop("outputSchema", UNSET))

        enable_scheduled_tasks = d.pop("enableScheduledTasks", UNSET)

        enable_recording = d.pop("enableRecording", UNSET)

        skills = d.pop("skills", UNSET)

        agentmail = d.pop("agentmail", UNSET)

        def _parse_cache_script(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        cache_script = _parse_cache_script(d.pop("cacheScript", UNSET))

        create_session_request = cls(
            task=task,
            model=model,
            session_id=session_id,
            keep_alive=keep_alive,
            max_cost_usd=max_cost_usd,
            profile_id=profile_id,
            workspace_id=workspace_id,
            proxy_country_code=proxy_country_code,
            output_schema=output_schema,
            enable_scheduled_tasks=enable_scheduled_tasks,
            enable_recording=enable_recording,
            skills=skills,
            agentmail=agentmail,
            cache_script=cache_script,
        )

        create_session_request.additional_properties = d
        return create_session_request

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
