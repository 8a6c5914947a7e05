"""Signed URLs of the storage host, the paths that they may have, and the log of what was requested."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode
from uuid import UUID

import attrs

from ..common.signing import Signer
from . import PATH

_LONGEST = 1024


def joined(prefix: str, name: str) -> str:
    """The path of a file in the folder `prefix`, which may end with a slash. ValueError with the reason if it is invalid."""
    folder = prefix.removesuffix("/")
    path = f"{folder}/{name}" if folder else name
    check_path(path)
    return path


def check_path(path: str) -> None:
    """ValueError with the reason if no file can be uploaded to that path."""
    if len(path.encode("utf-8", "surrogatepass")) > _LONGEST:
        raise ValueError(f"The whole path is longer than {_LONGEST} bytes")
    for part in path.split("/"):
        if part in (".", ".."):
            raise ValueError(f"A part of the path is {part!r}, which would leave the folder")


@attrs.frozen
class Grant:
    """What a URL allows: `PUT` of a file with this type and size (None: any), or `GET`."""

    method: str
    workspace_id: UUID
    path: str
    expires: int
    content_type: str | None = None
    size: int | None = None

    @property
    def _claim(self) -> str:
        return json.dumps(["storage", *(str(value) for value in attrs.astuple(self, recurse=False))])

    def url(self, origin: str, signer: Signer) -> str:
        """The URL on the storage host at `origin`.

        The path of the file is in the query, since clients normalise `..` in the path of a URL.
        """
        values: dict[str, Any] = {"path": self.path, "expires": self.expires, "type": self.content_type, "size": self.size}
        query = urlencode({name: value for name, value in values.items() if value is not None})
        place = f"{PATH}{self.workspace_id}/{quote(self._name)}"
        return f"{origin}{place}?{query}&signature={signer.signature(self._claim)}"

    @property
    def _name(self) -> str:
        """The last part of the path of the URL, for people."""
        name = self.path.rpartition("/")[2]
        return "file" if name in ("", ".", "..") else name


def expiry(now: datetime, seconds: float) -> int:
    """When a URL expires that is valid for this many seconds, in Unix seconds."""
    return int(now.timestamp() + seconds)


def read_grant(method: str, path: str, query: str, signer: Signer) -> Grant | None:
    """What the URL of a request allows; None if its signature is invalid. `path` is decoded."""
    workspace, _, name = path.removeprefix(PATH).partition("/")
    values = dict(parse_qsl(query, keep_blank_values=True))
    try:
        grant = Grant(
            method="GET" if method == "HEAD" else method,
            workspace_id=UUID(workspace),
            path=values.get("path", ""),
            expires=int(values.get("expires", "")),
            content_type=values.get("type"),
            size=int(values["size"]) if "size" in values else None,
        )
    except ValueError:
        return None
    return grant if name == grant._name and signer.is_signature(grant._claim, values.get("signature", "")) else None


@attrs.define(kw_only=True)
class Transfer:
    """A request to the storage host: `PUT` of a file or `GET`."""

    at: datetime
    method: str
    workspace_id: UUID | None = None
    #: The path of the file in its workspace; the path of the URL if it has no valid signature.
    path: str
    #: How many bytes of the file were received or sent.
    size: int = 0
    #: The status of the response; None without a response.
    status: int | None = None
    #: The reason of an error.
    reason: str | None = None
    #: Whether the request had an API key, which must never be sent there.
    has_key: bool = False
    #: The fault that applied.
    fault: str | None = None

    def __str__(self) -> str:
        return f"{self.method} {self.path}: {self.status or 'no answer'}{f', {self.reason}' if self.reason else ''}"
