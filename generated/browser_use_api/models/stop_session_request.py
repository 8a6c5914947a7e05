# Made from openapi.yaml by tools/generate.py; never edit it. `make generate` makes it anew.

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define

from ..types import UNSET, Unset
from ..types import JsonObject as _JsonObject

if TYPE_CHECKING:
    from .stop_strategy import StopStrategy


@_attrs_define(eq=False, repr=False)
class StopSessionRequest(_JsonObject):
    """What to stop."""

    strategy: StopStrategy | Unset = UNSET
    """Stop the whole session, or its running task alone. Default: 'session'."""

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON data. What is UNSET is left out; what was read goes out as it came."""
        data: dict[str, Any] = {**self.additional_properties}
        if self.strategy is not UNSET:
            data["strategy"] = self.strategy
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
            strategy=pop("strategy", UNSET),
        )
        result.additional_properties = data
        return result
