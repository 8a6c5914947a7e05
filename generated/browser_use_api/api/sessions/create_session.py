# Made from openapi.yaml by tools/generate.py; never edit it. `make generate` makes it anew.

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ... import errors
from ... import models as _models
from ...types import Response

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient
    from ...models.create_session_request import CreateSessionRequest
    from ...models.error import Error
    from ...models.session import Session
    from ...models.validation_error import ValidationError


def _get_kwargs(
    *,
    body: CreateSessionRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/sessions",
    }
    headers["Content-Type"] = "application/json"
    _kwargs["json"] = body.to_dict()
    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient, response: httpx.Response) -> Session | Error | ValidationError | None:
    status_code = response.status_code
    try:
        if status_code == 200:
            return _models.Session.from_dict(response.json())
        if status_code in (401, 402, 403, 404, 409, 429):
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


def _build_response(*, client: AuthenticatedClient, response: httpx.Response) -> Response[Session | Error | ValidationError]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: CreateSessionRequest,
) -> Response[Session | Error | ValidationError]:
    """Start a session, a task, or both.

    What happens depends on which of `sessionId` and `task` are given:

    - neither: a new session starts and waits in `idle`, for instance so that files can be uploaded first;
    - `task` alone: a new session starts and runs the task at once;
    - both: the task is dispatched to that session, which must be idle;
    - `sessionId` alone: refused with 422.

    A dispatch keeps the session's model, proxy, profile and workspace; its `keepAlive` (false when absent) replaces the
    session's.

    Args:
        body: The session to create, the task to run, or both. Properties that are not listed are ignored.

    Raises:
        errors.InvalidResponse: the response is a success (2xx) whose body is not what the spec describes.
        errors.UnexpectedStatus: the spec does not describe the status code, and `client.raise_on_unexpected_status` is
            true.
        httpx.HTTPError: there is no response, for instance because the server cannot be reached in time.
    """
    kwargs = _get_kwargs(
        body=body,
    )
    response = client.get_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: CreateSessionRequest,
) -> Session | Error | ValidationError | None:
    """`sync_detailed(…).parsed`: the body alone."""
    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: CreateSessionRequest,
) -> Response[Session | Error | ValidationError]:
    """`sync_detailed`, awaitable."""
    kwargs = _get_kwargs(
        body=body,
    )
    response = await client.get_async_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: CreateSessionRequest,
) -> Session | Error | ValidationError | None:
    """`sync`, awaitable: the body alone."""
    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
