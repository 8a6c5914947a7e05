"""The document, and parametrized fixtures for its operations, links and examples."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

Object = dict[str, Any]

ROOT = Path(__file__).parents[2]
SPEC: Object = yaml.safe_load((ROOT / "openapi.yaml").read_text())
METHODS = ("get", "post", "put", "patch", "delete")


def resolved(value: Any) -> Any:
    """Returns the target of a `$ref`, merged with the keys beside it."""
    while isinstance(value, dict) and "$ref" in value:
        target: Any = SPEC
        for step in value["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        value = {**target, **{key: item for key, item in value.items() if key != "$ref"}}
    return value


def operations(section: str) -> Iterator[Object]:
    """Yields the operations of `paths` or `webhooks` with references resolved; `object` is the unchanged operation."""
    for path, item in SPEC[section].items():
        for method in METHODS:
            if method in item:
                operation = item[method]
                yield {
                    "id": operation["operationId"],
                    "method": method,
                    "path": path,
                    "parameters": [resolved(each) for each in [*item.get("parameters", []), *operation.get("parameters", [])]],
                    "body": resolved(operation.get("requestBody")),
                    "responses": {status: resolved(each) for status, each in operation["responses"].items()},
                    "object": operation,
                }


OPERATIONS = {each["id"]: each for each in operations("paths")}
ALL = [*OPERATIONS.values(), *operations("webhooks")]


def links() -> Iterator[tuple[str, Object]]:
    """Yields every link with a label: source operation, its response, target operation, link."""
    for source in OPERATIONS.values():
        for response in source["responses"].values():
            for name, link in response.get("links", {}).items():
                link = resolved(link)
                target = OPERATIONS[link["operationId"]]
                yield f"{source['id']}-{name}", {"source": source, "response": response, "target": target, "link": link}


def examples() -> Iterator[tuple[str, Object]]:
    """Yields every example with a label: schema, value."""
    for operation in ALL:
        for parameter in operation["parameters"]:
            if "example" in parameter:
                label = f"{operation['id']}-{parameter['in']}-{parameter['name']}"
                yield label, {"schema": parameter["schema"], "value": parameter["example"]}
        bodies = {"request": operation["body"] or {}, **operation["responses"]}
        for where, body in bodies.items():
            for kind, media in body.get("content", {}).items():
                named = {name: resolved(example)["value"] for name, example in media.get("examples", {}).items()}
                if "example" in media:
                    named["example"] = media["example"]
                for name, value in named.items():
                    yield f"{operation['id']}-{where}-{kind}-{name}", {"schema": media["schema"], "value": value}


def nodes(value: Any = SPEC, place: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Object]]:
    """Yields every mapping of the document with its place, without the values of examples."""
    if isinstance(value, dict):
        yield place, value
        for key, item in value.items():
            if key not in ("example", "examples", "value", "default") or place[-1:] == ("properties",):
                yield from nodes(item, (*place, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from nodes(item, (*place, index))


@pytest.fixture(scope="session")
def spec() -> Object:
    return SPEC


@pytest.fixture(scope="session")
def schemas() -> dict[str, Object]:
    found: dict[str, Object] = SPEC["components"]["schemas"]
    return found


@pytest.fixture(scope="session")
def facts() -> Object:
    """The facts that tools/page_facts.py extracted from the create-session page."""
    read: Object = json.loads((Path(__file__).parent / "facts" / "create_session_page.json").read_text())
    return read


@pytest.fixture(scope="session")
def all_operations() -> dict[str, Object]:
    """The operations of the API by id, without webhooks."""
    return OPERATIONS


@pytest.fixture(scope="session")
def all_nodes() -> list[tuple[tuple[Any, ...], Object]]:
    return list(nodes())


@pytest.fixture(params=ALL, ids=[each["id"] for each in ALL])
def operation(request: pytest.FixtureRequest) -> Object:
    """Each operation, including the webhook."""
    found: Object = request.param
    return found


LINKS = list(links())


@pytest.fixture(params=[each for _, each in LINKS], ids=[name for name, _ in LINKS])
def link(request: pytest.FixtureRequest) -> Object:
    found: Object = request.param
    return found


@pytest.fixture(scope="session")
def steps() -> set[tuple[str, str]]:
    """The pairs of operations that a link connects."""
    return {(link["source"]["id"], link["target"]["id"]) for _, link in LINKS}


EXAMPLES = list(examples())


@pytest.fixture(params=[each for _, each in EXAMPLES], ids=[name for name, _ in EXAMPLES])
def example(request: pytest.FixtureRequest) -> Object:
    found: Object = request.param
    return found
