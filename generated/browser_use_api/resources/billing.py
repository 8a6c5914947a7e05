# Made by tools/generate.py from an OpenAPI document; never edit it.
"""`client.billing`: one method for each operation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .._core.resource import AsyncResource as _AsyncResource
from .._core.resource import Resource as _Resource
from ..operations import billing as _operations

if TYPE_CHECKING:
    from ..models.account import Account


class Billing(_Resource):
    """The account's balances and plan."""

    def account(
        self,
        *,
        extra_query: Mapping[str, Any] | None = None,
    ) -> Account:
        """Get the account's balances and plan.

        The balances in USD, the plan and the rate limit of the project that the API key belongs to.
        """
        return self._send(
            _operations.ACCOUNT,
            {},
            extra_query=extra_query,
        )


class AsyncBilling(_AsyncResource):
    """`Billing` with asyncio: the same methods, to be awaited."""

    async def account(
        self,
        *,
        extra_query: Mapping[str, Any] | None = None,
    ) -> Account:
        """Get the account's balances and plan.

        The balances in USD, the plan and the rate limit of the project that the API key belongs to.
        """
        return await self._send(
            _operations.ACCOUNT,
            {},
            extra_query=extra_query,
        )
