"""An exchange: one request and its response."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

KEY_HEADER = "x-browser-use-api-key"
#: Statuses that may come instead of any other response: no credits, no permission, too many requests.
_INSTEAD = (402, 403, 429)


class Credentials(StrEnum):
    """What the API key header contained. It may be unknown, since recordings often leave the header out."""

    RIGHT = "right"
    WRONG = "wrong"
    NONE = "none"
    #: The right key, but not in its header.
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"


class NotJson(ValueError):
    """The body is not JSON, or is JSON that readers interpret differently."""


class _Missing:
    """The value of a body that is not JSON. None would be the JSON value null."""


MISSING = _Missing()


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = sorted({name for name in names if names.count(name) > 1})
        raise NotJson(f"an object has the name {twice[0]!r} twice")
    return found


def _no_number(token: str) -> Any:
    raise NotJson(f"{token} is not a JSON number")


def parse_json(body: bytes) -> Any:
    """Parses a body as JSON.

    Raises NotJson for bytes that are not UTF-8, for invalid JSON, for NaN and Infinity, and for an object with a duplicate name.
    """
    try:
        return json.loads(body.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise NotJson(f"not UTF-8 at byte {error.start}") from None
    except json.JSONDecodeError as error:
        raise NotJson(f"{error.msg} at character {error.pos}") from None
    except RecursionError:
        raise NotJson("nested too deeply") from None
    except NotJson:
        raise
    except ValueError:  # Python limits the digits of an integer
        raise NotJson("a number with too many digits") from None


@dataclass(frozen=True, eq=False)
class Exchange:
    """One request with its response. Times are in seconds since the epoch. Status 0 means no response; `error` says why.

    `path` is relative to the base URL. The API key is not stored; `credentials` describes it. `session_id` is the first id in the
    path, as it was written.
    """

    number: int
    method: str
    path: str
    operation: str
    session_id: str
    query: tuple[tuple[str, str], ...]
    credentials: Credentials
    content_type: str
    sent: bytes | None
    status: int
    headers: Mapping[str, str]
    body: bytes
    started: float
    ended: float
    error: str = ""
    #: The signed URL, if the request went to a storage host and not to the API. `path` is then the URL's path.
    url: str = ""

    @cached_property
    def document(self) -> Any:
        """The JSON value of the response body, or MISSING."""
        try:
            return parse_json(self.body)
        except NotJson:
            return MISSING

    @cached_property
    def flaw(self) -> str:
        """Why the response body is not valid JSON, or an empty string."""
        if self.document is not MISSING:
            return ""
        try:
            parse_json(self.body)
        except NotJson as error:
            return str(error)
        return ""

    @cached_property
    def request(self) -> Any:
        """The JSON value of the request body, or MISSING if there is none."""
        if self.sent is None:
            return MISSING
        try:
            return parse_json(self.sent)
        except NotJson:
            return MISSING

    @property
    def fields(self) -> Mapping[str, Any]:
        """The properties of the request body. Empty if it is not an object."""
        return self.request if isinstance(self.request, dict) else {}

    @property
    def object(self) -> Mapping[str, Any]:
        """The properties of the response body. Empty if it is not an object."""
        return self.document if isinstance(self.document, dict) else {}

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    @property
    def was_handled(self) -> bool:
        """Whether the server responded to the request itself: not with an error of its own, nor with 402, 403 or 429."""
        return 0 < self.status < 500 and self.status not in _INSTEAD

    @property
    def may_have_acted(self) -> bool:
        """Whether the request may have changed something: it was not refused, or its outcome is unknown."""
        return not 400 <= self.status < 500

    @property
    def authorised(self) -> bool:
        """Whether the request had the right API key, as far as is known."""
        return self.credentials is Credentials.RIGHT or (self.credentials is Credentials.UNKNOWN and self.status != 401)

    def parameter(self, name: str) -> str | None:
        """Returns the value of a query parameter. None if the query has it not at all or more than once."""
        values = [value for key, value in self.query if key == name]
        return values[0] if len(values) == 1 else None

    def before(self, other: Exchange) -> bool:
        """Whether this exchange ended before the other one started, so that the server handled them in that order."""
        return self.ended <= other.started
