"""Names of schemas, tags, properties and operations may be any text, also names that the generated modules use."""

import ast
import builtins
import importlib
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

pytestmark = pytest.mark.slow

ANSWER = {"200": {"description": "d", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/First"}}}}}
BUILTINS = [name for name in dir(builtins) if name.islower() and not name.startswith("_")]


def names_in(package: Path) -> set[str]:
    """Returns all names that the modules of the package import or define as classes."""
    found: set[str] = set()
    for file in [*package.rglob("*.py"), *(package.parent / "plain").glob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                found |= {part for alias in node.names for part in (alias.name, alias.asname or "") if part.isidentifier()}
            elif isinstance(node, ast.ClassDef):
                found.add(node.name)
    return found


def document(schemas: dict[str, Any], tags: list[str], names: list[str]) -> dict[str, Any]:
    upload = {"content": {"multipart/form-data": {"schema": {"properties": {"f": {"type": "string", "format": "binary"}}}}}}
    page = {"type": "object", "required": ["items"], "properties": {"items": {"type": "array", "items": {"$ref": REF}}}}
    listed = {"200": {"description": "d", "content": {"application/json": {"schema": page}}}}
    limits = [{"name": name, "in": "query", "schema": {"type": "integer"}} for name in ("page", "page_size")]
    paths: dict[str, Any] = {}
    for number, tag in enumerate(tags):
        paths[f"/t{number}"] = {
            "post": {"tags": [tag], "operationId": f"send{number}", "requestBody": upload, "responses": ANSWER},
            "get": {"tags": [tag], "operationId": f"pages{number}", "parameters": limits, "responses": listed},
        }
    query = [
        {"name": name, "in": "query", "schema": {"type": "array", "items": {"type": "string", "format": "uuid"}}}
        for name in names
    ]
    for index, name in enumerate(
        names
    ):  # One resource has a method for each name; the last method has an argument for each name.
        parameters = query if index == len(names) - 1 else query[:1]
        operation = {"tags": ["every"], "operationId": name, "x-method": name, "parameters": parameters, "responses": ANSWER}
        paths[f"/n/{name}"] = {"get": operation}
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": paths,
        "components": {"schemas": {"First": {"type": "object", "properties": _properties(names)}, **schemas}},
    }


REF = "#/components/schemas/First"


def _properties(names: list[str]) -> dict[str, Any]:
    """Returns a property for each name, and one of each kind with a default."""
    kinds: dict[str, Any] = {
        "list": {"type": "array", "items": {"type": "string"}, "default": []},
        "full": {"type": "array", "items": {"type": "integer"}, "default": [1]},
        "dict": {"type": "object", "additionalProperties": {"type": "number"}, "default": {}},
        "money": {"type": "number", "format": "decimal", "default": 1},
        "color": {"enum": ["red", "blue"], "type": "string", "default": "red"},
        "time": {"type": "string", "format": "date-time"},
        "bytes": {"type": "string", "contentEncoding": "base64"},
        "any": {},
        "other": {"$ref": REF},
        "number": {"type": "number"},
    }
    return {
        **{name: {"type": "string", "default": "x"} for name in names},
        **{f"then_{name}": kind for name, kind in kinds.items()},
    }


@pytest.fixture(scope="module")
def names(generate: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The names that the generated modules import and define, for a document with plain names."""
    folder = tmp_path_factory.mktemp("plain")
    spec = folder / "spec.yaml"
    spec.write_text(yaml.safe_dump(document({}, ["things"], ["one"])), encoding="utf-8")
    assert generate.main(["--spec", str(spec), "--output", str(folder / "plain")]) == 0
    found = names_in(folder / "plain")
    assert {"File", "Transport", "ModelBase", "Page", "AsyncPages", "Client", "HttpxTransport", "Operation"} <= found
    return sorted({name for name in found if not name.startswith("_") and name.isascii()} - {"First", "annotations"})


def test_documents_may_use_names_of_the_generated_modules(
    names: list[str], generate: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    schemas = {name: {"type": "object", "properties": {"x": {"$ref": REF}}} for name in names}
    schemas |= {f"{name}_s": {"type": "string", "enum": ["a"]} for name in names[:3]}
    spec = tmp_path / "spec.yaml"
    words = sorted({*BUILTINS, *(name.lower() for name in names)})
    spec.write_text(yaml.safe_dump(document(schemas, names, words), sort_keys=False), encoding="utf-8")
    assert generate.main(["--spec", str(spec), "--output", str(tmp_path / "named")]) == 0
    monkeypatch.syspath_prepend(str(tmp_path))
    package = importlib.import_module("named")
    client = package.Client(base_url="http://api.test")
    for resource in importlib.import_module("named.catalogue").RESOURCES:
        assert getattr(client, resource) is getattr(client, resource)
    first = package.models.First.from_dict({})
    assert (first.then_list, first.then_full, first.then_dict, first.list, first.int) == ([], [1], {}, "x", "x")
    assert package.models.File.__name__ == "File"
    for checker in (["mypy", "--strict", "--config-file=", "--cache-dir=cache"], ["pyright", "--pythonpath", sys.executable]):
        done = subprocess.run(
            [sys.executable, "-m", *checker, "named"], cwd=tmp_path, capture_output=True, text=True, timeout=600
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("id", "tag", "method", "path", "name"),
    [
        ("createProfile", "profiles", "post", "/profiles", "create"),
        ("create_profile_profiles_post", "profiles", "post", "/profiles", "create"),
        ("repos/get-content", "repos", "get", "/repos", "content"),
        ("users/list", "users", "get", "/users", "list"),
        ("Pets:delete", "pets", "delete", "/pets", "delete"),
        ("", "pets", "get", "/pets/{id}", "get_pets_id"),
        ("../x", "x", "get", "/x", "x"),
    ],
)
def test_method_names(id: str, tag: str, method: str, path: str, name: str, generate: ModuleType) -> None:
    assert importlib.import_module("spec_python").method_name(id, tag, method, path) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("filter[name]", "filter_name"),
        ("a,b", "a_b"),
        ("$schema", "schema"),
        ("@odata.type", "odata_type"),
        ("X-Key", "x_key"),
        ("größe", "größe"),
    ],
)
def test_punctuation_separates_words_of_identifiers(text: str, name: str, generate: ModuleType) -> None:
    assert importlib.import_module("spec_python").identifier(text) == name
