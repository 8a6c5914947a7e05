"""Matches the alternatives of an old and a new schema, independent of names and order."""

from __future__ import annotations

from typing import NamedTuple

from .coverage import identity
from .flatten import Alternative, Flattener, constants
from .keywords import required_names

# The minimum share of common property names for two alternatives to match.
_LEAST_ALIKE = 0.3
_EQUAL = 100.0


class Matched(NamedTuple):
    pairs: list[tuple[Alternative, Alternative]]
    removed: list[Alternative]
    added: list[Alternative]


def match_alternatives(old: list[Alternative], new: list[Alternative], old_side: Flattener, new_side: Flattener) -> Matched:
    """Returns the pairs, best ones first. Alternatives without a pair were removed or added."""
    if len(old) == len(new) == 1:
        return Matched([(old[0], new[0])], [], [])
    before = [_Features(each, old_side) for each in old]
    after = [_Features(each, new_side) for each in new]
    equal: set[tuple[int, int]] = set()
    if _look_alike(before) or _look_alike(after):
        identities = [each.identity for each in before], [each.identity for each in after]
        equal = {(i, j) for i, one in enumerate(identities[0]) for j, other in enumerate(identities[1]) if one == other}
    scores = sorted(
        (
            (_EQUAL * ((i, j) in equal) + _likeness(one, other), i, j)
            for i, one in enumerate(before)
            for j, other in enumerate(after)
        ),
        key=lambda each: (-each[0], each[1], each[2]),
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for score, i, j in scores:
        if score >= _LEAST_ALIKE and i not in partner and j not in taken:
            partner[i] = j
            taken.add(j)
    pairs = [(old[i], new[j]) for i, j in sorted(partner.items())]
    removed = [each for i, each in enumerate(old) if i not in partner]
    added = [each for j, each in enumerate(new) if j not in taken]
    return Matched(pairs, removed, added)


class _Features:
    def __init__(self, alternative: Alternative, side: Flattener) -> None:
        self.alternative = alternative
        self.side = side
        self.constants = constants(alternative, side)
        self.names = alternative.names
        self.properties: set[str] = set()
        self.required: set[str] = set()
        for node in alternative.nodes:
            properties = node.schema.get("properties")
            self.properties |= set(properties) if isinstance(properties, dict) else set()
            self.required |= set(required_names(node.schema))

    @property
    def outline(self) -> tuple[object, ...]:
        return frozenset(self.properties), frozenset(self.required), str(sorted(self.constants.items()))

    @property
    def identity(self) -> object:
        return identity(self.side.whole(self.alternative))


def _look_alike(side: list[_Features]) -> bool:
    """Whether two alternatives of one document differ only in their subschemas."""
    return len({each.outline for each in side}) < len(side)


def _likeness(one: _Features, other: _Features) -> float:
    shared = one.constants.keys() & other.constants.keys()
    if any(one.constants[name] != other.constants[name] for name in shared):
        return 0.0
    score = 2.0 if shared else 0.0
    union = one.properties | other.properties
    score += len(one.properties & other.properties) / len(union) if union else 1.0
    score += 0.5 if one.required == other.required else 0.0
    score += 0.4 if one.names and one.names[-1:] == other.names[-1:] else 0.0
    return score if score >= 1.0 or shared or one.properties & other.properties or not union else 0.0
