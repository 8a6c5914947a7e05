"""Collects the findings of the comparison of operations."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..change import Breaks, Finding, Position, Where
from ..document import Document, Part, Place
from ..schemas.nodes import Node, Schema
from ..schemas.pair import Pair
from ..schemas.walk import Root, SchemaWalk


@dataclass
class Collector:
    """Collects findings and the schemas to compare."""

    old: Document
    new: Document
    walk: SchemaWalk
    found: list[tuple[Finding, Where]] = field(default_factory=list)

    def add(
        self,
        kind: str,
        what: str,
        texts: tuple[str | None, str | None],
        breaks: Breaks,
        why: str,
        places: tuple[Place, Place],
        where: Where,
    ) -> None:
        self.found.append((Finding(kind, what, texts, breaks, why, places), where))

    def compare_schemas(self, old: Schema, new: Schema, position: Position, where: Where, *, as_text: bool = False) -> None:
        self.walk.add(Root(where.operation, where.part, Pair(old, new, position, as_text)))


def schema_of(document: Document, part: Part) -> Schema:
    """Returns the schema under `schema` in `part`. If there is none, an empty schema, which admits every value."""
    document.mapping(part, "this")
    if "schema" not in part.value:
        return ()
    node = Node(part.value["schema"], (*part.place, "schema"))
    if not isinstance(node.schema, dict | bool):
        raise document.error(node.place, "a schema must be an object or a boolean")
    return () if node.schema is True else (node,)
