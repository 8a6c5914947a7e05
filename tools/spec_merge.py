"""Schemas in one form: what `allOf` says in one schema, null as one branch of `anyOf`. No names are given here."""

from __future__ import annotations

from typing import Any

from spec_file import Place
from spec_references import follow

Schema = dict[str, Any]
# Keywords that tell people something and say nothing about the value.
_TOLD = ("title", "description", "default", "example", "examples", "$comment", "externalDocs", "xml")
REMARKS = (*_TOLD, "deprecated", "readOnly", "writeOnly")
# What a schema says of itself, and not of those that are made of it by `allOf`.
_OWN = (*REMARKS, "discriminator")


class Merger:
    """Merges the schemas of a document in which no `$ref` leads nowhere or in a circle."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._expanded: dict[Place, Schema] = {}

    def merged(self, schema: Schema) -> Schema:
        """The schema without `allOf`. A single `$ref` with remarks beside it stays a reference."""
        if not isinstance(schema.get("allOf"), list):
            if "$ref" in schema and any(says_something(key) and key != "$ref" for key in schema):
                return self.merged(
                    {"allOf": [{"$ref": schema["$ref"]}, {key: value for key, value in schema.items() if key != "$ref"}]}
                )
            return schema
        own = {key: value for key, value in schema.items() if key != "allOf"}
        parts = [part for part in schema["allOf"] if isinstance(part, dict)]
        speaking = [part for part in parts if any(map(says_something, part))]
        if len(speaking) == 1 and "$ref" in speaking[0] and not any(map(says_something, own)):
            remarks = {key: value for part in parts for key, value in part.items() if not says_something(key)}
            return self.merged({**remarks, **speaking[0], **own})
        merged: Schema = {}
        for part in [*map(self.expanded, parts), self.merged(own)]:
            merged = _join(merged, part)
        return merged

    def expanded(self, schema: Any) -> Schema:
        """The schema without `allOf` and `$ref`, as part of another: without what it says of itself alone."""
        if not isinstance(schema, dict):
            return {}
        merged: Schema = self.merged(schema)
        if "$ref" not in merged:
            return merged
        place, target = follow(self._document, merged["$ref"])
        if place not in self._expanded:
            found = self.expanded(target)
            if "discriminator" in found and "properties" in found:
                # A base that lists its alternatives: what is made of the base is one of them.
                found = {key: value for key, value in found.items() if key not in ("oneOf", "anyOf")}
            self._expanded[place] = found
        found = self._expanded[place]
        if "properties" in found:
            found = {key: value for key, value in found.items() if key not in _OWN and key[:2] != "x-"}
        return _join(found, {key: value for key, value in merged.items() if key != "$ref"})


def says_something(keyword: str) -> bool:
    """Whether the keyword says something about the value."""
    return keyword not in REMARKS and keyword[:2] != "x-"


def remarks_apart(schema: Schema) -> tuple[Schema, Schema]:
    """What a schema tells people, and what it says about the value."""
    remarks = {key: value for key, value in schema.items() if not says_something(key)}
    return remarks, {key: value for key, value in schema.items() if key not in remarks or key == "x-extensible"}


def is_null(schema: Any) -> bool:
    return isinstance(schema, dict) and (
        schema.get("type") in ("null", ["null"])
        or schema.get("enum") == [None]
        or ("const" in schema and schema["const"] is None)
    )


def with_null_apart(schema: Schema) -> Schema:
    """Several types become branches of `anyOf`, null among them; so does null in an enum."""
    kinds, values = schema.get("type"), schema.get("enum")
    if isinstance(kinds, list) and len(kinds) == 1:
        schema = {**schema, "type": kinds[0]}
    elif isinstance(kinds, list):
        remarks, rest = remarks_apart({key: value for key, value in schema.items() if key != "type"})
        if isinstance(values, list):
            rest["enum"] = [value for value in values if value is not None]
        has_branches = "anyOf" in rest or "oneOf" in rest
        typed = [rest] if has_branches else [_of_type({**rest, "type": kind}) for kind in kinds if kind != "null"]
        typed = [branch for branch in typed if branch.get("enum") != []]
        return {**remarks, "anyOf": [*typed, *([{"type": "null"}] if "null" in kinds else [])]}
    if isinstance(values, list) and None in values and len(values) > 1:
        remarks, rest = remarks_apart({**schema, "enum": [value for value in values if value is not None]})
        return {**remarks, "anyOf": [rest, {"type": "null"}]}
    return schema


_PYTHON_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "array": (list,),
    "object": (dict,),
}


def _of_type(schema: Schema) -> Schema:
    """Of an enum, the values that are of the type."""
    kind = _PYTHON_TYPES.get(str(schema["type"]))
    if not isinstance(schema.get("enum"), list) or kind is None:
        return schema
    return {
        **schema,
        "enum": [each for each in schema["enum"] if isinstance(each, kind) and isinstance(each, bool) == (kind == (bool,))],
    }


def optional(schema: Any) -> Schema:
    """A branch of an object as a part of its shape: its properties, none of them required."""
    return {key: value for key, value in schema.items() if key in ("properties", "type")} if isinstance(schema, dict) else {}


def _join(one: Schema, other: Schema) -> Schema:
    """Both schemas in one: properties and required names of both; elsewhere the later one is right."""
    joined = {**one, **other}
    for keyword in ("properties", "dependentSchemas"):
        if isinstance(one.get(keyword), dict) and isinstance(other.get(keyword), dict):
            both: dict[str, Any] = dict(one[keyword])
            for name, schema in other[keyword].items():
                earlier: Any = both.get(name)
                joins = isinstance(earlier, dict) and isinstance(schema, dict) and "$ref" not in schema
                both[name] = {**earlier, **schema} if joins else schema
            joined[keyword] = both
    names = [*(one.get("required") or ()), *(other.get("required") or ())]
    if names:
        joined["required"] = list(dict.fromkeys(names))
    return joined
