"""The options that every way to start a session takes. For type checkers alone: see `requests` for what is done with them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypedDict
from uuid import UUID

from browser_use_api.models import Model, ProxyCountryCode
from browser_use_sessions.polling import Pace
from browser_use_sessions.session import Session


class SessionOptions(TypedDict, total=False):
    """What a session is like. An option that is not given, or None, is left to the API, with one exception."""

    model: Model | str | None
    """The model that drives the agent. Names that this version does not know go out as they are."""
    keep_alive: bool | None
    """Whether the session waits for a follow-up when its task is over."""
    max_cost_usd: Decimal | int | float | str | None
    """Upper limit in USD for the session's total cost. Floats count as they print."""
    profile_id: UUID | str | None
    """A browser profile (cookies, local storage and the like) to load."""
    workspace_id: UUID | str | None
    """A workspace to attach, for files that outlive the session."""
    proxy_country_code: ProxyCountryCode | str | None
    """The country to browse from, as two letters in any case. None turns the proxy off; not given means the API's default."""
    enable_scheduled_tasks: bool | None
    """Whether the agent may create recurring tasks, which outlive the session."""
    enable_recording: bool | None
    """Whether a video is recorded."""
    skills: bool | None
    """Whether the agent has its built-in skills besides the browser."""
    agentmail: bool | None
    """Whether the session gets a temporary mailbox."""
    cache_script: bool | None
    """Whether the task leaves a script that later runs replay at no LLM cost. True needs a `workspace_id`."""
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


class ManyOptions(SessionOptions, WaitOptions, total=False):
    """What `run_many` takes besides the tasks and the output type."""

    leave_running: bool
    """Whether the session goes on when the wait ends early (deadline, exception, Ctrl-C, cancellation, exit)."""


class RunOptions(ManyOptions, total=False):
    """What `run` and `stream` take besides the task and the output type."""

    session_id: UUID | str | None
    """An idle session to dispatch the task to. `keep_alive` then is true where it is not given."""
