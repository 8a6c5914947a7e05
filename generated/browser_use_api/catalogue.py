# Made by tools/generate.py from an OpenAPI document; never edit it.
"""All resources and operations as data, for command lines, documentation and tests."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from ._core.operation import Operation

RESOURCES: dict[str, str] = {
    "sessions": "Browser sessions and the tasks that run in them.",
    "profiles": "Saved browser state, such as logins, for sessions and browsers to start with.",
    "workspaces": "Files that outlive a session, and that agents read and write.",
    "browsers": "Bare browsers without an agent, driven over the Chrome DevTools Protocol.",
    "billing": "The account's balances and plan.",
}
"""Name of each resource, as in `client.<name>` → what it is."""


def operations(resource: str) -> dict[str, Operation[Any]]:
    """The operations of a resource by the names of their methods, in the document's order. Raises KeyError for an unknown resource."""
    if resource not in RESOURCES:
        raise KeyError(resource)
    module = import_module(f"{__name__.rpartition('.')[0]}.operations.{resource}")
    return {value.name: value for value in vars(module).values() if isinstance(value, Operation)}
