"""The options of all methods that start sessions or tasks: those of the API's create request, and those of waiting.

Only type checkers use this module. The options of the create request are generated from openapi.yaml.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypedDict
from uuid import UUID

from browser_use_api import options
from browser_use_api.models import Session
from browser_use_sessions.polling import Pace


class SessionOptions(options.SessionOptions, total=False):
    """The properties of a session. For an option that is not given, or is None, the API's default holds; only
    `proxy_country_code=None` turns the proxy off.
    """

    extra_body: dict[str, Any] | None
    """Properties of the request body that this version does not know, by their names in the API."""


class WaitOptions(TypedDict, total=False):
    """How to wait for a task."""

    timeout: float | None
    """Seconds until RunTimeoutError; None: no limit. The default is 14,400 (four hours, the longest life of a session)."""
    pace: Pace | None
    """Seconds since the dispatch → seconds until the next poll."""
    on_progress: Callable[[Session], object] | None
    """Called with the session after each poll."""


class ManyOptions(WaitOptions, SessionOptions, total=False):  # type: ignore[misc, unused-ignore]  # see OWN_NAMES
    """The options of `run_many` besides the tasks and the output type. If the API adds a property with the name of an option of
    waiting, the name keeps its meaning here, and the property is given in `extra_body`.
    """

    leave_running: bool
    """Whether the session goes on if the wait ends early (deadline, exception, Ctrl-C, cancellation, exit)."""


TaskSpec = str | tuple[str, ManyOptions]
"""A task of `run_many`: a text, or a pair of a text and the options of this task."""


class RunOptions(ManyOptions, total=False):
    """The options of `run` and `stream` besides the task and the output type."""

    session_id: UUID | str | None
    """The ID of an idle session for the task. The default of `keep_alive` is then true."""
