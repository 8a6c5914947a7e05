"""Decides with jsonschema-rs whether one schema admits every value that another one admits."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs

from .patterns import Language, language_covers

Schema = dict[str, Any] | bool

_known: dict[str, jsonschema_rs.CanonicalSchema | None] = {}


def covers(outer: Schema, inner: Schema) -> bool:
    """Whether `outer` certainly admits every value that `inner` admits. Neither has a `$ref`."""
    if text_of(outer) == text_of(inner):
        return True
    one, other = _canonical(outer), _canonical(inner)
    if one is None or other is None:
        return False
    try:
        certain = one == other or one.covers(other) == jsonschema_rs.canonical.Containment.YES
    except jsonschema_rs.canonical.CanonicalizationError:
        return False
    return certain or _covers_by_pattern(outer, inner)


def text_of(value: Any) -> str:
    """Returns a text that is equal only for equal JSON values. In Python, True equals 1."""
    return json.dumps(value, sort_keys=True)


def identity(schema: Schema) -> Any:
    """Returns a hashable key that is equal for schemas that admit the same values, as far as jsonschema-rs can tell."""
    return _canonical(schema) or text_of(schema)


def is_impossible(schema: Schema) -> bool:
    """Whether the schema certainly admits no value."""
    canonical = _canonical(schema)
    return canonical is not None and canonical.satisfiability() == jsonschema_rs.canonical.Satisfiability.NO


def listed_values(schema: Schema) -> list[Any] | None:
    """Returns the values if the schema admits only listed values, else None."""
    canonical = _canonical(schema)
    plain = canonical.to_json_schema() if canonical is not None else None
    if not isinstance(plain, dict):
        return None
    if "const" in plain:
        return [plain["const"]]
    values = plain.get("enum")
    return values if isinstance(values, list) else None


def _covers_by_pattern(outer: Schema, inner: Schema) -> bool:
    """Compares patterns and lengths, which jsonschema-rs cannot compare, if the schemas of strings have no other difference."""
    if not (isinstance(outer, dict) and isinstance(inner, dict) and inner.get("type") == "string"):
        return False
    for names in ({"pattern"}, {"pattern", "minLength", "maxLength"}):  # Without lengths, it is decided faster.
        one, other = ({key: each[key] for key in names & each.keys()} for each in (outer, inner))
        if one != other and "pattern" in (one | other) and names & outer.keys():
            rests = ({key: value for key, value in each.items() if key not in names} for each in (outer, inner))
            if covers(*rests) and language_covers(_language(one), _language(other)):
                return True
    return False


def _language(facets: dict[str, Any]) -> Language:
    least, most = facets.get("minLength", 0), facets.get("maxLength")
    return Language(str(facets.get("pattern", "")), int(least), None if most is None else int(most))


def _canonical(schema: Schema) -> jsonschema_rs.CanonicalSchema | None:
    """Returns the schema's canonical form. None if jsonschema-rs cannot read it, for example a pattern of another dialect."""
    key = text_of(schema)
    if key not in _known:
        if len(_known) > 20_000:
            _known.clear()
        try:
            _known[key] = jsonschema_rs.canonicalize(schema, draft=jsonschema_rs.Draft202012, validate_formats=True)
        except (jsonschema_rs.ValidationError, jsonschema_rs.canonical.CanonicalizationError, ValueError):
            _known[key] = None
    return _known[key]
