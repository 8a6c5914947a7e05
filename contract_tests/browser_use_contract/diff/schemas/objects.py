"""The objects that a schema admits."""

from __future__ import annotations

import re
from typing import Any

from ..document import Place
from .flatten import Alternative, Flattener
from .keywords import listed, required_names
from .nodes import Node, Schema

# Patterns that match every name.
_EVERY_NAME = {"", ".*", "^.*", ".*$", "^.*$"}
_HIDDEN_FROM = {"request": "readOnly", "response": "writeOnly"}


class ObjectView:
    """The objects that one alternative admits in a position: requests have no `readOnly` properties, responses no `writeOnly`
    ones."""

    def __init__(self, alternative: Alternative, flattener: Flattener, position: str) -> None:
        self.alternative = alternative
        self.nodes = alternative.nodes
        self._flattener = flattener
        self._declared: dict[str, list[Node]] = {}
        for node in self.nodes:
            for name, schema in self._mapping(node, "properties").items():
                self._declared.setdefault(name, []).append(Node(schema, (*node.place, "properties", name)))
        hidden_by = _HIDDEN_FROM[position]
        self.hidden = {
            name for name, nodes in self._declared.items() if any(flattener.is_marked(node, hidden_by) for node in nodes)
        }
        self.declared = {
            name
            for name, nodes in self._declared.items()
            if name not in self.hidden and not any(node.schema is False for node in nodes)
        }

    @property
    def place(self) -> Place:
        return self.nodes[0].place if self.nodes else self.alternative.place

    @property
    def required(self) -> set[str]:
        found: set[str] = set()
        for node in self.nodes:
            found |= set(required_names(node.schema))
        return found - self.hidden

    @property
    def is_open_map(self) -> bool:
        """Whether it has no keywords about objects."""
        return not self._declared and not self.extra and not self.patterns and not self.required and not self.alternative.rules

    @property
    def extra(self) -> Schema:
        """The schema of undeclared properties. Empty if they may have any value."""
        found = []
        for node in self.nodes:
            for key in ("additionalProperties", "unevaluatedProperties"):
                is_hidden = key == "additionalProperties" and _EVERY_NAME & self._mapping(node, "patternProperties").keys()
                if (schema := node.schema.get(key)) is not None and schema is not True and schema != {} and not is_hidden:
                    found.append(Node(schema, (*node.place, key)))
            for pattern in _EVERY_NAME & self._mapping(node, "patternProperties").keys():
                found.append(Node(node.schema["patternProperties"][pattern], (*node.place, "patternProperties", pattern)))
        return tuple(found)

    @property
    def is_closed(self) -> bool:
        return any(node.schema is False for node in self.extra)

    @property
    def patterns(self) -> dict[str, Schema]:
        found: dict[str, list[Node]] = {}
        for node in self.nodes:
            for pattern, schema in self._mapping(node, "patternProperties").items():
                if pattern in _EVERY_NAME:
                    continue  # As `additionalProperties` says it.
                found.setdefault(pattern, []).append(Node(schema, (*node.place, "patternProperties", pattern)))
        return {pattern: tuple(nodes) for pattern, nodes in found.items()}

    def schema_of(self, name: str) -> Schema:
        """Returns the schema of the property with this name, declared or not."""
        found: list[Node] = []
        for node in self.nodes:
            applied = False
            if name in (own := self._mapping(node, "properties")):
                found.append(Node(own[name], (*node.place, "properties", name)))
                applied = True
            for pattern, schema in self._mapping(node, "patternProperties").items():
                if _matches(pattern, name):
                    found.append(Node(schema, (*node.place, "patternProperties", pattern)))
                    applied = True
            extra = node.schema.get("additionalProperties")
            if not applied and extra is not None and extra is not True:
                found.append(Node(extra, (*node.place, "additionalProperties")))
            extra = node.schema.get("unevaluatedProperties")
            if extra is not None and extra is not True and name not in self._declared:
                found.append(Node(extra, (*node.place, "unevaluatedProperties")))
        return tuple(found)

    def property_place(self, name: str) -> Place:
        return self._declared[name][0].place if name in self._declared else self.place

    def required_place(self, name: str) -> Place:
        for node in self.nodes:
            if name in required_names(node.schema):
                return (*node.place, "required", node.schema["required"].index(name))
        return self.property_place(name)

    @property
    def shell(self) -> dict[str, Any]:
        """The keywords about the object as a whole, without properties and rules."""
        limits = []
        for node in self.nodes:
            own: dict[str, Any] = {key: node.schema[key] for key in ("minProperties", "maxProperties") if key in node.schema}
            own |= listed(node.schema, "object")
            if "propertyNames" in node.schema:
                own["propertyNames"] = self._flattener.expanded(
                    Node(node.schema["propertyNames"], (*node.place, "propertyNames"))
                )
            if own:
                limits.append(own)
        return {"type": "object", "allOf": limits} if limits else {"type": "object"}

    def whole(self) -> dict[str, Any]:
        """Returns the objects as JSON Schema without references."""
        return {**self._flattener.whole(self.alternative), "type": "object"}

    def _mapping(self, node: Node, key: str) -> dict[str, Any]:
        value = node.schema.get(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise self._flattener.document.error((*node.place, key), f"`{key}` must be an object")
        return value


def _matches(pattern: str, name: str) -> bool:
    try:
        return bool(re.search(pattern, name[:200]))
    except re.error:
        return False
