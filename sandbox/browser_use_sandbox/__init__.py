"""A local server that keeps the contract of the Browser Use Cloud API (v3), sessions part, with a simulated agent.

The names are loaded when they are first used, so that the command line and the worker process start quickly.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .app import create_app
    from .clock import Clock
    from .running import Sandbox
    from .script.problems import ScriptError
    from .settings import DEFAULT_API_KEY, Settings

__all__ = ["DEFAULT_API_KEY", "Clock", "Sandbox", "ScriptError", "Settings", "create_app"]

_HOMES = {
    "DEFAULT_API_KEY": "settings",
    "Clock": "clock",
    "Sandbox": "running",
    "ScriptError": "script.problems",
    "Settings": "settings",
    "create_app": "app",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
