"""Eight kinds of API change, each applied to a copy of openapi.yaml, and the package generated from the result."""

import copy
import importlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
Document = dict[str, Any]
Change = Callable[[Document], None]


def _session(document: Document) -> Document:
    properties: Document = document["components"]["schemas"]["Session"]["properties"]
    return properties


def _create(document: Document) -> Document:
    properties: Document = document["components"]["schemas"]["CreateSessionRequest"]["properties"]
    return properties


def response_property(document: Document) -> None:
    _session(document)["integrationsUsed"] = {
        "description": "The integrations that the agent used.",
        "type": ["array", "null"],
        "items": {"type": "string"},
    }


def request_properties(document: Document) -> None:
    strings = {"type": "object", "additionalProperties": {"type": "string"}}
    _create(document)["autoHeal"] = {"description": "Whether a cached script is checked.", "type": "boolean", "default": True}
    _create(document)["sensitiveData"] = {
        "description": "Values to type.",
        "anyOf": [strings, {"type": "null"}],
        "x-secret": True,
    }
    _create(document)["useOwnKey"] = {"description": "Whether to use the own LLM key.", "type": "boolean", "default": False}


def model_and_default(document: Document) -> None:
    document["components"]["schemas"]["Model"]["enum"].append("claude-opus-4.7")
    _create(document)["model"]["default"] = "claude-opus-4.7"


def removed_property(document: Document) -> None:
    del _session(document)["lastStepSummary"]


def money_property(document: Document) -> None:
    decimal = {"$ref": "#/components/schemas/Decimal"}
    _session(document)["captchaCostUsd"] = {"description": "Cost of captchas in USD.", **decimal, "default": "0"}


def query_parameter(document: Document) -> None:
    status = {"$ref": "#/components/schemas/SessionStatus"}
    parameter = {"name": "status", "in": "query", "description": "Only sessions with this status.", "schema": status}
    document["paths"]["/sessions"]["get"]["parameters"].append(parameter)


def operation(document: Document) -> None:
    get = document["paths"]["/sessions/{session_id}"]["get"]
    document["paths"]["/sessions/{session_id}/purge"] = {
        "parameters": document["paths"]["/sessions/{session_id}"]["parameters"],
        "post": {**get, "operationId": "purgeSession", "summary": "Purge a session"},
    }


def resource(document: Document) -> None:
    document["tags"].append({"name": "boxes", "description": "Machines of one's own."})
    schemas = document["components"]["schemas"]
    schemas["Box"] = {
        "description": "A machine.",
        "type": "object",
        "required": ["id"],
        "properties": {
            "id": {"description": "Its ID.", "type": "string"},
            "size": {"description": "Its size.", "type": "string"},
        },
    }
    schemas["BoxList"] = {
        "description": "A page of machines.",
        "type": "object",
        "required": ["boxes"],
        "properties": {
            "boxes": {"description": "The machines.", "type": "array", "items": {"$ref": "#/components/schemas/Box"}},
            "nextCursor": {"description": "Where the next page begins.", "type": ["string", "null"]},
        },
    }
    box = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Box"}}}, "description": "The machine."}
    boxes = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/BoxList"}}}, "description": "A page."}
    cursor = {"name": "cursor", "in": "query", "description": "Where to go on.", "schema": {"type": "string"}}
    body = {"type": "object", "properties": {"size": {"description": "Its size.", "type": "string"}}}
    document["paths"]["/boxes"] = {
        "get": {
            "operationId": "listBoxes",
            "summary": "List the machines",
            "tags": ["boxes"],
            "parameters": [cursor],
            "x-paging": {"style": "cursor", "cursor": "cursor", "items": "boxes", "next": "nextCursor"},
            "responses": {"200": boxes},
        },
        "post": {
            "operationId": "createBox",
            "summary": "Create a machine",
            "tags": ["boxes"],
            "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
            "responses": {"201": box},
        },
    }
    document["paths"]["/boxes/{box_id}/photo"] = {
        "post": {
            "operationId": "photographBox",
            "summary": "Send a picture, get a picture",
            "tags": ["boxes"],
            "parameters": [{"name": "box_id", "in": "path", "required": True, "schema": {"type": "string"}}],
            "requestBody": {
                "required": True,
                "content": {
                    "multipart/form-data": {
                        "schema": {
                            "type": "object",
                            "required": ["file"],
                            "properties": {"file": {"type": "string", "format": "binary"}},
                        }
                    }
                },
            },
            "responses": {
                "200": {"description": "A picture.", "content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}
            },
        }
    }


ADDITIVE: list[Change] = [
    response_property,
    request_properties,
    model_and_default,
    money_property,
    query_parameter,
    operation,
    resource,
]
ALL: list[Change] = [*ADDITIVE, removed_property]


@pytest.fixture(scope="session")
def regenerated(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Returns a function that generates the package from openapi.yaml with some changes, once per set, and returns its folder."""
    if str(ROOT / "tools") not in sys.path:
        sys.path.append(str(ROOT / "tools"))
    generate = importlib.import_module("generate")
    original = yaml.safe_load((ROOT / "openapi.yaml").read_text(encoding="utf-8"))
    generated: dict[tuple[str, ...], Path] = {}

    def make(*changes: Change) -> Path:
        key = tuple(change.__name__ for change in changes)
        if key not in generated:
            document = copy.deepcopy(original)
            for change in changes:
                change(document)
            folder = tmp_path_factory.mktemp("changed")
            (folder / "openapi.yaml").write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
            assert generate.main(["--spec", str(folder / "openapi.yaml"), "--output", str(folder / "browser_use_api")]) == 0
            generated[key] = folder
        return generated[key]

    return make


@pytest.fixture(scope="session")
def environment() -> Callable[[Path], dict[str, str]]:
    """Returns environment variables with which programs import the generated package of a folder, not the committed one."""

    def make(folder: Path) -> dict[str, str]:
        return {**os.environ, "PYTHONPATH": str(folder), "MYPYPATH": f"{folder}{os.pathsep}{ROOT / 'wrapper'}"}

    return make


@pytest.fixture(scope="session")
def run_program(environment: Callable[[Path], dict[str, str]]) -> Callable[..., str]:
    """Runs a Python program that uses the package in the folder, and returns its output."""

    def run(folder: Path, program: str) -> str:
        command = [sys.executable, "-c", program]
        done = subprocess.run(command, env=environment(folder), cwd=folder, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run
