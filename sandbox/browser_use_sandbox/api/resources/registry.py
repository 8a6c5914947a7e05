"""Who answers an operation: the simulation of its resource, or for lack of one the document itself."""

import importlib

from ...app_state import AppState
from ...contract.operations import Contract, Operation
from .base import Handler, Resource

#: The simulations, by their modules: they are loaded with the first request.
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
        """What carries out the operation, and whether a look by it may move time."""
        kind = simulation_of(operation)
        if kind is None:
            from .by_schema import SchemaResponder

            return SchemaResponder(self._state).answer, False
        resource = self._made.get(kind)
        if resource is None:
            resource = self._made[kind] = kind(self._state)
        return resource.handler(operation.id), resource.moves_time


def simulation_of(operation: Operation) -> type[Resource] | None:
    """What simulates the operation; None where nothing does."""
    for module, name in _RESOURCES.items():
        kind: type[Resource] = getattr(importlib.import_module(f".{module}", __package__), name)
        if kind.handles(operation.id):
            return kind
    return None


def not_simulated(contract: Contract) -> list[str]:
    """The ids of the operations that a sandbox does not simulate."""
    return [operation.id for operation in contract.operations.values() if simulation_of(operation) is None]
