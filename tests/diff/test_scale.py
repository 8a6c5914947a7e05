"""The work grows with the size of the documents, not with the number of paths through them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from browser_use_contract.diff.comparison import Comparison
from browser_use_contract.diff.schemas.compare import SchemaComparer
from browser_use_contract.diff.schemas.nodes import SchemaReader

Compare = Callable[..., Comparison]

_SCHEMAS = 40


def _mesh(changed: bool) -> dict[str, Any]:
    """Returns a document with schemas that all refer to each other, and an operation for each."""
    schemas: dict[str, Any] = {}
    paths: dict[str, Any] = {}
    for number in range(_SCHEMAS):
        others = [{"$ref": f"#/components/schemas/S{(number + step) % _SCHEMAS}"} for step in (1, 7, 11)]
        properties = {
            "own": {"type": "integer" if changed and number == 5 else "string"},
            "one": others[0],
            "many": {"type": "array", "items": others[1]},
            "either": {"anyOf": [{"type": "string"}, others[2], others[0], {"type": "null"}]},
            "name": {"const": f"S{number}"},
        }
        schemas[f"S{number}"] = {"type": "object", "properties": properties, "required": ["name"]}
        content = {"application/json": {"schema": {"$ref": f"#/components/schemas/S{number}"}}}
        paths[f"/s{number}"] = {"get": {"responses": {"200": {"content": content}}}}
    return {"paths": paths, "components": {"schemas": schemas}}


def test_each_pair_of_schemas_is_compared_once(compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[Any] = []
    expanded: list[Any] = []
    compare_pair, expand = SchemaComparer.compare, SchemaReader._expanded
    monkeypatch.setattr(SchemaComparer, "compare", lambda self, pair: compared.append(pair.key) or compare_pair(self, pair))
    monkeypatch.setattr(SchemaReader, "_expanded", lambda self, *rest: expanded.append(rest) or expand(self, *rest))
    comparison = compare(_mesh(False), _mesh(True))
    [change] = comparison.changes
    assert (change.kind, len(change.where)) == ("type-changed", _SCHEMAS)
    assert len(compared) == len(set(compared))
    assert len(compared) < 10 * _SCHEMAS
    assert len(expanded) < 100 * _SCHEMAS


def test_many_union_options_are_matched_by_discriminator(compare: Compare) -> None:
    def document(most: int) -> dict[str, Any]:
        options = [{"type": "object", "properties": {"kind": {"const": f"k{n}"}}, "required": ["kind"]} for n in range(most)]
        body = {"content": {"application/json": {"schema": {"anyOf": options}}}}
        return {"paths": {"/a": {"post": {"requestBody": body}}}}

    comparison = compare(document(200), document(201))
    assert [each.kind for each in comparison.changes] == ["option-added"]


def test_nested_unions_are_bounded(compare: Compare) -> None:
    union = {"anyOf": [{"type": "object", "properties": {f"p{n}": {}}, "required": [f"p{n}"]} for n in range(10)]}
    body = {"content": {"application/json": {"schema": {"allOf": [union, dict(union), dict(union), dict(union)]}}}}
    document = {"paths": {"/a": {"post": {"requestBody": body}}}}
    assert compare(document, document).changes == []
