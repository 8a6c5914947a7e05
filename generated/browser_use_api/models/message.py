# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

import datetime

from .._core import codecs as _c
from .._core.model import ModelBase as _ModelBase
from .._core.model import model as _model


@_model(kw_only=True)
class Message(_ModelBase):
    """Something that was said or done in a session."""

    id: str
    """Identifies the message; also its cursor."""

    session_id: str
    """The session that it belongs to."""

    role: str
    """`human` for a submitted task, `ai` for the agent."""

    data: str
    """The content."""

    type: str = ""
    """The kind of message. Common are `user_message`, `assistant_message`, `browser_action`, `browser_action_result`,
    `browser_action_error`, `file_operation`, `code_execution`, `integration`, `planning` and `completion`.
    """

    summary: str = ""
    """The content in one line."""

    screenshot_url: str | None = None
    """The browser at that moment; a signed URL that expires."""

    hidden: bool = False
    """Whether a user interface should leave the message out."""

    created_at: datetime.datetime
    """When it was written."""

    _properties = {
        "id": ("id", _c.Uuid()),
        "session_id": ("sessionId", _c.Uuid()),
        "role": ("role", _c.Text()),
        "data": ("data", _c.Text()),
        "type": ("type", _c.Text()),
        "summary": ("summary", _c.Text()),
        "screenshot_url": ("screenshotUrl", _c.Nullable(_c.Text()), "secret"),
        "hidden": ("hidden", _c.Boolean()),
        "created_at": ("createdAt", _c.DateTime()),
    }
