"""Decides with greenery whether one regular expression matches everything that another one matches.

It runs in a separate process with limits: a short expression may need an automaton that fills the memory, and the expressions
come from documents of unknown origin.
"""

from __future__ import annotations

import re
import subprocess
import sys
from functools import lru_cache

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
outer, inner = (greenery.parse(each).to_fsm() for each in sys.argv[1:])
sys.exit(0 if inner.issubset(outer) else 1)
"""

# Syntax that greenery does not support like JavaScript: lookaround, references, boundaries, lazy repeats, named classes.
_UNSUPPORTED = re.compile(r"\(\?|\\[1-9bBpPkuxc]|[*+?}][?+]|\[\[|&&")
_ANYTHING = "(.|\n)*"
_REPEAT = re.compile(r"\{(\d+)?,?(\d+)?\}")


@lru_cache(maxsize=1000)
def pattern_covers(outer: str, inner: str) -> bool:
    """Whether `outer` certainly matches somewhere in every string in which `inner` matches somewhere."""
    one, other = _whole(outer), _whole(inner)
    if one is None or other is None or len(_timeouts) >= _MOST_TIMEOUTS:
        return False
    command = [sys.executable, "-P", "-c", _PROGRAM, one, other]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603 -- Our own program.
    except subprocess.TimeoutExpired:
        _timeouts.append(outer)
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
