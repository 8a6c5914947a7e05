# Made from openapi.yaml by tools/generate.py; never edit it. `make generate` makes it anew.

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from uuid import UUID

from ... import errors
from ... import models as _models
from ...types import UNSET, Response, Unset

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient
    from ...models.error import Error
    from ...models.message_list import MessageList
    from ...models.validation_error import ValidationError


def _get_kwargs(
    session_id: UUID,
    *,
    after: UUID | Unset = UNSET,
    before: UUID | Unset = UNSET,
    limit: int | Unset = UNSET,
) -> dict[str, Any]:
    _params: dict[str, Any] = {}
    if after is not UNSET:
        _params["after"] = str(after) if isinstance(after, UUID) else after
    if before is not UNSET:
        _params["before"] = str(before) if isinstance(before, UUID) else before
    if limit is not UNSET:
        _params["limit"] = limit
    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/sessions/{session_id}/messages".format(
            session_id=quote(str(session_id), safe=""),
        ),
        "params": _params,
    }
    return _kwargs


def _parse_response(*, client: AuthenticatedClient, response: httpx.Response) -> MessageList | Error | ValidationError | None:
    status_code = response.status_code
    try:
        if status_code == 200:
            return _models.MessageList.from_dict(response.json())
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


def _build_response(*, client: AuthenticatedClient, response: httpx.Response) -> Response[MessageList | Error | ValidationError]:
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
    after: UUID | Unset = UNSET,
    before: UUID | Unset = UNSET,
    limit: int | Unset = UNSET,
) -> Response[MessageList | Error | ValidationError]:
    """Read a session's messages.

    Messages in chronological order. Without a cursor: the newest `limit` ones. With `after`: the first `limit` that
    follow that message. With `before`: the last `limit` that precede it.

    Args:
        session_id: ID of the session.
        after: ID of a message; only later ones are returned.
        before: ID of a message; only earlier ones are returned.
        limit: How many messages to return at most. Default: 10.

    Raises:
        errors.InvalidResponse: the response is a success (2xx) whose body is not what the spec describes.
        errors.UnexpectedStatus: the spec does not describe the status code, and `client.raise_on_unexpected_status` is
            true.
        httpx.HTTPError: there is no response, for instance because the server cannot be reached in time.
    """
    kwargs = _get_kwargs(
        session_id=session_id,
        after=after,
        before=before,
        limit=limit,
    )
    response = client.get_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


def sync(
    session_id: UUID,
    *,
    client: AuthenticatedClient,
    after: UUID | Unset = UNSET,
    before: UUID | Unset = UNSET,
    limit: int | Unset = UNSET,
) -> MessageList | Error | ValidationError | None:
    """`sync_detailed(…).parsed`: the body alone."""
    return sync_detailed(
        session_id=session_id,
        client=client,
        after=after,
        before=before,
        limit=limit,
    ).parsed


async def asyncio_detailed(
    session_id: UUID,
    *,
    client: AuthenticatedClient,
    after: UUID | Unset = UNSET,
    before: UUID | Unset = UNSET,
    limit: int | Unset = UNSET,
) -> Response[MessageList | Error | ValidationError]:
    """`sync_detailed`, awaitable."""
    kwargs = _get_kwargs(
        session_id=session_id,
        after=after,
        before=before,
        limit=limit,
    )
    response = await client.get_async_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


async def asyncio(
    session_id: UUID,
    *,
    client: AuthenticatedClient,
    after: UUID | Unset = UNSET,
    before: UUID | Unset = UNSET,
    limit: int | Unset = UNSET,
) -> MessageList | Error | ValidationError | None:
    """`sync`, awaitable: the body alone."""
    return (
        await asyncio_detailed(
            session_id=session_id,
            client=client,
            after=after,
            before=before,
            limit=limit,
        )
    ).parsed
