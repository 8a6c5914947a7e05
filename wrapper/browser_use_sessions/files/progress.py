"""The progress of file transfers."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Progress(NamedTuple):
    """The progress of one file, and of the call as a whole. Immutable."""

    path: str
    """The file: the local path for an upload, the path in the workspace for a download."""
    bytes_done: int
    """How much of it was moved. It goes back if a transfer starts again."""
    bytes_total: int | None
    """Its size; None if it is unknown."""
    files_done: int
    """How many files are complete, including this one."""
    files_total: int | None
    """How many files there are; None until the whole list of files has been read."""


OnProgress = Callable[[Progress], object]
"""Called in the thread, or the event loop, of the call: for each chunk of a file, and at the end of each file. If it raises, the
call ends with that exception.
"""
