"""A local server that keeps the contract of the Browser Use Cloud API (v3), with a simulated agent.

The names are loaded when they are first used, so that the command line and the worker process start quickly.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .app import create_app
    from .clock import Clock
    from .contract.document import DocumentError
    from .control.handle import Handle
    from .control.snapshots import SeenBrowser, SeenProfile, SeenSession, SeenWorkspace
    from .embedded_server import Sandbox
    from .files.transfers import Transfer
    from .received import Received
    from .script.problems import ScriptError
    from .script.request import TaskRequest
    from .session import Message
    from .settings import DEFAULT_API_KEY, Settings
    from .webhooks.delivery import Delivery

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
    "Clock": "clock",
    "Handle": "control.handle",
    "Message": "session",
    "Received": "received",
    "Sandbox": "embedded_server",
    "ScriptError": "script.problems",
    "DocumentError": "contract.document",
    "Delivery": "webhooks.delivery",
    "SeenBrowser": "control.snapshots",
    "SeenProfile": "control.snapshots",
    "SeenSession": "control.snapshots",
    "SeenWorkspace": "control.snapshots",
    "Transfer": "files.transfers",
    "Settings": "settings",
    "TaskRequest": "script.request",
    "create_app": "app",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
