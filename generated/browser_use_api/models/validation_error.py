# Made from openapi.yaml by tools/generate.py; never edit it. `make generate` makes it anew.

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define

from .. import models as _models
from ..types import JsonObject as _JsonObject
from ..types import expect

if TYPE_CHECKING:
    from .validation_issue import ValidationIssue


@_attrs_define(eq=False, repr=False)
class ValidationError(_JsonObject):
    """What is wrong with a request, place by place."""

    detail: list[ValidationIssue]
    """One entry for each thing that is wrong."""

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON data. What is UNSET is left out; what was read goes out as it came."""
        data: dict[str, Any] = {**self.additional_properties}
        data["detail"] = [item.to_dict() for item in self.detail]
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
            detail=[_models.ValidationIssue.from_dict(item) for item in expect(pop("detail"), list)],
        )
        result.additional_properties = data
        return result
