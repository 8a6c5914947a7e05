# Made by tools/generate.py from an OpenAPI document; never edit it.
"""`client.browsers`: one method for each operation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from .._core.resource import AsyncPages
from .._core.resource import AsyncResource as _AsyncResource
from .._core.resource import Resource as _Resource
from .._core.unset import UNSET, Unset
from ..operations import browsers as _operations

if TYPE_CHECKING:
    from ..models.browser import Browser
    from ..models.browser_list import BrowserList
    from ..models.custom_proxy import CustomProxy
    from ..models.list_browsers_filter_by import ListBrowsersFilterBy


class Browsers(_Resource):
    """Bare browsers without an agent, driven over the Chrome DevTools Protocol."""

    def list(
        self,
        *,
        page_size: int | None = None,
        page_number: int | None = None,
        filter_by: Literal["active", "stopped"] | ListBrowsersFilterBy | None = None,
        extra_query: Mapping[str, Any] | None = None,
    ) -> BrowserList:
        """List the project's browsers.

        One page of the project's browsers. The browsers of agent sessions are among them, each with its
        `agentSessionId`.

        Args:
            page_size: How many items a page holds at most. Default: 10.
            page_number: Number of the page; the first is 1. Default: 1.
            filter_by: List only browsers of this status. When absent, all are listed.
        """
        return self._page(
            _operations.LIST,
            {
                "page_size": page_size,
                "page_number": page_number,
                "filter_by": filter_by,
            },
            extra_query=extra_query,
        )

    def create(
        self,
        *,
        profile_id: UUID | str | None | Unset = UNSET,
        proxy_country_code: str | None | Unset = UNSET,
        timeout: int | None = None,
        browser_screen_width: int | None | Unset = UNSET,
        browser_screen_height: int | None | Unset = UNSET,
        allow_resizing: bool | None = None,
        custom_proxy: CustomProxy | Mapping[str, Any] | None | Unset = UNSET,
        enable_recording: bool | None = None,
        extra_body: Mapping[str, Any] | None = None,
        extra_query: Mapping[str, Any] | None = None,
    ) -> Browser:
        """Start a browser.

        Starts a browser without an agent. Playwright, Puppeteer or Selenium connect to its `cdpUrl`. The whole
        `timeout` is charged at the start. The browser stops by itself at `timeoutAt`; if you stop it earlier, the
        unused time is refunded.

        Args:
            profile_id: A browser profile to load; its state is saved when the browser is stopped.
            proxy_country_code: The country that the browser's traffic leaves from. Null turns the proxy off; absent
                means the default. Default: 'us'.
            timeout: After how many minutes the browser stops by itself. Default: 60.
            browser_screen_width: Width of the screen in pixels. When absent or null, the API chooses.
            browser_screen_height: Height of the screen in pixels. When absent or null, the API chooses.
            allow_resizing: Whether the screen may be resized while the browser runs. Default: False.
            custom_proxy: A proxy of the caller's own, instead of the API's. Not every plan has it.
            enable_recording: Whether a video is recorded. Its URL is in the browser's `recordingUrl`. Default: False.
        """
        return self._send(
            _operations.CREATE,
            {
                "profile_id": profile_id,
                "proxy_country_code": proxy_country_code,
                "timeout": timeout,
                "browser_screen_width": browser_screen_width,
                "browser_screen_height": browser_screen_height,
                "allow_resizing": allow_resizing,
                "custom_proxy": custom_proxy,
                "enable_recording": enable_recording,
            },
            extra_body=extra_body,
            extra_query=extra_query,
        )

    def get(
        self,
        session_id: UUID | str,
        *,
        extra_query: Mapping[str, Any] | None = None,
    ) -> Browser:
        """Get a browser.

        The browser as it is now. Its costs are final once it has stopped.

        Args:
            session_id: ID of the browser. Despite the parameter's name, it is not the ID of an agent session.
        """
        return self._send(
            _operations.GET,
            {
                "session_id": session_id,
            },
            extra_query=extra_query,
        )

    def update(
        self,
        session_id: UUID | str,
        *,
        action: Literal["stop"],
        extra_body: Mapping[str, Any] | None = None,
        extra_query: Mapping[str, Any] | None = None,
    ) -> Browser:
        """Stop a browser.

        Stops the browser, saves the state of its profile, and refunds the unused time. `stop` is the only action.
        Stopping the browser of an agent session stops that session.

        Args:
            session_id: ID of the browser. Despite the parameter's name, it is not the ID of an agent session.
            action: What to do.
        """
        return self._send(
            _operations.UPDATE,
            {
                "session_id": session_id,
                "action": action,
            },
            extra_body=extra_body,
            extra_query=extra_query,
        )


class AsyncBrowsers(_AsyncResource):
    """`Browsers` with asyncio: the same methods, to be awaited."""

    def list(
        self,
        *,
        page_size: int | None = None,
        page_number: int | None = None,
        filter_by: Literal["active", "stopped"] | ListBrowsersFilterBy | None = None,
        extra_query: Mapping[str, Any] | None = None,
    ) -> AsyncPages[BrowserList, Browser]:
        """`Browsers.list`: await it for one page, or iterate over it for all items."""
        return self._page(
            _operations.LIST,
            {
                "page_size": page_size,
                "page_number": page_number,
                "filter_by": filter_by,
            },
            extra_query=extra_query,
        )

    async def create(
        self,
        *,
        profile_id: UUID | str | None | Unset = UNSET,
        proxy_country_code: str | None | Unset = UNSET,
        timeout: int | None = None,
        browser_screen_width: int | None | Unset = UNSET,
        browser_screen_height: int | None | Unset = UNSET,
        allow_resizing: bool | None = None,
        custom_proxy: CustomProxy | Mapping[str, Any] | None | Unset = UNSET,
        enable_recording: bool | None = None,
        extra_body: Mapping[str, Any] | None = None,
        extra_query: Mapping[str, Any] | None = None,
    ) -> Browser:
        """Start a browser.

        Starts a browser without an agent. Playwright, Puppeteer or Selenium connect to its `cdpUrl`. The whole
        `timeout` is charged at the start. The browser stops by itself at `timeoutAt`; if you stop it earlier, the
        unused time is refunded.

        Args:
            profile_id: A browser profile to load; its state is saved when the browser is stopped.
            proxy_country_code: The country that the browser's traffic leaves from. Null turns the proxy off; absent
                means the default. Default: 'us'.
            timeout: After how many minutes the browser stops by itself. Default: 60.
            browser_screen_width: Width of the screen in pixels. When absent or null, the API chooses.
            browser_screen_height: Height of the screen in pixels. When absent or null, the API chooses.
            allow_resizing: Whether the screen may be resized while the browser runs. Default: False.
            custom_proxy: A proxy of the caller's own, instead of the API's. Not every plan has it.
            enable_recording: Whether a video is recorded. Its URL is in the browser's `recordingUrl`. Default: False.
        """
        return await self._send(
            _operations.CREATE,
            {
                "profile_id": profile_id,
                "proxy_country_code": proxy_country_code,
                "timeout": timeout,
                "browser_screen_width": browser_screen_width,
                "browser_screen_height": browser_screen_height,
                "allow_resizing": allow_resizing,
                "custom_proxy": custom_proxy,
                "enable_recording": enable_recording,
            },
            extra_body=extra_body,
            extra_query=extra_query,
        )

    async def get(
        self,
        session_id: UUID | str,
        *,
        extra_query: Mapping[str, Any] | None = None,
    ) -> Browser:
        """Get a browser.

        The browser as it is now. Its costs are final once it has stopped.

        Args:
            session_id: ID of the browser. Despite the parameter's name, it is not the ID of an agent session.
        """
        return await self._send(
            _operations.GET,
            {
                "session_id": session_id,
            },
            extra_query=extra_query,
        )

    async def update(
        self,
        session_id: UUID | str,
        *,
        action: Literal["stop"],
        extra_body: Mapping[str, Any] | None = None,
        extra_query: Mapping[str, Any] | None = None,
    ) -> Browser:
        """Stop a browser.

        Stops the browser, saves the state of its profile, and refunds the unused time. `stop` is the only action.
        Stopping the browser of an agent session stops that session.

        Args:
            session_id: ID of the browser. Despite the parameter's name, it is not the ID of an agent session.
            action: What to do.
        """
        return await self._send(
            _operations.UPDATE,
            {
                "session_id": session_id,
                "action": action,
            },
            extra_body=extra_body,
            extra_query=extra_query,
        )
