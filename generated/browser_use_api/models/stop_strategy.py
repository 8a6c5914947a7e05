# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from typing import ClassVar, Final

from .._core.codecs import OpenString as _OpenString


class StopStrategy(_OpenString):
    """`session` destroys the browser and ends in `stopped`; `task` ends the running task and leaves the session `idle`."""

    __slots__ = ()

    SESSION: Final = "session"
    TASK: Final = "task"
    VALUES: ClassVar[tuple[str, ...]] = (
        "session",
        "task",
    )
    """The values that are known, in the document's order."""
    known_values = frozenset(VALUES)
