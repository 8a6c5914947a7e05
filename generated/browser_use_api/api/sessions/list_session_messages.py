from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.message_list import MessageList
from ...models.validation_error import ValidationError
from ...types import UNSET, Response, Unset


def _get_kwargs(
    session_id: UUID,
    *,
    after: UUID | Unset = UNSET,
    before: UUID | Unset = UNSET,
    limit: int | Unset = 10,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_after: str | Unset = UNSET
    if not isinstance(after, Unset):
        json_after = str(after)
    params["after"] = json_after

    json_before: str | Unset = UNSET
    if not isinstance(before, Unset):
        json_before = str(before)
    params["before"] = json_before

    params["limit"] = limit

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/sessions/{session_id}/messages".format(
            session_id=quote(str(session_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | MessageList | ValidationError | None:
    if response.status_code == 200:
        response_200 = MessageList.from_dict(response.json())

        return response_200

    if response.status_code == 401:
        response_401 = Error.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Error.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = Error.from_dict(response.json())

        return response_404

    if response.status_code == 422:
        response_422 = ValidationError.from_dict(response.json())

        return response_422

    if response.status_code == 429:
        response_429 = Error.from_dict(response.json())

        return response_429

    if 500 <= response.status_code <= 599:
        response_5xx = Error.from_dict(response.json())

        return response_5xx

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Error | MessageList | ValidationError]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    session_id: UUID,
    *,
    client: AuthenticatedClient | Client,
    after: UUID | Unset = UNSET,
    before: UUID | Unset = UNSET,
    limit: int | Unset = 10,
) -> Response[Error | MessageList | ValidationError]:
    """Read a session's messages

     Messages in chronological order. Without a cursor: the newest `limit` ones. With `after`: the first
    `limit` that follow that
    message. With `before`: the last `limit` that precede it.

    Args:
        session_id (UUID):
        after (UUID | Unset):
        before (UUID | Unset):
        limit (int | Unset):  Default: 10.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | MessageList | ValidationError]
    """

    kwargs = _get_kwargs(
        session_id=session_id,
        after=after,
        before=before,
        limit=limit,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    session_id: UUID,
    *,
    client: AuthenticatedClient | Client,
    after: UUID | Unset = UNSET,
    before: UUID | Unset = UNSET,
    limit: int | Unset = 10,
) -> Error | MessageList | ValidationError | None:
    """Read a session's messages

     Messages in chronological order. Without a cursor: the newest `limit` ones. With `after`: the first
    `limit` that follow that
    message. With `before`: the last `limit` that precede it.

    Args:
        session_id (UUID):
        after (UUID | Unset):
        before (UUID | Unset):
        limit (int | Unset):  Default: 10.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | MessageList | ValidationError
    """

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
    client: AuthenticatedClient | Client,
    after: UUID | Unset = UNSET,
    before: UUID | Unset = UNSET,
    limit: int | Unset = 10,
) -> Response[Error | MessageList | ValidationError]:
    """Read a session's messages

     Messages in chronological order. Without a cursor: the newest `limit` ones. With `after`: the first
    `limit` that follow that
    message. With `before`: the last `limit` that precede it.

    Args:
        session_id (UUID):
        after (UUID | Unset):
        before (UUID | Unset):
        limit (int | Unset):  Default: 10.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | MessageList | ValidationError]
    """

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
    client: AuthenticatedClient | Client,
    after: UUID | Unset = UNSET,
    before: UUID | Unset = UNSET,
    limit: int | Unset = 10,
) -> Error | MessageList | ValidationError | None:
    """Read a session's messages

     Messages in chronological order. Without a cursor: the newest `limit` ones. With `after`: the first
    `limit` that follow that
    message. With `before`: the last `limit` that precede it.

    Args:
        session_id (UUID):
        after (UUID | Unset):
        before (UUID | Unset):
        limit (int | Unset):  Default: 10.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | MessageList | ValidationError
    """

    return (
        await asyncio_detailed(
            session_id=session_id,
            client=client,
            after=after,
            before=before,
            limit=limit,
        )
    ).parsed
