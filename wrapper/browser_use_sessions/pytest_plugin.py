"""Fixtures for pytest: clients of a sandbox.

If the package is installed, every pytest run loads this module. The rest of the client is loaded with the first test that uses
it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from browser_use_sessions import AsyncBrowserUse, BrowserUse


@pytest.fixture
def browser_use_client(browser_use_base_url: str, browser_use_api_key: str) -> Iterator[BrowserUse]:
    """A client of the sandbox that the test uses, its own or the shared one. It polls every 0.05 s."""
    from browser_use_sessions import BrowserUse

    with BrowserUse(browser_use_api_key, base_url=browser_use_base_url, pace=_as_often_as_possible) as client:
        yield client


@pytest.fixture
def async_browser_use_client(browser_use_base_url: str, browser_use_api_key: str) -> AsyncBrowserUse:
    """The same with asyncio. The test has to close it: `async with async_browser_use_client as client: …`."""
    from browser_use_sessions import AsyncBrowserUse

    return AsyncBrowserUse(browser_use_api_key, base_url=browser_use_base_url, pace=_as_often_as_possible)


def _as_often_as_possible(_: float) -> float:
    """The client has a lower limit of its own."""
    return 0.0
