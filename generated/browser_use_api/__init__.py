# Made by tools/generate.py from an OpenAPI document; never edit it.
"""A client of the Browser Use Cloud API.

    from browser_use_api import Client

    with Client(headers={…}) as client:
        …

Names are loaded when they are first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import models as models
    from ._core.errors import ApiClientError as ApiClientError
    from ._core.errors import ApiError as ApiError
    from ._core.errors import ArgumentError as ArgumentError
    from ._core.errors import InvalidResponse as InvalidResponse
    from ._core.unset import UNSET as UNSET
    from ._core.unset import Unset as Unset
    from .client import AsyncClient as AsyncClient
    from .client import Client as Client

_MODULES = {
    "ApiClientError": "_core.errors",
    "ApiError": "_core.errors",
    "ArgumentError": "_core.errors",
    "AsyncClient": "client",
    "Client": "client",
    "InvalidResponse": "_core.errors",
    "UNSET": "_core.unset",
    "Unset": "_core.unset",
}

__all__ = ["UNSET", "ApiClientError", "ApiError", "ArgumentError", "AsyncClient", "Client", "InvalidResponse", "Unset", "models"]


def __getattr__(name: str) -> Any:
    if name == "models":
        return import_module(f"{__name__}.models")
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
