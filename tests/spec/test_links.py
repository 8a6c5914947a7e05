"""Links: each leads to an operation, fills what that requires, and takes it from what is there."""

from typing import Any

import jsonschema_rs
import pytest

Object = dict[str, Any]
ID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"


def test_link_fills_what_the_operation_requires_and_nothing_else(link: Object) -> None:
    parameters = link["target"]["parameters"]
    known = {f"{each['in']}.{each['name']}" for each in parameters}
    required = {f"{each['in']}.{each['name']}" for each in parameters if each.get("required")}
    assert required <= set(link["link"].get("parameters", {})) <= known


def test_link_takes_its_values_from_what_is_there(spec: Object, link: Object) -> None:
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


def test_body_of_a_link_is_one_that_the_operation_takes(spec: Object, link: Object) -> None:
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
def test_from_a_creation_one_reaches_every_operation_on_what_was_created(
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
def test_steps_that_people_take(steps: set[tuple[str, str]], source: str, target: str) -> None:
    assert (source, target) in steps
