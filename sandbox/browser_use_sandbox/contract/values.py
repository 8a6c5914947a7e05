"""Values that fit a schema of the document, where only the document says what a value is."""

from typing import Any

from ..natural import NotNatural, Schema, natural_value
from .document import Document

#: Texts that are tried for a schema with a pattern, before a search is begun.
_TEXTS = ("0", "1.5", "example", "a", "A", "a1b2c3d4", "2026-05-03", "us", "example.com", "0" * 32, "0" * 64)


def value_for(document: Document, schema: Any, name: str = "", seed: int = 0) -> Any:
    """A value that probably fits, at once; null where none is found without a search."""
    try:
        return quick_value(document, schema, name, seed)
    except NotNatural:
        return None


def quick_value(document: Document, schema: Any, name: str = "", seed: int = 0) -> Any:
    """A value that probably fits; NotNatural where it takes a search."""
    if not isinstance(schema, dict):
        schema = {}

    def text(part: Schema) -> str:
        validator = document.compile(part)
        found = next(filter(validator.is_valid, _TEXTS), None)
        if found is None:
            raise NotNatural
        return found

    def target(reference: str) -> Any:
        found = document.resolve({"$ref": reference})
        if not isinstance(found, dict):
            raise NotNatural
        return found

    try:
        return natural_value(schema, seed, text, name=name, target=target, compiled=document.compile)
    except (ArithmeticError, LookupError, TypeError, ValueError, RecursionError):
        raise NotNatural from None
