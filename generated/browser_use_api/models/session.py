from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.model import Model, check_model
from ..models.proxy_country_code import ProxyCountryCode, check_proxy_country_code
from ..models.session_status import SessionStatus, check_session_status
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.json_schema import JsonSchema


T = TypeVar("T", bound="Session")


@_attrs_define
class Session:
    """A session and its state. Costs, tokens and steps belong to the session and add up over its tasks; `output`,
    `outputSchema`
    and `isTaskSuccessful` start anew with each task.

    """

    id: UUID
    """ Identifies the session. """
    status: SessionStatus
    """ `created`: the browser starts; no task can be dispatched yet. `idle`: ready for a task. `running`: a task
    runs. `stopped`:
    ended on request, or by itself after its task. `timed_out`: ended after inactivity. `error`: could not start or
    go on. The
    last three are final. `idle` alone does not mean that a task is over: a session made with a task may show it
    before `running`.
     """
    model: Model
    """ The models to choose from: `gemini-3-flash` for speed and price, `claude-opus-4.6` for ability, `claude-
    sonnet-4.6` in between.
     """
    created_at: datetime.datetime
    """ When the session was created. """
    updated_at: datetime.datetime
    """ When the session last changed. """
    title: None | str | Unset = UNSET
    """ A short title, made from the task; there once the task has started to run. """
    output: Any | Unset = UNSET
    """ What the last task came to: data that fits `outputSchema` where one was given, else text or null. It is
    there once the
    task is over, whether it succeeded or not.
     """
    output_schema: JsonSchema | None | Unset = UNSET
    """ The JSON Schema that was asked for, as it was sent. """
    step_count: int | Unset = 0
    """ How many steps the agent has taken. """
    last_step_summary: None | str | Unset = UNSET
    """ The agent's latest step, for people to read. """
    is_task_successful: bool | None | Unset = UNSET
    """ True when the task was achieved, false when it failed or was given up, null while it runs or where there is
    none. """
    live_url: None | str | Unset = UNSET
    """ A page that shows the browser as it works, and can be embedded in an iframe. There from creation on. """
    recording_urls: list[str] | Unset = UNSET
    """ Where the recordings can be downloaded; filled only where `enableRecording` was true and the task is over.
    """
    profile_id: None | Unset | UUID = UNSET
    """ The browser profile that was loaded. """
    workspace_id: None | Unset | UUID = UNSET
    """ The workspace that is attached. """
    proxy_country_code: None | ProxyCountryCode | Unset = UNSET
    """ The country of the proxy, null without a proxy. """
    max_cost_usd: None | str | Unset = UNSET
    """ The limit in USD that was set for the session's total cost. """
    total_input_tokens: int | Unset = 0
    """ LLM tokens read. """
    total_output_tokens: int | Unset = 0
    """ LLM tokens written. """
    proxy_used_mb: str | Unset = UNSET
    """ A decimal number as a string, so that no digit is lost. The pattern is ECMA-262: `\\d` is an ASCII digit and
    the last `$` the
    very end of the string. Other regex dialects read it more loosely.
     """
    llm_cost_usd: str | Unset = UNSET
    """ A decimal number as a string, so that no digit is lost. The pattern is ECMA-262: `\\d` is an ASCII digit and
    the last `$` the
    very end of the string. Other regex dialects read it more loosely.
     """
    proxy_cost_usd: str | Unset = UNSET
    """ A decimal number as a string, so that no digit is lost. The pattern is ECMA-262: `\\d` is an ASCII digit and
    the last `$` the
    very end of the string. Other regex dialects read it more loosely.
     """
    browser_cost_usd: str | Unset = UNSET
    """ A decimal number as a string, so that no digit is lost. The pattern is ECMA-262: `\\d` is an ASCII digit and
    the last `$` the
    very end of the string. Other regex dialects read it more loosely.
     """
    total_cost_usd: str | Unset = UNSET
    """ A decimal number as a string, so that no digit is lost. The pattern is ECMA-262: `\\d` is an ASCII digit and
    the last `$` the
    very end of the string. Other regex dialects read it more loosely.
     """
    screenshot_url: None | str | Unset = UNSET
    """ The latest screenshot. The URL is signed, expires after 5 minutes, and is a new one each time the session is
    fetched.
     """
    agentmail_email: None | str | Unset = UNSET
    """ The session's temporary mail address; only where `agentmail` was true. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.json_schema import JsonSchema

        id = str(self.id)

        status: str = self.status

        model: str = self.model

        created_at = self.created_at.isoformat()

        updated_at = self.updated_at.isoformat()

        title: None | str | Unset
        if isinstance(self.title, Unset):
            title = UNSET
        else:
            title = self.title

        output = self.output

        output_schema: dict[str, Any] | None | Unset
        if isinstance(self.output_schema, Unset):
            output_schema = UNSET
        elif isinstance(self.output_schema, JsonSchema):
            output_schema = self.output_schema.to_dict()
        else:
            output_schema = self.output_schema

        step_count = self.step_count

        last_step_summary: None | str | Unset
        if isinstance(self.last_step_summary, Unset):
            last_step_summary = UNSET
        else:
            last_step_summary = self.last_step_summary

        is_task_successful: bool | None | Unset
        if isinstance(self.is_task_successful, Unset):
            is_task_successful = UNSET
        else:
            is_task_successful = self.is_task_successful

        live_url: None | str | Unset
        if isinstance(self.live_url, Unset):
            live_url = UNSET
        else:
            live_url = self.live_url

        recording_urls: list[str] | Unset = UNSET
        if not isinstance(self.recording_urls, Unset):
            recording_urls = self.recording_urls

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

        max_cost_usd: None | str | Unset
        if isinstance(self.max_cost_usd, Unset):
            max_cost_usd = UNSET
        else:
            max_cost_usd = self.max_cost_usd

        total_input_tokens = self.total_input_tokens

        total_output_tokens = self.total_output_tokens

        proxy_used_mb = self.proxy_used_mb

        llm_cost_usd = self.llm_cost_usd

        proxy_cost_usd = self.proxy_cost_usd

        browser_cost_usd = self.browser_cost_usd

        total_cost_usd = self.total_cost_usd

        screenshot_url: None | str | Unset
        if isinstance(self.screenshot_url, Unset):
            screenshot_url = UNSET
        else:
            screenshot_url = self.screenshot_url

        agentmail_email: None | str | Unset
        if isinstance(self.agentmail_email, Unset):
            agentmail_email = UNSET
        else:
            agentmail_email = self.agentmail_email

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "status": status,
                "model": model,
                "createdAt": created_at,
                "updatedAt": updated_at,
            }
        )
        if title is not UNSET:
            field_dict["title"] = title
        if output is not UNSET:
            field_dict["output"] = output
        if output_schema is not UNSET:
            field_dict["outputSchema"] = output_schema
        if step_count is not UNSET:
            field_dict["stepCount"] = step_count
        if last_step_summary is not UNSET:
            field_dict["lastStepSummary"] = last_step_summary
        if is_task_successful is not UNSET:
            field_dict["isTaskSuccessful"] = is_task_successful
        if live_url is not UNSET:
            field_dict["liveUrl"] = live_url
        if recording_urls is not UNSET:
            field_dict["recordingUrls"] = recording_urls
        if profile_id is not UNSET:
            field_dict["profileId"] = profile_id
        if workspace_id is not UNSET:
            field_dict["workspaceId"] = workspace_id
        if proxy_country_code is not UNSET:
            field_dict["proxyCountryCode"] = proxy_country_code
        if max_cost_usd is not UNSET:
            field_dict["maxCostUsd"] = max_cost_usd
        if total_input_tokens is not UNSET:
            field_dict["totalInputTokens"] = total_input_tokens
        if total_output_tokens is not UNSET:
            field_dict["totalOutputTokens"] = total_output_tokens
        if proxy_used_mb is not UNSET:
            field_dict["proxyUsedMb"] = proxy_used_mb
        if llm_cost_usd is not UNSET:
            field_dict["llmCostUsd"] = llm_cost_usd
        if proxy_cost_usd is not UNSET:
            field_dict["proxyCostUsd"] = proxy_cost_usd
        if browser_cost_usd is not UNSET:
            field_dict["browserCostUsd"] = browser_cost_usd
        if total_cost_usd is not UNSET:
            field_dict["totalCostUsd"] = total_cost_usd
        if screenshot_url is not UNSET:
            field_dict["screenshotUrl"] = screenshot_url
        if agentmail_email is not UNSET:
            field_dict["agentmailEmail"] = agentmail_email

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.json_schema import JsonSchema

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        status = check_session_status(d.pop("status"))

        model = check_model(d.pop("model"))

        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

        updated_at = datetime.datetime.fromisoformat(d.pop("updatedAt"))

        def _parse_title(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        title = _parse_title(d.pop("title", UNSET))

        output = d.pop("output", UNSET)

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

        step_count = d.pop("stepCount", UNSET)

        def _parse_last_step_summary(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        last_step_summary = _parse_last_step_summary(d.pop("lastStepSummary", UNSET))

        def _parse_is_task_successful(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        is_task_successful = _parse_is_task_successful(d.pop("isTaskSuccessful", UNSET))

        def _parse_live_url(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        live_url = _parse_live_url(d.pop("liveUrl", UNSET))

        recording_urls = cast(list[str], d.pop("recordingUrls", UNSET))

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

        def _parse_max_cost_usd(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        max_cost_usd = _parse_max_cost_usd(d.pop("maxCostUsd", UNSET))

        total_input_tokens = d.pop("totalInputTokens", UNSET)

        total_output_tokens = d.pop("totalOutputTokens", UNSET)

        proxy_used_mb = d.pop("proxyUsedMb", UNSET)

        llm_cost_usd = d.pop("llmCostUsd", UNSET)

        proxy_cost_usd = d.pop("proxyCostUsd", UNSET)

        browser_cost_usd = d.pop("browserCostUsd", UNSET)

        total_cost_usd = d.pop("totalCostUsd", UNSET)

        def _parse_screenshot_url(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        screenshot_url = _parse_screenshot_url(d.pop("screenshotUrl", UNSET))

        def _parse_agentmail_email(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        agentmail_email = _parse_agentmail_email(d.pop("agentmailEmail", UNSET))

        session = cls(
            id=id,
            status=status,
            model=model,
            created_at=created_at,
            updated_at=updated_at,
            title=title,
            output=output,
            output_schema=output_schema,
            step_count=step_count,
            last_step_summary=last_step_summary,
            is_task_successful=is_task_successful,
            live_url=live_url,
            recording_urls=recording_urls,
            profile_id=profile_id,
            workspace_id=workspace_id,
            proxy_country_code=proxy_country_code,
            max_cost_usd=max_cost_usd,
            total_input_tokens=total_input_tokens,
            total_output_tokens=total_output_tokens,
            proxy_used_mb=proxy_used_mb,
            llm_cost_usd=llm_cost_usd,
            proxy_cost_usd=proxy_cost_usd,
            browser_cost_usd=browser_cost_usd,
            total_cost_usd=total_cost_usd,
            screenshot_url=screenshot_url,
            agentmail_email=agentmail_email,
        )

        session.additional_properties = d
        return session

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
