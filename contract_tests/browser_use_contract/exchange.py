"""One request and what came back for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

KEY_HEADER = "x-browser-use-api-key"


class Credentials(StrEnum):
    """What stood in the key header. Recorded traffic seldom keeps the header, so it may be unknown."""

    RIGHT = "right"
    WRONG = "wrong"
    NONE = "none"
    #: The right key, but not in its header.
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"


class NotJson(ValueError):
    """A body that is no JSON document, or not one that every reader reads alike."""


class _Missing:
    """Stands for a body that is no JSON, where None would be the JSON null."""


MISSING = _Missing()


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = sorted({name for name in names if names.count(name) > 1})
        raise NotJson(f"the name {twice[0]!r} stands twice in one object")
    return found


def _no_number(token: str) -> Any:
    raise NotJson(f"{token} is no JSON number")


def parse_json(body: bytes) -> Any:
    """The JSON value of a body.

    Raises NotJson for bytes that are not UTF-8, for broken JSON, for NaN and Infinity, and where a name stands twice.
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
    except ValueError:  # Python reads no integer of more than some thousand digits
        raise NotJson("a number with too many digits") from None


@dataclass(frozen=True, eq=False)
class Exchange:
    """One request with its answer. Times are seconds since the epoch; status 0 means that no answer came, and `error` says why.

    `path` is relative to the base URL. The key is never kept; `credentials` says what it was. `session_id` is the path's, as it
    was written.
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
    #: The signed URL that it went to, where that was a storage host's and not the API's; `path` is its path then.
    url: str = ""

    @cached_property
    def document(self) -> Any:
        """The answer's JSON value, or MISSING."""
        try:
            return parse_json(self.body)
        except NotJson:
            return MISSING

    @cached_property
    def flaw(self) -> str:
        """Why the answer's body is no sound JSON, or an empty string."""
        if self.document is not MISSING:
            return ""
        try:
            parse_json(self.body)
        except NotJson as error:
            return str(error)
        return ""

    @cached_property
    def request(self) -> Any:
        """The JSON value that was sent, or MISSING where nothing or no JSON was."""
        if self.sent is None:
            return MISSING
        try:
            return parse_json(self.sent)
        except NotJson:
            return MISSING

    @property
    def fields(self) -> Mapping[str, Any]:
        """The properties that were sent; empty where the body was no object."""
        return self.request if isinstance(self.request, dict) else {}

    @property
    def object(self) -> Mapping[str, Any]:
        """The properties that came back; empty where the body is no object."""
        return self.document if isinstance(self.document, dict) else {}

    @property
    def authorised(self) -> bool:
        """Whether the right key was sent, as far as is known."""
        return self.credentials is Credentials.RIGHT or (self.credentials is Credentials.UNKNOWN and self.status != 401)

    def parameter(self, name: str) -> str | None:
        """The only value of a query parameter; None where it is absent or stands more than once."""
        values = [value for key, value in self.query if key == name]
        return values[0] if len(values) == 1 else None

    def before(self, other: Exchange) -> bool:
        """Whether this one was over when the other began, so that the server must have handled them in that order."""
        return self.ended <= other.started
