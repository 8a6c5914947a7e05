"""`$ref`s: whether they lead to something of the right kind in the document, and not in circles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from spec_fields import SECTIONS, Part
from spec_file import Finding, Place
from spec_words import nearest

# How many names a message lists at most.
_MOST_NAMED = 8


def place_of(ref: str) -> tuple[str, ...]:
    """The way that a `$ref` into the same document names. Steps through lists are numbers in text."""
    steps = re.sub("%([0-9A-Fa-f]{2})+", lambda match: _percent_decoded(match[0]), ref.removeprefix("#/")).split("/")
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in steps)


def ref_to(place: Place) -> str:
    """The `$ref` that leads to a place."""
    return f"#/{'/'.join(str(step).replace('~', '~0').replace('/', '~1').replace('%', '%25') for step in place)}"


def _percent_decoded(text: str) -> str:
    return bytes.fromhex(text.replace("%", "")).decode("utf-8", "replace")


def follow(document: dict[str, Any], ref: str) -> tuple[Place, Any]:
    """What a `$ref` leads to, with its place. Raises KeyError where that is nothing."""
    value: Any = document
    place: Place = ()
    for text in place_of(ref):
        step: str | int = text
        if isinstance(value, list) and text.isdecimal() and len(text) < 10 and int(text) < len(value):
            step = int(text)
        elif not isinstance(value, dict) or step not in value:
            raise KeyError(ref)
        value = value[step]
        place = (*place, step)
    return place, value


def references(document: dict[str, Any], all_parts: list[Part]) -> Iterator[Finding]:
    kinds = {part.place: part.kind for part in all_parts}
    for part in all_parts:
        yield from _mapping(document, kinds, part)
        if "$ref" not in part.value:
            continue
        ref, place = part.value["$ref"], (*part.place, "$ref")
        section = SECTIONS.get(part.kind)
        if section is None:
            yield Finding(place, f"a {part.kind} object cannot be a $ref")
        elif not isinstance(ref, str):
            yield Finding(place, "a $ref is a string")
        elif not ref.startswith("#/"):
            remedy = "make one document of all first, with `redocly bundle` for instance"
            if re.fullmatch(r"#?[\w-]*", ref):  # No file and no URL.
                remedy = _remedy(kinds, part.kind, ref.removeprefix("#"))
            yield Finding(place, f"a $ref begins with `#/`, and this one is `{ref}`: {remedy}")
        else:
            try:
                target, value = follow(document, ref)
            except KeyError:
                yield Finding(place, f"the $ref `{ref}` leads nowhere: {_remedy(kinds, part.kind, ref)}")
                continue
            if kinds.get(target, "schema" if isinstance(value, bool) else "") != part.kind:
                found = kinds.get(target)
                what = f"a {found} object" if found else "something else"
                yield Finding(
                    place,
                    f"the $ref `{ref}` leads to {what}; a {part.kind} object stands here: begin with `#/components/{section}/`",
                )


def _mapping(document: dict[str, Any], kinds: dict[Place, str], part: Part) -> Iterator[Finding]:
    """References of a discriminator that lead nowhere."""
    discriminator = part.value.get("discriminator") if part.kind == "schema" else None
    mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
    for value, ref in mapping.items() if isinstance(mapping, dict) else ():
        if isinstance(ref, str) and ref.startswith("#/"):
            try:
                follow(document, ref)
            except KeyError:
                reason = f"`{ref}` leads nowhere: {_remedy(kinds, 'schema', ref)}"
                yield Finding((*part.place, "discriminator", "mapping", value), reason)


def _remedy(kinds: dict[Place, str], kind: str, ref: str) -> str:
    """Which `$ref` was meant; where none is near, what there is."""
    *way, last = place_of(ref)
    home = ["components", SECTIONS[kind]]
    by_name: dict[str, Place] = {}
    for holder in (way, home):
        by_name = {str(place[-1]): place for place, found in kinds.items() if found == kind and [*map(str, place[:-1])] == holder}
        if near := nearest(last, by_name):
            return f"did you mean `{ref_to(by_name[near])}`?"
    there = ", ".join([*by_name][:_MOST_NAMED]) + (", …" if len(by_name) > _MOST_NAMED else "")
    known = f"or name one that is there ({there})" if there else "where there is nothing yet"
    return f"add it under `#/{'/'.join(home)}/`, {known}"


def circles(document: dict[str, Any], all_parts: list[Part]) -> Iterator[Finding]:
    """What is itself, or a branch of itself: nothing could ever be read by it."""
    targets = {follow(document, ref)[0] for part in all_parts for ref in [part.value.get("$ref")] if isinstance(ref, str)}
    found = {part.place: part for part in all_parts}
    leads_to = {
        place: [follow(document, ref)[0] for ref in _same_value(found[place].value if place in found else None)]
        for place in targets
    }
    told: set[Place] = set()
    for place in sorted(targets, key=str):
        circle = () if place in told else _way_back(place, leads_to)
        told |= {*circle}
        if circle:
            way = " → ".join(f"`{each[-1]}`" for each in (*circle, place))
            remedy = "one of them must say what it is"
            if found[place].kind == "schema":
                remedy += "; only inside a property or a list can a schema refer to itself"
            yield Finding(place, f"`{ref_to(place)}` leads back to itself by $ref, {way}: {remedy}")


def _way_back(start: Place, leads_to: dict[Place, list[Place]]) -> tuple[Place, ...]:
    """The shortest way from a place by references to the last place before itself; () where there is none."""
    ways: dict[Place, tuple[Place, ...]] = {start: (start,)}
    waiting = [start]
    for place in waiting:  # It grows.
        for following in leads_to.get(place, ()):
            if following == start:
                return ways[place]
            if following not in ways:
                ways[following] = (*ways[place], following)
                waiting.append(following)
    return ()


def _same_value(schema: Any) -> Iterator[str]:
    """The `$ref`s that apply to the very value that the schema applies to, not to something inside it."""
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"]
        # Alternatives with a discriminator are commonly written in both the base and, with allOf, in each of them.
        for keyword in ("allOf",) if "discriminator" in schema else ("allOf", "anyOf", "oneOf"):
            for branch in schema.get(keyword) or ():
                yield from _same_value(branch)
        for keyword in ("not", "if", "then", "else"):
            yield from _same_value(schema.get(keyword))
