"""What came to the storage host, for tests that want to look at it."""

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
    #: The file's path in its workspace; the path of the URL where that was not signed here.
    path: str
    #: The file's bytes that were received or sent.
    size: int
    #: The answer's status; None where there is no answer.
    status: int | None
    #: Why it was refused.
    reason: str | None = None
    #: Whether the request carried an API key, which never must go there.
    has_key: bool = False
    #: The fault that it met.
    fault: str | None = None

    def __str__(self) -> str:
        return f"{self.method} {self.path}: {self.status or 'no answer'}{f', {self.reason}' if self.reason else ''}"


def new_log() -> deque[Transfer]:
    """A log of the latest transfers."""
    return deque(maxlen=_MOST)
