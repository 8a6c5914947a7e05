"""The resources that requests need, such as an existing profile or workspace. They are created when first needed."""

from __future__ import annotations

import re
import threading
import uuid
from collections import Counter
from collections.abc import Container, Mapping
from typing import Any

from . import samples, spec
from .client import Client
from .resource_types import ResourceType, others, resource_types
from .schemas import object_of

#: After this many failures, no more resources of a type are created.
_MAX_FAILURES = 3


class Prerequisites:
    """Creates resources over the API if that costs nothing. If one cannot be created, its id is a random UUID.

    The type of a resource is named by its path, such as `/profiles`.
    """

    def __init__(
        self, client: Client, *, may_create: bool, free: Container[str] = (), known: Mapping[str, str] | None = None
    ) -> None:
        """`may_create` allows all resource types, `free` single ones. `known` has existing resources, which are only read."""
        self._client = client
        self._may_create = may_create
        self._free = free
        self._own: set[str] = set()
        self._shared: dict[str, str] = dict(known or {})
        self._failures: Counter[str] = Counter()
        self._lock = threading.RLock()

    def make(self, resource: ResourceType, body: Mapping[str, Any] | None = None) -> str:
        """Creates a resource and returns its id. Empty if none was created."""
        create = resource.create
        is_allowed = self._may_create or resource.path in self._free
        if create is None or not is_allowed or create.in_path or self._failures[create.id] >= _MAX_FAILURES:
            return ""
        one = self._client.send("POST", create.path, self.body(create) if body is None else dict(body))
        found = one.object.get(resource.key)
        if one.is_success and isinstance(found, str):
            self._own.add(found)
            return found
        self._failures[create.id] += 1
        return ""

    def shared(self, path: str) -> str:
        """Returns the id of a resource that many requests may use and none may delete. A random UUID if there is none."""
        with self._lock:
            if path not in self._shared:
                resource = resource_types().get(path)
                self._shared[path] = (resource and (self.make(resource) or self._first(resource))) or str(uuid.uuid4())
            return self._shared[path]

    def unshared(self, path: str) -> str:
        """Returns the id of a new resource for a single use. A random UUID if none can be created."""
        resource = resource_types().get(path)
        return (self.make(resource) if resource else "") or str(uuid.uuid4())

    def _first(self, resource: ResourceType) -> str:
        """Returns the id of the first resource in the list. Empty if there is none."""
        if resource.list is None or resource.list.in_path:
            return ""
        items = self._client.send("GET", resource.list.path).object.get(resource.list.paging.get("items", ""))
        found = items[0].get(resource.key) if isinstance(items, list) and items and isinstance(items[0], dict) else ""
        return found if isinstance(found, str) else ""

    def path(self, operation: spec.Operation) -> str:
        """Returns a path of an operation, with ids of existing resources."""
        path = operation.path
        for parameter in operation.in_path:
            of = path.partition(f"/{{{parameter.name}}}")[0]
            if of in resource_types() or parameter.schema.get("format") == "uuid":
                value = self.shared(of)
                if operation.method != "GET" and not self._may_create and value not in self._own:
                    value = str(uuid.uuid4())  # another client may use the existing one
            else:
                value = next(iter(samples.valid_texts(parameter.schema)), "x")
            path = path.replace(f"{{{parameter.name}}}", value)
        return path

    def body(self, operation: spec.Operation) -> dict[str, Any]:
        """Returns the smallest valid body of an operation."""
        whole = object_of(operation.body) if operation.body is not None else {}
        return {name: self.value(name, whole["properties"].get(name, {})) for name in whole.get("required", ())}

    def value(self, name: str, schema: Any) -> Any:
        """Returns the simplest valid value of a property. For a property that refers to a resource, an id of one."""
        resource = referred(name)
        if resource and "format" in str(schema):
            return self.shared(resource.path)
        return next((value for value in samples.valid(schema) if value is not None), None)


def referred(name: str) -> ResourceType | None:
    """Returns the resource type that a property refers to: that of `/profiles/{profile_id}` for `profileId`. None for others."""
    snake = re.sub("([A-Z])", lambda match: f"_{match[1].lower()}", name)
    found = (one for one in others() if one.parameter == snake and one.create)
    return next(found, None) if snake != "session_id" else None
