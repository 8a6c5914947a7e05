"""Why two documents could not be compared."""

from __future__ import annotations


class CannotCompare(Exception):
    """A document that cannot be read or understood: `source` (a path or URL), `line` (from 1, or None) and `reason`."""

    def __init__(self, source: str, line: int | None, reason: str) -> None:
        super().__init__(source, line, reason)
        self.source = source
        self.line = line
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.source}:{self.line}: {self.reason}" if self.line else f"{self.source}: {self.reason}"
