"""Properties for all documents: equivalent documents have no changes, swapped documents have mirrored changes."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from browser_use_contract.diff.comparison import Comparison

pytestmark = pytest.mark.slow

Compare = Callable[..., Comparison]
Json = dict[str, Any]

_NAMES = st.sampled_from(["a", "b", "c", "kind", "value"])
_WORDS = st.lists(st.sampled_from(["x", "y", "z", "on", "1"]), min_size=1, max_size=4, unique=True)


def _optional(**parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries({}, optional=parts)


_SCALARS = st.one_of(
    _optional(minLength=st.integers(0, 3), maxLength=st.integers(3, 6)).map(lambda each: {"type": "string", **each}),
    st.sampled_from(["^a", "^[a-z]+$", "^[a-z0-9]*$"]).map(lambda each: {"type": "string", "pattern": each}),
    _optional(minimum=st.integers(-3, 3), maximum=st.integers(3, 9), multipleOf=st.sampled_from([1, 2, 4])).map(
        lambda each: {"type": "integer", **each}
    ),
    _optional(minimum=st.integers(-3, 3), exclusiveMaximum=st.integers(4, 9)).map(lambda each: {"type": "number", **each}),
    _WORDS.map(lambda each: {"enum": each}),
    _WORDS.map(lambda each: {"type": "string", "enum": each}),
    st.sampled_from([{"type": "boolean"}, {"const": "x"}, {"const": 3}, {"type": "null"}, {"type": ["string", "null"]}]),
)
_FORMATS = st.sampled_from(["uuid", "date-time", "shoe-size"]).map(lambda each: {"type": "string", "format": each})


def _arrays(items: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    limits = {
        "minItems": st.integers(0, 1),
        "maxItems": st.integers(1, 3),
        "prefixItems": st.lists(items, min_size=1, max_size=2),
    }
    return st.fixed_dictionaries({"type": st.just("array"), "items": items}, optional=limits)


def _objects(values: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    properties = st.dictionaries(_NAMES, values, max_size=3)
    parts: dict[str, st.SearchStrategy[Any]] = {
        "required": st.lists(_NAMES, max_size=2, unique=True),
        "additionalProperties": st.one_of(st.booleans(), values),
        "dependentRequired": st.dictionaries(_NAMES, st.lists(_NAMES, min_size=1, max_size=1), min_size=1, max_size=1),
    }
    return st.fixed_dictionaries({"type": st.just("object"), "properties": properties}, optional=parts)


def _options(values: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    return st.lists(values, min_size=2, max_size=3).map(lambda each: {"anyOf": each})


_WITHOUT_OBJECTS = st.recursive(_SCALARS, lambda inner: st.one_of(_arrays(inner), _options(inner)), max_leaves=4)
_SCHEMAS = st.recursive(
    st.one_of(_SCALARS, _FORMATS), lambda inner: st.one_of(_arrays(inner), _objects(inner), _options(inner)), max_leaves=6
)


_ITEMS: list[Any] = [
    *("", "x", "y", "z", "on", "1", "a", "ab", "abcdefg", "A", "a1", "xyzxyz"),
    *(range(-4, 11)), 0.5, 3.5, 4.0, -3.5, True, False, None,
]  # fmt: skip
_VALUES = [
    *_ITEMS,
    [],
    *([each] for each in _ITEMS),
    *([one, other] for one in _ITEMS for other in _ITEMS[::5]),
    [[]],
    [["x"], [1]],
]


def _as_request(schema: Json, schemas: Json | None = None) -> Json:
    body = {"content": {"application/json": {"schema": schema}}}
    return {"paths": {"/a": {"post": {"requestBody": body}}}, "components": {"schemas": schemas or {}}}


def _as_response(schema: Json, schemas: Json | None = None) -> Json:
    body = {"content": {"application/json": {"schema": schema}}}
    return {"paths": {"/a": {"post": {"responses": {"200": body}}}}, "components": {"schemas": schemas or {}}}


class _Rewriter:
    """Rewrites a document randomly without changing its meaning."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self.schemas: Json = {}

    def rewrite(self, schema: Any) -> Any:
        if isinstance(schema, bool):
            return schema
        new = {key: self._member(key, value) for key, value in self._shuffled(list(schema.items()))}
        if isinstance(new.get("enum"), list):
            new["enum"] = self._shuffled(new["enum"])
        for way in self._shuffled(
            [self._null, self._constant, self._words, self._nothing, self._alone, self._one_option, self._split, self._named]
        ):
            if self._random.random() < 0.25:
                new = way(new)
        return new

    def _member(self, key: str, value: Any) -> Any:
        if key == "properties":
            return {name: self.rewrite(each) for name, each in self._shuffled(list(value.items()))}
        if key in {"items", "additionalProperties"}:
            return self.rewrite(value)
        if key == "prefixItems":
            return [self.rewrite(each) for each in value]
        if key == "anyOf":
            return [self.rewrite(each) for each in self._shuffled(value)]
        return self._shuffled(value) if key == "required" else value

    def _shuffled(self, values: list[Any]) -> list[Any]:
        return self._random.sample(values, len(values))

    def _null(self, schema: Json) -> Json:
        if not isinstance(schema.get("type"), list):
            return schema
        others = [each for each in schema["type"] if each != "null"]
        return {self._random.choice(["anyOf", "oneOf"]): [{**schema, "type": others[0]}, {"type": "null"}]}

    def _constant(self, schema: Json) -> Json:
        if "const" in schema:
            return {**{key: value for key, value in schema.items() if key != "const"}, "enum": [schema["const"]]}
        return schema

    def _words(self, schema: Json) -> Json:
        return {**schema, "description": "Words.", "title": "Title", "x-more": 1, "examples": [1]}

    def _nothing(self, schema: Json) -> Json:
        if schema.get("type") == "object":
            return {"additionalProperties": True, **schema}
        return {"minLength": 0, **schema} if schema.get("type") == "string" else schema

    def _alone(self, schema: Json) -> Json:
        return {"allOf": [schema]}

    def _one_option(self, schema: Json) -> Json:
        return {self._random.choice(["anyOf", "oneOf"]): [schema]}

    def _split(self, schema: Json) -> Json:
        properties = schema.get("properties")
        if not properties or "additionalProperties" in schema:
            return schema
        first = dict(list(properties.items())[:1])
        rest = {name: each for name, each in properties.items() if name not in first}
        return {"allOf": [{"type": "object", "properties": first}, {**schema, "properties": rest}]}

    def _named(self, schema: Json) -> Json:
        name = f"Schema{len(self.schemas)}"
        self.schemas[name] = schema
        return {"$ref": f"#/components/schemas/{name}"}


@given(schema=_SCHEMAS, seed=st.integers(0, 10**6))
@pytest.mark.parametrize("place", [_as_request, _as_response])
def test_equivalent_documents_have_no_changes(compare: Compare, place: Callable[..., Json], schema: Json, seed: int) -> None:
    rewriter = _Rewriter(seed)
    rewritten = rewriter.rewrite(copy.deepcopy(schema))
    comparison = compare(place(schema), place(rewritten, rewriter.schemas))
    assert not comparison.changes, (rewritten, rewriter.schemas)


@given(old=_SCHEMAS, new=_SCHEMAS)
@pytest.mark.parametrize("place", [_as_request, _as_response])
def test_swapped_documents_have_mirrored_changes(compare: Compare, place: Callable[..., Json], old: Json, new: Json) -> None:
    there, back = compare(place(old), place(new)), compare(place(new), place(old))
    assert there.old_client_breaks == back.new_client_breaks
    assert there.new_client_breaks == back.old_client_breaks
    assert len(there.changes) == len(back.changes)


@given(old=_SCHEMAS, new=_SCHEMAS)
def test_requests_and_responses_without_objects_are_mirrored(compare: Compare, old: Json, new: Json) -> None:
    assume("object" not in str(old) + str(new))
    request, response = compare(_as_request(old), _as_request(new)), compare(_as_response(old), _as_response(new))
    assert request.old_client_breaks == response.new_client_breaks
    assert request.new_client_breaks == response.old_client_breaks


@given(old=_WITHOUT_OBJECTS, new=_WITHOUT_OBJECTS)
def test_non_breaking_verdict_holds_for_sample_values(compare: Compare, old: Json, new: Json) -> None:
    comparison = compare(_as_response(old), _as_response(new))
    old_admits, new_admits = (jsonschema_rs.validator_for(each).is_valid for each in (old, new))
    for value in _VALUES:
        if not comparison.old_client_breaks:
            assert old_admits(value) or not new_admits(value), f"an answer of the new server: {value!r}"
        if not comparison.new_client_breaks:
            assert new_admits(value) or not old_admits(value), f"an answer of the old server: {value!r}"
