# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from typing import ClassVar, Final

from .._core.codecs import OpenString as _OpenString


class TaskStatus(_OpenString):
    """The status of the task's session. `running`: the task runs. `idle`: the task is over, the session waits for the
    next. `stopped`: the session has stopped.
    """

    __slots__ = ()

    RUNNING: Final = "running"
    IDLE: Final = "idle"
    STOPPED: Final = "stopped"
    VALUES: ClassVar[tuple[str, ...]] = (
        "running",
        "idle",
        "stopped",
    )
    """The values that are known, in the document's order."""
    known_values = frozenset(VALUES)
