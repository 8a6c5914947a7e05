"""The entries in the `detail` of a 422 response: a location, a message for people, and a type for programs."""

import json
from collections.abc import Set
from typing import Any

import jsonschema_rs

Issue = dict[str, Any]
Location = list[str | int]

_LONGEST_MESSAGE = 500
#: A message names all allowed values if there are no more than this.
_LONGEST_LIST = 20
_AnyOf = jsonschema_rs.ValidationErrorKind.AnyOf
_Enum = jsonschema_rs.ValidationErrorKind.Enum
_OneOf = jsonschema_rs.ValidationErrorKind.OneOfNotValid
_Required = jsonschema_rs.ValidationErrorKind.Required


def issue(loc: Location, msg: str, type_: str) -> Issue:
    """An entry, with the message cut if it is too long."""
    return {"loc": loc, "msg": msg if len(msg) <= _LONGEST_MESSAGE else msg[: _LONGEST_MESSAGE - 1] + "…", "type": type_}


def without_secret(entry: Issue, names: Set[str]) -> Issue:
    """The entry, without its message if that would quote a secret."""
    return {**entry, "msg": f"Is not valid ({entry['type']})"} if names & set(entry["loc"]) else entry


def schema_issues(validator: jsonschema_rs.Validator, value: Any, loc: Location) -> list[Issue]:
    """One entry for each part of `value` that breaks the schema; `loc` is the location of the value in the request."""
    if validator.is_valid(value):
        return []
    found: dict[tuple[str | int, ...], Issue] = {}
    for error in validator.iter_errors(value):
        entry = _from_error(error, loc)
        found.setdefault(tuple(entry["loc"]), entry)
    return list(found.values())


def _from_error(error: jsonschema_rs.ValidationError, loc: Location) -> Issue:
    where = [*loc, *error.instance_path]
    if isinstance(error.kind, _Required):
        return issue([*where, error.kind.property], f"{error.kind.property} is required", "missing")
    if isinstance(error.kind, _Enum) and len(error.kind.options) <= _LONGEST_LIST:
        choices = ", ".join(json.dumps(choice) for choice in error.kind.options)
        return issue(where, f"{json.dumps(error.instance)} is none of {choices}", error.kind.name)
    if not isinstance(error.kind, _AnyOf | _OneOf):
        return issue(where, error.message, error.kind.name)
    if isinstance(error.kind, _AnyOf) and not error.instance_path:
        # A rule between properties. Its last alternative requires a property that is absent or null.
        last = error.kind.context[-1][0]
        if isinstance(last.kind, _Required):
            return issue([*where, last.kind.property], f"{last.kind.property} is required here", "missing")
        return issue([*loc, *last.instance_path], f"Is required here: {last.message}", "missing")
    # Of several alternatives, report the one that fits best: its error lies deepest in the value.
    inner = [each for form in error.kind.context for each in form]
    deepest = max(inner, key=lambda each: len(each.instance_path))
    if len(deepest.instance_path) > len(error.instance_path):
        return _from_error(deepest, loc)
    reasons = "; ".join(_from_error(each, loc)["msg"] for each in inner)
    return issue(where, f"Matches none of the alternatives: {reasons}", error.kind.name)


def broken_schema_issue(error: jsonschema_rs.ValidationError, loc: Location) -> Issue:
    """The entry for a value that is not a valid JSON Schema, as `error` says."""
    reason = _from_error(error, [])
    return issue([*loc, *reason["loc"]], f"Is not a valid JSON Schema: {reason['msg']}", "json_schema")
