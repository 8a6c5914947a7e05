"""Hypothesis strategies for the schemas of the spec, changed specs, and the generator."""

import copy
import importlib
import json
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
import schemathesis
import yaml
from hypothesis.strategies import SearchStrategy

ROOT = Path(__file__).parents[2]
Document = dict[str, Any]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def document() -> Document:
    loaded: Document = yaml.safe_load((ROOT / "openapi.yaml").read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="session")
def generate() -> ModuleType:
    """tools/generate.py as a module."""
    if str(ROOT / "tools") not in sys.path:
        sys.path.append(str(ROOT / "tools"))
    return importlib.import_module("generate")


@pytest.fixture(scope="module")
def generate_package(
    generate: ModuleType, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[Document, str], ModuleType]]:
    """generate_package(document, name) generates a package, imports it and returns it. Each test uses another name."""
    folder = tmp_path_factory.mktemp("generated")

    def make(document: Document, name: str) -> ModuleType:
        spec = folder / f"{name}.json"
        spec.write_text(json.dumps(document, indent=1), encoding="utf-8")
        assert generate.main(["--spec", str(spec), "--output", str(folder / name)]) == 0
        return importlib.import_module(name)

    sys.path.append(str(folder))
    yield make
    sys.path.remove(str(folder))


@pytest.fixture(scope="session")
def valid() -> Callable[..., SearchStrategy[Any]]:
    """valid(document, name) returns Schemathesis' strategy for valid values of the component schema of that name."""

    strategies: dict[tuple[int, str], SearchStrategy[Any]] = {}

    def strategy(document: Document, name: str) -> SearchStrategy[Any]:
        key = (id(document), name)  # documents are session-scoped, so no other gets the same id
        if key not in strategies:
            strategies[key] = make(document, name)
        return strategies[key]

    def make(document: Document, name: str) -> SearchStrategy[Any]:
        body = {"required": True, "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}}
        operation = {"operationId": name, "requestBody": body, "responses": {"200": {"description": "any"}}}
        one_operation = {**document, "security": [], "paths": {"/any": {"post": operation}}}
        case = schemathesis.openapi.from_dict(one_operation)["/any"]["POST"].as_strategy()
        return case.map(lambda generated: generated.body)

    return strategy


@pytest.fixture(scope="session")
def with_unknown_enum_values(document: Document) -> Document:
    """The spec with each string enum inverted: all strings are valid, except the listed ones."""

    def inverted(node: Any) -> Any:
        if isinstance(node, list):
            return [inverted(item) for item in node]
        if not isinstance(node, dict):
            return node
        if node.get("type") == "string" and "enum" in node:
            return {"type": "string", "not": {"enum": node["enum"]}}
        return {key: inverted(value) for key, value in node.items()}

    return {**document, "components": inverted(copy.deepcopy(document["components"]))}


@pytest.fixture(scope="session")
def equivalent() -> Callable[[Any, Any], bool]:
    """Compares two JSON values. Strings are also equal as UUIDs, times (to the microsecond) or decimal numbers."""

    def interpretations(text: str) -> list[Any]:
        found: list[Any] = []
        for read in (UUID, datetime.fromisoformat, Decimal):
            try:
                found.append(read(text))
            except (ValueError, InvalidOperation):
                found.append(None)
        return found

    def same_number(one: Any, other: Any) -> bool:
        """Also compares a number with a string, since amounts of money may be strings."""
        if isinstance(one, bool | list | dict | None) or isinstance(other, bool | list | dict | None):
            return False
        try:
            return Decimal(str(one)) == Decimal(str(other)) or float(one) == float(other)
        except (ValueError, InvalidOperation, OverflowError):
            return False

    def compare(one: Any, other: Any) -> bool:
        if {type(one), type(other)} & {int, float}:
            return same_number(one, other)
        if isinstance(one, str) and isinstance(other, str):
            return one == other or any(
                a is not None and a == b for a, b in zip(interpretations(one), interpretations(other), strict=True)
            )
        if isinstance(one, dict) and isinstance(other, dict):
            return one.keys() == other.keys() and all(compare(one[key], other[key]) for key in one)
        if isinstance(one, list) and isinstance(other, list):
            return len(one) == len(other) and all(map(compare, one, other))
        return bool(type(one) is type(other) and one == other)

    return compare
