"""openapi.portable.yaml: up to date with openapi.yaml, valid, and equivalent except for the changes listed in its header."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import openapi_spec_validator
import pytest
import yaml

import portable

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SPEC = (ROOT / "openapi.yaml").read_text()
PORTABLE = (ROOT / "openapi.portable.yaml").read_text()


def document(paths: object = None, **components: object) -> str:
    """Returns a small document, as YAML."""
    head = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}}
    return json.dumps(head | {"paths": paths or {}, "components": components})  # JSON is YAML, and has no aliases


def simplified(text: str, *, open_enums: bool = False) -> Any:
    return yaml.safe_load(portable.portable(text, open_enums=open_enums))


def with_body(schema: object, *, required: bool = False) -> dict[str, object]:
    body = {"required": required, "content": {"application/json": {"schema": schema}}}
    return {"/a": {"post": {"requestBody": body, "responses": {"200": {"description": "d"}}}}}


def schema_of_body(simplified_document: Any) -> Any:
    return simplified_document["paths"]["/a"]["post"]["requestBody"]["content"]["application/json"]["schema"]


def test_committed_document_is_up_to_date() -> None:
    command = [sys.executable, str(ROOT / "tools/portable.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_check_reports_an_outdated_document(tmp_path: Path) -> None:
    (tmp_path / "old.yaml").write_text(PORTABLE.replace("title: Browser", "title: A Browser"))
    command = [sys.executable, str(ROOT / "tools/portable.py"), "--check", "--output", str(tmp_path / "old.yaml")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (1, "old.yaml is out of date for openapi.yaml; run `make portable`.\n")


@pytest.mark.parametrize("open_enums", [False, True])
def test_portable_document_is_valid(open_enums: bool) -> None:
    openapi_spec_validator.validate(simplified(SPEC, open_enums=open_enums))


def test_every_simplification_lists_its_places() -> None:
    head = PORTABLE.partition("openapi: 3.1.0")[0]
    for reason in portable.RULES:
        assert f"{reason}\n#    #/" in head


def test_simplifying_again_changes_nothing() -> None:
    _, start, rest = PORTABLE.partition("openapi: 3.1.0")
    head, _, again = portable.portable(start + rest).partition(start)
    assert "#    #/" not in head
    assert again == rest


def test_differences_from_openapi_yaml_are_the_documented_ones() -> None:
    command = [str(Path(sys.executable).parent / "bu-sessions"), "diff", "openapi.yaml", "openapi.portable.yaml", "--json", "-"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert {(place["operation"], place["path"]) for each in json.loads(done.stdout)["changes"] for place in each["where"]} == {
        ("webhook agentEvent", ""),
        ("POST /sessions", "maxCostUsd"),
        ("POST /sessions/{session_id}/stop", ""),
        ("GET /billing/account", "totalCreditsBalanceUsd"),
        ("GET /billing/account", "monthlyCreditsBalanceUsd"),
        ("GET /billing/account", "additionalCreditsBalanceUsd"),
    }


def test_only_links_with_a_body_are_removed() -> None:
    links = {
        "Plain": {"operationId": "a"},
        "Sends": {"operationId": "a", "requestBody": {"b": 1}},
    }
    responses = {
        "Both": {"description": "d", "links": {name: {"$ref": f"#/components/links/{name}"} for name in links}},
        "One": {"description": "d", "links": {"here": {"operationId": "a", "requestBody": {"b": 1}}}},
    }
    components = simplified(document(links=links, responses=responses))["components"]
    assert components["links"] == {"Plain": {"operationId": "a"}}
    assert components["responses"]["Both"]["links"] == {"Plain": {"$ref": "#/components/links/Plain"}}
    assert components["responses"]["One"] == {"description": "d"}


def test_property_named_links_is_kept() -> None:
    schemas = {"A": {"type": "object", "properties": {"links": {"type": "array", "items": {"type": "string"}}}}}
    assert simplified(document(schemas=schemas))["components"]["schemas"] == schemas


@pytest.mark.parametrize(("required", "goes"), [(False, True), (True, False)])
def test_null_is_removed_from_optional_bodies_only(required: bool, goes: bool) -> None:
    schema = {"oneOf": [{"type": "object"}, {"type": "null"}]}
    given = simplified(document(with_body(schema, required=required)))
    assert schema_of_body(given) == ({"type": "object"} if goes else schema)


def test_string_reference_with_a_default_is_inlined() -> None:
    schemas = {
        "Money": {"description": "Any.", "type": "string", "pattern": "^x$"},
        "Size": {"type": "string", "enum": ["s"]},
        "A": {
            "type": "object",
            "properties": {
                "cost": {"description": "Of this.", "$ref": "#/components/schemas/Money", "default": "0"},
                "size": {"$ref": "#/components/schemas/Size", "default": "s"},
                "free": {"$ref": "#/components/schemas/Money"},
            },
        },
    }
    properties = simplified(document(schemas=schemas))["components"]["schemas"]["A"]["properties"]
    assert properties == {
        "cost": {"description": "Of this.", "type": "string", "pattern": "^x$", "default": "0"},
        "size": {"$ref": "#/components/schemas/Size", "default": "s"},
        "free": {"$ref": "#/components/schemas/Money"},
    }


def test_request_amounts_become_strings_and_response_amounts_stay() -> None:
    branches = [{"type": "number"}, {"type": "string"}, {"type": "null"}]
    schemas = {name: {"type": "object", "properties": {"cost": {"anyOf": branches}}} for name in ("Sent", "Received")}
    given = simplified(document(with_body({"$ref": "#/components/schemas/Sent"}), schemas=schemas))["components"]["schemas"]
    assert given["Sent"]["properties"]["cost"] == {"anyOf": [{"type": "string"}, {"type": "null"}]}
    assert given["Received"] == schemas["Received"]


def test_union_of_objects_with_a_free_object_becomes_a_free_object() -> None:
    free = {"type": "object", "additionalProperties": True}
    schemas = {
        "A": {"type": "object"},
        "Objects": {"description": "d", "anyOf": [{"$ref": "#/components/schemas/A"}, free]},
        "Mixed": {"anyOf": [{"type": "string"}, free]},
    }
    given = simplified(document(schemas=schemas))["components"]["schemas"]
    assert given["Objects"] == {"description": "d"} | free
    assert given["Mixed"] == schemas["Mixed"]


def test_open_enums_option_opens_extensible_enums() -> None:
    schemas = {
        "Grows": {"description": "One.", "type": "string", "enum": ["a", "b"], "x-extensible": True},
        "Fixed": {"type": "string", "enum": ["a"]},
    }
    given = simplified(document(schemas=schemas), open_enums=True)["components"]["schemas"]
    assert given["Grows"] == {"description": "One. Known values: `a`, `b`.", "type": "string", "x-extensible": True}
    assert given["Fixed"] == schemas["Fixed"]
    assert simplified(document(schemas=schemas))["components"]["schemas"] == schemas
