"""The statements of the documentation, in our words. Every requirement cites one."""

from __future__ import annotations

from ..requirement import Citation


def catalogue() -> list[Citation]:
    """Returns all statements, in the order of the documents."""
    from . import assumed, operations, request, resources, response

    modules = (request, response, operations, resources, assumed)
    return [value for module in modules for value in vars(module).values() if isinstance(value, Citation)]
