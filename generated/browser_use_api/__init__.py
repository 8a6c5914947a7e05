# Made from openapi.yaml by tools/generate.py; never edit it. `make generate` makes it anew.

"""The Browser Use Cloud API's session operations, in Python.

from browser_use_api import AuthenticatedClient
from browser_use_api.api.sessions import create_session
from browser_use_api.models import CreateSessionRequest
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .client import AuthenticatedClient as AuthenticatedClient
    from .client import Client as Client

__all__ = ("AuthenticatedClient", "Client")


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import client

    return getattr(client, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
