# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from typing import ClassVar, Final

from .._core.codecs import OpenString as _OpenString


class WebhookEventType(_OpenString):
    """`agent.task.status_update`: a task's status has changed. `test`: sent from the dashboard to try the webhook."""

    __slots__ = ()

    AGENT_TASK_STATUS_UPDATE: Final = "agent.task.status_update"
    TEST: Final = "test"
    VALUES: ClassVar[tuple[str, ...]] = (
        "agent.task.status_update",
        "test",
    )
    """The values that are known, in the document's order."""
    known_values = frozenset(VALUES)
