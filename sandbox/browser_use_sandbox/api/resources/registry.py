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
    "browsers": "Browsers",
    "billing": "Billing",
}


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


def handler_of(operation: Operation, state: AppState) -> tuple[Handler, bool]:
    """The handler of the operation, and whether it may advance the time (`auto_advance`)."""
    kind = simulation_of(operation)
    if kind is None:
        from .by_schema import SchemaResponder

        return SchemaResponder(state).answer, False
    return kind(state).handler(operation.id), kind.moves_time
