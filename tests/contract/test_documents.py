"""Other documents than openapi.yaml: the suite works with them, tests new parts, and drops requirements of removed parts."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from browser_use_contract.document import component, document, use
from browser_use_contract.exchange import Exchange
from browser_use_contract.refused import CheckRefused
from browser_use_contract.requirement import every_requirement
from browser_use_contract.schemas import properties
from browser_use_contract.trace import Trace
from browser_use_contract.verdicts import Verdict, evaluate
from mutants import harness

pytestmark = pytest.mark.slow

Document = dict[str, Any]


def _schemas(document: Document) -> Document:
    found: Document = document["components"]["schemas"]
    return found


def response_property(document: Document) -> None:
    _schemas(document)["Session"]["properties"]["integrationsUsed"] = {"type": ["array", "null"], "items": {"type": "string"}}


def request_properties(document: Document) -> None:
    values = {"type": ["object", "null"], "additionalProperties": {"type": "string"}}
    _schemas(document)["CreateSessionRequest"]["properties"] |= {
        "autoHeal": {"type": "boolean", "default": True},
        "sensitiveData": values,
        "useOwnKey": {"type": "boolean", "default": False},
    }


def model(document: Document) -> None:
    _schemas(document)["Model"]["enum"].append("claude-opus-4.7")
    _schemas(document)["CreateSessionRequest"]["properties"]["model"]["default"] = "claude-opus-4.7"


def removed_property(document: Document) -> None:
    del _schemas(document)["Session"]["properties"]["lastStepSummary"]


def money_property(document: Document) -> None:
    money = {"$ref": "#/components/schemas/Decimal", "default": "0"}
    _schemas(document)["Session"]["properties"]["storageCostUsd"] = money


def query_parameter(document: Document) -> None:
    _schemas(document)["SortOrder"] = {"type": "string", "enum": ["asc", "desc"]}
    parameter = {"name": "order", "in": "query", "schema": {"$ref": "#/components/schemas/SortOrder"}}
    document["paths"]["/sessions"]["get"]["parameters"].append(parameter)


def operation(document: Document) -> None:
    listing = copy.deepcopy(document["paths"]["/workspaces/{workspace_id}/files"]["get"])
    listing |= {"operationId": "listBrowserDownloads", "tags": ["browsers"]}
    listing["parameters"] = [one for one in listing["parameters"] if one["name"] in ("limit", "cursor", "includeUrls")]
    listing["responses"]["200"].pop("links", None)
    above = document["paths"]["/browsers/{session_id}"]["parameters"]
    document["paths"]["/browsers/{session_id}/downloads"] = {"parameters": above, "get": listing}


def resource(document: Document) -> None:
    """Adds boxes: created with a required name, listed by page number, changed, deleted, and with a non-JSON picture."""
    paths = document["paths"]
    identity = {"name": "box_id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
    box = {
        "type": "object",
        "required": ["id", "name", "cores"],
        "properties": {"id": {"type": "string", "format": "uuid"}, "name": {"type": "string"}, "cores": {"type": "integer"}},
    }
    wanted = {
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": {"type": "string", "minLength": 2, "maxLength": 20},
            "cores": {"type": "integer", "minimum": 1, "maximum": 8, "default": 2},
        },
    }
    changed = {"type": "object", "properties": wanted["properties"]}
    page = {**_schemas(document)["ProfileList"], "properties": {**_schemas(document)["ProfileList"]["properties"]}}
    page["properties"]["items"] = {"type": "array", "items": {"$ref": "#/components/schemas/Box"}}
    _schemas(document).update({"Box": box, "CreateBoxRequest": wanted, "UpdateBoxRequest": changed, "BoxList": page})

    def like(path: str, method: str, name: str, answer: str | None, body: str | None = None) -> Document:
        made: Document = copy.deepcopy(paths[path][method])
        made |= {"operationId": name, "tags": ["boxes"]}
        success = next(status for status in made["responses"] if status.startswith("2"))
        if answer:
            content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{answer}"}}}
            made["responses"][success] = {"description": "A box.", "content": content}
        if body:
            content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{body}"}}}
            made["requestBody"] = {"required": True, "content": content}
        return made

    listing = like("/profiles", "get", "listBoxes", "BoxList")
    listing["parameters"] = [one for one in listing["parameters"] if one.get("name") != "query"]
    paths["/boxes"] = {"get": listing, "post": like("/profiles", "post", "createBox", "Box", "CreateBoxRequest")}
    paths["/boxes/{box_id}"] = {
        "parameters": [identity],
        "get": like("/profiles/{profile_id}", "get", "getBox", "Box"),
        "patch": like("/profiles/{profile_id}", "patch", "updateBox", "Box", "UpdateBoxRequest"),
        "delete": like("/profiles/{profile_id}", "delete", "deleteBox", None),
    }
    picture = like("/profiles/{profile_id}", "patch", "uploadBoxPicture", "Box")
    form = {"type": "object", "properties": {"picture": {"type": "string", "contentMediaType": "image/png"}}}
    picture["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": form}}}
    paths["/boxes/{box_id}/picture"] = {"parameters": [identity], "put": picture}


CHANGES = (
    response_property,
    request_properties,
    model,
    removed_property,
    money_property,
    query_parameter,
    operation,
    resource,
)
#: Requirements that must be tested after the change, and only then.
NEW = {
    response_property: {"fields.session.getSession.integrationsUsed"},
    request_properties: {"refused.createSession.autoHeal.type", "accepted.createSession.sensitiveData.null"},
    money_property: {"fields.session.listSessions.storageCostUsd"},
    query_parameter: {
        "accepted.listSessions.order",
        "refused.listSessions.order.value",
        "authentication.listSessions.with.order",
    },
    operation: {"paging.listBrowserDownloads.next", "unknown.listBrowserDownloads.404", "shapes.status.listBrowserDownloads"},
    resource: {"written.getBox.cores", "paging.listBoxes.complete", "refused.createBox.name.too-short", "deleting.getBox.gone"},
}


@pytest.fixture
def original() -> Document:
    """A copy of openapi.yaml, for changes."""
    return copy.deepcopy(document())


@pytest.fixture
def used(tmp_path: Path) -> Iterator[Callable[[Document], Path]]:
    """Makes the suite use a document until the end of the test."""

    def change(document: Document) -> Path:
        path = tmp_path / "changed.yaml"
        path.write_text(yaml.safe_dump(document, sort_keys=False, allow_unicode=True), "utf-8")
        use(path)
        return path

    yield change
    use(None)


def _ids() -> set[str]:
    return {requirement.id for requirement in every_requirement()}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_change_is_checked_without_a_line_of_code(change: Any, original: Document, used: Any) -> None:
    before = _ids()
    change(original)
    path = used(original)
    new = _ids() - before
    assert NEW.get(change, set()) <= new
    with harness.served(spec=str(path), task_seconds=0.2) as url:
        code, report, _ = harness.check(url, "--quick", "--spec", str(path))
    told = [(one["id"], one["problems"][0]["problem"]) for one in report["requirements"] if one["verdict"] == "violated"]
    assert (code, told) == (0, [])
    tried = {one["id"] for one in report["requirements"] if one["verdict"] == "passed"}
    assert len(tried & new) >= len(new) // 2


def test_all_changes_at_once(original: Document, used: Any) -> None:
    for change in CHANGES:
        change(original)
    path = used(original)
    with harness.served(spec=str(path), task_seconds=0.2) as url:
        code, report, _ = harness.check(url, "--quick", "--spec", str(path), "--strict")
    assert [one["id"] for one in report["requirements"] if one["verdict"] == "violated"] == []
    assert code == 0


OPTIONAL = [
    *(name for name in properties("Session") if name not in component("schemas", "Session")["required"]),
]


@pytest.mark.parametrize("name", OPTIONAL)
def test_a_property_that_the_document_drops_is_not_asked_for(
    name: str, original: Document, used: Any, recorded: Sequence[Exchange]
) -> None:
    def without(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: without(item) for key, item in value.items() if key != name or "createdAt" not in value}
        return [without(item) for item in value] if isinstance(value, list) else value

    sessions = ("createSession", "getSession", "stopSession", "listSessions")
    altered = [
        replace(one, body=json.dumps(without(one.document)).encode())
        if one.operation in sessions and isinstance(one.document, dict)
        else one
        for one in recorded
    ]
    del _schemas(original)["Session"]["properties"][name]
    used(original)
    found = evaluate(Trace(altered))
    assert found.gave_up == []
    told = [(one.requirement.id, one.violations[0].problem) for one in found.of(Verdict.VIOLATED) if found.counts_against(one)]
    assert told == []


def test_other_documents_of_other_standards_are_refused(tmp_path: Path) -> None:
    for number, text in enumerate(("swagger: '2.0'\npaths: {}", "[]", "", "openapi: 3.1.0\npaths: {}", "\x00", "a: [")):
        path = tmp_path / f"{number}.yaml"
        path.write_text(text)
        with pytest.raises(CheckRefused, match="cannot be used as the OpenAPI document"):
            use(path)
    with pytest.raises(CheckRefused, match="No such file"):
        use(tmp_path / "none.yaml")
    use(None)


def test_a_document_without_this_apis_operations_is_checked_by_what_it_has(used: Any) -> None:
    used({"openapi": "3.1.0", "info": {}, "paths": {"/cats": {"get": {"responses": {"200": {"description": "Cats."}}}}}})
    assert "shapes.status.get /cats" in _ids()
    assert not [name for name in _ids() if "Session" in name or "session" in name]
