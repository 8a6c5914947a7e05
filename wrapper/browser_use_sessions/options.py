"""The options that every way to start a session takes: those of the API's create request, and those of waiting.

For type checkers alone; the options of the create request come from the document.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypedDict
from uuid import UUID

from browser_use_api import options
from browser_use_api.models import Session
from browser_use_sessions.polling import Pace


class SessionOptions(options.SessionOptions, total=False):
    """What a session is like. An option that is not given, or None, is left to the API; only `proxy_country_code=None` turns the
    proxy off.
    """

    extra_body: dict[str, Any] | None
    """Properties for the request body that this version does not know, by their names in the API."""


class WaitOptions(TypedDict, total=False):
    """How a task is waited for."""

    timeout: float | None
    """Seconds until RunTimeoutError; None waits without limit. 14,400 (four hours, a session's longest life) if not given."""
    pace: Pace | None
    """Seconds since the dispatch → seconds until the next look."""
    on_progress: Callable[[Session], object] | None
    """Called with the session after each look."""


class ManyOptions(WaitOptions, SessionOptions, total=False):  # type: ignore[misc, unused-ignore]  # see OWN_NAMES
    """What `run_many` takes besides the tasks and the output type. Where the API gets a property that has the name of an option
    of waiting, the name stays that of the option, and `extra_body` takes the property.
    """

    leave_running: bool
    """Whether the session goes on when the wait ends early (deadline, exception, Ctrl-C, cancellation, exit)."""


TaskSpec = str | tuple[str, ManyOptions]
"""A task of `run_many`: the text alone, or a pair of the text and the options that this task alone has."""


class RunOptions(ManyOptions, total=False):
    """What `run` and `stream` take besides the task and the output type."""

    session_id: UUID | str | None
    """An idle session to dispatch the task to. `keep_alive` then is true where it is not given."""
