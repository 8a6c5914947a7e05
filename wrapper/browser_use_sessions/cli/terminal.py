"""Text and numbers for the terminal."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any, TextIO
from unicodedata import category

if TYPE_CHECKING:
    from decimal import Decimal

# Control characters, invisible characters and those that change the text direction, unpaired surrogates, line separators.
_UNSAFE = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))


def clean(text: str) -> str:
    """The text with escapes for characters that would control the terminal. Line breaks and tabs stay."""
    if text.isprintable():
        return text
    return "".join(char if char in "\n\t" or _is_safe(char) else _escape(char) for char in text)


def one_line(text: str) -> str:
    """The same, with each sequence of white space and line breaks replaced by one space."""
    return clean(" ".join(text.split()))


def as_json(value: Any) -> str:
    """JSON in which characters that would control a terminal are escaped."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    text = json.dumps(value, ensure_ascii=not encoding.lower().startswith("utf"), indent=2)
    return "".join(char if char == "\n" or _is_safe(char) else _json_escape(char) for char in text)


def money(amount: Decimal) -> str:
    """USD with at least two decimals, and without rounding."""
    digits = f"{amount:f}"
    whole, _, fraction = digits.partition(".")
    return f"${whole}.{fraction.rstrip('0').ljust(2, '0')}"


def duration(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def width(stream: TextIO | None) -> int | None:
    """The columns of the stream's terminal; None if it is not a terminal: then lines are not broken or cut."""
    if stream is None:  # The shell has closed it: `>&-`.
        return None
    try:
        return os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        return None


def is_live() -> bool:
    """Whether stderr is a terminal in which a line can be updated."""
    return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def cut(text: str, columns: int | None) -> str:
    """Cuts the text to so many columns, with an ellipsis at the end if something is missing."""
    if columns is None:
        return text
    from rich.cells import cell_len, set_cell_size

    return text if cell_len(text) <= columns else set_cell_size(text, max(columns - 1, 1)).rstrip() + "…"


def _is_safe(char: str) -> bool:
    return char.isprintable() or category(char) not in _UNSAFE


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def _json_escape(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else json.dumps(char)[1:-1]
