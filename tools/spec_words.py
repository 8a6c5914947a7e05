"""Words that look like others: what somebody may have meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches


def hint(word: str, known: Iterable[str]) -> str:
    """The end of a message: the nearest of the words that are known, where one is near."""
    near = nearest(word, known)
    return f"; did you mean `{near}`?" if near else ""


def nearest(word: str, known: Iterable[str]) -> str:
    """The nearest of the words that are known; "" where none is near."""
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.6)), "")


def slip(word: str, known: Iterable[str], letters: int = 10) -> str | None:
    """The known word that this one is a slip of: singular for plural, or a letter too many, too few, wrong, or out of place.

    For each so many `letters` of the known word there may be one such mistake. Names of other languages for the same thing, such
    as `max_length`, are no slips, and neither are other short words.
    """
    known = list(known)
    same = [other for other in known if word.lower() == other.lower()]
    return next(iter(same or [other for other in known if _is_slip(word.lower(), other.lower(), letters)]), None)


def spelling(word: str, known: Iterable[str]) -> str:
    """The end of a message: the known word that this one is when `_` and capitals do not matter, as in other languages."""
    plain = word.replace("_", "").lower()
    return next((f"; did you mean `{other}`?" for other in known if other.lower() == plain), "")


def _is_slip(word: str, other: str, letters: int) -> bool:
    if other[0] == "$" != word[:1]:
        return word in ("ref", "defs") and other[1:] == word
    if "_" in word or len(word) < 3 or len(other) < 4 or re.findall(r"\d", word) != re.findall(r"\d", other):
        return False
    if _singular(word) == _singular(other):
        return True
    mistakes = _mistakes(word, other)
    if word[0] != other[0] and (mistakes > 1 or (len(other) < 6 and len(word) == len(other))):
        return False  # Another word, such as `when` for `then`.
    return mistakes <= max(1, len(other) // letters)


def _singular(word: str) -> str:
    return word.removesuffix("s").removesuffix("ie").removesuffix("y")


def _mistakes(word: str, other: str) -> int:
    """How many letters are too many, too few, wrong, or swapped with the next one."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for index, letter in enumerate(word, 1):
        before, last, row = row, before, [index]
        for column, wanted in enumerate(other, 1):
            fewest = min(before[column] + 1, row[-1] + 1, before[column - 1] + (letter != wanted))
            if column > 1 and index > 1 and (letter, word[index - 2]) == (other[column - 2], wanted):
                fewest = min(fewest, last[column - 2] + 1)
            row.append(fewest)
    return row[-1]
