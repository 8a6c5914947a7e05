# Made by tools/generate.py from an OpenAPI document; never edit it.
"""Clients of the Browser Use Cloud API: blocking and asyncio."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property as _cached_property
from typing import TYPE_CHECKING, Any
from typing import Self as _Self

if TYPE_CHECKING:
    import httpx

    from ._core import resource as _core_resource
    from ._core import transport as _core_transport
    from .resources.billing import AsyncBilling, Billing
    from .resources.browsers import AsyncBrowsers, Browsers
    from .resources.profiles import AsyncProfiles, Profiles
    from .resources.sessions import AsyncSessions, Sessions
    from .resources.workspaces import AsyncWorkspaces, Workspaces


class Resources:
    """One attribute for each resource, over the transport of the class that is made from this one."""

    _transport: _core_resource.Transport

    @_cached_property
    def sessions(self) -> Sessions:
        """Browser sessions and the tasks that run in them."""
        from .resources.sessions import Sessions

        return Sessions(self._transport)

    @_cached_property
    def profiles(self) -> Profiles:
        """Saved browser state, such as logins, for sessions and browsers to start with."""
        from .resources.profiles import Profiles

        return Profiles(self._transport)

    @_cached_property
    def workspaces(self) -> Workspaces:
        """Files that outlive a session, and that agents read and write."""
        from .resources.workspaces import Workspaces

        return Workspaces(self._transport)

    @_cached_property
    def browsers(self) -> Browsers:
        """Bare browsers without an agent, driven over the Chrome DevTools Protocol."""
        from .resources.browsers import Browsers

        return Browsers(self._transport)

    @_cached_property
    def billing(self) -> Billing:
        """The account's balances and plan."""
        from .resources.billing import Billing

        return Billing(self._transport)


class AsyncResources:
    """`Resources` with asyncio."""

    _transport: _core_resource.AsyncTransport

    @_cached_property
    def sessions(self) -> AsyncSessions:
        """Browser sessions and the tasks that run in them."""
        from .resources.sessions import AsyncSessions

        return AsyncSessions(self._transport)

    @_cached_property
    def profiles(self) -> AsyncProfiles:
        """Saved browser state, such as logins, for sessions and browsers to start with."""
        from .resources.profiles import AsyncProfiles

        return AsyncProfiles(self._transport)

    @_cached_property
    def workspaces(self) -> AsyncWorkspaces:
        """Files that outlive a session, and that agents read and write."""
        from .resources.workspaces import AsyncWorkspaces

        return AsyncWorkspaces(self._transport)

    @_cached_property
    def browsers(self) -> AsyncBrowsers:
        """Bare browsers without an agent, driven over the Chrome DevTools Protocol."""
        from .resources.browsers import AsyncBrowsers

        return AsyncBrowsers(self._transport)

    @_cached_property
    def billing(self) -> AsyncBilling:
        """The account's balances and plan."""
        from .resources.billing import AsyncBilling

        return AsyncBilling(self._transport)


class Client(Resources):
    """The API over httpx, blocking, with one attribute for each resource. Close it, or use it as a context manager.

    Args:
        base_url: the API's address, which all paths are relative to.
        headers: sent with every request, for instance the one with the API key. They are never shown.
        http_client: used instead of a client of its own, and not closed; its timeout counts then.
        timeout: seconds for each phase of a request; None waits without limit.

    Raises ArgumentError for an address that is none. Requests are sent once: nothing is tried again, and no redirect is followed.
    """

    def __init__(
        self,
        *,
        base_url: str = "https://api.browser-use.com/api/v3",
        headers: Mapping[str, str] | None = None,
        http_client: httpx.Client | None = None,
        timeout: float | None = 30.0,
    ) -> None:
        from ._core import transport as _core_transport

        self._base_url = base_url
        self._httpx: _core_transport.HttpxTransport = _core_transport.HttpxTransport(base_url, headers, http_client, timeout)
        self._transport = self._httpx

    def close(self) -> None:
        """Closes the connections, except those of a client that was given."""
        self._httpx.close()

    def __enter__(self) -> _Self:
        return self

    def __exit__(self, *exception: Any) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Client {self._base_url}>"


class AsyncClient(AsyncResources):
    """`Client` with asyncio: the same arguments and resources."""

    def __init__(
        self,
        *,
        base_url: str = "https://api.browser-use.com/api/v3",
        headers: Mapping[str, str] | None = None,
        http_client: httpx.AsyncClient | None = None,
        timeout: float | None = 30.0,
    ) -> None:
        from ._core import transport as _core_transport

        self._base_url = base_url
        self._httpx: _core_transport.AsyncHttpxTransport = _core_transport.AsyncHttpxTransport(
            base_url, headers, http_client, timeout
        )
        self._transport = self._httpx

    async def close(self) -> None:
        """Closes the connections, except those of a client that was given."""
        await self._httpx.close()

    async def __aenter__(self) -> _Self:
        return self

    async def __aexit__(self, *exception: Any) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"<AsyncClient {self._base_url}>"
