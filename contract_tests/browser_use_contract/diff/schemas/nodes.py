"""Reads schemas of a document, and expands them to standalone JSON Schema."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..document import Document, Place
from .keywords import translate

# Keywords whose value is a schema.
SUBSCHEMAS = {
    "items", "additionalProperties", "unevaluatedProperties", "unevaluatedItems", "propertyNames", "contains", "not", "if",
    "then", "else",
}  # fmt: skip
# Keywords whose value is not a schema.
PLAIN = {
    "type", "enum", "const", "required", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength",
    "maxLength", "pattern", "format", "minItems", "maxItems", "uniqueItems", "minContains", "maxContains", "minProperties",
    "maxProperties", "dependentRequired",
}  # fmt: skip
# Keywords that change the meaning of a reference beside them.
_COUNT_BESIDE = PLAIN | SUBSCHEMAS | {
    "properties", "patternProperties", "dependentSchemas", "allOf", "anyOf", "oneOf", "prefixItems", "default", "deprecated",
    "nullable", "readOnly", "writeOnly", "contentEncoding", "contentMediaType", "discriminator",
}  # fmt: skip
_NAMED_SCHEMAS = {"properties", "patternProperties", "dependentSchemas"}
_LISTED_SCHEMAS = {"allOf", "anyOf", "oneOf", "prefixItems"}
# The maximum depth of expanded schemas.
_MOST_LEVELS = 12
_MOST_NODES = 1_000


class Node(NamedTuple):
    """A schema (an object or a boolean) with its place in the document."""

    schema: Any
    place: Place

    @property
    def key(self) -> int:
        return int(self.schema) if isinstance(self.schema, bool) else id(self.schema)


# A schema: nodes that must all hold. Without nodes it admits every value.
Schema = tuple[Node, ...]


class SchemaReader:
    """Reads schemas of one document as JSON Schema 2020-12."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._translated: dict[int, dict[str, Any]] = {}

    def keywords(self, node: Node) -> dict[str, Any]:
        """Returns the node's object in the keywords of JSON Schema 2020-12."""
        if not isinstance(node.schema, dict):
            raise self.document.error(node.place, "a schema must be an object or a boolean")
        if id(node.schema) not in self._translated:
            self._translated[id(node.schema)] = translate(node.schema, references_alone=self.document.is_3_0)
        return self._translated[id(node.schema)]

    def target(self, node: Node) -> Node | None:
        """Returns the schema that the node refers to, or None."""
        reference = node.schema.get("$ref")
        if not isinstance(reference, str):
            return None
        return Node(*self.document.target(reference, (*node.place, "$ref")))

    def named(self, node: Node) -> Node:
        """Returns the referenced schema if the node is only a reference, so that the schema is compared once."""
        seen = 0
        while isinstance(node.schema, dict) and isinstance(node.schema.get("$ref"), str) and seen < _MOST_LEVELS:
            beside = self.keywords(node).keys() & _COUNT_BESIDE
            if beside or (target := self.target(node)) is None:
                break
            node = target
            seen += 1
        return node

    def is_marked(self, node: Node, keyword: str, levels: int = _MOST_LEVELS) -> bool:
        """Whether the node, or a schema that it refers to or consists of, has this keyword set to true."""
        if not isinstance(node.schema, dict) or levels == 0:
            return False
        schema = self.keywords(node)
        if schema.get(keyword) is True:
            return True
        target, parts = self.target(node), schema.get("allOf")
        inner = [Node(part, (*node.place, "allOf", index)) for index, part in enumerate(parts if isinstance(parts, list) else [])]
        return any(self.is_marked(each, keyword, levels - 1) for each in ([target] if target else []) + inner)

    def expanded(self, node: Node) -> Any:
        """Returns the node as JSON Schema without references and annotations. Recursive and too deep parts admit any value."""
        return self._expanded(node, frozenset(), [_MOST_NODES])

    def _expanded(self, node: Node, trail: frozenset[int], left: list[int]) -> Any:
        if isinstance(node.schema, bool):
            return node.schema
        left[0] -= 1
        if node.key in trail or len(trail) > _MOST_LEVELS or left[0] < 0:
            return True
        trail |= {node.key}
        schema = self.keywords(node)
        plain: dict[str, Any] = {}
        for key, value in schema.items():
            place = (*node.place, key)
            if key in _NAMED_SCHEMAS and isinstance(value, dict):
                plain[key] = {name: self._expanded(Node(each, (*place, name)), trail, left) for name, each in value.items()}
            elif key in _LISTED_SCHEMAS and isinstance(value, list):
                plain[key] = [self._expanded(Node(each, (*place, index)), trail, left) for index, each in enumerate(value)]
            elif key in SUBSCHEMAS and isinstance(value, dict | bool):
                plain[key] = self._expanded(Node(value, place), trail, left)
            elif key in PLAIN:
                plain[key] = value
        if (target := self.target(node)) is not None:
            plain["allOf"] = [*plain.get("allOf", []), self._expanded(target, trail, left)]
        return {"anyOf": [plain, {"type": "null"}]} if schema.get("nullable") is True else plain
