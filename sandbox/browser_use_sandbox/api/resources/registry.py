"""Finds the handler of an operation: the simulation of its resource, or else the document."""

import importlib

from ...app_state import AppState
from ...contract.operations import Contract, Operation
from .base import Handler, Resource

#: The simulations by module. They are imported with the first request.
_RESOURCES = {
    "sessions": "Sessions",
    "profiles": "Profiles",
    "workspaces": "Workspaces",
    "workspace_files": "WorkspaceFiles",
    "browsers": "Browsers",
    "billing": "Billing",
}


class HandlerRegistry:
    """The handlers of a sandbox."""

    def __init__(self, state: AppState) -> None:
        self._state = state
        self._made: dict[type[Resource], Resource] = {}

    def handler(self, operation: Operation) -> tuple[Handler, bool]:
        """The handler of the operation, and whether it may advance the time (`auto_advance`)."""
        kind = simulation_of(operation)
        if kind is None:
            from .by_schema import SchemaResponder

            return SchemaResponder(self._state).answer, False
        resource = self._made.get(kind)
        if resource is None:
            resource = self._made[kind] = kind(self._state)
        return resource.handler(operation.id), resource.moves_time


def simulation_of(operation: Operation) -> type[Resource] | None:
    """The resource that simulates the operation, or None."""
    for module, name in _RESOURCES.items():
        kind: type[Resource] = getattr(importlib.import_module(f".{module}", __package__), name)
        if kind.handles(operation.id):
            return kind
    return None


def not_simulated(contract: Contract) -> list[str]:
    """The IDs of the operations that the sandbox does not simulate."""
    return [operation.id for operation in contract.operations.values() if simulation_of(operation) is None]
