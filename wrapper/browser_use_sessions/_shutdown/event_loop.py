"""The event loop that asynchronous code runs in."""

from __future__ import annotations

import asyncio

from browser_use_sessions.errors import BrowserUseError


def running_loop() -> asyncio.AbstractEventLoop:
    """The event loop. Raises BrowserUseError under another library, such as trio."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        problem = "AsyncBrowserUse needs a running asyncio event loop, and there is none here."
    remedy = "With trio, use BrowserUse in a thread: await trio.to_thread.run_sync(client.run, task)."
    raise BrowserUseError(f"{problem} {remedy}")
