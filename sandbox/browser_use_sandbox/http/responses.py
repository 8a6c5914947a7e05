"""JSON responses, and the responses to errors."""

import functools
import re
from collections.abc import Callable, Iterator
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ..common.api_errors import ApiError
from ..common.json_text import encode

_HOST = re.compile(r"(?:[\w.-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?", re.ASCII | re.IGNORECASE)


def json_response(status: int, value: Any, headers: dict[str, str] | None = None) -> Response:
    """`value` as JSON."""
    return Response(encode(value).encode("ascii"), status, headers, "application/json")


def status_of(response: Response) -> int | None:
    """The status that the caller receives; None if the connection is broken before."""
    status: int | None = getattr(response, "visible_status", response.status_code)
    return status


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


def error_response(request: Request, error: Exception) -> Response:
    """The response to an error, in the form of the API. After a bug of the sandbox, the connection is closed."""
    match error:
        case ApiError():
            return json_response(error.status, {"detail": error.detail}, error.headers)
        case HTTPException():
            return json_response(error.status_code, {"detail": error.detail}, dict(error.headers or {}))
        case ClientDisconnect():
            return Response(status_code=400)  # Nobody reads it.
        case _:
            return json_response(500, {"detail": f"The sandbox failed: {type(error).__name__}"}, {"Connection": "close"})


#: Errors that are no bugs of the sandbox.
EXPECTED_ERRORS = (ApiError, HTTPException, ClientDisconnect)
ERROR_RESPONSES: dict[Any, Callable[..., Any]] = dict.fromkeys((*EXPECTED_ERRORS, Exception), error_response)


_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


class RangeNotSatisfiable(HTTPException):
    """The requested part does not exist; `headers` has the size of the file."""

    def __init__(self, size: int) -> None:
        super().__init__(416, "The requested range is not satisfiable", {"Content-Range": f"bytes */{size}"})


class RangedResponse(Response):
    """A file of `size` bytes; `chunks(start, end)` gives its bytes. RangeNotSatisfiable if the range `asked` is outside of it.

    A header with several ranges, or an invalid one, is ignored: the response has the whole file.
    """

    def __init__(
        self, chunks: Callable[[int, int], Iterator[bytes]], size: int, asked: str | None, headers: dict[str, str]
    ) -> None:
        start, end, status = _part(asked, size)
        self._chunks, self._start, self._end = chunks, start, end
        all_headers = {**headers, "Content-Length": str(end - start), "Accept-Ranges": "bytes"}
        if status == 206:
            all_headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
        super().__init__(status_code=status, headers=all_headers)

    @property
    def length(self) -> int:
        """How many bytes are sent."""
        return self._end - self._start

    def whole(self) -> bytes:
        """The whole body."""
        return b"".join(self._chunks(self._start, self._end))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        if scope["method"] != "HEAD":
            for chunk in self._chunks(self._start, self._end):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def _part(asked: str | None, size: int) -> tuple[int, int, int]:
    """The first byte, the byte after the last, and the status."""
    match = _RANGE.fullmatch((asked or "").replace(" ", ""))
    if match is None or match.groups() == ("", ""):
        return 0, size, 200
    first, last = match.groups()
    if not first:
        start, end = max(size - int(last), 0), size
    else:
        start, end = int(first), min(int(last) + 1, size) if last else size
    if start >= end:
        raise RangeNotSatisfiable(size)
    return start, end, 206
