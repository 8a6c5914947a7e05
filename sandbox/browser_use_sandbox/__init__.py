"""A local server for the Browser Use Cloud API (v3), with a simulated agent.

The names are imported when they are first used, so that the command line starts quickly.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .common.clock import Clock as Clock
    from .contract.document import DocumentError as DocumentError
    from .control.handle import Handle as Handle
    from .control.snapshots import SeenBrowser as SeenBrowser
    from .control.snapshots import SeenProfile as SeenProfile
    from .control.snapshots import SeenSession as SeenSession
    from .control.snapshots import SeenWorkspace as SeenWorkspace
    from .files.transfers import Transfer as Transfer
    from .script.problems import ScriptError as ScriptError
    from .script.request import TaskRequest as TaskRequest
    from .server.app import create_app as create_app
    from .server.embedded import Sandbox as Sandbox
    from .settings import DEFAULT_API_KEY as DEFAULT_API_KEY
    from .settings import Settings as Settings
    from .simulation.received import Delivery as Delivery
    from .simulation.received import Received as Received
    from .simulation.session import Message as Message

_NAMES = {
    "common.clock": "Clock",
    "contract.document": "DocumentError",
    "control.handle": "Handle",
    "control.snapshots": "SeenBrowser SeenProfile SeenSession SeenWorkspace",
    "files.transfers": "Transfer",
    "script.problems": "ScriptError",
    "script.request": "TaskRequest",
    "server.app": "create_app",
    "server.embedded": "Sandbox",
    "settings": "DEFAULT_API_KEY Settings",
    "simulation.received": "Delivery Received",
    "simulation.session": "Message",
}
_HOMES = {name: module for module, names in _NAMES.items() for name in names.split()}
__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
