"""The resource types of the document: which operations create, list, get, update and delete resources of one type.

They follow from paths and methods: `/things` has the create and list operations, `/things/{thing_id}` the others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import spec
from .document import cached
from .schemas import defaults_of, name_of

_ITEM = re.compile(r"(?P<base>.*)/\{(?P<name>[^{}/]+)\}")
#: The resource type with its own scenarios and history: its create operation also dispatches tasks.
SESSIONS = "/sessions"


@dataclass(frozen=True, eq=False)
class ResourceType:
    """A type of resource. `path` is the path of the collection. Operations that the document lacks are None."""

    path: str
    #: The path parameter with the resource's id, and the property with that id.
    parameter: str
    key: str
    create: spec.Operation | None
    list: spec.Operation | None
    get: spec.Operation | None
    update: spec.Operation | None
    delete: spec.Operation | None
    #: Other operations on one resource: those on paths below its own.
    inner: Sequence[spec.Operation] = ()

    @property
    def by_id(self) -> Sequence[spec.Operation]:
        """All operations with a resource's id in their path."""
        return [one for one in (self.get, self.update, self.delete, *self.inner) if one]

    @property
    def showing(self) -> Sequence[spec.Operation]:
        """The operations whose successful response is one resource."""
        found = [one for one in (self.create, self.get, self.update) if one]
        schemas = [spec.success_schema(one.id) for one in found]
        return found + [one for one in self.inner if spec.success_schema(one.id) in schemas]

    @property
    def shown(self) -> Mapping[str, Any]:
        """The properties of a resource."""
        return spec.success_properties(self.showing[0].id) if self.showing else {}

    @property
    def defaults(self) -> Mapping[str, Any]:
        """The defaults of these properties."""
        return defaults_of(self.shown) if self.shown else {}

    @property
    def noun(self) -> str:
        """The name of the schema of one resource, such as `profile`."""
        schema = spec.success_schema(self.showing[0].id) if self.showing else None
        return name_of(schema).lower() or "resource"

    def path_of(self, identity: str, operation: spec.Operation | None = None) -> str:
        """Returns the path of one resource, or of an operation on it."""
        template = operation.path if operation else f"{self.path}/{{{self.parameter}}}"
        return template.replace(f"{{{self.parameter}}}", identity)


@cached
def resource_types() -> Mapping[str, ResourceType]:
    """Returns all resource types of the document by the path of their collection."""
    by_path: dict[str, dict[str, spec.Operation]] = {}
    for one in spec.operations().values():
        by_path.setdefault(one.path, {})[one.method] = one
    found = {}
    for path, methods in by_path.items():
        match = _ITEM.fullmatch(path)
        if not match:
            continue
        above = by_path.get(match["base"], {})
        inner = [one for other, of in by_path.items() if other.startswith(f"{path}/") for one in of.values()]
        create, get, update = above.get("POST"), methods.get("GET"), methods.get("PATCH") or methods.get("PUT")
        key = _key(match["name"], create or get or update)
        found[match["base"]] = ResourceType(
            path=match["base"],
            parameter=match["name"],
            key=key,
            create=create if create and key in spec.success_properties(create.id) else None,
            list=above.get("GET"),
            get=get,
            update=update,
            delete=methods.get("DELETE"),
            inner=tuple(inner),
        )
    return found


def others() -> Sequence[ResourceType]:
    """Returns all resource types except sessions."""
    return [one for one in resource_types().values() if one.path != SESSIONS]


def _key(parameter: str, showing: spec.Operation | None) -> str:
    """Returns the property whose value is the id in the path."""
    names = spec.success_properties(showing.id) if showing else {}
    camel = re.sub(r"_(\w)", lambda match: match[1].upper(), parameter)
    return next((name for name in ("id", parameter, camel) if name in names), "id")


@cached
def of_operation(name: str) -> ResourceType | None:
    """Returns the resource type of an operation, or None."""
    for one in resource_types().values():
        if any(operation and operation.id == name for operation in (one.create, one.list, *one.by_id)):
            return one
    return None
