"""Who answers an operation: the simulation of its resource, or for lack of one the document itself."""

from ..app_state import AppState
from ..contract.operations import Contract, Operation
from .base import Handler
from .billing import Billing
from .browsers import Browsers
from .by_schema import BySchema
from .profiles import Profiles
from .sessions import Sessions
from .workspace_files import WorkspaceFiles
from .workspaces import Workspaces

_RESOURCES = (Sessions, Profiles, Workspaces, WorkspaceFiles, Browsers, Billing)


class Simulated:
    """The handlers of a sandbox."""

    def __init__(self, state: AppState) -> None:
        self._resources = [resource(state) for resource in _RESOURCES]
        self._by_schema = BySchema(state)

    def handler(self, operation: Operation) -> tuple[Handler, bool]:
        """What carries out the operation, and whether a look by it may move time."""
        for resource in self._resources:
            handler = resource.handler(operation.id)
            if handler is not None:
                return handler, resource.moves_time
        return self._by_schema.answer, False


def not_simulated(contract: Contract) -> list[str]:
    """The ids of the operations that a sandbox does not simulate."""
    return [operation.id for operation in contract.operations.values() if not is_simulated(operation)]


def is_simulated(operation: Operation) -> bool:
    """Whether a sandbox simulates the operation."""
    return any(resource.carries_out(operation.id) for resource in _RESOURCES)
