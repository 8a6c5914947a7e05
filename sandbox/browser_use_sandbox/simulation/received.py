"""The calls that the sandbox has received, for tests."""

import functools
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

import attrs

_SECRET = frozenset((b"authorization", b"cookie", b"content-length"))
#: Replaces secrets in the log.
HIDDEN = "(hidden)"
_MOST = 20_000
_MOST_BYTES = 64 * 1024 * 1024


@attrs.define(eq=False, kw_only=True)
class Received:
    """A call of an operation of the contract, without the API key."""

    at: datetime
    operation: str
    method: str
    #: The path after the base path of the API; the query is as it was sent.
    path: str
    query: str
    #: By name in lower case, without the headers with keys.
    headers: Mapping[str, str]
    #: The JSON value; None without a body, or if it could not be read.
    body: Any
    #: The session that the call names or has created.
    session_id: UUID | None
    #: The resource that the path names or the call has created.
    resource_id: UUID | None = None
    #: Whether the sandbox simulates the operation; otherwise the schema and examples of the document gave the response.
    is_simulated: bool = True
    #: The size of the body in bytes.
    size: int
    #: The status of the response; None without a response.
    status: int | None = None
    #: The fault that applied: json, html, nothing, reset, truncated, garbage, delay or set; None without a fault.
    fault: str | None = None


def kept_headers(headers: Iterable[tuple[bytes, bytes]], key_header: bytes) -> Mapping[str, str]:
    """The headers of a request for the log, without keys. Equal headers of many requests share their memory."""
    return _decoded(tuple([header for header in headers if header[0] not in _SECRET and header[0] != key_header]))


def without_secrets(value: Any, names: Collection[str]) -> Any:
    """The body with the values of secret properties hidden, at any depth."""
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
    """The replacement of a secret. Of an object, the names stay."""
    return dict.fromkeys(secret, HIDDEN) if isinstance(secret, dict) else HIDDEN


@functools.lru_cache(256)
def _decoded(headers: tuple[tuple[bytes, bytes], ...]) -> Mapping[str, str]:
    return MappingProxyType({name.decode("latin-1"): value.decode("latin-1") for name, value in headers})


class Log:
    """The latest calls, the oldest first: at most 20,000, with at most 64 MB of bodies."""

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


@attrs.define(eq=False, kw_only=True)
class Delivery:
    """A webhook event, and how its delivery went."""

    #: The event as JSON.
    event: dict[str, Any]
    #: The result of each attempt: the status of the response, or the error.
    attempts: list[int | str] = attrs.Factory(list)
    #: Whether the receiver accepted it with a 2XX status.
    is_delivered: bool = False
    #: Whether there will be no more attempts.
    is_given_up: bool = False
