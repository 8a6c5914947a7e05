"""What is told while files are moved."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Progress(NamedTuple):
    """How far one file, and the call as a whole, have come. Immutable."""

    path: str
    """The file that has moved on: the local path of an upload, the path in the workspace of a download."""
    bytes_done: int
    """How much of it was moved. It goes back where a transfer starts anew."""
    bytes_total: int | None
    """Its size; None where nobody knows it."""
    files_done: int
    """How many files are whole by now, this one included."""
    files_total: int | None
    """How many there are in all; None as long as the list of files has not been read to its end."""


OnProgress = Callable[[Progress], object]
"""Called in the thread, or the event loop, of the call: for each piece of a file, and at the end of each file. What it raises
ends the call and comes out of it."""
