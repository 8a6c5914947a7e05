"""Realistic values for ordinary schemas, such as an agent could find on a web page.

This handles common keywords, guesses from the names of properties what they mean, and gives up if it is in doubt. The caller
validates the value, and has a search for other schemas.
"""

import math
import random
import time
from collections.abc import Callable
from typing import Any

import jsonschema_rs

from .example_words import FORMATS, PATTERNED, example_number, example_text

Schema = dict[str, Any]

_ITEMS = 2
_DEEPEST = 40
_RECURSION = 3
_MOST_VALUES = 5_000
_MOST_SECONDS = 2.0
_LONGEST_TEXT = 10_000


class NoHeuristic(Exception):
    """The schema is too complex for the heuristics."""


def fitting_value(schema: Schema, seed: int, draw: Callable[[Schema], Any] | None = None) -> Any:
    """A value that fits a schema, the same for the same seed. NoHeuristic if the heuristics find none.

    `draw` makes texts for schemas with an unusual pattern.
    """

    def compiled(part: Schema) -> jsonschema_rs.Validator:
        return jsonschema_rs.validator_for({**definitions, **part}, validate_formats=True, offline=True)

    definitions: Schema = {name: schema[name] for name in ("$schema", "$defs", "definitions") if name in schema}
    value = probable_value(schema, seed, lambda reference: _within(schema, reference), compiled, draw=draw)
    if not compiled(schema).is_valid(value):
        raise NoHeuristic
    return value


def probable_value(
    schema: Any,
    seed: int,
    target: Callable[[str], Any],
    compiled: Callable[[Schema], jsonschema_rs.Validator],
    *,
    name: str = "",
    draw: Callable[[Schema], Any] | None = None,
) -> Any:
    """A value that probably fits the schema of the property `name`. NoHeuristic if the heuristics find none.

    `target` resolves references, and `compiled` makes validators for parts of the schema.
    """
    try:
        return _Generator(seed, target, compiled, draw).value(schema, name, 0, {})
    except (ArithmeticError, LookupError, TypeError, ValueError, RecursionError):  # Not an ordinary schema.
        raise NoHeuristic from None


def _within(root: Schema, reference: str) -> Any:
    """The target of a local reference."""
    target: Any = root
    for part in reference.split("/")[1:] if reference.startswith("#") else [None]:
        target = target.get(part) if isinstance(target, dict) else None
    return target


class _Generator:
    def __init__(
        self,
        seed: int,
        target: Callable[[str], Any],
        compiled: Callable[[Schema], jsonschema_rs.Validator],
        draw: Callable[[Schema], Any] | None,
    ) -> None:
        self._rng = random.Random(seed)  # noqa: S311 -- a simulation, no secrets
        self._target, self._compiled, self._draw = target, compiled, draw
        self._made, self._deadline = 0, time.monotonic() + _MOST_SECONDS

    def value(self, schema: Any, name: str, depth: int, followed: dict[str, int]) -> Any:
        """A value for the subschema of the property `name`; `followed` counts the references on the path to it."""
        self._made += 1
        if schema is False or depth > _DEEPEST or self._made > _MOST_VALUES or time.monotonic() > self._deadline:
            raise NoHeuristic
        if schema is True:
            return example_text(name)
        if not isinstance(schema, dict):  # Older drafts allow lists of schemas here.
            raise NoHeuristic
        schema, followed = self._flat(schema, followed)
        if "const" in schema:
            return schema["const"]
        for candidate in [*schema.get("examples", ()), *([schema["default"]] if schema.get("default") is not None else [])]:
            if self._fits(schema, candidate):
                return candidate
        if "enum" in schema:
            fitting = [choice for choice in schema["enum"] if self._fits(schema, choice)]
            if not fitting:
                raise NoHeuristic
            return self._rng.choice(fitting)
        match _type_of(schema):
            case "object":
                return self._object(schema, depth, followed)
            case "array":
                return self._array(schema, name, depth, followed)
            case "string":
                return self._string(schema, name)
            case "boolean":
                return True
            case "null":
                return None
            case kind:
                return self._number(schema, name, kind)

    def _flat(self, schema: Schema, followed: dict[str, int]) -> tuple[Schema, dict[str, int]]:
        """The schema merged with its references and combinations; of several alternatives, one is chosen."""
        for _ in range(_DEEPEST):
            if "$ref" in schema:
                reference = schema["$ref"]
                followed = {**followed, reference: followed.get(reference, 0) + 1}
                schema = _merged({k: v for k, v in schema.items() if k != "$ref"}, self._target(reference))
            elif "allOf" in schema:
                rest = {k: v for k, v in schema.items() if k != "allOf"}
                for part in schema["allOf"]:
                    rest = _merged(rest, part)
                schema = rest
            elif "anyOf" in schema or "oneOf" in schema:
                keyword = "anyOf" if "anyOf" in schema else "oneOf"
                rest = {k: v for k, v in schema.items() if k != keyword}
                schema = _merged(rest, self._alternative(schema[keyword], followed))
            else:
                return schema, followed
        raise NoHeuristic

    def _alternative(self, alternatives: list[Any], followed: dict[str, int]) -> Any:
        """The first alternative that is not null and not recursive."""

        def is_plain(part: Any) -> bool:
            if not isinstance(part, dict):
                return bool(part)
            return part != {"type": "null"} and followed.get(part.get("$ref", ""), 0) < _RECURSION

        return next(filter(is_plain, alternatives), alternatives[-1])

    def _object(self, schema: Schema, depth: int, followed: dict[str, int]) -> dict[str, Any]:
        properties = schema.get("properties", {})
        required = [*schema.get("required", ())]
        for name in required:
            required += [other for other in schema.get("dependentRequired", {}).get(name, ()) if other not in required]
        result = {}
        for name in [*properties, *(name for name in required if name not in properties)]:
            part = properties.get(name, True)
            if part is False or (name not in required and self._is_recursive(part, followed)):
                continue
            result[name] = self.value(part, name, depth + 1, followed)
        return result

    def _is_recursive(self, schema: Any, followed: dict[str, int]) -> bool:
        return isinstance(schema, dict) and followed.get(schema.get("$ref", "#")) is not None

    def _array(self, schema: Schema, name: str, depth: int, followed: dict[str, int]) -> list[Any]:
        first = schema.get("prefixItems", [])
        items = schema.get("items", True)
        least = schema.get("minItems", 0)
        size = least if items is False or self._is_recursive(items, followed) else max(least, _ITEMS)
        size = min(max(size, len(first)), schema.get("maxItems", _MOST_VALUES + 1))
        if size > _MOST_VALUES or (items is False and size > len(first)):
            raise NoHeuristic
        return [self.value(first[i] if i < len(first) else items, name, depth + 1, followed) for i in range(int(size))]

    def _string(self, schema: Schema, name: str) -> Any:
        if "pattern" in schema:
            likely = (example_text(name), str(example_number(name, is_integer=False)), *PATTERNED)
            found = next((text for text in likely if self._fits(schema, text)), None)
            if found is None and self._draw is None:
                raise NoHeuristic
            return self._draw({**schema, "type": "string"}) if found is None and self._draw else found
        if schema.get("format") in FORMATS:
            return self._rng.choice(FORMATS[schema["format"]])
        least, most = schema.get("minLength", 0), schema.get("maxLength", _LONGEST_TEXT)
        if least > _LONGEST_TEXT:
            raise NoHeuristic
        text = example_text(name)
        while len(text) < least:
            text += " " + example_text(name)
        return text[: int(most)] if len(text) > most else text

    def _number(self, schema: Schema, name: str, kind: str) -> Any:
        low, high = _bounds(schema)
        wanted = example_number(name, is_integer=kind == "integer")
        value = min(max(wanted, low), high)
        unit = schema.get("multipleOf", 1 if kind == "integer" else None)
        if unit is not None and (isinstance(value, int) or math.isfinite(value)):
            value = math.ceil(value / unit) * unit if value == low else math.floor(value / unit) * unit
        return int(value) if kind == "integer" and float(value).is_integer() else value

    def _fits(self, schema: Schema, value: Any) -> bool:
        try:
            return self._compiled(schema).is_valid(value)
        except ValueError:
            return False


def _type_of(schema: Schema) -> str:
    """The type of the schema, or a guess from its other keywords."""
    types = schema.get("type")
    if isinstance(types, list):
        types = next((kind for kind in types if kind != "null"), "null")
    if types is not None:
        return str(types)
    if "properties" in schema or "required" in schema:
        return "object"
    if "items" in schema or "prefixItems" in schema:
        return "array"
    if "minimum" in schema or "maximum" in schema or "multipleOf" in schema:
        return "number"
    return "string"


def _bounds(schema: Schema) -> tuple[float, float]:
    low, high = schema.get("minimum", -math.inf), schema.get("maximum", math.inf)
    if "exclusiveMinimum" in schema:
        low = max(low, schema["exclusiveMinimum"] + 1)
    if "exclusiveMaximum" in schema:
        high = min(high, schema["exclusiveMaximum"] - 1)
    return low, high


def _merged(one: Schema, other: Any) -> Schema:
    """A schema with the keywords of both, as far as they can be combined; validation finds the rest."""
    if not isinstance(other, dict):
        if other is False:
            raise NoHeuristic
        return one
    result = {**other, **one}
    for keyword in ("properties", "dependentRequired", "$defs", "definitions"):
        if keyword in one and keyword in other:
            result[keyword] = {**other[keyword], **one[keyword]}
            for name in one[keyword].keys() & other[keyword].keys():
                both = one[keyword][name], other[keyword][name]
                if keyword == "properties" and all(isinstance(part, dict) for part in both):
                    result[keyword][name] = _merged(*both)
    if "required" in one and "required" in other:
        result["required"] = [*one["required"], *(name for name in other["required"] if name not in one["required"])]
    for keyword in ("allOf", "anyOf", "oneOf"):
        if keyword in one and keyword in other:
            raise NoHeuristic
    return result
