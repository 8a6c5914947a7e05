"""Valid requests are accepted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs

from ... import spec
from ...exchange import Exchange
from ...observation import FOLLOW_UP, operation_of
from ...requirement import Evaluation, cite, rule
from ...schemas import object_of, types
from ...trace import Trace
from ...values import amount, is_plain_text, is_uuid, objects

_WHOLE, _UNKNOWN, _NULL = "body", "unknown-property", "null"
#: A server may refuse longer texts.
_LONG = 200_000
#: Whether it is accepted depends on the session: see the requirements on follow-ups.
_NOT_HERE = "accepted.createSession.sessionId"


def _requirements() -> dict[str, str]:
    found = {}
    for op, one in spec.operations().items():
        for name in spec.query_parameters(op):
            found[f"accepted.{op}.{name}"] = f"{op} accepts a valid {name}"
        if one.body is None:
            continue
        found[f"accepted.{op}.{_WHOLE}"] = f"a valid {op} is accepted"
        if object_of(one.body).get("additionalProperties", True) is True:
            found[f"accepted.{op}.{_UNKNOWN}"] = f"{op} ignores a property that is not documented"
        for name, schema in spec.body_properties(op).items():
            found[f"accepted.{op}.{name}"] = f"{op} with a valid {name} is accepted"
            if _NULL in types(schema):
                found[f"accepted.{op}.{name}.{_NULL}"] = f"{op} with null for {name} is accepted"
    found.pop(_NOT_HERE, None)
    return found


def _part(requirement: str) -> str:
    _, operation, name, *_ = requirement.split(".")
    return f"{operation}.{_WHOLE if name == _UNKNOWN else name}"


@rule(cite(_part, _requirements))
def accepted(trace: Trace, evaluation: Evaluation) -> None:
    for one in trace.authorised:
        if not one.was_handled or trace.mistakes[one.number] != [] or _may_be_refused(trace, one):
            continue
        prefix, parts = f"accepted.{one.operation}", list(_given(one))
        if spec.operations()[one.operation].body is not None:
            parts.append(_WHOLE)
        for part in parts if one.is_success else _blamed(one, parts):
            evaluation.expect(f"{prefix}.{part}", one.is_success, f"a valid request was answered {one.status}", one)


def _may_be_refused(trace: Trace, one: Exchange) -> bool:
    """Whether a correct server may refuse a valid request, because of its state or an odd value."""
    names_others = bool(spec.operations()[one.operation].in_path) or any(map(is_uuid, one.fields.values()))
    return (
        operation_of(one) == FOLLOW_UP
        or (one.status in (404, 409) and names_others)
        or is_ambiguous(one)
        or has_unknown_cursor(trace, one)
    )


def _given(one: Exchange) -> Iterator[str]:
    """Yields the parts of a request as in the ids of requirements."""
    yield from (name for name, _ in one.query if name in spec.query_parameters(one.operation))
    for name, value in one.fields.items():
        is_known = name in spec.body_properties(one.operation)
        yield (f"{name}.{_NULL}" if value is None else name) if is_known else _UNKNOWN


def _blamed(one: Exchange, parts: list[str]) -> list[str]:
    """Returns the parts that a refusal is about: those that it names, else the only one, else the whole body."""
    named = {str(step) for item in objects(one.object.get("detail")) for step in (item.get("loc") or ())}
    named.discard(_WHOLE)
    found = [part for part in parts if part.partition(".")[0] in named]
    if found or _WHOLE not in parts:
        return found or parts
    return parts[:1] if len(parts) <= 2 else [_WHOLE]


def is_ambiguous(one: Exchange) -> bool:
    """Whether a correct server might refuse a body that the schema allows."""
    limit, schema = one.fields.get("maxCostUsd"), one.fields.get("outputSchema")
    return (
        not all(_is_plain(value) for name, value in one.fields.items() if name != "outputSchema")
        or (limit is not None and not (amount(limit) or 0) > 0)
        or (isinstance(schema, dict) and not _is_schema(schema))
        or _names_odd_file(one)
    )


def _is_plain(value: object) -> bool:
    """Whether every correct server accepts all texts in a value: none is blank, very long, or has control characters."""
    if isinstance(value, str):
        return is_plain_text(value) and len(value) <= _LONG
    if isinstance(value, dict):
        return all(map(_is_plain, value.values()))
    return all(map(_is_plain, value)) if isinstance(value, list) else True


def _names_odd_file(one: Exchange) -> bool:
    """Whether an upload names a file whose path a server may refuse."""
    names = [str(item.get("name")) for item in objects(one.fields.get("files"))]
    return len(set(names)) < len(names) or any(part in ("", ".", "..") for name in names for part in re.split(r"[/\\]", name))


def _is_schema(value: dict[str, Any]) -> bool:
    """Whether a value is a JSON Schema that refers only to its own definitions."""
    defined = value.get("$defs")
    known = {f"#/$defs/{name}" for name in defined} if isinstance(defined, dict) else set()
    return all(ref in known for ref in _references(value)) and jsonschema_rs.meta.is_valid(value)


def _references(value: Any) -> Iterator[Any]:
    for name, item in value.items() if isinstance(value, dict) else ():
        if name in ("$ref", "$dynamicRef"):
            yield item
        yield from _references(item)
    for item in value if isinstance(value, list) else ():
        yield from _references(item)


def has_unknown_cursor(trace: Trace, one: Exchange) -> bool:
    """Whether a request has a cursor from no response. The effect of such a cursor is not documented."""
    paging = spec.operations()[one.operation].paging
    given = [one.parameter(paging[key]) for key in ("cursor", "after", "before") if key in paging]
    return any(cursor is not None and cursor.lower() not in trace.cursors(one.operation) for cursor in given)
