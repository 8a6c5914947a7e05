"""Fixtures for pytest: clients of a sandbox.

If the package is installed, every pytest run loads this module. The rest of the client is loaded with the first test that uses
it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from browser_use_sessions import AsyncBrowserUse, BrowserUse

Wait = Callable[[float], float]


@pytest.fixture
def browser_use_client(browser_use_base_url: str, browser_use_api_key: str, browser_use_wait: Wait) -> Iterator[BrowserUse]:
    """A client of the sandbox that the test uses, its own or the shared one. It polls every 0.05 s, and retries in its time."""
    from browser_use_sessions import BrowserUse

    with BrowserUse(browser_use_api_key, base_url=browser_use_base_url, pace=_as_often_as_possible) as client:
        client._ctx.real_seconds = browser_use_wait
        yield client


@pytest.fixture
def async_browser_use_client(browser_use_base_url: str, browser_use_api_key: str, browser_use_wait: Wait) -> AsyncBrowserUse:
    """The same with asyncio. The test has to close it: `async with async_browser_use_client as client: …`."""
    from browser_use_sessions import AsyncBrowserUse

    client = AsyncBrowserUse(browser_use_api_key, base_url=browser_use_base_url, pace=_as_often_as_possible)
    client._ctx.real_seconds = browser_use_wait
    return client


def _as_often_as_possible(_: float) -> float:
    """The client has a lower limit of its own."""
    return 0.0
