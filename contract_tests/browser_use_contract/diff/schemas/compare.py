"""Compares two schemas: what differs here, and which schemas below have to be compared in turn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ..change import NOBODY, Breaks, Finding, Position, affected, reason, sentence, show, show_list
from ..document import Place
from .arrays import ArrayView
from .coverage import covers
from .flatten import Alternative, Discriminator, Flattener, Schema, constants
from .keywords import ALL_TYPES
from .matching import Matched, match_alternatives
from .objects import ObjectView
from .scalars import Scalar, compare_scalars, scalar


class Pair(NamedTuple):
    """Two schemas in the same position. `as_text`: values are written as text (in a URL, a header, a form), so that a
    string admits what a number is written as, and null has no form."""

    old: Schema
    new: Schema
    position: Position
    as_text: bool = False

    @property
    def key(self) -> tuple[object, ...]:
        return (tuple(node.key for node in self.old), tuple(node.key for node in self.new), *self[2:])


class Below(NamedTuple):
    """A pair that lies below another one; `step` is added to the path."""

    step: str
    pair: Pair


class Comparison(NamedTuple):
    findings: list[Finding]
    below: list[Below]


class SchemaComparer:
    """Compares schemas of an old and a new document."""

    def __init__(self, old: Flattener, new: Flattener, *, open_enums: bool = False) -> None:
        self.old = old
        self.new = new
        self._open_enums = open_enums

    def compare(self, pair: Pair) -> Comparison:
        """The differences between the two schemas themselves, and the pairs below them."""
        old, new = self.old.flat(pair.old), self.new.flat(pair.new)
        found = Comparison([], [])
        places = _place(pair.old), _place(pair.new)
        found.findings.extend(self._annotations(pair, *places))
        self._types(pair, old.alternatives, new.alternatives, found)
        for type_ in ("string", "number", "boolean"):
            before, after = scalar(old.alternatives, type_), scalar(new.alternatives, type_)
            if before and after:
                found.findings.extend(compare_scalars(before, after, pair.position, self._open_enums))
        self._arrays(pair, _of_type(old.alternatives, "array"), _of_type(new.alternatives, "array"), found)
        objects_old, objects_new = _of_type(old.alternatives, "object"), _of_type(new.alternatives, "object")
        self._objects(pair, objects_old, objects_new, found)
        if old.discriminator and new.discriminator and objects_old and objects_new:
            matched = match_alternatives(objects_old, objects_new, self.old, self.new)
            found.findings.extend(self._discriminators(pair, old.discriminator, new.discriminator, matched))
        if old.exclusive != new.exclusive and objects_old and objects_new:
            breaks = affected(pair.position, narrows=new.exclusive, widens=old.exclusive)
            texts = [f"a value fits {'exactly one option' if each.exclusive else 'any of the options'}" for each in (old, new)]
            found.findings.append(Finding("options-changed", "the options", *texts, breaks, reason(pair.position, breaks), *places))
        return found

    def _annotations(self, pair: Pair, old_place: Place, new_place: Place) -> Iterator[Finding]:
        before, after = (_first(schema, side, "default") for schema, side in ((pair.old, self.old), (pair.new, self.new)))
        if not _same_value(before, after) and pair.old and pair.new:
            texts = [None if value is None else show(value) for value in (before, after)]
            why = "Whoever leaves it out gets another behaviour." if pair.position == "request" else "It says what to assume."
            yield Finding("default-changed", "the default", *texts, NOBODY, why, (*old_place, "default"), (*new_place, "default"))
        old_deprecated, new_deprecated = (
            _first(schema, side, "deprecated") is True for schema, side in ((pair.old, self.old), (pair.new, self.new))
        )
        if old_deprecated != new_deprecated:
            texts = ["deprecated" if each else "in use" for each in (old_deprecated, new_deprecated)]
            yield Finding("deprecation-changed", "the state", *texts, NOBODY, "It still works.", old_place, new_place)

    def _types(self, pair: Pair, old: list[Alternative], new: list[Alternative], found: Comparison) -> None:
        before, after = _types(old), _types(new)
        if pair.as_text:
            before -= {"null"}
            after -= {"null"}
        places = _place(pair.old), _place(pair.new)
        if ("null" in before) != ("null" in after) and before - {"null"} and after - {"null"}:
            comes = "null" in after
            breaks = affected(pair.position, narrows=not comes, widens=comes)
            texts = ["not allowed", "allowed"] if comes else ["allowed", "not allowed"]
            kind = "null-added" if comes else "null-removed"
            found.findings.append(Finding(kind, "null", *texts, breaks, reason(pair.position, breaks), *places))
            before, after = before - {"null"}, after - {"null"}
        lost, gained = before - after, after - before
        if not lost and not gained:
            return
        texts = [_types_text(each) for each in (old, new)]
        if pair.as_text:
            lost = _beyond_text(lost, new)
            gained = _beyond_text(gained, old)
        breaks = affected(pair.position, narrows=bool(lost), widens=bool(gained))
        found.findings.append(Finding("type-changed", "the type", *texts, breaks, reason(pair.position, breaks), *places))

    def _arrays(self, pair: Pair, old: list[Alternative], new: list[Alternative], found: Comparison) -> None:
        for before, after, _ in self._matched(pair, old, new, found):
            one, other = ArrayView(before, self.old), ArrayView(after, self.new)
            if _is_any(before) != _is_any(after):
                continue  # Told as a change of types.
            self._shell("length-changed", "the length", one, other, pair, found)
            for index in range(max(one.length, other.length) + 1):
                if one.is_possible(index) and other.is_possible(index):
                    last = index == max(one.length, other.length)
                    step = "[]" if last else f"[{index}]"
                    found.below.append(Below(step, pair._replace(old=one.item(index), new=other.item(index))))

    def _objects(self, pair: Pair, old: list[Alternative], new: list[Alternative], found: Comparison) -> None:
        for before, after, label in self._matched(pair, old, new, found):
            one = ObjectView(before, self.old, pair.position)
            other = ObjectView(after, self.new, pair.position)
            if _is_any(before) != _is_any(after):
                continue  # Told as a change of types.
            self._properties(pair, one, other, label, found)
            self._extra_properties(pair, one, other, label, found)
            self._shell("size-changed", "the number or names of properties", one, other, pair, found)
            self._rules(pair, one, other, found)

    def _discriminators(self, pair: Pair, old: Discriminator, new: Discriminator, matched: Matched) -> Iterator[Finding]:
        if old.property != new.property:
            why = "Clients and servers of the two documents tell the options apart by another property."
            texts = old.property, new.property
            yield Finding("discriminator-changed", "the discriminator", *texts, Breaks(True, True), why, old.place, new.place)
            return
        for one, other in matched.pairs:
            if old.property in constants(one, self.old) and new.property in constants(other, self.new):
                continue  # Told as a change of values.
            before = {tag for tag, name in old.mapping.items() if name in one.names}
            after = {tag for tag, name in new.mapping.items() if name in other.names}
            if before and after and before != after:
                breaks = affected(pair.position, narrows=bool(before - after), widens=bool(after - before))
                texts = show_list(sorted(before)), show_list(sorted(after))
                why = reason(pair.position, breaks)
                yield Finding("discriminator-changed", "the value that the discriminator has for the option", *texts, breaks, why, old.place, new.place)

    def _matched(
        self, pair: Pair, old: list[Alternative], new: list[Alternative], found: Comparison
    ) -> Iterator[tuple[Alternative, Alternative, str]]:
        """Which alternatives are each other's; those that are nobody's are told."""
        if not old or not new:
            return
        matched = match_alternatives(old, new, self.old, self.new)
        many = len(old) > 1 or len(new) > 1
        for one, other in matched.pairs:
            yield one, other, f"({_label(one)})" if many else ""
        places = _place(pair.old), _place(pair.new)
        for alternative in matched.removed:
            if not any(_is_anything(each, self.new) for each in new):
                breaks = affected(pair.position, narrows=True, widens=False)
                place = alternative.place or places[0]
                found.findings.append(
                    Finding(
                        "option-removed", "the option", _label(alternative), None, breaks, reason(pair.position, breaks), place, places[1]
                    )
                )
        for alternative in matched.added:
            if not any(_is_anything(each, self.old) for each in old):
                breaks = affected(pair.position, narrows=False, widens=True)
                place = alternative.place or places[1]
                found.findings.append(
                    Finding(
                        "option-added", "the option", None, _label(alternative), breaks, reason(pair.position, breaks), places[0], place
                    )
                )

    def _properties(self, pair: Pair, one: ObjectView, other: ObjectView, label: str, found: Comparison) -> None:
        position = pair.position
        for name in _ordered(one, other):
            path = f"{label}.{name}"
            places = one.property_place(name), other.property_place(name)
            if name in one.hidden and name in other.hidden:
                continue
            known = name in one.declared, name in other.declared
            required = name in one.required, name in other.required
            if all(known):
                below = pair._replace(old=one.schema_of(name), new=other.schema_of(name))
                found.below.append(Below(path, below))
                if required[0] != required[1]:
                    breaks = affected(position, narrows=required[1], widens=required[0])
                    texts = ["required" if each else "optional" for each in required]
                    places = one.required_place(name), other.required_place(name)
                    found.findings.append(
                        Finding("property-required", "the property", *texts, breaks, _why_required(position, breaks), *places, path)
                    )
            elif any(known):
                found.findings.append(_coming_or_going(name, pair, one, other, path, places))
                if not _says_nothing(one.schema_of(name)) and not _says_nothing(other.schema_of(name)):
                    found.below.append(Below(path, pair._replace(old=one.schema_of(name), new=other.schema_of(name))))
            elif required[0] != required[1]:
                breaks = affected(position, narrows=required[1], widens=required[0])
                texts = ["required" if each else "optional" for each in required]
                found.findings.append(
                    Finding("property-required", "the property", *texts, breaks, _why_required(position, breaks), *places, path)
                )

    def _extra_properties(self, pair: Pair, one: ObjectView, other: ObjectView, label: str, found: Comparison) -> None:
        places = one.place, other.place
        if one.is_closed != other.is_closed:
            breaks = affected(pair.position, narrows=other.is_closed, widens=one.is_closed)
            texts = ["not allowed" if each.is_closed else "allowed" for each in (one, other)]
            found.findings.append(
                Finding("extra-properties", "other properties", *texts, breaks, reason(pair.position, breaks), *places, label)
            )
        elif not one.is_closed and (one.extra or other.extra):
            found.below.append(Below(f"{label}.*", pair._replace(old=one.extra, new=other.extra)))
        patterns = one.patterns, other.patterns
        for pattern in {**patterns[0], **patterns[1]}:
            below = pair._replace(old=patterns[0].get(pattern, ()), new=patterns[1].get(pattern, ()))
            found.below.append(Below(f"{label}./{pattern}/", below))

    def _shell(
        self, kind: str, what: str, one: ArrayView | ObjectView, other: ArrayView | ObjectView, pair: Pair, found: Comparison
    ) -> None:
        before, after = one.shell, other.shell
        narrows, widens = not covers(after, before), not covers(before, after)
        if narrows or widens:
            breaks = affected(pair.position, narrows=narrows, widens=widens)
            texts = [show(_limits(each)) for each in (before, after)]
            found.findings.append(Finding(kind, what, *texts, breaks, reason(pair.position, breaks), one.place, other.place))

    def _rules(self, pair: Pair, one: ObjectView, other: ObjectView, found: Comparison) -> None:
        rules_old, rules_new = one.alternative.rules, other.alternative.rules
        known_old, known_new = [rule.schema for rule in rules_old], [rule.schema for rule in rules_new]
        for rules, known, holder, stranger, comes in (
            (rules_old, known_new, other, one, False),
            (rules_new, known_old, one, other, True),
        ):
            # Who sends what `holder` describes does not know the properties that only the other side has.
            unknown = {"properties": dict.fromkeys(stranger.declared - holder.declared, False)}
            for rule in rules:
                if rule.schema in known or covers({"type": "object", "allOf": [rule.schema]}, _also(holder.whole(), unknown)):
                    continue
                breaks = affected(pair.position, narrows=comes, widens=not comes)
                texts: list[str | None] = [show(rule.schema), None]
                places = [rule.place, other.place]
                if comes:
                    texts.reverse()
                    places = [one.place, rule.place]
                kind = "rule-added" if comes else "rule-removed"
                why = reason(pair.position, breaks)
                found.findings.append(Finding(kind, "the rule between properties", texts[0], texts[1], breaks, why, *places))


def _coming_or_going(name: str, pair: Pair, one: ObjectView, other: ObjectView, path: str, places: tuple[Place, Place]) -> Finding:
    position = pair.position
    goes = name in one.declared
    side, across = (one, other) if goes else (other, one)
    required = name in side.required
    elsewhere = name in across.required
    if position == "request":
        # Who sends it asks for something; who requires it refuses those that do not know it.
        here, there = True, required and not elsewhere
        breaks = Breaks(here, there) if goes else Breaks(there, here)
    else:
        # Who gets it may count on it where it is required; a closed object on the other side does not expect it.
        loses, surprised = required and not elsewhere, across.is_closed or any(n.schema is False for n in across.schema_of(name))
        breaks = Breaks(loses, surprised) if goes else Breaks(surprised, loses)
    text = "required" if required else "optional"
    kind = "property-removed" if goes else "property-added"
    texts = (text, None) if goes else (None, text)
    return Finding(kind, "the property", *texts, breaks, _why_property(position, goes, breaks), *places, path)


def _why_property(position: Position, goes: bool, breaks: Breaks) -> str:
    if position == "request":
        told = ["what old clients ask for with it is not done any more"] if goes else []
        if not goes and breaks.old_client:
            told.append("the new server refuses old clients, which do not send it")
        if not goes:
            told.append("an old server does not do what new clients ask for with it")
        elif breaks.new_client:
            told.append("an old server refuses new clients, which do not send it")
        return sentence("; ".join(told))
    if breaks == NOBODY:
        return "Nobody can count on it, since it is optional." if goes else "Clients ignore properties that they do not know."
    told = []
    if goes and breaks.old_client:
        told.append("old clients count on it, and the new server does not send it")
    elif goes:
        told.append("an old server sends it, and new clients expect no other properties than theirs")
    if not goes and breaks.old_client:
        told.append("old clients expect no other properties than theirs")
    if not goes and breaks.new_client:
        told.append("new clients count on it, and an old server does not send it")
    return sentence("; ".join(told))


def _why_required(position: Position, breaks: Breaks) -> str:
    if position == "request":
        return (
            "Old clients may leave it out, which the new server refuses."
            if breaks.old_client
            else "New clients may leave it out, which an old server refuses."
        )
    return (
        "Old clients count on it, and the new server may leave it out."
        if breaks.old_client
        else "New clients count on it, and an old server may leave it out."
    )


def _also(schema: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    return {**schema, "allOf": [*schema.get("allOf", []), more]}


def _ordered(one: ObjectView, other: ObjectView) -> list[str]:
    names = dict.fromkeys([*sorted(one.declared | one.required), *sorted(other.declared | other.required)])
    return list(names)


def _says_nothing(schema: Schema) -> bool:
    return all(node.schema is False or node.schema is True or node.schema == {} for node in schema)


def _is_anything(alternative: Alternative, flattener: Flattener) -> bool:
    return ObjectView(alternative, flattener, "request").is_open_map and "object" in alternative.types


def _is_any(alternative: Alternative) -> bool:
    return alternative.is_unconstrained and alternative.types == set(ALL_TYPES)


def _limits(shell: dict[str, Any]) -> Any:
    merged: dict[str, Any] = {}
    for each in shell.get("allOf", []):
        merged |= each
    return merged or "no limits"


def _of_type(alternatives: list[Alternative], type_: str) -> list[Alternative]:
    return [each for each in alternatives if type_ in each.types]


def _types(alternatives: list[Alternative]) -> set[str]:
    return set().union(*(each.types for each in alternatives))


def _types_text(alternatives: list[Alternative]) -> str:
    found = _types(alternatives)
    if found == set(ALL_TYPES):
        return "any"
    number: Scalar | None = scalar(alternatives, "number")
    words = {"number": "integer"} if number is not None and number.schema["type"] == "integer" else {}
    return " or ".join(words.get(each, each) for each in ALL_TYPES if each in found) or "nothing"


def _beyond_text(types: set[str], alternatives: list[Alternative]) -> set[str]:
    """Those types whose values, as text, are not strings that the alternatives admit."""
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
    return "object"


def _first(schema: Schema, flattener: Flattener, keyword: str) -> Any:
    """The keyword's value in the schema or in what it refers to, the outermost first."""
    work = list(schema)
    for node in work[:50]:
        if isinstance(node.schema, dict) and node.schema.get(keyword) is not None:
            return node.schema[keyword]
    for flat in flattener.flat(schema).alternatives[:1]:
        for node in flat.nodes:
            if node.schema.get(keyword) is not None:
                return node.schema[keyword]
    return None


def _same_value(one: Any, other: Any) -> bool:
    return type(one) is type(other) and one == other if isinstance(one, bool) or isinstance(other, bool) else bool(one == other)


def _place(schema: Schema) -> Place:
    return schema[0].place if schema else ()
