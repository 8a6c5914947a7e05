"""Compares two schemas: their own differences, and the pairs of subschemas to compare next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..change import NOBODY, Breaks, Finding, reason, show, show_list
from .arrays import ArrayView
from .compare_objects import compare_limits, compare_objects
from .coverage import covers
from .flatten import Alternative, Discriminator, Flat, Flattener, constants
from .keywords import ALL_TYPES
from .matching import Matched, match_alternatives
from .nodes import Schema
from .objects import ObjectView
from .pair import Below, Pair, PairResult
from .scalars import compare_scalars, scalar

_ANYTHING = set(ALL_TYPES)


class SchemaComparer:
    """Compares schemas of an old and a new document."""

    def __init__(self, old: Flattener, new: Flattener, *, open_enums: bool = False) -> None:
        self.old = old
        self.new = new
        self._open_enums = open_enums

    def compare(self, pair: Pair) -> PairResult:
        """Returns the differences between the two schemas, and the pairs of their subschemas."""
        old, new = self.old.flat(pair.old), self.new.flat(pair.new)
        result = PairResult([], [])
        result.findings.extend(self._annotations(pair))
        _compare_types(pair, old.alternatives, new.alternatives, result)
        for type_ in ("string", "number", "boolean"):
            before, after = scalar(old.alternatives, type_), scalar(new.alternatives, type_)
            if before and after:
                result.findings.extend(compare_scalars(before, after, pair.position, self._open_enums))
        self._arrays(pair, _of_type(old, "array"), _of_type(new, "array"), result)
        self._objects(pair, old, new, result)
        if old.alternatives and new.alternatives and old.exclusive != new.exclusive:
            texts = ("exactly one", "at least one") if old.exclusive else ("at least one", "exactly one")
            breaks = pair.affected(narrows=new.exclusive, widens=old.exclusive)
            result.add(pair, "options-changed", "the number of options that a value fits", texts, breaks, pair.places)
        return result

    def _annotations(self, pair: Pair) -> Iterator[Finding]:
        before, after = first_value(pair.old, self.old, "default"), first_value(pair.new, self.new, "default")
        if pair.old and pair.new and not _same_value(before, after):
            texts = None if before is None else show(before), None if after is None else show(after)
            why = (
                "Requests without it behave differently."
                if pair.position == "request"
                else "It is the value to assume if it is absent."
            )
            places = (*pair.places[0], "default"), (*pair.places[1], "default")
            yield Finding("default-changed", "the default", texts, NOBODY, why, places)
        deprecated = first_value(pair.old, self.old, "deprecated") is True, first_value(pair.new, self.new, "deprecated") is True
        if deprecated[0] != deprecated[1]:
            texts = ("deprecated", "in use") if deprecated[0] else ("in use", "deprecated")
            yield Finding("deprecation-changed", "the state", texts, NOBODY, "It still works.", pair.places)

    def _arrays(self, pair: Pair, old: list[Alternative], new: list[Alternative], result: PairResult) -> None:
        for before, after, label in self._matched(pair, old, new, result):
            if _is_any(before) != _is_any(after):
                continue  # Reported as a change of types.
            one, other = ArrayView(before, self.old), ArrayView(after, self.new)
            compare_limits(pair, "length-changed", "the length", (one.shell, other.shell), (one.place, other.place), result)
            last = max(one.length, other.length)
            for index in range(last + 1):
                if one.is_possible(index) and other.is_possible(index):
                    step = f"{label}[]" if index == last else f"{label}[{index}]"
                    result.below.append(Below(step, pair._replace(old=one.item(index), new=other.item(index))))

    def _objects(self, pair: Pair, old: Flat, new: Flat, result: PairResult) -> None:
        before, after = _of_type(old, "object"), _of_type(new, "object")
        if not before or not after:
            return
        for one, other, label in self._matched(pair, before, after, result):
            if one.source and other.source and one.types == other.types == {"object"}:
                # A named option is compared only once, even if several unions have it.
                result.below.append(Below(label, pair._replace(old=(one.source,), new=(other.source,))))
            elif _is_any(one) == _is_any(other):  # Otherwise reported as a change of types.
                views = ObjectView(one, self.old, pair.position), ObjectView(other, self.new, pair.position)
                compare_objects(pair, *views, label, result)
        self._subtypes(pair, result)
        if old.discriminator and new.discriminator:
            matched = match_alternatives(before, after, self.old, self.new)
            result.findings.extend(self._discriminators(pair, old.discriminator, new.discriminator, matched))

    def _subtypes(self, pair: Pair, result: PairResult) -> None:
        """Compares schemas in a discriminator's `mapping` without `oneOf`: a value conforms to one of them."""
        if len(pair.old) != 1 or len(pair.new) != 1:
            return
        sides = (self.old, pair.old), (self.new, pair.new)
        before, after = (reader.subtypes(*schema) for reader, schema in sides)
        for tag in before.keys() & after.keys():
            result.below.append(Below(f"({tag})", pair._replace(old=(before[tag],), new=(after[tag],))))
        if not all("mapping" in reader.keywords(*schema)["discriminator"] for reader, schema in sides if before and after):
            return  # The values are the names of schemas, which count as free.
        for tag in before.keys() ^ after.keys() if before and after else ():
            comes = tag in after
            breaks = pair.affected(narrows=not comes, widens=comes)
            texts = (None, show(tag)) if comes else (show(tag), None)
            kind = "option-added" if comes else "option-removed"
            result.add(pair, kind, "the discriminator's value", texts, breaks, pair.places)

    def _discriminators(self, pair: Pair, old: Discriminator, new: Discriminator, matched: Matched) -> Iterator[Finding]:
        places = old.place, new.place
        if old.property != new.property:
            why = "Clients and servers of the two documents tell the options apart by another property."
            texts = old.property, new.property
            yield Finding("discriminator-changed", "the discriminator", texts, Breaks(True, True), why, places)
            return
        for one, other in matched.pairs:
            if old.property in constants(one, self.old) and new.property in constants(other, self.new):
                continue  # Reported as a change of values.
            if not old.mapping and not new.mapping:
                continue  # The values are the names of schemas, which count as free.
            before = {tag for tag, name in old.mapping.items() if name in one.names} or set(one.names[-1:])
            after = {tag for tag, name in new.mapping.items() if name in other.names} or set(other.names[-1:])
            if before and after and before != after:
                breaks = pair.affected(narrows=bool(before - after), widens=bool(after - before))
                texts = show_list(sorted(before)), show_list(sorted(after))
                what = "the value that the discriminator has for the option"
                yield Finding("discriminator-changed", what, texts, breaks, reason(pair.position, breaks), places)

    def _matched(
        self, pair: Pair, old: list[Alternative], new: list[Alternative], result: PairResult
    ) -> Iterator[tuple[Alternative, Alternative, str]]:
        """Returns the pairs of matching alternatives, with their part of the path. Reports alternatives without a counterpart."""
        if not old or not new:
            return
        matched = match_alternatives(old, new, self.old, self.new)
        many = len(old) > 1 or len(new) > 1
        for one, other in matched.pairs:
            yield one, other, f"({_label(one)})" if many else ""
        for alternative in matched.removed:
            if not self._covered(alternative, self.old, new, self.new):
                breaks = pair.affected(narrows=True, widens=False)
                places = alternative.place or pair.places[0], pair.places[1]
                result.add(pair, "option-removed", "the option", (_label(alternative), None), breaks, places)
        for alternative in matched.added:
            if not self._covered(alternative, self.new, old, self.old):
                breaks = pair.affected(narrows=False, widens=True)
                places = pair.places[0], alternative.place or pair.places[1]
                result.add(pair, "option-added", "the option", (None, _label(alternative)), breaks, places)

    def _covered(self, alternative: Alternative, side: Flattener, others: list[Alternative], other_side: Flattener) -> bool:
        """Whether the other options already admit all values of an option without a counterpart."""
        if any(_is_open(each, other_side) for each in others):
            return True
        if "array" not in alternative.types:
            return False  # Objects are open, so that others admit it by accident.
        whole = {"anyOf": [other_side.whole(each) for each in others]}
        return covers(whole, {**side.whole(alternative), "type": "array"})


def _compare_types(pair: Pair, old: list[Alternative], new: list[Alternative], result: PairResult) -> None:
    before, after = _types(old), _types(new)
    if pair.as_text:
        before, after = before - {"null"}, after - {"null"}
    if ("null" in before) != ("null" in after) and before - {"null"} and after - {"null"}:
        comes = "null" in after
        breaks = pair.affected(narrows=not comes, widens=comes)
        texts = ("not allowed", "allowed") if comes else ("allowed", "not allowed")
        result.add(pair, "null-added" if comes else "null-removed", "null", texts, breaks, pair.places)
        before, after = before - {"null"}, after - {"null"}
    lost, gained = before - after, after - before
    if not lost and not gained:
        return
    if pair.as_text:
        lost, gained = _beyond_text(lost, new), _beyond_text(gained, old)
    breaks = pair.affected(narrows=bool(lost), widens=bool(gained))
    result.add(pair, "type-changed", "the type", (_types_text(old), _types_text(new)), breaks, pair.places)


def _is_any(alternative: Alternative) -> bool:
    return alternative.is_unconstrained and alternative.types == _ANYTHING


def _is_open(alternative: Alternative, flattener: Flattener) -> bool:
    """Whether it admits every object."""
    return "object" in alternative.types and ObjectView(alternative, flattener, "request").is_open_map


def _of_type(flat: Flat, type_: str) -> list[Alternative]:
    return [each for each in flat.alternatives if type_ in each.types]


def _types(alternatives: list[Alternative]) -> set[str]:
    return set().union(*(each.types for each in alternatives))


def _types_text(alternatives: list[Alternative]) -> str:
    found = _types(alternatives)
    if found == _ANYTHING:
        return "any"
    number = scalar(alternatives, "number")
    words = {"number": "integer"} if number is not None and number.schema["type"] == "integer" else {}
    return " or ".join(words.get(each, each) for each in ALL_TYPES if each in found) or "nothing"


def _beyond_text(types: set[str], alternatives: list[Alternative]) -> set[str]:
    """Returns the types whose values, written as text, are not strings that the alternatives admit."""
    strings = scalar(alternatives, "string")
    return types - {"number", "boolean"} if strings is not None and strings.is_free else types


def _label(alternative: Alternative) -> str:
    if alternative.names:
        return alternative.names[-1]
    for node in alternative.nodes:
        if isinstance(node.schema.get("title"), str):
            return str(node.schema["title"])
        if isinstance(node.schema.get("properties"), dict):
            return f"object with {', '.join(list(node.schema['properties'])[:3])}"
    return "object" if "object" in alternative.types else "array"


def first_value(schema: Schema, flattener: Flattener, keyword: str) -> Any:
    """Returns the first value of a keyword in the schema or in the schemas that it refers to."""
    flat = flattener.flat(schema).alternatives
    for node in (*schema, *(flat[0].nodes if flat else ())):
        if isinstance(node.schema, dict) and node.schema.get(keyword) is not None:
            return node.schema[keyword]
    return None


def _same_value(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal; true is not 1."""
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)
