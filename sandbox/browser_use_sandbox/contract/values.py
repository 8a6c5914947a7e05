"""Values for schemas of the document, for what the simulation does not know."""

from typing import Any

from ..generation.heuristic_examples import NoHeuristic, Schema, heuristic_value
from .document import Document


def value_for(document: Document, schema: Any, name: str = "", seed: int = 0) -> Any:
    """A value that probably fits; None if that takes a search."""
    try:
        return quick_value(document, schema, name, seed)
    except NoHeuristic:
        return None


def quick_value(document: Document, schema: Any, name: str = "", seed: int = 0) -> Any:
    """A value that probably fits; NoHeuristic if that takes a search."""
    if not isinstance(schema, dict):
        schema = {}

    def no_search(_: Schema) -> Any:
        raise NoHeuristic

    def target(reference: str) -> Any:
        found = document.resolve({"$ref": reference})
        if not isinstance(found, dict):
            raise NoHeuristic
        return found

    try:
        return heuristic_value(schema, seed, no_search, name=name, target=target, compiled=document.compile)
    except (ArithmeticError, LookupError, TypeError, ValueError, RecursionError):
        raise NoHeuristic from None
