"""What breaks OpenAPI's own schema, of its version, or JSON Schema's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for
from openapi_spec_validator.schemas import schema_v30, schema_v31

from spec_fields import parts
from spec_file import Finding
from spec_words import hint, spelling


def structure(document: dict[str, Any], is_3_0: bool) -> Iterator[Finding]:
    """The document must have no fields that its version does not know."""
    yield from _names(document)
    if keys := list(_keys(document)):
        yield from keys
        return
    for error in _errors("OpenAPI 3.0" if is_3_0 else "OpenAPI 3.1", _with_plain_names(document)):
        yield _deepest(error, ())
    if not is_3_0:
        yield from _schemas(document)
    for part in parts(document):
        pattern = part.value.get("pattern")
        if part.kind == "schema" and isinstance(pattern, str) and not _compiles(pattern):
            yield Finding(
                (*part.place, "pattern"), f"the pattern is left out, since Python's `re` does not take it: {pattern:.60}", "drop"
            )


_NAME = re.compile(r"[a-zA-Z0-9._-]+")


def _names(document: dict[str, Any]) -> Iterator[Finding]:
    components = document.get("components")
    for section, named in components.items() if isinstance(components, dict) else ():
        for name in named if isinstance(named, dict) else ():
            if _NAME.fullmatch(name) is None:
                yield Finding(("components", section, name), f"by OpenAPI, no component can be called {name!r:.60}", "keep")


def _keys(document: dict[str, Any]) -> Iterator[Finding]:
    """Paths and statuses that are none."""
    for part in parts(document):
        if part.kind == "document" and isinstance(part.value.get("paths"), dict):
            for path in part.value["paths"]:
                if not path.startswith(("/", "x-")):
                    yield Finding(("paths", path), f"a path begins with `/`, and this one is `{path}`: write `/{path}`")
        if part.kind == "operation" and isinstance(part.value.get("responses"), dict):
            for status in part.value["responses"]:
                if re.fullmatch("[1-5]([0-9]{2}|XX)|default|x-.*", status) is None:
                    reason = f"`{status}` is no status code such as 404, no range such as 4XX, and not `default`"
                    known = ["default", *(f"{digit}XX" for digit in range(1, 6))]
                    yield Finding((*part.place, "responses", status), f"{reason}{spelling(status, known)}")


def _with_plain_names(document: dict[str, Any]) -> dict[str, Any]:
    """The document without the names that `_names` tells of."""
    components = document.get("components")
    if not isinstance(components, dict):
        return document
    plain = {
        section: {name if _NAME.fullmatch(name) else f"name{number}": part for number, (name, part) in enumerate(named.items())}
        if isinstance(named, dict)
        else named
        for section, named in components.items()
    }
    return {**document, "components": plain}


def _schemas(document: dict[str, Any]) -> Iterator[Finding]:
    all_parts = list(parts(document))
    places = {part.place for part in all_parts if part.kind == "schema"}
    for part in all_parts:
        inside_another = any(part.place[:length] in places for length in range(len(part.place)))
        if part.kind == "schema" and not inside_another:
            for error in _errors("JSON Schema", part.value):
                yield _deepest(error, part.place)


@cache
def _schema(name: str) -> dict[str, Any]:
    schemas = {"OpenAPI 3.0": schema_v30, "OpenAPI 3.1": schema_v31, "JSON Schema": Draft202012Validator.META_SCHEMA}
    return dict(schemas[name])


@cache
def _fast_validator(name: str) -> Any:
    return jsonschema_rs.validator_for(_schema(name))


def _errors(name: str, value: Any) -> Iterator[Any]:
    """What breaks the schema of that name. One validator is a hundred times as fast, and the other tells more."""
    try:
        if _fast_validator(name).is_valid(value):
            return
    except ValueError:  # It knows fewer values than Python.
        pass
    schema = _schema(name)
    yield from validator_for(schema)(schema).iter_errors(value)


def _deepest(error: Any, place: tuple[str | int, ...]) -> Finding:
    """Of several ways to be valid, the one that was missed last says most."""
    while error.context:
        error = max(error.context, key=lambda cause: (len(cause.absolute_path), cause.validator == "enum"))
    return Finding((*place, *error.absolute_path), f"{message(error.message)}{_remedy(error)}")


def _remedy(error: Any) -> str:
    """What to write instead, for mistakes that are often made."""
    field, value = [None, *error.absolute_path][-1], error.instance
    if field == "in" and value == "body":
        return "; a body is described by `requestBody`"
    if field == "required" and isinstance(value, bool):
        return "; it is a list of names, beside `properties`"
    if error.validator == "type" and error.validator_value == "string" and isinstance(value, int | float):
        return "; write it in quotes"
    if error.validator == "type" and isinstance(value, bool):
        return f"; OpenAPI 3.0 has no `{str(value).lower()}` as a schema, write `{'{}' if value else '{not: {}}'}`"
    if error.validator == "maxProperties" and field == "content":
        return "; a parameter has one content type: leave out the others"
    if field == "type" and value in (
        "date",
        "datetime",
        "date-time",
        "time",
        "uuid",
        "file",
        "binary",
        "email",
        "uri",
        "decimal",
    ):
        written = {"datetime": "date-time", "file": "binary"}.get(value, value)
        return f"; write `type: string` and `format: {written}`"
    return ""


def message(text: str) -> str:
    """The first line of a validator's message; where it lists what it would take, with the nearest of that."""
    first_line = text.strip().partition("\n")[0]
    word, *known = re.findall(r"""['"]([^'"]+)['"]""", first_line) or [""]
    return (first_line if len(first_line) < 300 else f"{first_line[:299]}…") + (
        hint(word, known) if "not one of" in first_line else ""
    )


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return False
    return True
