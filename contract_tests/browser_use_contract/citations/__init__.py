"""What the documentation says, sentence by sentence, in our words: the catalogue that every requirement cites."""

from __future__ import annotations

from ..requirement import Citation


def catalogue() -> list[Citation]:
    """All sentences, in the order of the documents."""
    from . import assumed, operations, request, resources, response

    modules = (request, response, operations, resources, assumed)
    return [value for module in modules for value in vars(module).values() if isinstance(value, Citation)]
