"""Words that look like others: what somebody may have meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches


def hint(word: str, known: Iterable[str]) -> str:
    """The end of a message: the nearest of the words that are known, where one is near."""
    matches = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean `{matches[0]}`?" if matches else ""


def slip(word: str, known: Iterable[str]) -> str | None:
    """The known word that this one is a slip of: a letter too many, too few or in the wrong place, a wrong one in longer words.

    Names of other languages for the same thing, such as `max_length`, are no slips, and neither are other short words.
    """
    for other in known:
        if word.lower() == other.lower() or (min(len(word), len(other)) >= 3 and len(other) >= 4 and _is_near(word, other)):
            return other
    return None


def _is_near(word: str, other: str) -> bool:
    if other[0] == "$":
        return word in ("ref", "defs") and other[1:] == word
    start = next((index for index, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other)))
    rest, other_rest = word[start:], other[start:]
    if "_" in word:
        return False
    one_more_or_less = rest[1:] == other_rest or rest == other_rest[1:]
    swapped = rest[:2] == other_rest[1::-1] and len(other_rest) > 1 and rest[2:] == other_rest[2:]
    another = len(other) >= 6 and rest[1:] == other_rest[1:]
    return one_more_or_less or swapped or another or (len(other) >= 8 and SequenceMatcher(None, word, other).ratio() >= 0.9)
