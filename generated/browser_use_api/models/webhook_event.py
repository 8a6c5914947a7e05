# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from .._core import codecs as _c
from .._core.model import ModelBase as _ModelBase
from .._core.model import model as _model

if TYPE_CHECKING:
    from .task_status_update import TaskStatusUpdate
    from .webhook_event_type import WebhookEventType


@_model(kw_only=True)
class WebhookEvent(_ModelBase):
    """The body of a webhook request."""

    type: WebhookEventType
    """The kind of event, on which the payload depends."""

    timestamp: datetime.datetime
    """When it happened."""

    payload: TaskStatusUpdate | dict[str, Any]
    """The details. For type `agent.task.status_update` it is a task's new status; for `test` it has no meaning."""

    _properties = {
        "type": ("type", _c.Enumeration(__name__, "webhook_event_type", "WebhookEventType", extensible=True)),
        "timestamp": ("timestamp", _c.DateTime()),
        "payload": ("payload", _c.OneOf(_c.Object(__name__, "task_status_update", "TaskStatusUpdate"), _c.MapOf(_c.AnyValue()))),
    }
