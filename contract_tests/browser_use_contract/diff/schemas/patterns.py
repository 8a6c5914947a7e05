"""Decides with greenery whether all strings that fit one regular expression and length also fit another one.

It runs in a separate process with limits: a short expression may need an automaton that fills the memory, and the expressions
come from documents of unknown origin.
"""

from __future__ import annotations

import re
import subprocess
import sys
from functools import lru_cache
from math import inf
from typing import NamedTuple

_LONGEST = 200
_MOST_REPEATS = 200
# The processor time is limited in the program, so that a busy machine gives the same answers. This is for a hanging one.
_SECONDS = 30.0
_MOST_TIMEOUTS = 3
_timeouts: list[str] = []
_PROGRAM = """
import sys, greenery
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
    resource.setrlimit(resource.RLIMIT_CPU, (3, 3))
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
_CLASS = re.compile(r"\[(\^?)((?:\\.|[^\]\\])*)\]")
_SPECIAL = re.compile(r"\\.|\[\^?[^\]]*\]")
_TOKEN = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|.", re.DOTALL)


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
    if outer[1:] == inner[1:] and (answer := _differ_in_repeats(outer.pattern, inner.pattern)) is not None:
        return answer
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
    if done.returncode < 0:  # It was ended because of a limit.
        _timeouts.append(outer.pattern)
    return done.returncode == 0


def _differ_in_repeats(outer: str, inner: str) -> bool | None:
    """Whether `outer` covers `inner`, if they differ only in one number of repeats such as `{1,64}`. None if they do not."""
    if "(?!" in outer or "(?<!" in outer or _REPEAT.sub("{}", outer) != _REPEAT.sub("{}", inner):
        return None
    ranges = [[_range(found[0]) for found in _REPEAT.finditer(each)] for each in (outer, inner)]
    differing = [(one, other) for one, other in zip(*ranges, strict=True) if one != other]
    if len(differing) != 1:
        return None
    (least, most), (inner_least, inner_most) = differing[0]
    return bool(least <= inner_least and inner_most <= most)


def _range(repeat: str) -> tuple[int, float]:
    least, comma, most = repeat[1:-1].partition(",")
    return int(least or 0), int(most) if most else inf if comma else int(least)


def _whole(pattern: str) -> str | None:
    """Returns an expression for the whole string, as greenery requires it. None if there is no simple form."""
    pattern = _CLASS.sub(_without_bare_hyphen, pattern.replace("(?:", "("))
    if len(pattern) > _LONGEST or _UNSUPPORTED.search(pattern):
        return None
    if any(int(number) > _MOST_REPEATS for pair in _REPEAT.findall(pattern) for number in pair if number):
        return None
    options = [_whole_option(option) for option in _options(pattern)]
    return "|".join(f"({option})" for option in options) if all(options) else None


def _whole_option(pattern: str) -> str:
    """Returns the same for a pattern without alternatives outside of groups. Empty if there is no simple form."""
    start, end = pattern.startswith("^"), pattern.endswith("$") and not pattern.endswith("\\$")
    body = pattern[1 if start else 0 : -1 if end else None]
    if set("^$") & set(_SPECIAL.sub("", body)):
        return ""
    return f"{'' if start else _ANYTHING}({body}){'' if end else _ANYTHING}"


def _options(pattern: str) -> list[str]:
    """Splits the pattern at each `|` outside of groups and classes."""
    options, depth = [""], 0
    for part in _TOKEN.findall(pattern):
        depth += (part == "(") - (part == ")")
        if part == "|" and depth == 0:
            options.append("")
        else:
            options[-1] += part
    return options


def _without_bare_hyphen(found: re.Match[str]) -> str:
    """Escapes a hyphen at the start or end of a class, which greenery cannot read."""
    negation, body = found[1], found[2]
    body = f"\\-{body[1:]}" if body.startswith("-") else body
    return f"[{negation}{body[:-1]}\\-]" if body.endswith("-") and not body.endswith("\\-") else f"[{negation}{body}]"
