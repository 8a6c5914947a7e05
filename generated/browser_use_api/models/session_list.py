# Made from openapi.yaml by tools/generate.py; never edit it. `make generate` makes it anew.

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define

from .. import models as _models
from ..types import JsonObject as _JsonObject
from ..types import expect

if TYPE_CHECKING:
    from .session import Session


@_attrs_define(eq=False, repr=False)
class SessionList(_JsonObject):
    """One page of sessions."""

    sessions: list[Session]
    """The sessions of this page, the newest first."""

    total: int
    """How many sessions there are on all pages."""

    page: int
    """Number of this page."""

    page_size: int
    """How many sessions a page holds at most."""

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON data. What is UNSET is left out; what was read goes out as it came."""
        data: dict[str, Any] = {**self.additional_properties}
        data["sessions"] = [item.to_dict() for item in self.sessions]
        data["total"] = self.total
        data["page"] = self.page
        data["pageSize"] = self.page_size
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
            sessions=[_models.Session.from_dict(item) for item in expect(pop("sessions"), list)],
            total=expect(pop("total"), int, float),
            page=expect(pop("page"), int, float),
            page_size=expect(pop("pageSize"), int, float),
        )
        result.additional_properties = data
        return result
