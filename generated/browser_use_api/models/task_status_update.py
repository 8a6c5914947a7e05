# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .._core import codecs as _c
from .._core.model import ModelBase as _ModelBase
from .._core.model import model as _model

if TYPE_CHECKING:
    from .task_status import TaskStatus


@_model(kw_only=True)
class TaskStatusUpdate(_ModelBase):
    """A task's new status."""

    task_id: str
    """Identifies the task."""

    session_id: str
    """The session that the task runs in."""

    status: TaskStatus
    """The new status."""

    metadata: dict[str, Any] | None = None
    """Further details."""

    _properties = {
        "task_id": ("task_id", _c.Text()),
        "session_id": ("session_id", _c.Text()),
        "status": ("status", _c.Enumeration(__name__, "task_status", "TaskStatus", extensible=True)),
        "metadata": ("metadata", _c.MapOf(_c.AnyValue())),
    }
