# Made from openapi.yaml by tools/generate.py; never edit it. `make generate` makes it anew.

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from uuid import UUID

from ... import errors
from ... import models as _models
from ...types import Response

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient
    from ...models.error import Error
    from ...models.validation_error import ValidationError


def _get_kwargs(
    session_id: UUID,
) -> dict[str, Any]:
    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/sessions/{session_id}".format(
            session_id=quote(str(session_id), safe=""),
        ),
    }
    return _kwargs


def _parse_response(*, client: AuthenticatedClient, response: httpx.Response) -> Error | ValidationError | None:
    status_code = response.status_code
    try:
        if status_code == 204:
            return None
        if status_code in (401, 403, 404, 429):
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


def _build_response(*, client: AuthenticatedClient, response: httpx.Response) -> Response[Error | ValidationError]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    session_id: UUID,
    *,
    client: AuthenticatedClient,
) -> Response[Error | ValidationError]:
    """Delete a session.

    A soft delete: the session is no longer listed or found. One that still runs is stopped first.

    Args:
        session_id: ID of the session.

    Raises:
        errors.InvalidResponse: the response is a success (2xx) whose body is not what the spec describes.
        errors.UnexpectedStatus: the spec does not describe the status code, and `client.raise_on_unexpected_status` is
            true.
        httpx.HTTPError: there is no response, for instance because the server cannot be reached in time.
    """
    kwargs = _get_kwargs(
        session_id=session_id,
    )
    response = client.get_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


def sync(
    session_id: UUID,
    *,
    client: AuthenticatedClient,
) -> Error | ValidationError | None:
    """`sync_detailed(…).parsed`: the body alone."""
    return sync_detailed(
        session_id=session_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    session_id: UUID,
    *,
    client: AuthenticatedClient,
) -> Response[Error | ValidationError]:
    """`sync_detailed`, awaitable."""
    kwargs = _get_kwargs(
        session_id=session_id,
    )
    response = await client.get_async_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


async def asyncio(
    session_id: UUID,
    *,
    client: AuthenticatedClient,
) -> Error | ValidationError | None:
    """`sync`, awaitable: the body alone."""
    return (
        await asyncio_detailed(
            session_id=session_id,
            client=client,
        )
    ).parsed
