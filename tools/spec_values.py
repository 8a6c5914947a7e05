"""Defaults and enum values that do not fit the schema that they stand in, and required properties that are nowhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from spec_fields import Part
from spec_file import Finding, Place
from spec_references import follow, ref_to
from spec_structure import message
from spec_words import hint, slip

#: How deep the validation of a default may go, in calls.
_LEVELS = 2_000


def values(document: dict[str, Any], all_parts: list[Part]) -> Iterator[Finding]:
    # The URI is any that the document does not use itself.
    registry: Registry[Any] = Registry().with_resource("spec:", Resource.from_contents(document, DRAFT202012))
    for part in all_parts:
        if part.kind != "schema":
            continue
        yield from _enum(part)
        if "default" in part.value:
            validator = Draft202012Validator({"$ref": f"spec:{ref_to(part.place)}"}, registry=registry)
            try:
                with _few_levels():
                    error = best_match(validator.iter_errors(part.value["default"]))
            except Exception as problem:
                error = None
                yield Finding(
                    (*part.place, "default"), f"the default cannot be checked, and is left out: {problem!r:.100}", "drop"
                )
            if error is not None:
                yield Finding(
                    (*part.place, "default"),
                    f"the default does not fit its schema, and is left out: {message(error.message)}",
                    "drop",
                )


@contextmanager
def _few_levels() -> Iterator[None]:
    """Makes a schema that refers to itself without an end a RecursionError, before the interpreter's stack overflows."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(min(before, _LEVELS))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def _enum(part: Part) -> Iterator[Finding]:
    given = part.value.get("enum")
    given = given if isinstance(given, list) else []
    for index, value in enumerate(given):
        place = (*part.place, "enum", index)
        if part.value.get("type") == "string" and value is not None and not isinstance(value, str):
            yield Finding(place, f"`{value}` is read as {type(value).__name__}, not as str; if it is a string, quote it")
        elif any(value == earlier and type(value) is type(earlier) for earlier in given[:index]):
            yield Finding(place, f"`{value}` is in the enum twice", "keep")


def required(document: dict[str, Any], all_parts: list[Part]) -> Iterator[Finding]:
    """Names in `required` that no `properties` knows: neither beside them, nor in what the schema is composed of or part of."""
    schemas = {part.place: part.value for part in all_parts if part.kind == "schema"}
    for place, schema in schemas.items():
        known = _properties(document, schema, ())
        outer = place
        while len(outer) > 1 and (outer := _composed_in(outer)) in schemas:
            known |= _properties(document, schemas[outer], ())
        for index, name in enumerate(schema.get("required") or ()):
            if name not in known:
                meant = slip(str(name), known)
                remedy = hint(str(name), known) if meant is None else f"; did you mean `{meant}`?"
                reason = f"`{name}` is required, and there is no such property{remedy}"
                yield Finding((*place, "required", index), reason, "keep" if meant is None else "refuse")


def _composed_in(place: Place) -> Place:
    """The place of the schema that the one at `place` is a branch of (allOf, dependentSchemas, if …); () where it is none."""
    if len(place) > 2 and place[-2] in {"allOf", "anyOf", "oneOf", "dependentSchemas"}:
        return place[:-2]
    return place[:-1] if place[-1] in {"not", "if", "then", "else"} else ()


def _properties(document: dict[str, Any], schema: Any, seen: tuple[str, ...]) -> set[str]:
    if not isinstance(schema, dict):
        return set()
    known = set(schema.get("properties") or ())
    for branch in [*(schema.get("allOf") or ()), *(schema.get("anyOf") or ()), *(schema.get("oneOf") or ())]:
        known |= _properties(document, branch, seen)
    if (ref := schema.get("$ref")) and ref not in seen:
        known |= _properties(document, follow(document, ref)[1], (*seen, ref))
    return known
