"""Links: each sets the required parameters of its target operation, from values that exist."""

from typing import Any

import jsonschema_rs
import pytest

Object = dict[str, Any]
ID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"


def test_link_sets_required_and_only_known_parameters(link: Object) -> None:
    parameters = link["target"]["parameters"]
    known = {f"{each['in']}.{each['name']}" for each in parameters}
    required = {f"{each['in']}.{each['name']}" for each in parameters if each.get("required")}
    assert required <= set(link["link"].get("parameters", {})) <= known


def test_link_expressions_refer_to_existing_values(spec: Object, link: Object) -> None:
    values = [*link["link"].get("parameters", {}).values(), *(link["link"].get("requestBody") or {}).values()]
    expressions = [value for value in values if isinstance(value, str) and value.startswith("$")]
    assert expressions
    for expression in expressions:
        where, _, pointer = expression.partition("#")
        if where == "$response.body":
            schema = link["response"]["content"]["application/json"]["schema"]
            for step in pointer.removeprefix("/").split("/"):
                if "$ref" in schema:
                    schema = spec["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
                schema = schema["items"] if step == "0" else schema["properties"][step]
        else:
            place, _, name = where.removeprefix("$request.").partition(".")
            assert (place, name) in [(each["in"], each["name"]) for each in link["source"]["parameters"]]


def test_link_body_is_valid_for_the_operation(spec: Object, link: Object) -> None:
    if body := link["link"].get("requestBody"):
        filled = {name: ID if str(value).startswith("$") else value for name, value in body.items()}
        schema = link["target"]["body"]["content"]["application/json"]["schema"]
        jsonschema_rs.Draft202012Validator({**schema, "components": spec["components"]}, validate_formats=True).validate(filled)


@pytest.mark.parametrize(
    ("create", "parameter", "tag"),
    [
        ("createSession", "session_id", "sessions"),
        ("createProfile", "profile_id", "profiles"),
        ("createWorkspace", "workspace_id", "workspaces"),
        ("createBrowser", "session_id", "browsers"),
    ],
)
def test_create_links_to_every_operation_on_the_resource(
    all_operations: dict[str, Object], steps: set[tuple[str, str]], create: str, parameter: str, tag: str
) -> None:
    wanted = {
        name
        for name, each in all_operations.items()
        if each["object"]["tags"] == [tag] and f"{{{parameter}}}" in each["path"] and name != "deleteWorkspaceFile"
    }
    assert wanted <= {target for source, target in steps if source == create}


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("createSession", "createSession"),  # a follow-up
        ("createProfile", "createSession"),
        ("createProfile", "createBrowser"),
        ("createWorkspace", "createSession"),
        ("uploadWorkspaceFiles", "listWorkspaceFiles"),
        ("listWorkspaceFiles", "deleteWorkspaceFile"),
        ("listWorkspaceFiles", "listWorkspaceFiles"),  # the next page
        ("listSessionMessages", "listSessionMessages"),
        ("listSessions", "getSession"),
        ("listProfiles", "getProfile"),
        ("listWorkspaces", "getWorkspace"),
        ("listBrowsers", "getBrowser"),
        ("getBrowser", "updateBrowser"),
    ],
)
def test_links_for_common_workflows(steps: set[tuple[str, str]], source: str, target: str) -> None:
    assert (source, target) in steps
