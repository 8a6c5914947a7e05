"""When nobody knows whether a task was dispatched to a session that exists: does the session say so?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from browser_use_sessions.calls import list_messages
from browser_use_sessions.errors import BrowserUseError
from browser_use_sessions.flows import strays
from browser_use_sessions.flows.exchange import fetch
from browser_use_sessions.flows.reading import LARGEST_PAGE

if TYPE_CHECKING:
    from browser_use_sessions.flows.context import Context, Flow


def is_dispatched(ctx: Context, session_id: str, task: str) -> Flow[bool]:
    """Whether the task is the last one that anybody gave to the session, to judge by its messages."""
    for tries in range(2):
        if tries:
            yield strays.PAUSE
        try:
            page = yield from fetch(ctx, list_messages(session_id, limit=LARGEST_PAGE), strays.LIST_POLICY)
        except BrowserUseError:
            return False
        tasks = [message.data for message in page.messages if message.role == "human"]
        if tasks and tasks[-1].strip() == task.strip():
            return True
    return False
