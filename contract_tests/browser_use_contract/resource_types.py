"""The resources of the document: which operations create, list, get, update and delete things of one kind.

They follow from paths and methods: `/things` has the creation and the list, `/things/{thing_id}` the rest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from . import spec

_ITEM = re.compile(r"(?P<base>.*)/\{(?P<name>[^{}/]+)\}")


@dataclass(frozen=True, eq=False)
class ResourceType:
    """Things of one kind. `path` is that of the collection; operations that the document does not have are None."""

    path: str
    #: The name of the parameter that has a thing's id, and of the property of the thing.
    parameter: str
    key: str
    create: spec.Operation | None
    list: spec.Operation | None
    get: spec.Operation | None
    update: spec.Operation | None
    delete: spec.Operation | None
    #: Whatever else is done with one thing: the operations on paths below its own.
    inner: Sequence[spec.Operation] = field(default=())

    @property
    def by_id(self) -> Sequence[spec.Operation]:
        """All operations that name one thing in their path."""
        return [one for one in (self.get, self.update, self.delete, *self.inner) if one]

    @property
    def showing(self) -> Sequence[spec.Operation]:
        """The operations whose success shows one thing."""
        return [one for one in (self.create, self.get, self.update) if one]

    @property
    def shown(self) -> Mapping[str, Any]:
        """The properties of a thing."""
        return spec.success_properties(self.showing[0].id) if self.showing else {}

    def path_of(self, identity: str, operation: spec.Operation | None = None) -> str:
        """The path of one thing, or that of an operation on it."""
        template = operation.path if operation else f"{self.path}/{{{self.parameter}}}"
        return template.replace(f"{{{self.parameter}}}", identity)


@spec.cached
def resource_types() -> Sequence[ResourceType]:
    """All resources of the document."""
    by_path: dict[str, dict[str, spec.Operation]] = {}
    for one in spec.operations().values():
        by_path.setdefault(one.path, {})[one.method] = one
    found = []
    for path, methods in by_path.items():
        match = _ITEM.fullmatch(path)
        if not match:
            continue
        above = by_path.get(match["base"], {})
        inner = [one for other, of in by_path.items() if other.startswith(f"{path}/") for one in of.values()]
        create = above.get("POST")
        get = methods.get("GET")
        update = methods.get("PATCH") or methods.get("PUT")
        key = _key(match["name"], create or get or update)
        if create and key not in spec.success_properties(create.id):
            create = None
        found.append(
            ResourceType(
                match["base"], match["name"], key, create, above.get("GET"), get, update, methods.get("DELETE"), tuple(inner)
            )
        )
    return found


def _key(parameter: str, showing: spec.Operation | None) -> str:
    """The property of a thing that goes into the path."""
    names = spec.success_properties(showing.id) if showing else {}
    camel = re.sub(r"_(\w)", lambda match: match[1].upper(), parameter)
    return next((name for name in ("id", parameter, camel) if name in names), "id")


@spec.cached
def of_operation(name: str) -> ResourceType | None:
    """The resource that an operation creates, lists, or names one thing of."""
    for one in resource_types():
        if any(operation and operation.id == name for operation in (one.create, one.list, *one.by_id)):
            return one
    return None


@spec.cached
def derived() -> Sequence[ResourceType]:
    """The resources that have no requirements of their own here for what holds for every resource; sessions have."""
    return [one for one in resource_types() if not (one.create and one.create.id == "createSession") and one.path != "/sessions"]
