"""The requests to the storage host, for tests."""

from collections import deque
from datetime import datetime
from uuid import UUID

import attrs

_MOST = 20_000


@attrs.frozen(kw_only=True)
class Transfer:
    """A request to the storage host: `PUT` of a file or `GET`."""

    at: datetime
    method: str
    workspace_id: UUID | None
    #: The path of the file in its workspace; the path of the URL if it has no valid signature.
    path: str
    #: How many bytes of the file were received or sent.
    size: int
    #: The status of the response; None without a response.
    status: int | None
    #: The reason of an error.
    reason: str | None = None
    #: Whether the request had an API key, which must never be sent there.
    has_key: bool = False
    #: The fault that applied.
    fault: str | None = None

    def __str__(self) -> str:
        return f"{self.method} {self.path}: {self.status or 'no answer'}{f', {self.reason}' if self.reason else ''}"


def new_log() -> deque[Transfer]:
    """A log of the latest transfers."""
    return deque(maxlen=_MOST)
