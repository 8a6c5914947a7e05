"""Compares strings, numbers and booleans of two schemas."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from ..change import NOBODY, Finding, Position, affected, reason, show, show_list
from ..document import Place
from .coverage import covers, listed_values
from .flatten import Alternative
from .keywords import string_format, type_of, types_of

_TIGHTEST: dict[str, Callable[[Iterable[Any]], Any]] = {
    "minimum": max, "exclusiveMinimum": max, "minLength": max, "maximum": min, "exclusiveMaximum": min, "maxLength": min,
}  # fmt: skip
_FACETS = {
    "string": ("minLength", "maxLength", "pattern"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "boolean": (),
}
_NAMES = {
    "minLength": "the least length", "maxLength": "the greatest length", "pattern": "the pattern", "format": "the format",
    "minimum": "the minimum", "maximum": "the maximum", "exclusiveMinimum": "the exclusive minimum",
    "exclusiveMaximum": "the exclusive maximum", "multipleOf": "the multiple", "type": "the type",
}  # fmt: skip
_INTEGER_FORMATS = {
    "int8": (-(2**7), 2**7 - 1), "int16": (-(2**15), 2**15 - 1), "int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1),
    "uint8": (0, 2**8 - 1), "uint16": (0, 2**16 - 1), "uint32": (0, 2**32 - 1), "uint64": (0, 2**64 - 1),
}  # fmt: skip
# Formats that contain others, which jsonschema-rs does not know.
_CONTAINS = {
    "double": {"float"}, "idn-email": {"email"}, "idn-hostname": {"hostname"}, "iri": {"uri"},
    "uri-reference": {"uri"}, "iri-reference": {"uri", "uri-reference", "iri"},
}  # fmt: skip

# Formats that do not restrict numbers: one says how to read them, the others are about strings.
_NO_NUMBER_FORMATS = {
    "decimal", "date", "date-time", "time", "duration", "uuid", "email", "idn-email", "hostname", "idn-hostname", "uri", "iri",
    "uri-reference", "iri-reference", "uri-template", "ipv4", "ipv6", "regex", "json-pointer", "relative-json-pointer",
    "password", "byte", "binary",
}  # fmt: skip


class Scalar(NamedTuple):
    """The strings, numbers or booleans that a schema admits: the facets of a single alternative, and a schema for all."""

    schema: dict[str, Any]
    facets: dict[str, Any]
    place: Place
    places: dict[str, Place]
    # Whether the list of values has `x-extensible`.
    is_extensible: bool = False

    def place_of(self, facet: str) -> Place:
        return self.places.get(facet, self.place)

    def place_of_value(self, value: Any) -> Place:
        """Returns the place of a listed value."""
        place, values = self.places.get("values", self.place), self.facets.get("listed", [])
        return (*place, values.index(value)) if value in values and place[-1:] == ("enum",) else place

    @property
    def is_free(self) -> bool:
        return self.schema.keys() == self.facets.keys() == {"type"}


def scalar(alternatives: list[Alternative], type_: str) -> Scalar | None:
    """Returns the values of `type_` that the alternatives admit. None if there are none."""
    options: list[dict[str, Any]] = []
    facets: list[dict[str, Any]] = []
    place: Place = ()
    places: dict[str, Place] = {}
    is_extensible = any(node.schema.get("x-extensible") is True for each in alternatives for node in each.nodes)
    for alternative in alternatives:
        if type_ in alternative.types:
            for node in alternative.nodes:
                for name in node.schema:
                    places.setdefault("values" if name in ("enum", "const") else name, (*node.place, name))
            found = _facets(alternative, type_)
            schema = _schema(found, alternative, type_)
            if schema not in options or found not in facets:
                options.append(schema)
                facets.append(found)
            place = place or next((node.place for node in alternative.nodes), alternative.place)
    if not options:
        return None
    if {"type": type_} in facets and {"type": type_} in options:
        return Scalar({"type": type_}, {"type": type_}, place, places)
    if len(options) == 1:
        return Scalar(options[0], facets[0], place, places, is_extensible)
    shared = {"type": "integer"} if all(each["type"] == "integer" for each in facets) else {"type": type_}
    return Scalar({"type": type_, "anyOf": options}, shared, place, places, is_extensible)


def compare_scalars(old: Scalar, new: Scalar, position: Position, open_enums: bool) -> Iterator[Finding]:
    """Yields the differences between the values of one type."""
    narrows, widens = not _admits(new, old), not _admits(old, new)
    if not (narrows or widens):
        return

    def finding(kind: str, what: str, facet: str, before: str | None, after: str | None, less: bool, more: bool) -> Finding:
        breaks = affected(position, narrows=less and narrows, widens=more and widens)
        places = old.place_of(facet), new.place_of(facet)
        return Finding(kind, what, (before, after), breaks, reason(position, breaks), places)

    reported = [False, False]
    listed_old, listed_new = (listed_values(each.schema) if _is_list(each.schema) else None for each in (old, new))
    if listed_old is not None and listed_new is not None:
        yield from _values(listed_old, listed_new, old, new, position, open_enums)
        return
    if (listed_old is None) != (listed_new is None):
        kind = "enum-added" if listed_old is None else "enum-removed"
        shown = [None if values is None else show_list(values) for values in (listed_old, listed_new)]
        found = finding(kind, "the list of allowed values", "values", shown[0] or "any", shown[1] or "any", True, True)
        forgiven = open_enums and position == "response"
        yield found._replace(breaks=NOBODY, why=_FORGIVEN) if forgiven else found
        return
    for name in ("type", *_FACETS[str(old.schema["type"]).replace("integer", "number")], "format"):
        before, after = old.facets.get(name), new.facets.get(name)
        if before != after and name != "values":
            less, more = _facet_excludes(new, old, name), _facet_excludes(old, new, name)
            if less or more:
                reported = [reported[0] or less, reported[1] or more]
                kind = "type-changed" if name == "type" else f"{_KINDS.get(name, 'bound')}-changed"
                yield finding(kind, _NAMES[name], name, _shown(before), _shown(after), less, more)
    if (narrows and not reported[0]) or (widens and not reported[1]):
        shown_old, shown_new = show(_plain(old.schema)), show(_plain(new.schema))
        yield finding("values-changed", "the allowed values", "type", shown_old, shown_new, not reported[0], not reported[1])


_KINDS = {"pattern": "pattern", "format": "format"}
_FORGIVEN = "Clients are assumed to accept unlisted values."


def _values(
    before: list[Any], after: list[Any], old: Scalar, new: Scalar, position: Position, open_enums: bool
) -> Iterator[Finding]:
    lost = [value for value in before if value not in after]
    gained = [value for value in after if value not in before]
    forgiven = open_enums and position == "response"
    for kind, values, is_gain in (("enum-value-removed", lost, False), ("enum-value-added", gained, True)):
        if values:
            breaks = affected(position, narrows=not is_gain and not forgiven, widens=is_gain and not forgiven)
            why = _FORGIVEN if forgiven else reason(position, breaks)
            if not forgiven and position == "response" and (old if is_gain else new).is_extensible:
                why += " The document says that values are added over time."
            texts = (None, show_list(values)) if is_gain else (show_list(values), None)
            what = "the list of allowed values gains" if is_gain else "the list of allowed values loses"
            places = old.place_of("values"), new.place_of("values")
            places = (places[0], new.place_of_value(values[0])) if is_gain else (old.place_of_value(values[0]), places[1])
            yield Finding(kind, what, texts, breaks, why, places)


def _facets(alternative: Alternative, type_: str) -> dict[str, Any]:
    found: dict[str, list[Any]] = {}
    is_integer = False
    for node in alternative.nodes:
        schema = node.schema
        types = types_of(schema)
        is_integer |= type_ == "number" and types is not None and "number" not in types
        for name in _FACETS[type_]:
            if name in schema and schema[name] not in found.setdefault(name, []):
                found[name].append(schema[name])
        stated = string_format(schema) if type_ == "string" else schema.get("format")
        stated = None if type_ == "number" and stated in _NO_NUMBER_FORMATS else stated
        if isinstance(stated, str) and type_ != "boolean" and stated not in found.setdefault("format", []):
            found["format"].append(stated)
        if isinstance(schema.get("enum"), list):
            found.setdefault("listed", []).append(schema["enum"])
        for values in ([schema["enum"]] if isinstance(schema.get("enum"), list) else []) + (
            [[schema["const"]]] if "const" in schema else []
        ):
            fitting = [each for each in values if type_of(each).replace("integer", "number") == type_]
            found.setdefault("values", []).append(fitting)
    facets: dict[str, Any] = {"type": "integer" if is_integer else type_}
    for name, values in found.items():
        if name == "listed":
            facets[name] = values[0]
        elif name == "values":
            facets[name] = [each for each in values[0] if all(each in others for others in values[1:])]
        elif name in _TIGHTEST and all(isinstance(each, int | float) for each in values):
            facets[name] = _TIGHTEST[name](values)
        elif values:
            facets[name] = values[0] if len(values) == 1 else sorted(values, key=str)
    return facets


def _schema(facets: dict[str, Any], alternative: Alternative, type_: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": facets["type"]}
    every: list[dict[str, Any]] = []
    for name, value in facets.items():
        if name == "values":
            schema["enum"] = value
        elif name == "format" and type_ == "number":
            for each in value if isinstance(value, list) else [value]:
                if each in _INTEGER_FORMATS:
                    every.append(dict(zip(("minimum", "maximum"), _INTEGER_FORMATS[each], strict=True)))
        elif name == "listed":
            continue
        elif isinstance(value, list):
            every += [{name: each} for each in value]
        elif name != "type":
            schema[name] = value
    if not alternative.types & {"object", "array"}:
        every += [rule.schema for rule in alternative.rules]
    return {**schema, "allOf": every} if every else schema


def _admits(outer: Scalar, inner: Scalar) -> bool:
    """Whether `outer` certainly admits every value that `inner` admits."""
    if _number_format_excludes(outer, inner):
        return False
    schema = outer.schema
    if _format_contains(outer.facets.get("format"), inner.facets.get("format")):
        schema = {key: value for key, value in schema.items() if key != "format"}
    return covers(schema, inner.schema)


def _facet_excludes(outer: Scalar, inner: Scalar, name: str) -> bool:
    """Whether this facet alone makes `outer` refuse a value that `inner` admits."""
    if name == "format":
        if _number_format_excludes(outer, inner):
            return True
        if _format_contains(outer.facets.get("format"), inner.facets.get("format")):
            return False
    schemas = []
    for side in (outer, inner):
        facets = {"type": side.facets["type"], name: side.facets[name]} if name in side.facets else {"type": side.facets["type"]}
        if name != "type":
            facets["type"] = outer.facets["type"] if outer.facets["type"] == inner.facets["type"] else "number"
        schemas.append(_schema(facets, Alternative(), "string" if facets["type"] == "string" else "number"))
    return not covers(*schemas)


def _number_format_excludes(outer: Scalar, inner: Scalar) -> bool:
    """Whether a number format excludes values. jsonschema-rs does not compare these."""
    asked, given = outer.facets.get("format"), inner.facets.get("format")
    if outer.facets["type"] in {"string", "boolean"} or asked is None or asked == given:
        return False
    return not (isinstance(asked, str) and (asked in _INTEGER_FORMATS or _format_contains(asked, given)))


def _format_contains(outer: Any, inner: Any) -> bool:
    return isinstance(outer, str) and isinstance(inner, str) and inner in _CONTAINS.get(outer, ())


def _is_list(schema: dict[str, Any]) -> bool:
    """Whether values are listed explicitly."""
    return "enum" in schema or any("enum" in each for each in schema.get("anyOf", ()))


def _shown(value: Any) -> str | None:
    return None if value is None else value if isinstance(value, str) else show(value)


def _plain(schema: dict[str, Any]) -> Any:
    return schema.get("anyOf", schema) if schema.keys() == {"type", "anyOf"} else schema
