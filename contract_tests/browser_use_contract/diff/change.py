"""What a comparison finds."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from .document import Place
from .reading.tree import Line

# Who sends it: `request` is what a client sends, `response` what a client gets (a webhook's body is a response).
Position = Literal["request", "response"]


class Breaks(NamedTuple):
    """Whom a change breaks: an old client on a new server, a new client on an old server."""

    old_client: bool = False
    new_client: bool = False


NOBODY = Breaks()


class Finding(NamedTuple):
    """A change where it was found.

    Of `texts`, old and new, one is None where there is nothing on that side. `places` are where it stands, or would stand, in the
    two documents.
    """

    kind: str
    what: str
    texts: tuple[str | None, str | None]
    breaks: Breaks
    why: str
    places: tuple[Place, Place]
    path: str = ""


class Where(NamedTuple):
    """`operation` as `POST /sessions`; `part` as `request body application/json`; `path` as `files[].name`, or empty."""

    operation: str
    part: str
    path: str


@dataclass
class Change:
    """One change with all places that it reaches; `old_line` and `new_line` are the nearest lines in the documents."""

    kind: str
    what: str
    old: str | None
    new: str | None
    breaks: Breaks
    why: str
    old_line: Line
    new_line: Line
    where: list[Where] = field(default_factory=list)


def affected(position: Position, *, narrows: bool, widens: bool) -> Breaks:
    """Whom it breaks that values are no longer allowed (narrows) or newly allowed (widens)."""
    return Breaks(narrows, widens) if position == "request" else Breaks(widens, narrows)


def reason(position: Position, breaks: Breaks) -> str:
    """The sentence for a change of the values that are allowed."""
    if position == "request":
        old, new = "old clients may send what the new server refuses", "new clients may send what an old server refuses"
    else:
        old, new = (
            "the new server may send what old clients do not expect",
            "an old server may send what new clients do not expect",
        )
    told = [text for text, applies in ((old, breaks.old_client), (new, breaks.new_client)) if applies]
    return sentence("; ".join(told) or "nobody meets a value that they do not know")


def sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def show(value: Any, longest: int = 160) -> str:
    """A value as JSON, shortened."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def show_list(values: list[Any], most: int = 30) -> str:
    shown = ", ".join(show(value, 60) for value in values[:most])
    return f"{shown} and {len(values) - most} more" if len(values) > most else shown
