"""Outputs as JSON: data for a schema, strings of JSON, decimals, depth."""

import json
from decimal import Decimal
from typing import Any

import jsonschema_rs
import pytest

from browser_use_sessions import OutputError
from tests.wrapper.outputs.kinds import STRICT, Mouse, Strict, Tree, load, schema_of

SCHEMA = {
    "type": "object",
    "properties": {
        "price": {"type": "number"},
        "tags": {"type": "array", "items": {"$ref": "#/$defs/tag"}, "prefixItems": [{"const": "first"}]},
        "size": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
        "never": False,
    },
    "required": ["price"],
    "additionalProperties": {"type": ["string", "null"]},
    "allOf": [{"properties": {"price": {"enum": [1, 2.5]}}}],
    "$defs": {"tag": {"type": "string"}},
}


@pytest.mark.parametrize("value", [{"price": 1}, {"price": 2.5, "tags": ["first", "b"], "size": None, "other": "x"}])
def test_data_valid_for_the_schema_is_returned_unchanged(value: Any) -> None:
    assert load(SCHEMA, value) is value


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ([], "$"),
        (None, "$"),
        ("no json", "$"),
        ({}, "$.price"),
        ({"price": "1"}, "$.price"),
        ({"price": True}, "$.price"),
        ({"price": 3}, "$.price"),
        ({"price": 1, "tags": ["second"]}, "$.tags[0]"),
        ({"price": 1, "tags": ["first", 2]}, "$.tags[1]"),
        ({"price": 1, "size": 1.5}, "$.size"),
        ({"price": 1, "never": 0}, "$.never"),
        ({"price": 1, "other": 5}, "$.other"),
    ],
)
def test_data_invalid_for_the_schema_raises_output_error_with_path(value: Any, path: str) -> None:
    assert not jsonschema_rs.validator_for(SCHEMA).is_valid(value)
    with pytest.raises(OutputError) as caught:
        load(SCHEMA, value)
    assert caught.value.path == path


FENCED = """Here is the result:

```json
{"name": "a", "children": [{"name": "``` b"}]}
```

Anything else?
"""


@pytest.mark.parametrize(
    ("kind", "output", "expected"),
    [
        (Tree, '{"name": "a"}', Tree("a")),
        (Tree, '```json\n{"name": "a"}\n```', Tree("a")),
        (Tree, '```\r\n{"name": "a"}\r\n```\r\n', Tree("a")),
        (Tree, '```JSON {"name": "a"}```', Tree("a")),
        (Tree, FENCED, Tree("a", [Tree("``` b")])),
        (Strict, f"```json\n{json.dumps(STRICT)}\n```", Strict.model_validate_json(json.dumps(STRICT))),
        (SCHEMA, '{"price": 1}', {"price": 1}),
        (SCHEMA, '```json\n{"price": 1}\n```', {"price": 1}),
        (int | None, "null", None),
        (list[int], "```\n[1]\n```", [1]),
        (str, '{"price": 1}', '{"price": 1}'),
        (str | Tree, FENCED, FENCED),
        ({"type": "string"}, "```json\n1\n```", "```json\n1\n```"),
        (None, "```json\n1\n```", "```json\n1\n```"),
    ],
)
def test_structured_output_may_be_a_json_string(kind: Any, output: str, expected: Any) -> None:
    assert load(kind, output) == expected


@pytest.mark.parametrize(
    ("output", "path"),
    [
        ('{"name": 5}', "$.name"),
        ('```json\n{"name": 5}\n```', "$.name"),
        ('```json\n{"name": "a"}\n```\nor\n```json\n{"name": "b"}\n```', "$"),
        ("```json\nnothing\n```", "$"),
        ('```json\n{"name": "a"}', "$"),
        ('"a"', "$"),
        ("\ud800", "$"),
    ],
)
def test_json_string_that_does_not_match_raises_output_error(output: str, path: str) -> None:
    with pytest.raises(OutputError) as caught:
        load(Tree, output)
    assert (caught.value.path, caught.value.output) == (path, output)


def test_mismatched_output_of_a_failed_task_is_none() -> None:
    assert load(Tree, {"name": "a"}, is_task_successful=False) == Tree("a")
    for verdict in (False, None):
        assert load(Tree, {"name": 5}, is_task_successful=verdict) is None
        assert load(Tree, "I gave up.", is_task_successful=verdict) is None


@pytest.mark.parametrize(
    "output", [0.1, "0.1", "0.10000000000000000000000000000000000001", 10**40, 1e-7, "-5", 12345678.87654321]
)
def test_decimals_are_exact(output: Any) -> None:
    loaded = load(Mouse, {"name": "m", "price": output}).price
    assert str(loaded) == str(Decimal(str(output)))
    jsonschema_rs.validator_for(schema_of(Mouse)).validate({"name": "m", "price": output})


def test_deeply_nested_data_raises_output_error() -> None:
    items: Any = []
    tree: Any = {"name": "a"}
    for _ in range(5000):
        items = [items]
        tree = {"name": "a", "children": [tree]}
    schema = {"$ref": "#/$defs/a", "$defs": {"a": {"items": {"$ref": "#/$defs/a"}}}}
    for kind, output in ((schema, items), (Tree, tree), (Tree, "[" * 100_000)):
        with pytest.raises(OutputError, match="nested too deeply"):
            load(kind, output)
