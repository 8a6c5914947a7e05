# Made from openapi.yaml by tools/generate.py; never edit it. `make generate` makes it anew.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define

from ..types import JsonObject as _JsonObject
from ..types import expect


@_attrs_define(eq=False, repr=False)
class ValidationIssue(_JsonObject):
    """One thing that is wrong with a request."""

    loc: list[str | int]
    """Where: the part of the request, then the way to the value."""

    msg: str
    """What is wrong, for people to read."""

    type_: str
    """What is wrong, for programs to read."""

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON data. What is UNSET is left out; what was read goes out as it came."""
        data: dict[str, Any] = {**self.additional_properties}
        data["loc"] = self.loc
        data["msg"] = self.msg
        data["type"] = self.type_
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
            loc=expect(pop("loc"), list),
            msg=expect(pop("msg"), str),
            type_=expect(pop("type"), str),
        )
        result.additional_properties = data
        return result
