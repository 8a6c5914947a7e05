from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.session import Session
from ...models.stop_session_request import StopSessionRequest
from ...models.validation_error import ValidationError
from ...types import UNSET, Response, Unset


def _get_kwargs(
    session_id: UUID,
    *,
    body: None | StopSessionRequest | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/sessions/{session_id}/stop".format(
            session_id=quote(str(session_id), safe=""),
        ),
    }

    if isinstance(body, StopSessionRequest):
        _kwargs["json"] = body.to_dict()
    else:
        _kwargs["json"] = body

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | Session | ValidationError | None:
    if response.status_code == 200:
        response_200 = Session.from_dict(response.json())

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
) -> Response[Error | Session | ValidationError]:
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
    body: None | StopSessionRequest | Unset = UNSET,
) -> Response[Error | Session | ValidationError]:
    """Stop a session or its task

     Strategy `session`, also taken where there is no body, destroys the browser: the status becomes
    `stopped`. Strategy `task`
    ends the running task alone: the session stays alive and becomes `idle`. Stopping what has already
    stopped changes nothing.

    Args:
        session_id (UUID):
        body (None | StopSessionRequest | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | Session | ValidationError]
    """

    kwargs = _get_kwargs(
        session_id=session_id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    session_id: UUID,
    *,
    client: AuthenticatedClient | Client,
    body: None | StopSessionRequest | Unset = UNSET,
) -> Error | Session | ValidationError | None:
    """Stop a session or its task

     Strategy `session`, also taken where there is no body, destroys the browser: the status becomes
    `stopped`. Strategy `task`
    ends the running task alone: the session stays alive and becomes `idle`. Stopping what has already
    stopped changes nothing.

    Args:
        session_id (UUID):
        body (None | StopSessionRequest | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | Session | ValidationError
    """

    return sync_detailed(
        session_id=session_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    session_id: UUID,
    *,
    client: AuthenticatedClient | Client,
    body: None | StopSessionRequest | Unset = UNSET,
) -> Response[Error | Session | ValidationError]:
    """Stop a session or its task

     Strategy `session`, also taken where there is no body, destroys the browser: the status becomes
    `stopped`. Strategy `task`
    ends the running task alone: the session stays alive and becomes `idle`. Stopping what has already
    stopped changes nothing.

    Args:
        session_id (UUID):
        body (None | StopSessionRequest | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | Session | ValidationError]
    """

    kwargs = _get_kwargs(
        session_id=session_id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    session_id: UUID,
    *,
    client: AuthenticatedClient | Client,
    body: None | StopSessionRequest | Unset = UNSET,
) -> Error | Session | ValidationError | None:
    """Stop a session or its task

     Strategy `session`, also taken where there is no body, destroys the browser: the status becomes
    `stopped`. Strategy `task`
    ends the running task alone: the session stays alive and becomes `idle`. Stopping what has already
    stopped changes nothing.

    Args:
        session_id (UUID):
        body (None | StopSessionRequest | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | Session | ValidationError
    """

    return (
        await asyncio_detailed(
            session_id=session_id,
            client=client,
            body=body,
        )
    ).parsed
