# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from decimal import Decimal
from typing import Any

from .._core import codecs as _c
from .._core.model import ModelBase as _ModelBase
from .._core.model import model as _model
from .model import Model
from .proxy_country_code import ProxyCountryCode


@_model(kw_only=True)
class CreateSessionRequest(_ModelBase):
    """The session to create, the task to run, or both. Properties that are not listed are ignored."""

    task: str | None = None
    """What the agent is to do, in plain language. Required when `sessionId` is given."""

    model: Model = Model("claude-sonnet-4.6")
    """The model that drives the agent."""

    session_id: str | None = None
    """An existing, idle session to dispatch the task to. When absent or null, a new session is created."""

    keep_alive: bool = False
    """Whether the session waits in `idle` for a follow-up when its task is over; otherwise it stops by itself."""

    max_cost_usd: Decimal | None = None
    """Upper limit in USD for the total cost of the session; a task that reaches it is stopped. When absent or null, a
    default limit applies, capped by the balance of the account.
    """

    profile_id: str | None = None
    """A browser profile (cookies, local storage and the like) to load into the session."""

    workspace_id: str | None = None
    """A workspace to attach, for files that outlive the session."""

    proxy_country_code: ProxyCountryCode | None = ProxyCountryCode("us")
    """The country that the browser's traffic leaves from. Null turns the proxy off; absent means the default."""

    output_schema: dict[str, Any] | None = None
    """A JSON Schema that the agent's final output has to fit. The output then is structured data."""

    enable_scheduled_tasks: bool = False
    """Whether the agent may create recurring tasks. They outlive the session and are visible to the whole project."""

    enable_recording: bool = False
    """Whether a video is recorded. Its URLs are in the session's `recordingUrls` once the task is over."""

    skills: bool = True
    """Whether the agent has its built-in skills, such as spreadsheets and file management, besides the browser."""

    agentmail: bool = True
    """Whether the session gets a temporary mailbox, whose address is in `agentmailEmail`."""

    cache_script: bool | None = None
    """Whether the first run of a task leaves a script that later runs of the same task template replay at no LLM cost.
    Null decides by the task: on where it has `{{value}}` brackets and a workspace is attached. True needs a
    `workspaceId`.
    """

    _properties = {
        "task": ("task", _c.Nullable(_c.Text())),
        "model": ("model", _c.Enumeration(__name__, "model", "Model", extensible=True)),
        "session_id": ("sessionId", _c.Nullable(_c.Uuid())),
        "keep_alive": ("keepAlive", _c.Boolean()),
        "max_cost_usd": ("maxCostUsd", _c.Nullable(_c.DecimalNumber(as_text=True))),
        "profile_id": ("profileId", _c.Nullable(_c.Uuid())),
        "workspace_id": ("workspaceId", _c.Nullable(_c.Uuid())),
        "proxy_country_code": (
            "proxyCountryCode",
            _c.Nullable(_c.Enumeration(__name__, "proxy_country_code", "ProxyCountryCode", extensible=True)),
        ),
        "output_schema": ("outputSchema", _c.Nullable(_c.MapOf(_c.AnyValue()))),
        "enable_scheduled_tasks": ("enableScheduledTasks", _c.Boolean()),
        "enable_recording": ("enableRecording", _c.Boolean()),
        "skills": ("skills", _c.Boolean()),
        "agentmail": ("agentmail", _c.Boolean()),
        "cache_script": ("cacheScript", _c.Nullable(_c.Boolean())),
    }
