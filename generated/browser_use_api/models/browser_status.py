# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from typing import ClassVar, Final

from .._core.codecs import OpenString as _OpenString


class BrowserStatus(_OpenString):
    """`active`: the browser runs. `stopped`: it has ended, on request or at `timeoutAt`."""

    __slots__ = ()

    ACTIVE: Final = "active"
    STOPPED: Final = "stopped"
    VALUES: ClassVar[tuple[str, ...]] = (
        "active",
        "stopped",
    )
    """The values that are known, in the document's order."""
    known_values = frozenset(VALUES)
