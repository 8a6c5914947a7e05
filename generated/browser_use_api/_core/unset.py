# Made by tools/generate.py from an OpenAPI document; never edit it.
"""The mark of an argument that is not given, so that it differs from None, which is JSON's null."""

from __future__ import annotations

from enum import Enum
from typing import Final


class Unset(Enum):
    """The type of `UNSET`."""

    UNSET = "UNSET"

    def __repr__(self) -> str:
        return "UNSET"

    def __bool__(self) -> bool:
        return False


UNSET: Final = Unset.UNSET
"""Not given: the property or parameter is left out of the request."""
