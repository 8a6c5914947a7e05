"""What some errors tell in detail."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from browser_use_sessions.errors import BrowserUseError


class Issue(NamedTuple):
    """One thing that the API found wrong with a request."""

    field: str
    message: str
    type: str


class Failure(NamedTuple):
    """One failed run of `run_many`."""

    number: int
    """The task's number, from 0."""
    task: str
    error: BrowserUseError
