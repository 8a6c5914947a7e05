"""Every kind of change, one at a time, in several forms of document: it is applied completely, and nothing else changes."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.tools.test_take_over import FORMS, Take, lines

pytestmark = pytest.mark.slow

Change = Callable[[dict[str, Any]], None]
# Returns the object of a document that refers to a component.
Holder = Callable[[dict[str, Any]], dict[str, Any]]


def schema(name: str, change: Callable[[dict[str, Any]], Any]) -> Change:
    def apply(document: dict[str, Any]) -> None:
        change(document["components"]["schemas"][name])

    return apply


def prop(name: str, key: str, change: Callable[[dict[str, Any]], Any]) -> Change:
    return schema(name, lambda value: change(value["properties"][key]))


def operation(path: str, method: str, change: Callable[[dict[str, Any]], Any]) -> Change:
    def apply(document: dict[str, Any]) -> None:
        change(document["paths"][path][method])

    return apply


def replaced(value: dict[str, Any], **new: Any) -> None:
    value.clear()
    value.update(new)


def only_here(section: str, name: str, change: Callable[[dict[str, Any]], Any]) -> Callable[[Holder], Change]:
    """Changes a shared component only in one place that uses it."""

    def at(holder_of: Holder) -> Change:
        def apply(document: dict[str, Any]) -> None:
            own = copy.deepcopy(document["components"][section][name])
            change(own)
            replaced(holder_of(document), **own)

        return apply

    return at


def drop(key: str) -> Callable[[dict[str, Any]], Any]:
    return lambda value: value.pop(key)


def put(**new: Any) -> Callable[[dict[str, Any]], Any]:
    return lambda value: value.update(new)


def _limit(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["paths"]["/sessions/{session_id}/messages"]["get"]["parameters"][2]
    return found


CHANGES: dict[str, Change] = {
    "null comes": prop("Session", "stepCount", put(type=["integer", "null"])),
    "null comes to a reference": prop(
        "Session", "status", lambda v: replaced(v, anyOf=[{"$ref": "#/components/schemas/SessionStatus"}, {"type": "null"}])
    ),
    "null goes": prop("Session", "title", put(type="string")),
    "null goes from a reference": prop(
        "Session", "maxCostUsd", lambda v: replaced(v, **{"$ref": "#/components/schemas/Decimal"})
    ),
    "null goes from a body": operation(
        "/sessions/{session_id}/stop",
        "post",
        lambda v: v["requestBody"]["content"]["application/json"].update(
            schema={"$ref": "#/components/schemas/StopSessionRequest"}
        ),
    ),
    "a bound": prop("CreateBrowserRequest", "timeout", put(maximum=480)),
    "a bound of what may be null": prop("CreateProfileRequest", "name", put(maxLength=200)),
    "a bound goes": prop("CreateBrowserRequest", "timeout", drop("maximum")),
    "a pattern": schema("Decimal", put(pattern="^[0-9.]+$")),
    "a format": prop("Profile", "userId", put(format="uuid")),
    "another type": prop("SessionList", "total", lambda v: replaced(v, type="string")),
    "another type of a reference": prop("Session", "model", lambda v: replaced(v, type="string")),
    "an open list": schema("StopStrategy", lambda v: replaced(v, type="string")),
    "a closed list": prop("Message", "role", put(enum=["human", "ai"])),
    "a value in a list": schema("StopStrategy", lambda v: v["enum"].append("soft")),
    "a value goes": schema("SessionStatus", lambda v: v["enum"].remove("created")),
    "required": schema("Session", lambda v: v["required"].append("title")),
    "required, the first": schema("CreateProfileRequest", put(required=["name"])),
    "optional": schema("Profile", lambda v: v["required"].remove("updatedAt")),
    "all optional": schema("UploadFilesRequest", drop("required")),
    "a default": prop("StopSessionRequest", "strategy", put(default="task")),
    "a default goes": prop("CreateBrowserRequest", "timeout", drop("default")),
    "a default comes": prop("CreateProfileRequest", "name", put(default="x")),
    "deprecated": prop("Session", "title", put(deprecated=True)),
    "items": prop("Profile", "cookieDomains", put(items={"type": "integer"})),
    "how many items": prop("UploadFilesRequest", "files", put(maxItems=20)),
    "a property in an item": schema("WorkspaceFile", lambda v: v["properties"].update(hash={"type": "string"})),
    "a required property in a request": schema(
        "FileToUpload", lambda v: (v["required"].append("hash"), v["properties"].update(hash={"type": "string", "minLength": 4}))
    ),
    "a schema that contains itself": schema(
        "Message", lambda v: v["properties"].update(replies={"type": "array", "items": {"$ref": "#/components/schemas/Message"}})
    ),
    "a removed required property": schema(
        "PlanInfo", lambda v: (v["properties"].pop("planName"), v["required"].remove("planName"))
    ),
    "a rule goes": schema("CreateSessionRequest", lambda v: v["dependentSchemas"].pop("cacheScript")),
    "all rules go": schema("CreateSessionRequest", drop("dependentSchemas")),
    "a rule comes": schema("CreateProfileRequest", put(dependentRequired={"userId": ["name"]})),
    "a condition comes": schema(
        "CreateBrowserRequest", put(**{"if": {"required": ["timeout"]}, "then": {"required": ["profileId"]}})
    ),
    "closed": schema("CreateWorkspaceRequest", put(additionalProperties=False)),
    "other properties of a type": schema("JsonSchema", put(additionalProperties={"type": "string"})),
    "how many properties": schema("CreateWorkspaceRequest", put(maxProperties=1)),
    "fewer options": prop("CreateSessionRequest", "maxCostUsd", lambda v: replaced(v, type=["number", "null"])),
    "more options": prop("Message", "data", lambda v: replaced(v, anyOf=[{"type": "string"}, {"type": "integer"}])),
    "an option that is an object": prop(
        "Message",
        "data",
        lambda v: replaced(v, anyOf=[{"type": "string"}, {"type": "object", "properties": {"a": {"type": "string"}}}]),
    ),
    "a parameter goes": operation("/sessions/{session_id}/messages", "get", lambda v: v["parameters"].pop(1)),
    "a shared parameter goes": operation("/profiles", "get", lambda v: v["parameters"].pop(0)),
    "a required parameter": operation(
        "/sessions/{session_id}/messages", "get", lambda v: v["parameters"][0].update(required=True)
    ),
    "a parameter's bound": operation(
        "/sessions/{session_id}/messages", "get", lambda v: v["parameters"][2]["schema"].update(maximum=9)
    ),
    "a header parameter": operation(
        "/billing/account",
        "get",
        lambda v: v.setdefault("parameters", []).append({"name": "X-Trace", "in": "header", "schema": {"type": "string"}}),
    ),
    "a body is required": operation("/sessions/{session_id}/stop", "post", lambda v: v["requestBody"].update(required=True)),
    "a body goes": operation("/sessions/{session_id}/stop", "post", drop("requestBody")),
    "a body comes": operation(
        "/sessions/{session_id}",
        "delete",
        put(
            requestBody={
                "content": {"application/json": {"schema": {"type": "object", "properties": {"why": {"type": "string"}}}}}
            }
        ),
    ),
    "a media type": operation(
        "/profiles", "post", lambda v: v["requestBody"]["content"].update({"text/plain": {"schema": {"type": "string"}}})
    ),
    "another status": operation("/profiles", "post", lambda v: v["responses"].update({"200": v["responses"].pop("201")})),
    "an operation goes": lambda document: document["paths"]["/profiles/{profile_id}"].pop("delete"),
    "a path goes": lambda document: document["paths"].pop("/billing/account"),
    "an operation is deprecated": operation("/billing/account", "get", put(deprecated=True)),
    "one of several uses of a parameter": only_here("parameters", "PageSize", lambda v: v["schema"].update(maximum=10))(
        lambda document: document["paths"]["/browsers"]["get"]["parameters"][1]
    ),
    "one of several uses of a schema": only_here("schemas", "Decimal", put(maxLength=20))(
        lambda document: document["components"]["schemas"]["Browser"]["properties"]["proxyCost"]
    ),
    "one of several uses of an answer": only_here("responses", "Session", lambda v: None)(
        lambda document: document["paths"]["/sessions/{session_id}/stop"]["post"]["responses"]["200"]
    ),
}


# All changes in all three forms would take long; one form finds most errors.
_CASES = [(form, name) for index, name in enumerate(CHANGES) for form in FORMS if form == "published" or index % 3 == 0]


@pytest.mark.parametrize(("form", "name"), _CASES)
def test_change_is_applied_completely_and_nothing_else_changes(
    form: str, name: str, ours: dict[str, Any], take_over: Take, own_text: str
) -> None:
    document = copy.deepcopy(ours)
    CHANGES[name](document)
    taken = take_over(FORMS[form](document))
    assert not taken.left, [(each.kind, each.where[0], each.old, each.new) for each in taken.left]
    assert taken.changes.changes or "of an answer" in name
    added, removed = lines(own_text, taken.text)
    most = 200 if "path goes" in name or "operation goes" in name else 70
    assert len(added) + len(removed) <= most, (added, removed)
