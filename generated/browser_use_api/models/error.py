# Made from openapi.yaml by tools/generate.py; never edit it. `make generate` makes it anew.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define

from ..types import JsonObject as _JsonObject
from ..types import expect


@_attrs_define(eq=False, repr=False)
class Error(_JsonObject):
    """Why a request was refused."""

    detail: str
    """The reason, for people to read."""

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON data. What is UNSET is left out; what was read goes out as it came."""
        data: dict[str, Any] = {**self.additional_properties}
        data["detail"] = self.detail
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
            detail=expect(pop("detail"), str),
        )
        result.additional_properties = data
        return result
