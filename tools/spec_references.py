"""`$ref`s: whether they lead to something of the right kind in the document, and not in circles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from spec_fields import SECTIONS, Part
from spec_file import Finding, Place
from spec_words import hint


def place_of(ref: str) -> tuple[str, ...]:
    """The way that a `$ref` into the same document names. Steps through lists are numbers in text."""
    steps = re.sub("%([0-9A-Fa-f]{2})+", lambda match: _percent_decoded(match[0]), ref.removeprefix("#/")).split("/")
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in steps)


def _percent_decoded(text: str) -> str:
    return bytes.fromhex(text.replace("%", "")).decode("utf-8", "replace")


def follow(document: dict[str, Any], ref: str) -> tuple[Place, Any]:
    """What a `$ref` leads to, with its place. Raises KeyError where that is nothing."""
    value: Any = document
    place: Place = ()
    for text in place_of(ref):
        step: str | int = text
        if isinstance(value, list) and text.isdecimal() and int(text) < len(value):
            step = int(text)
        elif not isinstance(value, dict) or step not in value:
            raise KeyError(ref)
        value = value[step]
        place = (*place, step)
    return place, value


def references(document: dict[str, Any], all_parts: list[Part]) -> Iterator[Finding]:
    kinds = {part.place: part.kind for part in all_parts}
    for part in all_parts:
        if "$ref" not in part.value:
            continue
        ref, place = part.value["$ref"], (*part.place, "$ref")
        section = SECTIONS.get(part.kind)
        if section is None:
            yield Finding(place, f"a {part.kind} object cannot be a $ref")
        elif not isinstance(ref, str):
            yield Finding(place, "a $ref is a string")
        elif not ref.startswith("#/"):
            remedy = (
                "make one document of all first, with `redocly bundle` for instance" if ref[:1] != "#" else "name the way to it"
            )
            yield Finding(place, f"a $ref begins with `#/`, and this one is `{ref}`: {remedy}")
        else:
            try:
                target, value = follow(document, ref)
            except KeyError:
                known = (document.get("components") or {}).get(section) or {}
                yield Finding(place, f"the $ref `{ref}` leads nowhere{hint(ref.rpartition('/')[2], map(str, known))}")
                continue
            if kinds.get(target, "schema" if isinstance(value, bool) else "") != part.kind:
                found = kinds.get(target)
                what = f"a {found} object" if found else "something else"
                yield Finding(
                    place,
                    f"the $ref `{ref}` leads to {what}; a {part.kind} object stands here: begin with `#/components/{section}/`",
                )


def circles(document: dict[str, Any], all_parts: list[Part]) -> Iterator[Finding]:
    """What is itself, or a branch of itself: nothing could ever be read by it."""
    targets = {follow(document, ref)[0]: ref for part in all_parts for ref in [part.value.get("$ref")] if isinstance(ref, str)}
    values = {part.place: part.value for part in all_parts}
    leads_to = {place: {follow(document, ref)[0] for ref in _same_value(values.get(place))} for place in targets}
    for place in targets:
        found: set[Place] = set()
        waiting = [place]
        while waiting:
            following = leads_to.get(waiting.pop(), set()) - found
            found |= following
            waiting += following
        if place in found:
            yield Finding(place, f"`{targets[place]}` leads back to itself by $ref")


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
