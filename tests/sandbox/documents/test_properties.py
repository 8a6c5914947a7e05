"""Documents with other properties are served as they are, without a change of code."""

from collections.abc import Callable
from typing import Any

Document = dict[str, Any]
MONEY = {"$ref": "#/components/schemas/Decimal"}


def test_a_response_property(document: Document, serve: Callable[..., Any], add_property: Any) -> None:
    add_property(document, "Session", "integrationsUsed", {"type": ["array", "null"], "items": {"type": "string"}})
    add_property(document, "Session", "queue", {"type": "string", "default": "main"})
    add_property(document, "Session", "region", {"type": "string", "examples": ["eu-1"]})
    add_property(document, "Session", "priority", {"type": "integer", "minimum": 3}, required=True)
    add_property(document, "Session", "note", {"type": "string"})
    add_property(document, "Profile", "color", {"enum": ["red", "blue"]}, required=True)
    server = serve(document)
    session = server.call("POST", "/sessions", json={"task": "x"})
    server.fits(session, "Session")
    assert (session["integrationsUsed"], session["queue"], session["region"]) == (None, "main", "eu-1")
    assert session["priority"] >= 3
    assert "note" not in session
    assert server.call("GET", f"/sessions/{session['id']}")["priority"] == session["priority"]
    assert server.call("GET", "/sessions")["sessions"][0]["queue"] == "main"
    server.fits(server.call("POST", "/profiles", 201), "Profile")


def test_three_request_properties(document: Document, serve: Callable[..., Any], add_property: Any) -> None:
    levels = {"anyOf": [{"enum": ["low", "high"], "type": "string"}, {"type": "null"}]}
    secrets = {"anyOf": [{"type": "object", "additionalProperties": {"type": "string"}}, {"type": "null"}], "x-secret": True}
    for name, value in {
        "autoHeal": {"type": "boolean", "default": True},
        "sensitiveData": secrets,
        "thinkingLevel": levels,
    }.items():
        add_property(document, "CreateSessionRequest", name, value)
    add_property(document, "Session", "thinkingLevel", levels)
    add_property(document, "Session", "autoHeal", {"type": "boolean"})
    server = serve(document)
    sent = {"task": "x", "autoHeal": False, "sensitiveData": {"password": "hunter2"}, "thinkingLevel": "high"}
    session = server.call("POST", "/sessions", json=sent)
    assert (session["thinkingLevel"], session["autoHeal"]) == ("high", False)
    assert server.call("GET", f"/sessions/{session['id']}")["thinkingLevel"] == "high"
    assert server.call("POST", "/sessions", json={})["autoHeal"] is True
    for name, value in {"autoHeal": None, "sensitiveData": {"a": 1}, "thinkingLevel": "huge"}.items():
        (issue,) = server.call("POST", "/sessions", 422, json={name: value})["detail"]
        assert issue["loc"][:2] == ["body", name]
    assert "hunter2" not in str(server.sandbox.requests()[0].body)


def test_a_new_model_and_default(document: Document, serve: Callable[..., Any], schemas: Any) -> None:
    schemas(document)["Model"]["enum"] = ["bu-mini", "claude-opus-4.7"]
    schemas(document)["CreateSessionRequest"]["properties"]["model"]["default"] = "claude-opus-4.7"
    server = serve(document, task_seconds=1)
    session = server.call("POST", "/sessions", json={"task": "x"})
    assert session["model"] == "claude-opus-4.7"
    server.sandbox.advance(5)
    assert server.call("GET", f"/sessions/{session['id']}")["llmCostUsd"] != "0"
    server.call("POST", "/sessions", 422, json={"model": "claude-sonnet-4.6"})


def test_a_removed_response_property(document: Document, serve: Callable[..., Any], schemas: Any) -> None:
    del schemas(document)["Session"]["properties"]["screenshotUrl"]
    del schemas(document)["Session"]["properties"]["agentmailEmail"]
    del schemas(document)["Workspace"]["properties"]["name"]
    server = serve(document)
    session = server.call("POST", "/sessions", json={"task": "x"})
    assert not session.keys() & {"screenshotUrl", "agentmailEmail"}
    assert not server.call("GET", "/sessions")["sessions"][0].keys() & {"screenshotUrl", "agentmailEmail"}
    assert "name" not in server.call("POST", "/workspaces", 201)


def test_a_money_property(document: Document, serve: Callable[..., Any], add_property: Any) -> None:
    add_property(document, "Session", "storageCostUsd", {**MONEY, "default": "0"})
    add_property(document, "Session", "skillCostUsd", MONEY, required=True)
    add_property(document, "Account", "giftUsd", {"type": "number", "format": "decimal"}, required=True)
    server = serve(document)
    session = server.call("POST", "/sessions", json={})
    server.fits(session, "Session")
    assert session["storageCostUsd"] == "0"
    server.fits(server.call("GET", "/billing/account"), "Account")
