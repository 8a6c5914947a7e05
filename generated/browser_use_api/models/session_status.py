# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from typing import ClassVar, Final

from .._core.codecs import OpenString as _OpenString


class SessionStatus(_OpenString):
    """`created`: the browser starts; no task can be dispatched yet. `idle`: ready for a task. `running`: a task runs.
    `stopped`: ended on request, or by itself after its task. `timed_out`: ended after inactivity. `error`: could not
    start or go on. The last three are final. `idle` alone does not mean that a task is over: a session made with a task
    may show it before `running`.
    """

    __slots__ = ()

    CREATED: Final = "created"
    IDLE: Final = "idle"
    RUNNING: Final = "running"
    STOPPED: Final = "stopped"
    TIMED_OUT: Final = "timed_out"
    ERROR: Final = "error"
    VALUES: ClassVar[tuple[str, ...]] = (
        "created",
        "idle",
        "running",
        "stopped",
        "timed_out",
        "error",
    )
    """The values that are known, in the document's order."""
    known_values = frozenset(VALUES)
