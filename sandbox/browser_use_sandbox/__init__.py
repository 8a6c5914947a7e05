"""A local server that keeps the contract of the Browser Use Cloud API (v3), sessions part, with a simulated agent.

The names are loaded when they are first used, so that the command line and the worker process start quickly.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .app import create_app
    from .clock import Clock
    from .control.handle import Handle
    from .control.snapshots import SeenSession
    from .embedded_server import Sandbox
    from .received import Received
    from .script.problems import ScriptError
    from .script.request import TaskRequest
    from .session import Message
    from .settings import DEFAULT_API_KEY, Settings

__all__ = [
    "DEFAULT_API_KEY",
    "Clock",
    "Handle",
    "Message",
    "Received",
    "Sandbox",
    "ScriptError",
    "SeenSession",
    "Settings",
    "TaskRequest",
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
    "SeenSession": "control.snapshots",
    "Settings": "settings",
    "TaskRequest": "script.request",
    "create_app": "app",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
