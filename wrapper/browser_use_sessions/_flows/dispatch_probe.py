"""When it is unknown whether a task was dispatched to an existing session: do the session's messages show it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from browser_use_sessions._flows import orphan_sessions
from browser_use_sessions._flows.exchange import fetch
from browser_use_sessions._flows.messages import LARGEST_PAGE
from browser_use_sessions._transport.calls import list_messages
from browser_use_sessions.errors import BrowserUseError

if TYPE_CHECKING:
    from browser_use_sessions._flows.context import Context, Flow


def is_dispatched(ctx: Context, session_id: str, task: str) -> Flow[bool]:
    """Whether the task is the last one in the session's messages."""
    for attempt in range(2):
        if attempt:
            yield orphan_sessions.PAUSE
        try:
            page = yield from fetch(ctx, list_messages(session_id, limit=LARGEST_PAGE), orphan_sessions.LIST_POLICY)
        except BrowserUseError:
            return False
        tasks = [message.data for message in page.messages if message.role == "human"]
        if tasks and tasks[-1].strip() == task.strip():
            return True
    return False
