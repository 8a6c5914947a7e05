"""Decides with greenery whether all strings that fit one regular expression and length also fit another one.

It runs in a separate process with limits: a short expression may need an automaton that fills the memory, and the expressions
come from documents of unknown origin.
"""

from __future__ import annotations

import re
import subprocess
import sys
from functools import lru_cache
from typing import NamedTuple

_LONGEST = 200
_MOST_REPEATS = 200
_SECONDS = 3.0
_MOST_TIMEOUTS = 3
_timeouts: list[str] = []
_PROGRAM = """
import sys, greenery
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
except (ImportError, ValueError, OSError):
    pass
fits, has_length, *inner = (greenery.parse(each).to_fsm() for each in sys.argv[1:])
outer, inner = fits & has_length, inner[0] & inner[1]
sys.exit(0 if inner.issubset(outer) else 1)
"""

# Syntax that greenery does not support like JavaScript: lookaround, references, boundaries, lazy repeats, named classes.
_UNSUPPORTED = re.compile(r"\(\?|\\[1-9bBpPkuxc]|[*+?}][?+]|\[\[|&&")
_CHARACTER = "(.|\n)"
_ANYTHING = f"{_CHARACTER}*"
_REPEAT = re.compile(r"\{(\d+)?,?(\d+)?\}")


class Language(NamedTuple):
    """The strings in which a pattern matches somewhere, and whose length is between two limits."""

    pattern: str
    least: int = 0
    most: int | None = None

    @property
    def length(self) -> str | None:
        """A regular expression for all strings of these lengths. None if it is too long for greenery."""
        if max(self.least, self.most or 0) > _MOST_REPEATS:
            return None
        most = "" if self.most is None else self.most
        return f"{_CHARACTER}{{{self.least},{most}}}" if self.least or self.most is not None else _ANYTHING


@lru_cache(maxsize=1000)
def language_covers(outer: Language, inner: Language) -> bool:
    """Whether `outer` certainly contains every string of `inner`."""
    parts = [part for each in (outer, inner) for part in (_whole(each.pattern), each.length)]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts) or len(_timeouts) >= _MOST_TIMEOUTS:
        return False
    command = [sys.executable, "-P", "-c", _PROGRAM, *known]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603 -- Our own program.
    except subprocess.TimeoutExpired:
        _timeouts.append(outer.pattern)
        return False
    return done.returncode == 0


def _whole(pattern: str) -> str | None:
    """Returns an expression for the whole string, as greenery requires it. None if there is no simple form."""
    if len(pattern) > _LONGEST or _UNSUPPORTED.search(pattern):
        return None
    if any(int(number) > _MOST_REPEATS for pair in _REPEAT.findall(pattern) for number in pair if number):
        return None
    start, end = pattern.startswith("^"), pattern.endswith("$") and not pattern.endswith("\\$")
    body = pattern[1 if start else 0 : -1 if end else None]
    plain = re.sub(r"\\.|\[\^?[^\]]*\]", "", body)
    if "^" in plain or "$" in plain or ((start or end) and "|" in _outside_groups(plain)):
        return None
    return f"{'' if start else _ANYTHING}({body}){'' if end else _ANYTHING}"


def _outside_groups(text: str) -> str:
    while (shorter := re.sub(r"\([^()]*\)", "", text)) != text:
        text = shorter
    return text
