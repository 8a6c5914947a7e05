"""Responses with a file, or with the part of it that a `Range` header asks for."""

import re
from collections.abc import Callable, Iterator

from starlette.types import Receive, Scope, Send

from .responses import StreamedResponse

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


class RangeNotSatisfiable(Exception):
    """The requested part does not exist; `headers` has the size of the file."""

    def __init__(self, size: int) -> None:
        super().__init__("The requested range is not satisfiable")
        self.headers = {"Content-Range": f"bytes */{size}"}


class RangedResponse(StreamedResponse):
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
