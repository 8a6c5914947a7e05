# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from typing import ClassVar, Final

from .._core.codecs import OpenString as _OpenString


class ListBrowsersFilterBy(_OpenString):
    """One of the values below, or one that is newer than this package."""

    __slots__ = ()

    ACTIVE: Final = "active"
    STOPPED: Final = "stopped"
    VALUES: ClassVar[tuple[str, ...]] = (
        "active",
        "stopped",
    )
    """The values that are known, in the document's order."""
    known_values = frozenset(VALUES)
