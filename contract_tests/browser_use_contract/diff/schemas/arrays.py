"""The arrays that a schema admits."""

from __future__ import annotations

from typing import Any

from ..document import Place
from .flatten import Alternative, Flattener
from .keywords import listed
from .nodes import Node, Schema

_WHOLE = ("minItems", "maxItems", "uniqueItems", "minContains", "maxContains")


class ArrayView:
    """The arrays that one alternative admits."""

    def __init__(self, alternative: Alternative, flattener: Flattener) -> None:
        self.alternative = alternative
        self._nodes = alternative.nodes
        self._flattener = flattener

    @property
    def place(self) -> Place:
        return self._nodes[0].place if self._nodes else self.alternative.place

    @property
    def length(self) -> int:
        """The number of items at the start with separate schemas."""
        return max((len(self._prefix(node)) for node in self._nodes), default=0)

    def item(self, index: int) -> Schema:
        """Returns the schema of the item at `index`. All items from `length` on have the same schema."""
        found = []
        for node in self._nodes:
            prefix = self._prefix(node)
            if index < len(prefix):
                found.append(Node(prefix[index], (*node.place, "prefixItems", index)))
            elif (items := node.schema.get("items")) is not None and items is not True:
                found.append(Node(items, (*node.place, "items")))
        return tuple(found)

    def is_possible(self, index: int) -> bool:
        """Whether an item at `index` is possible."""
        limits = [node.schema.get("maxItems") for node in self._nodes]
        if any(isinstance(limit, int | float) and index >= limit for limit in limits):
            return False
        return not any(node.schema is False for node in self.item(index))

    @property
    def shell(self) -> dict[str, Any]:
        """The keywords about the array as a whole, without those about items."""
        limits = []
        for node in self._nodes:
            own: dict[str, Any] = {key: node.schema[key] for key in _WHOLE if key in node.schema}
            own |= listed(node.schema, "array")
            if node.schema.get("contains") is not None:
                own["contains"] = self._flattener.expanded(Node(node.schema["contains"], (*node.place, "contains")))
            if node.schema.get("items") is False:
                own["maxItems"] = min(len(self._prefix(node)), own.get("maxItems", len(self._prefix(node))))
            if own.get("uniqueItems") is False:
                del own["uniqueItems"]
            if own:
                limits.append(own)
        return {"type": "array", "allOf": limits} if limits else {"type": "array"}

    def _prefix(self, node: Node) -> list[Any]:
        value = node.schema.get("prefixItems")
        if value is None:
            return []
        if not isinstance(value, list):
            raise self._flattener.document.error((*node.place, "prefixItems"), "`prefixItems` must be an array")
        return value
