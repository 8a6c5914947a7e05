# Made by tools/generate.py from an OpenAPI document; never edit it.
"""`client.profiles`: one method for each operation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from .._core.resource import AsyncPages
from .._core.resource import AsyncResource as _AsyncResource
from .._core.resource import Resource as _Resource
from .._core.unset import UNSET, Unset
from ..operations import profiles as _operations

if TYPE_CHECKING:
    from ..models.profile import Profile
    from ..models.profile_list import ProfileList


class Profiles(_Resource):
    """Saved browser state, such as logins, for sessions and browsers to start with."""

    def list(
        self,
        *,
        page_size: int | None = None,
        page_number: int | None = None,
        query: str | None = None,
        extra_query: Mapping[str, Any] | None = None,
    ) -> ProfileList:
        """List or search the project's profiles.

        One page of the project's profiles. With `query`, only those whose name or `userId` contains that text.

        Args:
            page_size: How many items a page holds at most. Default: 10.
            page_number: Number of the page; the first is 1. Default: 1.
            query: Text to look for in the name and the `userId`. When absent, all profiles are listed.
        """
        return self._page(
            _operations.LIST,
            {
                "page_size": page_size,
                "page_number": page_number,
                "query": query,
            },
            extra_query=extra_query,
        )

    def create(
        self,
        *,
        name: str | None | Unset = UNSET,
        user_id: str | None | Unset = UNSET,
        extra_body: Mapping[str, Any] | None = None,
        extra_query: Mapping[str, Any] | None = None,
    ) -> Profile:
        """Create a profile.

        Creates an empty profile. Give its ID as `profileId` when you create a session or a browser: the browser then
        starts with the cookies and local storage that the last one left, so a login lasts. Use one profile for each
        user of your application, and tell which by `userId`.

        Args:
            name: A name, for people to read.
            user_id: The caller's own identifier for the user that the profile belongs to.
        """
        return self._send(
            _operations.CREATE,
            {
                "name": name,
                "user_id": user_id,
            },
            extra_body=extra_body,
            extra_query=extra_query,
        )

    def get(
        self,
        profile_id: UUID | str,
        *,
        extra_query: Mapping[str, Any] | None = None,
    ) -> Profile:
        """Get a profile.

        The profile as it is now. `lastUsedAt` and `cookieDomains` change when a session that uses the profile has ended
        cleanly.

        Args:
            profile_id: ID of the profile.
        """
        return self._send(
            _operations.GET,
            {
                "profile_id": profile_id,
            },
            extra_query=extra_query,
        )

    def delete(
        self,
        profile_id: UUID | str,
        *,
        extra_query: Mapping[str, Any] | None = None,
    ) -> None:
        """Delete a profile.

        Deletes the profile and the browser state that it holds.

        Args:
            profile_id: ID of the profile.
        """
        return self._send(
            _operations.DELETE,
            {
                "profile_id": profile_id,
            },
            extra_query=extra_query,
        )

    def update(
        self,
        profile_id: UUID | str,
        *,
        name: str | None | Unset = UNSET,
        user_id: str | None | Unset = UNSET,
        extra_body: Mapping[str, Any] | None = None,
        extra_query: Mapping[str, Any] | None = None,
    ) -> Profile:
        """Change a profile's name or owner.

        Changes the properties that are in the body. Null clears a property; an absent property stays as it is.

        Args:
            profile_id: ID of the profile.
            name: The new name.
            user_id: The caller's own identifier for the user that the profile belongs to from now on.
        """
        return self._send(
            _operations.UPDATE,
            {
                "profile_id": profile_id,
                "name": name,
                "user_id": user_id,
            },
            extra_body=extra_body,
            extra_query=extra_query,
        )


class AsyncProfiles(_AsyncResource):
    """`Profiles` with asyncio: the same methods, to be awaited."""

    def list(
        self,
        *,
        page_size: int | None = None,
        page_number: int | None = None,
        query: str | None = None,
        extra_query: Mapping[str, Any] | None = None,
    ) -> AsyncPages[ProfileList, Profile]:
        """`Profiles.list`: await it for one page, or iterate over it for all items."""
        return self._page(
            _operations.LIST,
            {
                "page_size": page_size,
                "page_number": page_number,
                "query": query,
            },
            extra_query=extra_query,
        )

    async def create(
        self,
        *,
        name: str | None | Unset = UNSET,
        user_id: str | None | Unset = UNSET,
        extra_body: Mapping[str, Any] | None = None,
        extra_query: Mapping[str, Any] | None = None,
    ) -> Profile:
        """Create a profile.

        Creates an empty profile. Give its ID as `profileId` when you create a session or a browser: the browser then
        starts with the cookies and local storage that the last one left, so a login lasts. Use one profile for each
        user of your application, and tell which by `userId`.

        Args:
            name: A name, for people to read.
            user_id: The caller's own identifier for the user that the profile belongs to.
        """
        return await self._send(
            _operations.CREATE,
            {
                "name": name,
                "user_id": user_id,
            },
            extra_body=extra_body,
            extra_query=extra_query,
        )

    async def get(
        self,
        profile_id: UUID | str,
        *,
        extra_query: Mapping[str, Any] | None = None,
    ) -> Profile:
        """Get a profile.

        The profile as it is now. `lastUsedAt` and `cookieDomains` change when a session that uses the profile has ended
        cleanly.

        Args:
            profile_id: ID of the profile.
        """
        return await self._send(
            _operations.GET,
            {
                "profile_id": profile_id,
            },
            extra_query=extra_query,
        )

    async def delete(
        self,
        profile_id: UUID | str,
        *,
        extra_query: Mapping[str, Any] | None = None,
    ) -> None:
        """Delete a profile.

        Deletes the profile and the browser state that it holds.

        Args:
            profile_id: ID of the profile.
        """
        return await self._send(
            _operations.DELETE,
            {
                "profile_id": profile_id,
            },
            extra_query=extra_query,
        )

    async def update(
        self,
        profile_id: UUID | str,
        *,
        name: str | None | Unset = UNSET,
        user_id: str | None | Unset = UNSET,
        extra_body: Mapping[str, Any] | None = None,
        extra_query: Mapping[str, Any] | None = None,
    ) -> Profile:
        """Change a profile's name or owner.

        Changes the properties that are in the body. Null clears a property; an absent property stays as it is.

        Args:
            profile_id: ID of the profile.
            name: The new name.
            user_id: The caller's own identifier for the user that the profile belongs to from now on.
        """
        return await self._send(
            _operations.UPDATE,
            {
                "profile_id": profile_id,
                "name": name,
                "user_id": user_id,
            },
            extra_body=extra_body,
            extra_query=extra_query,
        )
