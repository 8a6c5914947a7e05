"""Schemas as they stand in a document, and as JSON Schema that stands alone."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..document import Document, Place
from .keywords import translate

# Keywords whose value is one schema.
SUBSCHEMAS = {
    "items", "additionalProperties", "unevaluatedProperties", "unevaluatedItems", "propertyNames", "contains", "not", "if",
    "then", "else",
}  # fmt: skip
# Keywords whose value is no schema.
PLAIN = {
    "type", "enum", "const", "required", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength",
    "maxLength", "pattern", "format", "minItems", "maxItems", "uniqueItems", "minContains", "maxContains", "minProperties",
    "maxProperties", "dependentRequired",
}  # fmt: skip
# Deeper than this, what is below counts as any value.
_MOST_LEVELS = 12


class Node(NamedTuple):
    """A schema, an object or a boolean, and its place in the document."""

    schema: Any
    place: Place

    @property
    def key(self) -> int:
        return int(self.schema) if isinstance(self.schema, bool) else id(self.schema)


# A schema: nodes that must all hold. None at all admits every value.
Schema = tuple[Node, ...]


class SchemaReader:
    """Reads schemas of one document in the words of JSON Schema 2020-12."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._translated: dict[int, dict[str, Any]] = {}

    def keywords(self, node: Node) -> dict[str, Any]:
        """The node's object in the words of JSON Schema 2020-12."""
        if not isinstance(node.schema, dict):
            raise self.document.error(node.place, "a schema is an object or a boolean")
        if id(node.schema) not in self._translated:
            self._translated[id(node.schema)] = translate(node.schema, references_alone=self.document.is_3_0)
        return self._translated[id(node.schema)]

    def target(self, node: Node) -> Node | None:
        """What the node refers to, if it does."""
        reference = node.schema.get("$ref")
        if not isinstance(reference, str):
            return None
        return Node(*self.document.target(reference, (*node.place, "$ref")))

    def expanded(self, node: Node, trail: frozenset[int] = frozenset()) -> Any:
        """The node as JSON Schema without references and annotations; where it contains itself, any value."""
        if isinstance(node.schema, bool):
            return node.schema
        if node.key in trail or len(trail) > _MOST_LEVELS:
            return True
        trail |= {node.key}
        schema = self.keywords(node)
        plain: dict[str, Any] = {}
        for key, value in schema.items():
            place = (*node.place, key)
            if key in {"properties", "patternProperties", "dependentSchemas"} and isinstance(value, dict):
                plain[key] = {name: self.expanded(Node(each, (*place, name)), trail) for name, each in value.items()}
            elif key in {"allOf", "anyOf", "oneOf", "prefixItems"} and isinstance(value, list):
                plain[key] = [self.expanded(Node(each, (*place, index)), trail) for index, each in enumerate(value)]
            elif key in SUBSCHEMAS and isinstance(value, dict | bool):
                plain[key] = self.expanded(Node(value, place), trail)
            elif key in PLAIN:
                plain[key] = value
        if (target := self.target(node)) is not None:
            plain.setdefault("allOf", [])
            plain["allOf"] = [*plain["allOf"], self.expanded(target, trail)]
        if schema.get("nullable") is True:
            return {"anyOf": [plain, {"type": "null"}]}
        return plain
