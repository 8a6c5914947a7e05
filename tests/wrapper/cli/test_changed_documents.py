"""After `make generate`, the command line offers what a changed openapi.yaml adds, without edits by hand."""

import copy
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
MISSING = "3c90c3cc-0d44-4b50-8888-8dd25736052a"


def extended(document: Any) -> Any:
    """Returns a copy of the document with new properties, a parameter, operations and a resource."""
    document = copy.deepcopy(document)
    schemas, paths = document["components"]["schemas"], document["paths"]
    nullable_strings = {"type": ["object", "null"], "additionalProperties": {"type": "string"}, "description": "ApiKey values."}
    schemas["CreateSessionRequest"]["properties"] |= {
        "autoHeal": {"type": "boolean", "default": True, "description": "Whether a script is repaired."},
        "sensitiveData": nullable_strings,
        "thinkingLevel": {"type": ["string", "null"], "enum": ["low", "high", None], "description": "How hard to think."},
        "extensionIds": {"type": "array", "items": {"type": "string", "format": "uuid"}, "description": "Extensions to load."},
    }
    paths["/profiles"]["get"]["parameters"].append(
        {
            "name": "minAge",
            "in": "query",
            "description": "At least so many days old.",
            "schema": {"type": "integer", "minimum": 1},
        }
    )
    schemas["Box"] = {
        "type": "object",
        "description": "A box.",
        "required": ["id", "price"],
        "properties": {
            "id": {"type": "string", "description": "Identifies the box."},
            "price": {"type": "number", "format": "decimal", "description": "Price in USD."},
            "password": {"type": "string", "x-secret": True, "description": "Opens the box."},
        },
    }
    schemas["BoxList"] = {
        "type": "object",
        "description": "Some boxes.",
        "required": ["items"],
        "properties": {
            "items": {"type": "array", "items": {"$ref": "#/components/schemas/Box"}, "description": "The boxes."},
            "nextCursor": {"type": ["string", "null"], "description": "The next page."},
        },
    }
    document["tags"].append({"name": "boxes", "description": "Machines of one's own."})

    def operation(name: str, summary: str, schema: str, *parameters: Any, tag: str = "boxes", **more: Any) -> Any:
        content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
        return {
            "operationId": name,
            "summary": summary,
            "description": summary,
            "tags": [tag],
            "x-source": "neighbour",
            "parameters": list(parameters),
            "responses": {"200": {"description": "Success.", "x-source": "neighbour", "content": content}},
            **more,
        }

    cursor = {"name": "cursor", "in": "query", "description": "From where on.", "schema": {"type": "string"}}
    box_id = {"name": "box_id", "in": "path", "required": True, "description": "The box.", "schema": {"type": "string"}}
    session_id = {"name": "session_id", "in": "path", "required": True, "description": "ID.", "schema": {"type": "string"}}
    paging = {"style": "cursor", "cursor": "cursor", "items": "items", "next": "nextCursor"}
    paths["/boxes"] = {"get": operation("listBoxes", "List boxes", "BoxList", cursor, **{"x-paging": paging})}
    paths["/boxes/{box_id}/open"] = {"post": operation("openBox", "Open a box", "Box", box_id)}
    paths["/sessions/{session_id}/downloads"] = {
        "get": operation("getSessionDownloads", "Get a session's downloads", "BoxList", session_id, tag="sessions")
    }
    return document


@pytest.fixture(scope="module")
def extended_package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Generates the package from the changed document and returns its folder, which goes first on the import path."""
    folder = tmp_path_factory.mktemp("changed")
    document = extended(yaml.safe_load((ROOT / "openapi.yaml").read_text("utf-8")))
    (folder / "openapi.yaml").write_text(yaml.safe_dump(document, sort_keys=False), "utf-8")
    command = [sys.executable, "tools/generate.py", "--spec", folder / "openapi.yaml", "--output", folder / "browser_use_api"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture
def new_bu(extended_package: Path, start: Callable[..., Any]) -> Callable[..., tuple[int, str, str]]:
    def run(*words: str) -> tuple[int, str, str]:
        process = start(*words, env={**os.environ, "PYTHONPATH": str(extended_package), "COLUMNS": "100"})
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    return run


def test_new_request_properties_become_options_of_run(server: Any, new_bu: Any) -> None:
    _, shown, _ = new_bu("run", "--help")
    for words in ("--auto-heal / --no-auto-heal", "--sensitive-data JSON", "--thinking-level [low|high]", "[default: on]"):
        assert words in shown
    server.ends = True
    words = ["--no-auto-heal", "--sensitive-data", '{"password": "x"}', "--thinking-level", "high", "--extension-ids", MISSING]
    code, out, err = new_bu("run", "--quiet", *words, "a task")
    assert (code, out, err) == (0, "done\n", "")
    assert server.bodies[0] == {
        "task": "a task",
        "autoHeal": False,
        "sensitiveData": {"password": "x"},
        "thinkingLevel": "high",
        "extensionIds": [MISSING],
    }


def test_new_query_parameter_becomes_an_option(server: Any, new_bu: Any) -> None:
    server.rule = lambda method, path: (200, {"items": [], "totalItems": 0, "pageNumber": 1, "pageSize": 20}, {})
    assert new_bu("profiles", "list", "--min-age", "3")[0] == 0
    assert "minAge=3" in server.requests[0]
    code, _, err = new_bu("profiles", "list", "--min-age", "0")
    assert (code, "--min-age must be at least 1" in err) == (2, True)


def test_new_resource_becomes_a_command_group(server: Any, new_bu: Any) -> None:
    pages = {"": ({"id": "a", "price": 0.1, "password": "hidden-word"}, "c"), "c": ({"id": "b", "price": 2}, None)}

    def rule(method: str, path: str) -> Any:
        if method == "POST":
            return 200, {"id": "a/b", "price": 1}, {}
        item, cursor = pages[path.partition("cursor=")[2]]
        return 200, {"items": [item], "nextCursor": cursor}, {}

    server.rule = rule
    assert "Machines of one's own." in new_bu("--help")[1]
    assert "List boxes" in new_bu("boxes", "--help")[1]
    code, out, err = new_bu("boxes", "list")
    assert (code, [line.split() for line in out.splitlines()]) == (0, [["id", "price"], ["a", "0.1"], ["b", "2"]])
    assert err == "Hidden: password. --show-secrets shows it.\n"
    assert [box["id"] for box in json.loads(new_bu("boxes", "list", "--json")[1])] == ["a", "b"]
    code, out, err = new_bu("boxes", "list", "--cursor", "c", "--json")
    assert json.loads(out)["nextCursor"] is None
    assert new_bu("boxes", "open", "a/b")[1] == "id: a/b\nprice: 1\n"
    assert server.requests[-1] == "POST /api/v3/boxes/a%2Fb/open"


def test_new_sessions_operation_becomes_a_top_level_command(server: Any, new_bu: Any) -> None:
    server.rule = lambda method, path: (200, {"items": [{"id": "a", "price": 1}]}, {})
    assert "Get a session's downloads" in new_bu("--help")[1]
    code, out, _ = new_bu("downloads", MISSING, "--json")
    assert (code, json.loads(out)["items"]) == (0, [{"id": "a", "price": 1}])
    assert server.requests == [f"GET /api/v3/sessions/{MISSING}/downloads"]
