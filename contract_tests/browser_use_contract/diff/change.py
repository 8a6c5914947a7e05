"""The changes that a comparison finds."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from .document import Place
from .reading.tree import Line

# The direction: a client sends a `request` and receives a `response`. A webhook's body is a response.
Position = Literal["request", "response"]


class Breaks(NamedTuple):
    """Which clients a change breaks: an old client on a new server, or a new client on an old server."""

    old_client: bool = False
    new_client: bool = False


NOBODY = Breaks()


class Finding(NamedTuple):
    """A change at one place.

    `texts` are the old and the new text; one is None if that document has nothing there. `places` are the positions in the two
    documents.
    """

    kind: str
    what: str
    texts: tuple[str | None, str | None]
    breaks: Breaks
    why: str
    places: tuple[Place, Place]
    path: str = ""


class Where(NamedTuple):
    """A place. Examples: `operation` is `POST /sessions`; `part` is `request body application/json`; `path` is `files[].name`."""

    operation: str
    part: str
    path: str


@dataclass
class Change:
    """One change with all places that it affects. `old_line` and `new_line` are the nearest lines in the documents."""

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
    """Returns which clients break if values are no longer allowed (narrows) or newly allowed (widens)."""
    return Breaks(narrows, widens) if position == "request" else Breaks(widens, narrows)


def reason(position: Position, breaks: Breaks) -> str:
    """Returns the explanation for a change of the allowed values."""
    if position == "request":
        old, new = "old clients may send what the new server refuses", "new clients may send what an old server refuses"
    else:
        old, new = (
            "the new server may send what old clients do not expect",
            "an old server may send what new clients do not expect",
        )
    reasons = [text for text, applies in ((old, breaks.old_client), (new, breaks.new_client)) if applies]
    return sentence("; ".join(reasons) or "no client gets an unknown value")


def sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def show(value: Any, longest: int = 160) -> str:
    """Returns a value as shortened JSON."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def show_list(values: list[Any], most: int = 30) -> str:
    shown = ", ".join(show(value, 60) for value in values[:most])
    return f"{shown} and {len(values) - most} more" if len(values) > most else shown
