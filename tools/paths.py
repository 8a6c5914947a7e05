"""Paths as they are told."""

from __future__ import annotations

import os
from pathlib import Path


def shown(path: Path) -> Path:
    """The path as a person would write it from the current directory."""
    relative = os.path.relpath(path)
    return path if relative.startswith(os.pardir) else Path(relative)
