"""Paths in messages."""

from __future__ import annotations

import os
from pathlib import Path


def shown(path: Path) -> Path:
    """Returns the path relative to the current directory, if it is below it."""
    try:
        relative = os.path.relpath(path)
    except FileNotFoundError:  # The current directory has been deleted.
        return path
    return path if relative.startswith(os.pardir) else Path(relative)
