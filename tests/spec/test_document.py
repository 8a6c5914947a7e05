"""The document as a whole: sources, descriptions, and the extensions that it explains in `info.description`."""

import re
from typing import Any

import pytest

Object = dict[str, Any]
Nodes = list[tuple[tuple[Any, ...], Object]]
SOURCES = ("documented", "neighbour", "assumed")


def test_operation_and_each_response_have_a_source(operation: Object) -> None:
    assert operation["object"]["x-source"] == ("documented" if operation["id"] == "createSession" else "neighbour")
    for status, response in operation["responses"].items():
        assert response["x-source"] in SOURCES
        if status in ("401", "409", "5XX"):
            assert response["x-source"] == "assumed"


@pytest.mark.parametrize("section", ["schemas", "parameters", "responses", "headers", "securitySchemes"])
def test_component_has_a_source(spec: Object, section: str) -> None:
    assert {name for name, part in spec["components"][section].items() if part.get("x-source") not in SOURCES} == set()


@pytest.mark.parametrize(("schema", "keyword"), [("CreateSessionRequest", "dependentSchemas"), ("WebhookEvent", "then")])
def test_rule_has_a_source_and_a_reason(schemas: dict[str, Object], schema: str, keyword: str) -> None:
    rules = schemas[schema][keyword]
    for rule in rules.values() if keyword == "dependentSchemas" else [rules]:
        assert rule["x-source"] in SOURCES
        assert rule["description"]


def test_assumed_404_responses_are_marked(all_operations: dict[str, Object]) -> None:
    missing = {name: each["responses"]["404"]["x-source"] for name, each in all_operations.items() if "404" in each["responses"]}
    assumed = {name for name, source in missing.items() if source == "assumed"}
    workspaces = {name for name in missing if "Workspace" in name}
    sessions = {name for name in missing if "Session" in name}
    assert assumed == workspaces | sessions | {"deleteProfile"}


def test_operation_is_described(operation: Object) -> None:
    assert operation["object"]["summary"]
    assert operation["object"]["description"]
    described = [*operation["parameters"], *operation["responses"].values(), *([operation["body"]] if operation["body"] else [])]
    assert all(each["description"] for each in described)


def test_schema_and_each_property_are_described(schemas: dict[str, Object]) -> None:
    for name, schema in schemas.items():
        assert schema.get("description"), name
        for prop, part in schema.get("properties", {}).items():
            assert part.get("description"), f"{name}.{prop}"


def test_operation_has_one_tag_and_each_tag_is_described(spec: Object, all_operations: dict[str, Object]) -> None:
    tags = [tag["name"] for tag in spec["tags"]]
    assert tags == ["sessions", "profiles", "workspaces", "browsers", "billing"]
    assert all(tag["description"] for tag in spec["tags"])
    for operation in all_operations.values():
        (tag,) = operation["object"]["tags"]
        assert operation["path"].startswith(f"/{tag}")


def test_every_extension_is_explained(spec: Object, all_nodes: Nodes) -> None:
    used = {key for _, node in all_nodes for key in node if str(key).startswith("x-")}
    explained = set(re.findall(r"`(x-[a-z]+)", spec["info"]["description"]))
    assert used <= explained
    assert "format: decimal" in spec["info"]["description"]


def test_paging_names_existing_parameters_and_properties(schemas: dict[str, Object], all_operations: dict[str, Object]) -> None:
    fields = {
        "number": ({"page", "size"}, {"items", "total"}),
        "cursor": ({"cursor", "size"}, {"items", "next", "more"}),
        "item": ({"after", "before", "size"}, {"items", "more"}),
    }
    for name, operation in all_operations.items():
        paging = operation["object"].get("x-paging")
        assert (paging is not None) == name.startswith("list"), name
        if paging is None:
            continue
        assert operation["method"] == "get"
        request_fields, response_fields = fields[paging["style"]]
        assert set(paging) == {"style"} | request_fields | response_fields | ({"key"} if paging["style"] == "item" else set())
        queries = {each["name"] for each in operation["parameters"] if each["in"] == "query"}
        assert {paging[field] for field in request_fields} <= queries
        reference = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
        properties = schemas[reference.rpartition("/")[2]]["properties"]
        assert {paging[field] for field in response_fields} <= set(properties)
        items = properties[paging["items"]]
        assert items["type"] == "array"
        if "key" in paging:
            assert paging["key"] in schemas[items["items"]["$ref"].rpartition("/")[2]]["required"]


def test_idempotent_operations(all_operations: dict[str, Object]) -> None:
    marked = {name: each for name, each in all_operations.items() if "x-idempotent" in each["object"]}
    assert set(marked) == {"stopSession", "updateProfile", "updateWorkspace", "updateBrowser", "uploadWorkspaceFiles"}
    assert all(each["object"]["x-idempotent"] is True and each["method"] in ("post", "patch") for each in marked.values())


def test_secret_values(all_nodes: Nodes) -> None:
    secret = {place[2:] for place, node in all_nodes if node.get("x-secret") is True}
    assert secret == {
        ("Session", "properties", "liveUrl"),
        ("Session", "properties", "recordingUrls", "items"),
        ("Session", "properties", "screenshotUrl"),
        ("Message", "properties", "screenshotUrl"),
        ("WorkspaceFile", "properties", "url"),
        ("FileUpload", "properties", "uploadUrl"),
        ("Browser", "properties", "liveUrl"),
        ("Browser", "properties", "cdpUrl"),
        ("Browser", "properties", "recordingUrl"),
        ("CustomProxy", "properties", "password"),
    }


def test_extensible_enums(all_nodes: Nodes) -> None:
    enums = {place: node for place, node in all_nodes if isinstance(node.get("enum"), list) and "dependentSchemas" not in place}
    closed = {place[-1] for place, node in enums.items() if not node.get("x-extensible")}
    extensible = {place[-1] for place, node in enums.items() if node.get("x-extensible")}
    assert closed == {"StopStrategy", "BrowserAction", "schema"}  # the last is the parameter filterBy's
    assert extensible == {"Model", "SessionStatus", "ProxyCountryCode", "BrowserStatus", "WebhookEventType", "TaskStatus"}
    assert {place for place, node in all_nodes if "x-extensible" in node} <= set(enums)


def test_decimal_amounts_are_numbers(all_nodes: Nodes) -> None:
    amounts = [node for _, node in all_nodes if node.get("format") == "decimal"]
    assert len(amounts) == 3
    assert all(node["type"] == "number" for node in amounts)


def test_no_schema_forbids_additional_properties(all_nodes: Nodes) -> None:
    """Servers add properties over time; a closed schema would then reject a correct server."""
    assert not [n for _, n in all_nodes if n.get("additionalProperties") is False or n.get("unevaluatedProperties") is False]


def test_webhook_needs_no_api_key(spec: Object) -> None:
    assert spec["webhooks"]["agentEvent"]["post"]["security"] == []
    assert not [path for path, item in spec["paths"].items() for each in item.values() if "security" in each]
