# Made from openapi.yaml by tools/generate.py; never edit it. `make generate` makes it anew.

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self
from uuid import UUID

from attrs import define as _attrs_define

from ..types import UNSET, Unset, expect, format_datetime, parse_datetime
from ..types import JsonObject as _JsonObject


@_attrs_define(eq=False, repr=False)
class Message(_JsonObject):
    """Something that was said or done in a session."""

    id: UUID
    """Identifies the message; also its cursor."""

    session_id: UUID
    """The session that it belongs to."""

    role: str
    """`human` for a submitted task, `ai` for the agent."""

    data: str
    """The content."""

    created_at: datetime.datetime
    """When it was written."""

    type_: str | Unset = UNSET
    """The kind of message. Common are `user_message`, `assistant_message`, `browser_action`, `browser_action_result`,
    `browser_action_error`, `file_operation`, `code_execution`, `integration`, `planning` and `completion`. Default: ''.
    """

    summary: str | Unset = UNSET
    """The content in one line. Default: ''."""

    screenshot_url: str | None | Unset = UNSET
    """The browser at that moment; a signed URL that expires."""

    hidden: bool | Unset = UNSET
    """Whether a user interface should leave the message out. Default: False."""

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON data. What is UNSET is left out; what was read goes out as it came."""
        data: dict[str, Any] = {**self.additional_properties}
        data["id"] = str(self.id)
        data["sessionId"] = str(self.session_id)
        data["role"] = self.role
        data["data"] = self.data
        data["createdAt"] = format_datetime(self.created_at)
        if self.type_ is not UNSET:
            data["type"] = self.type_
        if self.summary is not UNSET:
            data["summary"] = self.summary
        if self.screenshot_url is not UNSET:
            data["screenshotUrl"] = self.screenshot_url
        if self.hidden is not UNSET:
            data["hidden"] = self.hidden
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
            session_id=UUID(pop("sessionId")),
            role=expect(pop("role"), str),
            data=expect(pop("data"), str),
            created_at=parse_datetime(pop("createdAt")),
            type_=pop("type", UNSET),
            summary=pop("summary", UNSET),
            screenshot_url=pop("screenshotUrl", UNSET),
            hidden=pop("hidden", UNSET),
        )
        result.additional_properties = data
        return result
