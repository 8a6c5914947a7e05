"""What callers sent, for tests that want to look at it."""

import functools
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

import attrs

_SECRET = frozenset((b"x-browser-use-api-key", b"authorization", b"cookie"))
_MOST = 20_000
_MOST_BYTES = 64 * 1024 * 1024


@attrs.define(eq=False, kw_only=True)
class Received:
    """A call of one of the contract's operations. The API key is not kept."""

    at: datetime
    operation: str
    method: str
    #: Below the API's base path, with the query as it was sent.
    path: str
    query: str
    #: By name, in lower case, without those that hold keys.
    headers: Mapping[str, str]
    #: The JSON value; None where there was none or it could not be read.
    body: Any
    #: The session that the call named or created.
    session_id: UUID | None
    #: How many bytes the body had.
    size: int
    #: The answer's status; None where there is no answer.
    status: int | None = None
    #: The fault that it met: json, html, nothing, reset, truncated, garbage, delay or set; None where it met none.
    fault: str | None = None


def kept_headers(headers: Iterable[tuple[bytes, bytes]]) -> Mapping[str, str]:
    """What is kept of a request's headers. Callers send the same ones again and again, which take no more room then."""
    return _decoded(tuple([header for header in headers if header[0] not in _SECRET and header[0] != b"content-length"]))


@functools.lru_cache(256)
def _decoded(headers: tuple[tuple[bytes, bytes], ...]) -> Mapping[str, str]:
    return MappingProxyType({name.decode("latin-1"): value.decode("latin-1") for name, value in headers})


class Log:
    """The latest calls, the oldest first: 20,000 of them or 64 MB of bodies at most."""

    def __init__(self) -> None:
        self._calls: deque[Received] = deque()
        self._size = 0

    def __iter__(self) -> Iterator[Received]:
        return iter(self._calls)

    def add(self, call: Received) -> None:
        self._calls.append(call)
        self._size += call.size
        while len(self._calls) > _MOST or (self._size > _MOST_BYTES and len(self._calls) > 1):
            self._size -= self._calls.popleft().size
