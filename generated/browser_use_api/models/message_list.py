# Made from openapi.yaml by tools/generate.py; never edit it. `make generate` makes it anew.

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define

from .. import models as _models
from ..types import JsonObject as _JsonObject
from ..types import expect

if TYPE_CHECKING:
    from .message import Message


@_attrs_define(eq=False, repr=False)
class MessageList(_JsonObject):
    """A run of messages."""

    messages: list[Message]
    """The messages, in chronological order."""

    has_more: bool
    """Whether there are more in the direction that was asked for, or older ones where no cursor was given."""

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON data. What is UNSET is left out; what was read goes out as it came."""
        data: dict[str, Any] = {**self.additional_properties}
        data["messages"] = [item.to_dict() for item in self.messages]
        data["hasMore"] = self.has_more
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
            messages=[_models.Message.from_dict(item) for item in expect(pop("messages"), list)],
            has_more=expect(pop("hasMore"), bool),
        )
        result.additional_properties = data
        return result
