"""The JSON Schemas of output types, and the check of data against a schema."""

import json
from dataclasses import make_dataclass
from typing import Any, Literal, NamedTuple, Optional, get_args

import hypothesis
import jsonschema_rs
import pydantic
import pytest
from hypothesis import strategies as st

from browser_use_api._core.codecs import Mismatch
from browser_use_api._core.schema import checked
from browser_use_sessions import InvalidArgumentError, OutputError
from browser_use_sessions._output import output_type
from tests.wrapper.outputs.kinds import Mouse, Node, Quoted, Rating, Strict, Tree, load, schema_of


def test_recursive_classes_become_references() -> None:
    tree = {"$ref": "#/$defs/Tree"}
    assert schema_of(Tree)["$defs"]["Tree"]["properties"]["children"] == {"type": "array", "items": tree}
    assert schema_of(Strict) == Strict.model_json_schema()
    assert schema_of(Node) == pydantic.TypeAdapter(Node).json_schema()
    assert schema_of(list[Strict]) == {"type": "array", "items": tree | {"$ref": "#/$defs/Strict"}} | {
        "$defs": Strict.model_json_schema()["$defs"]
    }


def test_classes_with_the_same_name_get_distinct_definitions() -> None:
    other = make_dataclass("Tree", [("height", int), ("part", Optional["Tree"])], namespace={"__module__": __name__})
    other.__annotations__["part"] = Optional[other]  # noqa: UP045 -- A union with a class that is made here.
    model = pydantic.create_model("Tree", age=(int, ...), part=(Optional["Tree"], None))
    for kind in (tuple[Tree, other], tuple[other, Tree], tuple[model, Tree, other]):  # type: ignore[valid-type]
        schema = schema_of(kind)
        jsonschema_rs.meta.validate(schema)
        value = [
            {other: {"height": 1, "part": {"height": 2, "part": None}}, Tree: {"name": "a", "children": [{"name": "b"}]}}.get(
                each, {"age": 1, "part": {"age": 2}}
            )
            for each in get_args(kind)
        ]
        jsonschema_rs.validator_for(schema).validate(value)
        assert [type(each) for each in load(kind, value)] == list(get_args(kind))
    with pytest.raises(InvalidArgumentError, match="another Tree"):
        output_type(None, tuple[Tree, model])


def test_schemas_of_collections_have_their_constraints() -> None:
    assert schema_of(set[str]) == {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
    assert schema_of(dict[Literal["a", "b"], int])["propertyNames"] == {"type": "string", "enum": ["a", "b"]}
    assert schema_of(dict[str, int]) == {"type": "object", "additionalProperties": {"type": "integer"}}
    assert schema_of(tuple[int, str])["maxItems"] == 2
    assert schema_of(Quoted)["required"] == ["price"]


def test_docstrings_become_schema_descriptions() -> None:
    assert schema_of(Rating)["description"] == "How good it is."
    assert "description" not in schema_of(NamedTuple("Plain", [("a", int)]))
    schema = schema_of(Mouse)
    assert schema["properties"]["sold"]["description"] == "When the last one was sold"
    assert schema["properties"]["tree"]["anyOf"][0]["description"] == "Branches."
    assert "description" not in schema
    assert schema["required"] == ["name", "price"]


def test_references_may_have_escaped_names() -> None:
    schema = {"$ref": "#/$defs/a~1b~0c", "$defs": {"a/b~c": {"type": "string"}}}
    with pytest.raises(OutputError, match="must be a string"):
        load(schema, 1)


def test_invalid_schemas_are_not_checked_locally() -> None:
    for schema in (
        {"$ref": "#/nowhere"},
        {"$ref": "https://x"},
        {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}},
        {"type": "nonsense"},
        {"type": ["string", "nonsense"]},
        {"required": "x"},
    ):
        load(schema, {"a": 1})


SCALARS = st.sampled_from([None, True, False, 0, 1, 1.0, 0.5, "", "a"])


VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner), max_leaves=4
)


TYPES = st.sampled_from(["string", "number", "integer", "boolean", "null", "array", "object"])


SCHEMAS = st.recursive(
    st.booleans()
    | st.just({"$ref": "#/$defs/a"})
    | st.fixed_dictionaries({"type": TYPES | st.lists(TYPES, min_size=1, max_size=2, unique=True)})
    | st.fixed_dictionaries({"enum": st.lists(SCALARS, min_size=1, max_size=2)})
    | st.fixed_dictionaries({"const": SCALARS})
    | st.fixed_dictionaries({"required": st.lists(st.sampled_from("ab"), unique=True)}),
    lambda inner: (
        st.fixed_dictionaries({"properties": st.dictionaries(st.sampled_from("ab"), inner), "additionalProperties": inner})
        | st.fixed_dictionaries({"items": inner, "prefixItems": st.lists(inner, min_size=1, max_size=2)})
        | st.fixed_dictionaries(
            {"patternProperties": st.fixed_dictionaries({"^a": st.booleans()}), "additionalProperties": inner}
        )
        | st.dictionaries(st.sampled_from(["anyOf", "oneOf", "allOf"]), st.lists(inner, min_size=1, max_size=2), min_size=1)
    ),
    max_leaves=4,
)


PARTLY_CHECKED = {"oneOf", "patternProperties"}


"""Keywords that the check supports only in part."""


@hypothesis.given(schema=SCHEMAS, definition=SCHEMAS, value=VALUES)
def test_schema_check_agrees_with_a_full_validator(schema: Any, definition: Any, value: Any) -> None:
    hypothesis.assume("$ref" not in json.dumps(definition))  # This excludes references to themselves.
    root = {"allOf": [schema], "$defs": {"a": definition}}
    fits = jsonschema_rs.Draft202012Validator(root).is_valid(value)
    try:
        checked(root, value)
    except Mismatch:
        assert not fits
    else:
        assert fits or any(keyword in json.dumps(root) for keyword in PARTLY_CHECKED)
