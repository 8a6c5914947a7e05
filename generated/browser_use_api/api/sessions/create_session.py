from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.create_session_request import CreateSessionRequest
from ...models.error import Error
from ...models.session import Session
from ...models.validation_error import ValidationError
from ...types import Response


def _get_kwargs(
    *,
    body: CreateSessionRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/sessions",
    }

    _kwargs["json"] = body.to_dict()

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

    if response.status_code == 402:
        response_402 = Error.from_dict(response.json())

        return response_402

    if response.status_code == 403:
        response_403 = Error.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = Error.from_dict(response.json())

        return response_404

    if response.status_code == 409:
        response_409 = Error.from_dict(response.json())

        return response_409

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
    *,
    client: AuthenticatedClient | Client,
    body: CreateSessionRequest,
) -> Response[Error | Session | ValidationError]:
    """Start a session, a task, or both

     What happens depends on which of `sessionId` and `task` are given:

    - neither: a new session starts and waits in `idle`, for instance so that files can be uploaded
    first;
    - `task` alone: a new session starts and runs the task at once;
    - both: the task is dispatched to that session, which must be idle;
    - `sessionId` alone: refused with 422.

    A dispatch keeps the session's model, proxy, profile and workspace; its `keepAlive` (false when
    absent) replaces the session's.

    Args:
        body (CreateSessionRequest): The session to create, the task to run, or both. Properties
            that are not listed are ignored.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | Session | ValidationError]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    body: CreateSessionRequest,
) -> Error | Session | ValidationError | None:
    """Start a session, a task, or both

     What happens depends on which of `sessionId` and `task` are given:

    - neither: a new session starts and waits in `idle`, for instance so that files can be uploaded
    first;
    - `task` alone: a new session starts and runs the task at once;
    - both: the task is dispatched to that session, which must be idle;
    - `sessionId` alone: refused with 422.

    A dispatch keeps the session's model, proxy, profile and workspace; its `keepAlive` (false when
    absent) replaces the session's.

    Args:
        body (CreateSessionRequest): The session to create, the task to run, or both. Properties
            that are not listed are ignored.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | Session | ValidationError
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: CreateSessionRequest,
) -> Response[Error | Session | ValidationError]:
    """Start a session, a task, or both

     What happens depends on which of `sessionId` and `task` are given:

    - neither: a new session starts and waits in `idle`, for instance so that files can be uploaded
    first;
    - `task` alone: a new session starts and runs the task at once;
    - both: the task is dispatched to that session, which must be idle;
    - `sessionId` alone: refused with 422.

    A dispatch keeps the session's model, proxy, profile and workspace; its `keepAlive` (false when
    absent) replaces the session's.

    Args:
        body (CreateSessionRequest): The session to create, the task to run, or both. Properties
            that are not listed are ignored.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | Session | ValidationError]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: CreateSessionRequest,
) -> Error | Session | ValidationError | None:
    """Start a session, a task, or both

     What happens depends on which of `sessionId` and `task` are given:

    - neither: a new session starts and waits in `idle`, for instance so that files can be uploaded
    first;
    - `task` alone: a new session starts and runs the task at once;
    - both: the task is dispatched to that session, which must be idle;
    - `sessionId` alone: refused with 422.

    A dispatch keeps the session's model, proxy, profile and workspace; its `keepAlive` (false when
    absent) replaces the session's.

    Args:
        body (CreateSessionRequest): The session to create, the task to run, or both. Properties
            that are not listed are ignored.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | Session | ValidationError
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
