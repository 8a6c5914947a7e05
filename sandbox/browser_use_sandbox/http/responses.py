"""JSON responses, and the responses to errors."""

import functools
import re
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from ..common.api_errors import ApiError
from ..common.json_text import encode

_HOST = re.compile(r"(?:[\w.-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?", re.ASCII | re.IGNORECASE)


def json_response(status: int, value: Any, headers: dict[str, str] | None = None) -> Response:
    """`value` as JSON."""
    return Response(encode(value).encode("ascii"), status, headers, "application/json")


class StreamedResponse(Response):
    """A response whose body is not held in memory."""

    def whole(self) -> bytes:
        """The whole body."""
        raise NotImplementedError


def origin(connection: HTTPConnection) -> str:
    """The scheme, host and port by which the caller reaches this server. The server's address replaces an invalid `Host`."""
    host = connection.headers.get("host", "")
    if not _is_host(host):
        address, port = connection.scope.get("server") or ("localhost", None)
        host = f"{address}:{port}" if port else address
    return f"{connection.scope['scheme']}://{host}"


@functools.lru_cache(256)
def _is_host(text: str) -> bool:
    """Whether the text is a name or an address, with or without a valid port."""
    host = _HOST.fullmatch(text)
    return host is not None and int(host[1] or 0) < 65536


def api_error_response(request: Request, error: Exception) -> Response:
    if not isinstance(error, ApiError):
        raise error
    return json_response(error.status, {"detail": error.detail}, error.headers)


def routing_error_response(request: Request, error: Exception) -> Response:
    """The 404 and 405 of the router."""
    if not isinstance(error, HTTPException):
        raise error
    return json_response(error.status_code, {"detail": error.detail}, dict(error.headers or {}))


def client_disconnected(request: Request, error: Exception) -> Response:
    """The response to a caller who has disconnected; nobody reads it."""
    return Response(status_code=400)


def internal_error_response(request: Request, error: Exception) -> Response:
    """The response to a bug of the sandbox; the server logs the traceback and closes the connection."""
    return json_response(500, {"detail": f"The sandbox failed: {type(error).__name__}"}, {"Connection": "close"})
