"""Translates schemas of another document for ours: to OpenAPI 3.1, with references to our component names."""

from __future__ import annotations

import re
from typing import Any

from browser_use_contract.diff.document import Document
from browser_use_contract.diff.schemas.coverage import text_of
from browser_use_contract.diff.schemas.flatten import Alternative, Flattener
from browser_use_contract.diff.schemas.nodes import Node

from .edits import Edits

_SCHEMAS = ("components", "schemas")
_NAMED = {"properties", "patternProperties", "dependentSchemas", "$defs"}
_LISTED = {"allOf", "anyOf", "oneOf", "prefixItems"}
_SINGLE = {
    "items", "additionalProperties", "unevaluatedProperties", "unevaluatedItems", "propertyNames", "contains", "not", "if",
    "then", "else",
}  # fmt: skip
# Extensions with the same meaning in both documents. Others are left out.
_EXTENSIONS = {"x-secret", "x-extensible", "x-source", "x-method", "x-idempotent", "x-paging"}
NULL = {"type": "null"}


class Importer:
    """Translates schemas of the new document. Adds missing components to ours with `edits`."""

    def __init__(self, old: Document, reader: Flattener, edits: Edits) -> None:
        self._reader = reader
        self._edits = edits
        self._names: dict[int, str] = {}
        self._by_meaning: dict[str, str] = {}
        self.notes: list[str] = []
        components = old.root.get("components")
        schemas = components.get("schemas") if isinstance(components, dict) else None
        self._taken = set(schemas) if isinstance(schemas, dict) else set()

    def is_ours(self, node: Node, name: str) -> None:
        """Records that the schema corresponds to our component `name`."""
        if isinstance(node.schema, dict):
            self._names.setdefault(id(node.schema), name)
            self._by_meaning.setdefault(self._meaning(node), name)

    def schema(self, nodes: tuple[Node, ...]) -> Any:
        """Returns one schema with the meaning of all these schemas together."""
        if not nodes:
            return {}
        if len(nodes) == 1:
            return self._node(nodes[0])
        return {"allOf": [self._node(each) for each in nodes]}

    def core(self, alternatives: list[Alternative]) -> dict[str, Any]:
        """Returns a schema for the values of the alternatives, without null."""
        options = []
        for each in alternatives:
            if each.types == {"null"}:
                continue
            value = self.schema((each.source,) if each.source else tuple(each.nodes))
            kind = value.get("type")
            if isinstance(kind, list):
                rest = [name for name in kind if name != "null"]
                value["type"] = rest[0] if len(rest) == 1 else rest
            if isinstance(value.get("enum"), list):
                value["enum"] = [item for item in value["enum"] if item is not None]
            options.append(value)
        return options[0] if len(options) == 1 else {"anyOf": options} if options else {}

    def _meaning(self, node: Node) -> str:
        return text_of(self._reader.expanded(node))

    def _node(self, node: Node, *, inside: bool = False) -> Any:
        if not isinstance(node.schema, dict):
            return node.schema
        if not inside and self._is_specific(node.schema):
            name = self._names.get(id(node.schema))
            if name is None and (name := self._by_meaning.get(self._meaning(node))) and "properties" in node.schema:
                self.notes.append(f"the schema in line {self._reader.document.line(node.place).number} is taken for our {name}")
            if name:
                found = _annotations(node.schema)
                found["$ref"] = f"#/components/schemas/{name}"
                return found
        schema = self._reader.keywords(node)
        value: dict[str, Any] = {}
        for key, each in schema.items():
            place = (*node.place, key)
            if key in ("title", "nullable", "$schema", "$id", "xml") or (key.startswith("x-") and key not in _EXTENSIONS):
                continue
            if key == "$ref":
                value["$ref"] = self._reference(node)
            elif key in _NAMED and isinstance(each, dict):
                value[key] = {name: self._node(Node(one, (*place, name))) for name, one in each.items()}
            elif key in _LISTED and isinstance(each, list):
                value[key] = [self._node(Node(one, (*place, index))) for index, one in enumerate(each)]
            elif key in _SINGLE:
                value[key] = self._node(Node(each, place))
            elif key == "example":
                value["examples"] = [each]
            elif key == "discriminator" and isinstance(each, dict):
                value[key] = self._discriminator(each, node)
            else:
                value[key] = each
        if schema.get("nullable") is True:
            beside = ("description", "default", "deprecated")
            inner = {key: each for key, each in value.items() if key not in beside}
            value = {**{key: each for key, each in value.items() if key in beside}, "anyOf": [inner, NULL]}
        return _tidy(value)

    def _is_specific(self, schema: dict[str, Any]) -> bool:
        """Whether the schema is so specific that an equal one has the same subject."""
        return "$ref" not in schema and bool({"properties", "pattern", "enum"} & schema.keys())

    def _reference(self, node: Node) -> str:
        target = self._reader.target(node)
        assert target is not None
        name = self._names.get(id(target.schema))
        if name is None and target.place[:2] == _SCHEMAS:
            name = self._by_meaning.get(self._meaning(target)) if self._is_specific(target.schema) else None
        if name is None:
            name = self._free_name(str(target.place[-1]))
            self._names[id(target.schema)] = name  # Before it is translated, because it may contain itself.
            self._edits.set((*_SCHEMAS, name), self._node(target, inside=True))
        return f"#/components/schemas/{name}"

    def _discriminator(self, value: dict[str, Any], node: Node) -> dict[str, Any]:
        mapping = value.get("mapping")
        if not isinstance(mapping, dict):
            return value
        targets = {
            tag: {"$ref": target if target.startswith("#") else f"#/components/schemas/{target}"}
            for tag, target in mapping.items()
        }
        return {**value, "mapping": {tag: self._reference(Node(each, node.place)) for tag, each in targets.items()}}

    def _free_name(self, name: str) -> str:
        """Returns the name in the other document without Python modules, with a number if it is taken."""
        short = re.split(r"__|\.", name)[-1] or name
        short = re.sub(r"[^A-Za-z0-9_-]", "", short) or "Schema"
        free, count = short, 1
        while free in self._taken:
            count += 1
            free = f"{short}{count}"
        self._taken.add(free)
        return free


def _annotations(schema: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key in ("description", "deprecated", "default")}


def _tidy(value: dict[str, Any]) -> dict[str, Any]:
    """Writes a composition of a type and null as `type: [string, "null"]`, and `allOf` of one schema as that schema."""
    for key in ("anyOf", "oneOf"):
        options = value.get(key)
        if isinstance(options, list) and len(options) == 2 and NULL in options:
            other = next((each for each in options if each != NULL), None)
            simple = isinstance(other, dict) and isinstance(other.get("type"), str) and not {"enum", "const"} & other.keys()
            if isinstance(other, dict) and simple and not (other.keys() - {"description"}) & value.keys():
                rest = {name: each for name, each in value.items() if name != key}
                return {**other, **rest, "type": [other["type"], "null"]}
    parts = value.get("allOf")
    if isinstance(parts, list) and len(parts) == 1 and isinstance(parts[0], dict):
        rest = {name: each for name, each in value.items() if name != "allOf"}
        if not parts[0].keys() & rest.keys() - {"description"}:
            return {**parts[0], **rest}
    return value
