"""Fixtures for pytest: clients of the sandbox that a test takes, its own or the shared one.

Every pytest run loads this module where the package is installed; the clients come with the first test that asks for one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from browser_use_sessions import AsyncBrowserUse, BrowserUse


@pytest.fixture
def browser_use_client(browser_use_base_url: str, browser_use_api_key: str) -> Iterator[BrowserUse]:
    """A client of the test's own sandbox, or of the shared one where the test takes that. It polls every 0.05 s."""
    from browser_use_sessions import BrowserUse

    with BrowserUse(browser_use_api_key, base_url=browser_use_base_url, pace=_impatient) as client:
        yield client


@pytest.fixture
def async_browser_use_client(browser_use_base_url: str, browser_use_api_key: str) -> AsyncBrowserUse:
    """The same with asyncio. The test closes it: `async with async_browser_use_client as client: …`."""
    from browser_use_sessions import AsyncBrowserUse

    return AsyncBrowserUse(browser_use_api_key, base_url=browser_use_base_url, pace=_impatient)


def _impatient(_: float) -> float:
    """As often as a client may."""
    return 0.0
