"""The error for documents that cannot be compared."""

from __future__ import annotations


class CannotCompare(Exception):
    """A document cannot be read or is invalid. `source` is a path or URL, `line` starts at 1 or is None."""

    def __init__(self, source: str, line: int | None, reason: str) -> None:
        super().__init__(source, line, reason)
        self.source = source
        self.line = line
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.source}:{self.line}: {self.reason}" if self.line else f"{self.source}: {self.reason}"
