"""The entries of a 422 answer's `detail`: where, what for people, what for programs."""

from typing import Any

import jsonschema_rs

Issue = dict[str, Any]
Location = list[str | int]

_LONGEST_MESSAGE = 500
_AnyOf = jsonschema_rs.ValidationErrorKind.AnyOf
_Required = jsonschema_rs.ValidationErrorKind.Required


def issue(loc: Location, msg: str, type_: str) -> Issue:
    """An entry; a message that quotes a long value is cut."""
    return {"loc": loc, "msg": msg if len(msg) <= _LONGEST_MESSAGE else msg[: _LONGEST_MESSAGE - 1] + "…", "type": type_}


def schema_issues(validator: jsonschema_rs.Validator, value: Any, loc: Location) -> list[Issue]:
    """One entry for each place in `value` that breaks the schema; `loc` is where the value stands in the request."""
    if validator.is_valid(value):
        return []
    found: dict[tuple[str | int, ...], Issue] = {}
    for error in validator.iter_errors(value):
        entry = _from_error(error, loc)
        found.setdefault(tuple(entry["loc"]), entry)
    return list(found.values())


def _from_error(error: jsonschema_rs.ValidationError, loc: Location) -> Issue:
    where = [*loc, *error.instance_path]
    if not isinstance(error.kind, _AnyOf):
        if isinstance(error.kind, _Required):
            return issue([*where, error.kind.property], f"{error.kind.property} is required", "missing")
        return issue(where, error.message, error.kind.name)
    last = error.kind.context[-1][0]
    if isinstance(last.kind, _Required):
        return issue([*where, last.kind.property], f"{last.kind.property} is required here", "missing")
    if len(last.instance_path) > len(error.instance_path):
        # A rule between properties; its last way out is a property that has to be there, and is null.
        return issue([*loc, *last.instance_path], f"Is required here: {last.message}", "missing")
    reasons = "; ".join(inner.message for branch in error.kind.context for inner in branch)
    return issue(where, f"Has none of the allowed forms: {reasons}", error.kind.name)
