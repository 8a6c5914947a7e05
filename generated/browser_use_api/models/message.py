from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Message")


@_attrs_define
class Message:
    """Something that was said or done in a session."""

    id: UUID
    """ Identifies the message; also its cursor. """
    session_id: UUID
    """ The session that it belongs to. """
    role: str
    """ `human` for a submitted task, `ai` for the agent. """
    data: str
    """ The content. """
    created_at: datetime.datetime
    """ When it was written. """
    type_: str | Unset = ""
    """ The kind of message. Common are `user_message`, `assistant_message`, `browser_action`,
    `browser_action_result`,
    `browser_action_error`, `file_operation`, `code_execution`, `integration`, `planning` and `completion`.
     """
    summary: str | Unset = ""
    """ The content in one line. """
    screenshot_url: None | str | Unset = UNSET
    """ The browser at that moment; a signed URL that expires. """
    hidden: bool | Unset = False
    """ Whether a user interface should leave the message out. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        session_id = str(self.session_id)

        role = self.role

        data = self.data

        created_at = self.created_at.isoformat()

        type_ = self.type_

        summary = self.summary

        screenshot_url: None | str | Unset
        if isinstance(self.screenshot_url, Unset):
            screenshot_url = UNSET
        else:
            screenshot_url = self.screenshot_url

        hidden = self.hidden

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "sessionId": session_id,
                "role": role,
                "data": data,
                "createdAt": created_at,
            }
        )
        if type_ is not UNSET:
            field_dict["type"] = type_
        if summary is not UNSET:
            field_dict["summary"] = summary
        if screenshot_url is not UNSET:
            field_dict["screenshotUrl"] = screenshot_url
        if hidden is not UNSET:
            field_dict["hidden"] = hidden

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        session_id = UUID(d.pop("sessionId"))

        role = d.pop("role")

        data = d.pop("data")

        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

        type_ = d.pop("type", UNSET)

        summary = d.pop("summary", UNSET)

        def _parse_screenshot_url(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        screenshot_url = _parse_screenshot_url(d.pop("screenshotUrl", UNSET))

        hidden = d.pop("hidden", UNSET)

        message = cls(
            id=id,
            session_id=session_id,
            role=role,
            data=data,
            created_at=created_at,
            type_=type_,
            summary=summary,
            screenshot_url=screenshot_url,
            hidden=hidden,
        )

        message.additional_properties = d
        return message

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
