"""Output for output schemas: it fits, it is found in bounded time, and where there is none the task fails."""

import asyncio
import json
import multiprocessing
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from browser_use_sandbox import worker
from browser_use_sandbox.generation.outputs import Outputs, schema_faults, search
from browser_use_sandbox.tasks.plan import Answer

SCHEMAS = json.loads(Path(__file__).with_name("hard_schemas.json").read_text())


def fits(schema: dict[str, Any], value: Any) -> bool:
    return jsonschema_rs.validator_for(schema, validate_formats=True, offline=True).is_valid(value)


@pytest.mark.parametrize("name", SCHEMAS["satisfiable"])
def test_it_fits(name: str) -> None:
    schema = SCHEMAS["satisfiable"][name]
    answer = search(schema, 0)
    assert answer is not None
    assert fits(schema, answer.value)
    assert search(schema, 0) == answer


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


@settings(max_examples=60)
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
    monkeypatch.setattr(worker, "_SEARCH_SECONDS", 1.0)
    before = time.monotonic()
    if not schema_faults(schema):
        answer = search(schema, 0)
        assert answer is None or fits(schema, answer.value)
    assert time.monotonic() - before < 10


def test_a_search_that_is_killed_is_followed_by_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_SEARCH_SECONDS", 0.0)
    hard = {"type": "string", "pattern": "^[a-z]{3}[0-9]{3}$", "minLength": 6}
    assert search(hard, 12345) is None
    monkeypatch.undo()
    answer = search(hard, 12345)
    assert answer is not None
    assert fits(hard, answer.value)


def test_the_server_answers_while_a_search_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()

    def slow(schema: dict[str, Any], seed: int) -> Answer:
        assert answered.wait(10)
        return Answer("4")

    monkeypatch.setattr(worker, "draw", slow)

    async def use() -> Answer | None:
        searching = asyncio.create_task(Outputs(0).find({"type": "string", "pattern": "^[0-9]$"}))
        await asyncio.sleep(0)
        answered.set()
        return await searching

    assert asyncio.run(use()) == Answer("4")


HOPELESS = [{"type": "string", "pattern": f"^(?=(a+)+$)(?=.*b).*{'c' * number}$"} for number in range(5)]
FINDABLE = {"type": "string", "pattern": "^[a-z]{3}-[0-9]{3}$"}


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Searches that find nothing go on until the test is over."""
    monkeypatch.setattr(worker, "_SEARCH_SECONDS", 100.0)
    yield
    if worker._worker is not None:
        worker._worker.end()


@pytest.mark.usefixtures("endless")
def test_a_hopeless_search_holds_up_no_others() -> None:
    with ThreadPoolExecutor(5) as pool:
        searches = [pool.submit(worker.draw, schema, 0) for schema in HOPELESS]
        answer = worker.draw(FINDABLE, 0)
        assert answer is not None
        assert fits(FINDABLE, answer.value)
        assert not any(search.done() for search in searches)
        assert worker._worker is not None
        worker._worker.end()
        assert [search.result() for search in searches] == [None] * 5


@pytest.mark.usefixtures("endless")
def test_nor_the_server(api: Any) -> None:
    with ThreadPoolExecutor(5) as pool:
        creating = [pool.submit(api.create, task="x", outputSchema=schema) for schema in HOPELESS]
        while len(api.sandbox.requests("createSession")) < 5:
            time.sleep(0.01)
        session = api.create(task="x", outputSchema=FINDABLE)
        api.wait(10)
        assert fits(FINDABLE, api.get(session)["output"])
        assert not any(one.done() for one in creating)
        before = time.monotonic()
        api.sandbox.stop()
        assert time.monotonic() - before < 5
        assert all(isinstance(one.exception(), httpx.TransportError) for one in creating)


def test_the_same_schema_is_searched_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    searches: list[Any] = []
    monkeypatch.setattr(worker, "draw", lambda schema, seed: searches.append(schema["pattern"]) or Answer("4"))
    outputs = Outputs(0)

    async def use() -> list[Answer | None]:
        return await asyncio.gather(*(outputs.find(FINDABLE) for _ in range(5)))

    assert asyncio.run(use()) == [Answer("4")] * 5
    # One for the part that has a pattern, one for the whole. Threads of other tests may still look for theirs.
    assert searches.count(FINDABLE["pattern"]) == 2


def test_without_the_libraries_for_a_search_that_is_said(api: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    refused = api.create(501, task="x", outputSchema=FINDABLE)
    assert "browser-use-sessions[sandbox]" in refused["detail"]
    session = api.create(task="x", outputSchema={"type": "object", "properties": {"price": {"type": "number"}}})
    api.wait(10)
    assert api.get(session)["output"] == {"price": 39.9}


def test_a_fork_has_a_search_of_its_own() -> None:
    assert worker.draw(FINDABLE, 0) is not None
    process = multiprocessing.get_context("fork").Process(target=lambda: sys.exit(worker.draw(FINDABLE, 0) is None))
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # Newer Pythons warn of forks with threads.
        process.start()
    process.join(60)
    assert process.exitcode == 0


def test_a_process_that_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_worker", None)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(RuntimeError, match="does not start"):
        worker.draw(FINDABLE, 0)


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
