# Made by tools/generate.py from an OpenAPI document; never edit it.
"""Arguments of some operations as TypedDicts, for wrappers that pass them on: generated/config.yaml names them."""

from __future__ import annotations

from decimal import Decimal
from typing import TypedDict as _TypedDict
from uuid import UUID


class SessionOptions(_TypedDict, total=False):
    """The options of `createSession`. One that is not given, or None, is left to the API."""

    model: str | None
    """The model that drives the agent. Known values: bu-mini, bu-max, bu-ultra, gemini-3-flash, claude-sonnet-4.6,
    claude-opus-4.6. Default: 'claude-sonnet-4.6'.
    """
    keep_alive: bool | None
    """Whether the session waits in `idle` for a follow-up when its task is over; otherwise it stops by itself. Default:
    False.
    """
    max_cost_usd: Decimal | float | str | None
    """Upper limit in USD for the total cost of the session; a task that reaches it is stopped. When absent or null, a
    default limit applies, capped by the balance of the account.
    """
    profile_id: UUID | str | None
    """A browser profile (cookies, local storage and the like) to load into the session."""
    workspace_id: UUID | str | None
    """A workspace to attach, for files that outlive the session."""
    proxy_country_code: str | None
    """The country that the browser's traffic leaves from. Null turns the proxy off; absent means the default. Default:
    'us'.
    """
    enable_scheduled_tasks: bool | None
    """Whether the agent may create recurring tasks. They outlive the session and are visible to the whole project.
    Default: False.
    """
    enable_recording: bool | None
    """Whether a video is recorded. Its URLs are in the session's `recordingUrls` once the task is over. Default: False."""
    skills: bool | None
    """Whether the agent has its built-in skills, such as spreadsheets and file management, besides the browser. Default:
    True.
    """
    agentmail: bool | None
    """Whether the session gets a temporary mailbox, whose address is in `agentmailEmail`. Default: True."""
    cache_script: bool | None
    """Whether the first run of a task leaves a script that later runs of the same task template replay at no LLM cost.
    Null decides by the task: on where it has `{{value}}` brackets and a workspace is attached. True needs a
    `workspaceId`.
    """
