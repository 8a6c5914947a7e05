# Made from openapi.yaml by tools/generate.py; never edit it. `make generate` makes it anew.

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ... import errors
from ... import models as _models
from ...types import UNSET, Response, Unset

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient
    from ...models.error import Error
    from ...models.session_list import SessionList
    from ...models.validation_error import ValidationError


def _get_kwargs(
    *,
    page: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
) -> dict[str, Any]:
    _params: dict[str, Any] = {}
    if page is not UNSET:
        _params["page"] = page
    if page_size is not UNSET:
        _params["page_size"] = page_size
    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/sessions",
        "params": _params,
    }
    return _kwargs


def _parse_response(*, client: AuthenticatedClient, response: httpx.Response) -> SessionList | Error | ValidationError | None:
    status_code = response.status_code
    try:
        if status_code == 200:
            return _models.SessionList.from_dict(response.json())
        if status_code in (401, 403, 429):
            return _models.Error.from_dict(response.json())
        if status_code == 422:
            return _models.ValidationError.from_dict(response.json())
        if 500 <= status_code <= 599:
            return _models.Error.from_dict(response.json())
    except errors.UNREADABLE as error:
        if response.is_success:
            raise errors.InvalidResponse(status_code, response.content, repr(error)) from error
        return None
    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(status_code, response.content)
    return None


def _build_response(*, client: AuthenticatedClient, response: httpx.Response) -> Response[SessionList | Error | ValidationError]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    page: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
) -> Response[SessionList | Error | ValidationError]:
    """List the project's sessions.

    One page of the project's sessions, the newest first. Deleted sessions are neither listed nor counted.

    Args:
        page: Number of the page; the first is 1. Default: 1.
        page_size: How many sessions a page holds at most. Default: 20.

    Raises:
        errors.InvalidResponse: the response is a success (2xx) whose body is not what the spec describes.
        errors.UnexpectedStatus: the spec does not describe the status code, and `client.raise_on_unexpected_status` is
            true.
        httpx.HTTPError: there is no response, for instance because the server cannot be reached in time.
    """
    kwargs = _get_kwargs(
        page=page,
        page_size=page_size,
    )
    response = client.get_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    page: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
) -> SessionList | Error | ValidationError | None:
    """`sync_detailed(…).parsed`: the body alone."""
    return sync_detailed(
        client=client,
        page=page,
        page_size=page_size,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    page: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
) -> Response[SessionList | Error | ValidationError]:
    """`sync_detailed`, awaitable."""
    kwargs = _get_kwargs(
        page=page,
        page_size=page_size,
    )
    response = await client.get_async_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    page: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
) -> SessionList | Error | ValidationError | None:
    """`sync`, awaitable: the body alone."""
    return (
        await asyncio_detailed(
            client=client,
            page=page,
            page_size=page_size,
        )
    ).parsed
