# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from typing import ClassVar, Final

from .._core.codecs import OpenString as _OpenString


class Model(_OpenString):
    """The models to choose from: `gemini-3-flash` for speed and price, `claude-opus-4.6` for ability, `claude-sonnet-4.6`
    in between.
    """

    __slots__ = ()

    BU_MINI: Final = "bu-mini"
    BU_MAX: Final = "bu-max"
    BU_ULTRA: Final = "bu-ultra"
    GEMINI_3_FLASH: Final = "gemini-3-flash"
    CLAUDE_SONNET_4_6: Final = "claude-sonnet-4.6"
    CLAUDE_OPUS_4_6: Final = "claude-opus-4.6"
    VALUES: ClassVar[tuple[str, ...]] = (
        "bu-mini",
        "bu-max",
        "bu-ultra",
        "gemini-3-flash",
        "claude-sonnet-4.6",
        "claude-opus-4.6",
    )
    """The values that are known, in the document's order."""
    known_values = frozenset(VALUES)
