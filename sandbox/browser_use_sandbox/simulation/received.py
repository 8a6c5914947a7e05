"""What callers sent, for tests that want to look at it."""

import functools
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

import attrs

_SECRET = frozenset((b"authorization", b"cookie", b"content-length"))
#: What stands in the log for a secret.
HIDDEN = "(hidden)"
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
    #: The resource that the call named in its path, or created.
    resource_id: UUID | None = None
    #: Whether the sandbox simulates the operation; else the answer came from the document's schema and examples.
    is_simulated: bool = True
    #: How many bytes the body had.
    size: int
    #: The answer's status; None where there is no answer.
    status: int | None = None
    #: The fault that it met: json, html, nothing, reset, truncated, garbage, delay or set; None where it met none.
    fault: str | None = None


def kept_headers(headers: Iterable[tuple[bytes, bytes]], key_header: bytes) -> Mapping[str, str]:
    """What is kept of a request's headers: no keys. Callers send the same ones again and again, which take no more room then."""
    return _decoded(tuple([header for header in headers if header[0] not in _SECRET and header[0] != key_header]))


def without_secrets(value: Any, names: Collection[str]) -> Any:
    """A body without the values of the properties that are secrets, at whatever depth."""
    if isinstance(value, list):
        return [without_secrets(part, names) for part in value] if value and isinstance(value[0], dict | list) else value
    if not isinstance(value, dict):
        return value
    return {
        name: _hidden(part)
        if name in names and part is not None
        else without_secrets(part, names)
        if isinstance(part, dict | list)
        else part
        for name, part in value.items()
    }


def _hidden(secret: Any) -> Any:
    """What stands for a secret. Of an object, the names are none."""
    return dict.fromkeys(secret, HIDDEN) if isinstance(secret, dict) else HIDDEN


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
