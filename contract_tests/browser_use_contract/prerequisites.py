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
from .resource_types import ResourceType, others
from .schemas import object_of

#: After this many failures, no more resources of a type are created.
_MAX_FAILURES = 3


class Prerequisites:
    """Creates resources over the API if that costs nothing. If one cannot be created, its id is a random UUID."""

    def __init__(
        self,
        client: Client,
        *,
        may_create: bool,
        free_kinds: Container[str] = (),
        known: Mapping[str, str] | None = None,
    ) -> None:
        """`may_create` allows all resource types. `free_kinds` allows single types, named by parameter, such as `profile_id`.

        `known` has ids of existing resources, by the same parameters. These resources are only read.
        """
        self._client = client
        self._may_create = may_create
        self._costless = free_kinds
        self._own: set[str] = set()
        self._shared: dict[str, str] = dict(known or {})
        self._failures: Counter[str] = Counter()
        self._lock = threading.RLock()

    def make(self, resource: ResourceType, body: Mapping[str, Any] | None = None) -> str:
        """Creates a resource and returns its id. Empty if none was created."""
        create = resource.create
        is_allowed = self._may_create or resource.parameter in self._costless
        if create is None or not is_allowed or create.in_path or self._failures[create.id] >= _MAX_FAILURES:
            return ""
        one = self._client.send("POST", create.path, self.body(create) if body is None else dict(body))
        found = one.object.get(resource.key)
        if 200 <= one.status < 300 and isinstance(found, str):
            self._own.add(found)
            return found
        self._failures[create.id] += 1
        return ""

    def shared(self, parameter: str) -> str:
        """Returns the id of a resource that many requests may use and none may delete. A random UUID if there is none."""
        with self._lock:
            if parameter not in self._shared:
                resource = next((one for one in others() if one.parameter == parameter), None)
                self._shared[parameter] = (self.make(resource) if resource else "") or self._first(resource) or str(uuid.uuid4())
            return self._shared[parameter]

    def unshared(self, parameter: str) -> str:
        """Returns the id of a new resource for a single use. A random UUID if none can be created."""
        resource = next((one for one in others() if one.parameter == parameter), None)
        return (self.make(resource) if resource else "") or str(uuid.uuid4())

    def _first(self, resource: ResourceType | None) -> str:
        """Returns the id of the first resource in the list. Empty if there is none."""
        if resource is None or resource.list is None or resource.list.in_path:
            return ""
        one = self._client.send("GET", resource.list.path)
        items = one.object.get(resource.list.paging.get("items", ""))
        found = items[0].get(resource.key) if isinstance(items, list) and items and isinstance(items[0], dict) else ""
        return found if isinstance(found, str) else ""

    def path(self, operation: spec.Operation) -> str:
        """Returns a path of an operation, with ids of existing resources."""
        path = operation.path
        for parameter in operation.in_path:
            is_id = parameter.schema.get("format") == "uuid" or any(one.parameter == parameter.name for one in others())
            plain = next(iter(samples.valid_texts(parameter.schema)), "x")
            identity = self.shared(parameter.name) if is_id else plain
            if is_id and operation.method != "GET" and not self._may_create and identity not in self._own:
                identity = str(uuid.uuid4())  # another client may use the existing one
            path = path.replace(f"{{{parameter.name}}}", identity)
        return path

    def body(self, operation: spec.Operation) -> dict[str, Any]:
        """Returns the smallest valid body of an operation."""
        whole = object_of(operation.body) if operation.body is not None else {}
        return {name: self.value(name, whole["properties"].get(name, {})) for name in whole.get("required", ())}

    def value(self, name: str, schema: Any) -> Any:
        """Returns the simplest valid value of a property. For a property that refers to a resource, an id of one."""
        if (parameter := parameter_for(name)) and "format" in str(schema):
            return self.shared(parameter)
        return next((value for value in samples.valid(schema) if value is not None), None)


def parameter_for(name: str) -> str:
    """Returns the path parameter that matches a property: `profile_id` for `profileId`. Empty if none does."""
    snake = re.sub("([A-Z])", lambda match: f"_{match[1].lower()}", name)
    return snake if any(one.parameter == snake and one.create for one in others()) and snake != "session_id" else ""
