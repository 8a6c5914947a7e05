"""A local server for the Browser Use Cloud API (v3), with a simulated agent.

The names are imported when they are first used, so that the command line starts quickly.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .common.clock import Clock
    from .contract.document import DocumentError
    from .control.handle import Handle
    from .control.snapshots import SeenBrowser, SeenProfile, SeenSession, SeenWorkspace
    from .files.transfers import Transfer
    from .script.problems import ScriptError
    from .script.request import TaskRequest
    from .server.app import create_app
    from .server.embedded import Sandbox
    from .settings import DEFAULT_API_KEY, Settings
    from .simulation.received import Delivery, Received
    from .simulation.session import Message

__all__ = [
    "DEFAULT_API_KEY",
    "Clock",
    "Delivery",
    "DocumentError",
    "Handle",
    "Message",
    "Received",
    "Sandbox",
    "ScriptError",
    "SeenBrowser",
    "SeenProfile",
    "SeenSession",
    "SeenWorkspace",
    "Settings",
    "TaskRequest",
    "Transfer",
    "create_app",
]

_HOMES = {
    "DEFAULT_API_KEY": "settings",
    "Clock": "common.clock",
    "Handle": "control.handle",
    "Message": "simulation.session",
    "Received": "simulation.received",
    "Sandbox": "server.embedded",
    "ScriptError": "script.problems",
    "DocumentError": "contract.document",
    "Delivery": "simulation.received",
    "SeenBrowser": "control.snapshots",
    "SeenProfile": "control.snapshots",
    "SeenSession": "control.snapshots",
    "SeenWorkspace": "control.snapshots",
    "Transfer": "files.transfers",
    "Settings": "settings",
    "TaskRequest": "script.request",
    "create_app": "server.app",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
