"""Statements that are read from the OpenAPI document, about an operation, a response, a parameter or a property."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import spec
from ..requirement import Citation, Source


def _source(name: object, otherwise: str) -> Source:
    """Returns the source named in `x-source`. A document without it counts as documented."""
    found = str(name) if name is not None else otherwise
    return Source(found) if found in set(Source) else Source.DOCUMENTED


@spec.cached
def operation(name: str) -> Citation:
    """Returns the statement about an operation as a whole."""
    one = spec.operations()[name]
    says = str(one.definition.get("summary") or f"{one.method} {one.path}").rstrip(".")
    return _citation(name, f"{one.method} {one.path}", f"{says}.", one.source)


@spec.cached
def answer(name: str, status: str) -> Citation:
    """Returns the statement about one response of an operation."""
    one = spec.operations()[name]
    found = spec.answers(name).get(status, {})
    says = " ".join(str(found.get("description") or f"The response may have status {status}.").split())
    return _citation(f"{name}.{status}", f"{one.method} {one.path}, {status}", says, found.get("x-source"), one.source)


@spec.cached
def part(name: str, parameter: str) -> Citation:
    """Returns the statement about a parameter, or a property of the request or response body."""
    one = spec.operations()[name]
    own = {found.name: found.schema for found in one.parameters}
    top = parameter.partition("/")[0]
    found = own.get(top) or spec.body_properties(name).get(top) or spec.success_properties(name).get(top) or {}
    definition: Mapping[str, Any] = next(
        (spec.resolved(item) for item in one.definition.get("parameters", ()) if item.get("name") == top), {}
    )
    message = " ".join(str(definition.get("description") or found.get("description") or "").split())
    says = message or f"{top} has a schema."
    return _citation(f"{name}.{top}", f"{one.method} {one.path}, {top}", says, found.get("x-source"), one.source)


def _citation(key: str, place: str, says: str, *sources: object) -> Citation:
    named = next((source for source in sources if source is not None), "documented")
    return Citation(f"document.{key}", _source(named, "documented"), f"the document, {place}", says, derived=True)
