"""Citations: what the OpenAPI document says about one of its parts, and how well founded that is (`x-source`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from . import spec
from .document import cached, component, document, resolved
from .observation import FOLLOW_UP
from .schemas import properties


class Source(StrEnum):
    """Where a requirement comes from. Violations of assumed requirements warn; the others fail the check."""

    DOCUMENTED = "documented"
    NEIGHBOUR = "neighbour"
    ASSUMED = "assumed"


@dataclass(frozen=True)
class Citation:
    """A statement of the document. `key` is the part of the document that makes it, `place` describes that part."""

    key: str
    place: str
    says: str
    source: Source


@cached
def citation(key: str) -> Citation | None:
    """Returns what the document says about a part. None if it has no such part.

    Parts are `security`; an operation, its body, a response, or a parameter or property: `createSession`, `createSession.body`,
    `createSession.404`, `listSessions.page`; a schema or a property of one: `Session`, `Session.title`. What follows a slash, as
    in `uploadWorkspaceFiles.files/name`, is a part of the property.
    """
    top, _, rest = key.partition(".")
    name = rest.partition("/")[0]
    if key == "security":
        scheme = next(iter(document().get("components", {}).get("securitySchemes", {}).values()), None)
        return _citation(key, "authentication", scheme)
    if operation := spec.operations().get("createSession" if top == FOLLOW_UP else top):
        place = f"{operation.method} {operation.path}"
        part = _part_of(operation, name) if name else operation.definition
        return _citation(key, f"{place}, {name}" if name else place, part, operation.definition)
    whole = component("schemas", top)
    return _citation(key, key, properties(top).get(name) if name else whole, whole or {})


def _part_of(operation: spec.Operation, name: str) -> Any:
    """Returns a response of an operation, its body, a parameter, or a property of its body or successful response."""
    if name == "body" and operation.body is not None:
        return resolved(operation.definition["requestBody"])
    parameters = {one.name: one.definition for one in operation.parameters}
    properties = {**spec.success_properties(operation.id), **spec.body_properties(operation.id)}
    return {**properties, **parameters, **spec.answers(operation.id)}.get(name)


def _citation(key: str, place: str, part: Any, whole: Mapping[str, Any] | None = None) -> Citation | None:
    """Makes a citation from the text of a part. Without a text of its own it has the text of what it refers to."""
    if not isinstance(part, dict):
        return None
    target = resolved(part)
    texts = (one.get(name) for one in (part, target) for name in ("description", "summary"))
    says = " ".join(next((str(text) for text in texts if text), f"{place} is a part of the API.").split())
    source = next((one["x-source"] for one in (part, whole or {}, target) if "x-source" in one), Source.DOCUMENTED)
    return Citation(key, place, says, Source(source) if source in set(Source) else Source.DOCUMENTED)
