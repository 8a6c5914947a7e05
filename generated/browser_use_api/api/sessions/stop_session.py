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
    from ...models.session import Session
    from ...models.stop_session_request import StopSessionRequest
    from ...models.validation_error import ValidationError


def _get_kwargs(
    session_id: UUID,
    *,
    body: StopSessionRequest | None | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/sessions/{session_id}/stop".format(
            session_id=quote(str(session_id), safe=""),
        ),
    }
    if body is not UNSET:
        headers["Content-Type"] = "application/json"
        _kwargs["json"] = body.to_dict() if isinstance(body, _models.StopSessionRequest) else body
    if body is None:
        _kwargs["content"] = b"null"  # httpx takes `json=None` for no body
    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient, response: httpx.Response) -> Session | Error | ValidationError | None:
    status_code = response.status_code
    try:
        if status_code == 200:
            return _models.Session.from_dict(response.json())
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


def _build_response(*, client: AuthenticatedClient, response: httpx.Response) -> Response[Session | Error | ValidationError]:
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
    body: StopSessionRequest | None | Unset = UNSET,
) -> Response[Session | Error | ValidationError]:
    """Stop a session or its task.

    Strategy `session`, also taken where there is no body, destroys the browser: the status becomes `stopped`. Strategy
    `task` ends the running task alone: the session stays alive and becomes `idle`. Stopping what has already stopped
    changes nothing.

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
        body=body,
    )
    response = client.get_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


def sync(
    session_id: UUID,
    *,
    client: AuthenticatedClient,
    body: StopSessionRequest | None | Unset = UNSET,
) -> Session | Error | ValidationError | None:
    """`sync_detailed(…).parsed`: the body alone."""
    return sync_detailed(
        session_id=session_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    session_id: UUID,
    *,
    client: AuthenticatedClient,
    body: StopSessionRequest | None | Unset = UNSET,
) -> Response[Session | Error | ValidationError]:
    """`sync_detailed`, awaitable."""
    kwargs = _get_kwargs(
        session_id=session_id,
        body=body,
    )
    response = await client.get_async_httpx_client().request(**kwargs)
    return _build_response(client=client, response=response)


async def asyncio(
    session_id: UUID,
    *,
    client: AuthenticatedClient,
    body: StopSessionRequest | None | Unset = UNSET,
) -> Session | Error | ValidationError | None:
    """`sync`, awaitable: the body alone."""
    return (
        await asyncio_detailed(
            session_id=session_id,
            client=client,
            body=body,
        )
    ).parsed
