"""Output for output schemas: it fits, it is found in bounded time, and where there is none the task fails."""

import asyncio
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from browser_use_sandbox.generation import schema_search
from browser_use_sandbox.generation.outputs import Outputs, OutputValue, schema_faults

pytestmark = pytest.mark.slow

SCHEMAS = json.loads(Path(__file__).with_name("hard_schemas.json").read_text())


def search(schema: dict[str, Any], seed: int) -> OutputValue | None:
    """What a sandbox with that seed finds."""
    return asyncio.run(Outputs(seed).find(schema))


def fits(schema: dict[str, Any], value: Any) -> bool:
    return jsonschema_rs.validator_for(schema, validate_formats=True, offline=True).is_valid(value)


@pytest.mark.parametrize("name", SCHEMAS["satisfiable"])
def test_it_fits(name: str) -> None:
    schema = SCHEMAS["satisfiable"][name]
    answer = search(schema, 0)
    assert answer is not None
    assert fits(schema, answer.value)
    assert search(schema, 0) == answer


@pytest.mark.parametrize("name", SCHEMAS["unknown"])
def test_some_schemas_are_beyond_the_search(name: str) -> None:
    assert search(SCHEMAS["unknown"][name], 0) is None


@pytest.mark.parametrize("name", SCHEMAS["unsatisfiable"])
def test_nothing_satisfies_it(name: str) -> None:
    schema = SCHEMAS["unsatisfiable"][name]
    assert schema_faults(schema) == []
    assert search(schema, 0) is None


@st.composite
def schemas(draw: st.DrawFn, depth: int = 3) -> dict[str, Any]:
    """Schemas with keywords thrown together: some that nothing satisfies among them."""
    inner = schemas(depth - 1) if depth else st.just({"type": "integer"})
    keywords = {
        "type": st.sampled_from(["string", "integer", "number", "boolean", "null", "array", "object", ["string", "null"]]),
        "minimum": st.integers(-5, 5),
        "exclusiveMaximum": st.integers(-5, 5),
        "multipleOf": st.sampled_from([0.5, 2, 3]),
        "minLength": st.integers(0, 5),
        "maxLength": st.integers(0, 5),
        "pattern": st.sampled_from(["^[a-c]+$", r"\d\d", "x", "^$"]),
        "format": st.sampled_from(["date", "email", "uri", "uuid"]),
        "properties": st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
        "required": st.lists(st.sampled_from("abc"), unique=True, max_size=3),
        "additionalProperties": st.one_of(st.booleans(), inner),
        "minProperties": st.integers(0, 2),
        "items": inner,
        "prefixItems": st.lists(inner, min_size=1, max_size=2),
        "minItems": st.integers(0, 3),
        "maxItems": st.integers(0, 3),
        "uniqueItems": st.booleans(),
        "contains": inner,
        "enum": st.lists(
            st.one_of(st.none(), st.integers(-2, 2), st.text("ab", max_size=2)), min_size=1, max_size=3, unique_by=repr
        ),
        "const": st.sampled_from([None, 0, "a", []]),
        "default": st.sampled_from([None, 0, "a"]),
        "examples": st.lists(st.sampled_from([1, "a", {}]), max_size=2),
        "anyOf": st.lists(inner, min_size=1, max_size=2),
        "oneOf": st.lists(inner, min_size=1, max_size=2),
        "allOf": st.lists(inner, min_size=1, max_size=2),
        "not": inner,
        "if": inner,
        "then": inner,
    }
    names = draw(st.lists(st.sampled_from(sorted(keywords)), max_size=4, unique=True))
    return {name: draw(keywords[name]) for name in names}


@settings(max_examples=10)
@given(schemas())
def test_what_is_found_fits(schema: dict[str, Any]) -> None:
    answer = search(schema, 1)
    assert answer is None or fits(schema, answer.value)


def test_values_look_as_if_somebody_had_found_them() -> None:
    schema = {
        "type": "object",
        "properties": {
            "productName": {"type": "string"},
            "price_usd": {"type": "number"},
            "reviewCount": {"type": "integer"},
            "url": {"type": "string", "format": "uri"},
            "inStock": {"type": "boolean"},
            "tags": {"type": "array", "items": {"enum": ["office", "silent"]}},
        },
    }
    answer = search(schema, 0)
    assert answer is not None
    assert answer.value.keys() == schema["properties"].keys()
    assert answer.value["productName"] == "Wireless mouse"
    assert answer.value["price_usd"] == 39.9
    assert answer.value["reviewCount"] == 128
    assert answer.value["url"].startswith("https://")
    assert len(answer.value["tags"]) == 2


def test_examples_and_defaults_come_first_where_they_fit() -> None:
    schema = {
        "properties": {"a": {"type": "string", "examples": [5, "mine"]}, "b": {"type": "integer", "default": 3}},
        "type": "object",
    }
    answer = search(schema, 0)
    assert answer is not None
    assert answer.value == {"a": "mine", "b": 3}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "array", "minItems": 10**9, "items": {"type": "string"}},
        {"type": "string", "minLength": 10**12},
        {"type": "object", "minProperties": 10**9},
        {"type": "string", "pattern": "^(a{1,1000}){1,1000}b$"},
        {"type": "string", "pattern": "^(?=(a+)+$)(?=.*b).*$"},
        {"allOf": [{"not": {"enum": [i, str(i)]}} for i in range(500)]},
    ],
    ids=lambda schema: str(schema)[:40],
)
def test_the_search_is_bounded(schema: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its limit of processor time, the search would outlast the time that pytest gives a test."""
    monkeypatch.setattr(schema_search, "_CPU_SECONDS", 1)
    if not schema_faults(schema):
        answer = search(schema, 0)
        assert answer is None or fits(schema, answer.value)


def test_a_search_that_is_killed_is_followed_by_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema_search, "_TIMEOUT_SECONDS", 0.001)
    assert search(FINDABLE, 12345) is None
    monkeypatch.undo()
    answer = search(FINDABLE, 12345)
    assert answer is not None
    assert fits(FINDABLE, answer.value)


HOPELESS = [{"type": "string", "pattern": f"^(?=(a+)+$)(?=.*b).*{'c' * number}$"} for number in range(5)]
FINDABLE = {"type": "string", "pattern": "^[a-z]{3}-[0-9]{3}$"}


@pytest.fixture
def _endless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Searches for hopeless schemas never end."""
    search_value = schema_search.search_value

    async def search(schema: dict[str, Any], seed: int) -> list[Any]:
        if schema in HOPELESS:
            await asyncio.Event().wait()
        return await search_value(schema, seed)

    monkeypatch.setattr("browser_use_sandbox.generation.outputs.search_value", search)


@pytest.mark.usefixtures("_endless")
def test_a_hopeless_search_holds_up_no_others(api: Any) -> None:
    with ThreadPoolExecutor(5) as pool:
        creating = [pool.submit(api.create, task="x", outputSchema=schema) for schema in HOPELESS]
        while len(api.sandbox.requests("createSession")) < 5:
            time.sleep(0.01)
        session = api.create(task="x", outputSchema=FINDABLE)
        api.wait(10)
        assert fits(FINDABLE, api.get(session)["output"])
        assert not any(one.done() for one in creating)
        api.sandbox.stop()
        assert all(isinstance(one.exception(), httpx.TransportError) for one in creating)


def test_a_search_ends_with_the_server(api: Any) -> None:
    with ThreadPoolExecutor(1) as pool:
        creating = pool.submit(api.create, task="x", outputSchema=HOPELESS[0])
        while not api.sandbox.requests("createSession"):
            time.sleep(0.01)
        api.sandbox.stop()
        assert isinstance(creating.exception(), httpx.TransportError)


def test_the_same_schema_is_searched_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    searches: list[Any] = []

    async def search(schema: dict[str, Any], seed: int) -> list[Any]:
        searches.append(schema)
        return ["4"]

    monkeypatch.setattr("browser_use_sandbox.generation.outputs.search_value", search)
    outputs = Outputs(0)

    async def use() -> list[OutputValue | None]:
        return await asyncio.gather(*(outputs.find(FINDABLE) for _ in range(5)))

    assert asyncio.run(use()) == [OutputValue("4")] * 5
    assert searches == [FINDABLE]


def test_without_the_libraries_for_a_search_that_is_said(api: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    refused = api.create(501, task="x", outputSchema=FINDABLE)
    assert "browser-use-sessions[sandbox]" in refused["detail"]
    session = api.create(task="x", outputSchema={"type": "object", "properties": {"price": {"type": "number"}}})
    api.wait(10)
    assert api.get(session)["output"] == {"price": 39.9}


def test_a_search_that_fails_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(RuntimeError, match="has failed"):
        search(FINDABLE, 0)


def test_a_task_without_a_possible_output_fails(api: Any) -> None:
    session = api.create(task="x", outputSchema={"type": "integer", "minimum": 5, "maximum": 4})
    api.wait(10)
    over = api.get(session)
    assert (over["status"], over["isTaskSuccessful"], over["output"]) == ("stopped", False, None)
    assert "no output" in api.messages(session)["messages"][-1]["data"]


def test_an_output_may_be_null(api: Any) -> None:
    session = api.create(task="x", outputSchema={"type": "null"})
    api.wait(10)
    over = api.get(session)
    assert (over["isTaskSuccessful"], over["output"]) == (True, None)
