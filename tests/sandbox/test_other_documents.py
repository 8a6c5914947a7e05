"""Documents other than the sandbox's own: each is served and validated as it is, with no code changed."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from click.testing import CliRunner
from httpx import Client, Response

from browser_use_sandbox import Sandbox
from browser_use_sandbox.command import sandbox as command

OWN = Path(__file__).parents[2] / "openapi.yaml"
Document = dict[str, Any]
UUID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
MONEY = {"$ref": "#/components/schemas/Decimal"}


@pytest.fixture
def document() -> Document:
    loaded: Document = yaml.load(OWN.read_bytes(), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return loaded


class Server:
    """A sandbox that serves a document, called without a client."""

    def __init__(self, sandbox: Sandbox, document: Document) -> None:
        self.sandbox = sandbox
        self._document = json.loads(json.dumps(document).replace(r"\\d", "[0-9]"))
        self._client = Client(headers={"X-Browser-Use-API-Key": sandbox.api_key}, verify=False)

    def call(self, method: str, path: str, status: int = 200, **request: Any) -> Any:
        response = self.send(method, path, **request)
        assert response.status_code == status, response.text
        return response.json() if response.content else None

    def send(self, method: str, path: str, **request: Any) -> Response:
        return self._client.request(method, self.sandbox.base_url + path, **request)

    def fits(self, value: Any, schema: str) -> None:
        """ValidationError where the value does not fit the schema of that name."""
        whole = {"$ref": f"#/components/schemas/{schema}", "components": self._document["components"]}
        jsonschema_rs.Draft202012Validator(whole, validate_formats=True).validate(value)

    def close(self) -> None:
        self._client.close()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Serves a document; settings by name."""
    started: list[Server] = []

    def serve(document: Document, **settings: Any) -> Server:
        file = tmp_path / f"{len(started)}.yaml"
        file.write_text(json.dumps(document, default=str))
        sandbox = Sandbox(spec=file, seed=1, **{"speed": 0, **settings})
        sandbox.start()
        started.append(Server(sandbox, document))
        return started[-1]

    yield serve
    for server in started:
        server.close()
        server.sandbox.stop()


def schemas(document: Document) -> Any:
    return document["components"]["schemas"]


def add_property(document: Document, schema: str, name: str, value: Any, required: bool = False) -> None:
    schemas(document)[schema]["properties"][name] = value
    if required:
        schemas(document)[schema].setdefault("required", []).append(name)


# The eight changes of REVISIONS.md


def test_a_response_property(document: Document, serve: Callable[..., Server]) -> None:
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


def test_three_request_properties(document: Document, serve: Callable[..., Server]) -> None:
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


def test_a_new_model_and_default(document: Document, serve: Callable[..., Server]) -> None:
    schemas(document)["Model"]["enum"] = ["bu-mini", "claude-opus-4.7"]
    schemas(document)["CreateSessionRequest"]["properties"]["model"]["default"] = "claude-opus-4.7"
    server = serve(document, task_seconds=1)
    session = server.call("POST", "/sessions", json={"task": "x"})
    assert session["model"] == "claude-opus-4.7"
    server.sandbox.advance(5)
    assert server.call("GET", f"/sessions/{session['id']}")["llmCostUsd"] != "0"
    server.call("POST", "/sessions", 422, json={"model": "claude-sonnet-4.6"})


def test_a_removed_response_property(document: Document, serve: Callable[..., Server]) -> None:
    del schemas(document)["Session"]["properties"]["screenshotUrl"]
    del schemas(document)["Session"]["properties"]["agentmailEmail"]
    del schemas(document)["Workspace"]["properties"]["name"]
    server = serve(document)
    session = server.call("POST", "/sessions", json={"task": "x"})
    assert not session.keys() & {"screenshotUrl", "agentmailEmail"}
    assert not server.call("GET", "/sessions")["sessions"][0].keys() & {"screenshotUrl", "agentmailEmail"}
    assert "name" not in server.call("POST", "/workspaces", 201)


def test_a_money_property(document: Document, serve: Callable[..., Server]) -> None:
    add_property(document, "Session", "storageCostUsd", {**MONEY, "default": "0"})
    add_property(document, "Session", "skillCostUsd", MONEY, required=True)
    add_property(document, "Account", "giftUsd", {"type": "number", "format": "decimal"}, required=True)
    server = serve(document)
    session = server.call("POST", "/sessions", json={})
    server.fits(session, "Session")
    assert session["storageCostUsd"] == "0"
    server.fits(server.call("GET", "/billing/account"), "Account")


def test_a_query_parameter_whose_schema_is_a_reference(document: Document, serve: Callable[..., Server]) -> None:
    status = {"name": "status", "in": "query", "schema": {"$ref": "#/components/schemas/SessionStatus"}}
    document["paths"]["/sessions"]["get"]["parameters"].append(status)
    server = serve(document)
    server.call("GET", "/sessions", params={"status": "idle"})
    (issue,) = server.call("GET", "/sessions", 422, params={"status": "asleep"})["detail"]
    assert (issue["loc"], issue["type"]) == (["query", "status"], "enum")


TABS = {
    "operationId": "listBrowserTabs",
    "tags": ["browsers"],
    "parameters": [
        {"name": "session_id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}},
        {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 50}},
        {"name": "cursor", "in": "query", "schema": {"type": ["string", "null"]}},
        {"name": "includeUrls", "in": "query", "schema": {"type": "boolean", "default": False}},
    ],
    "responses": {
        "200": {
            "description": "The files.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/WorkspaceFileList"}}},
        }
    },
}


def test_an_operation(document: Document, serve: Callable[..., Server]) -> None:
    document["paths"]["/browsers/{session_id}/tabs"] = {"get": TABS}
    server = serve(document)
    first = server.call("GET", f"/browsers/{UUID}/tabs?includeUrls=true")
    server.fits(first, "WorkspaceFileList")
    assert server.call("GET", f"/browsers/{UUID}/tabs?includeUrls=true") == first
    for query in ("limit=0", "limit=x", "includeUrls=yes", "includeUrls="):
        server.call("GET", f"/browsers/{UUID}/tabs?{query}", 422)
    server.call("GET", "/browsers/x/tabs", 422)
    server.sandbox.fail("listBrowserTabs", status=503)
    server.call("GET", f"/browsers/{UUID}/tabs", 503)
    assert not any(call.is_simulated for call in server.sandbox.requests("listBrowserTabs"))
    assert len(server.sandbox.requests("listBrowserTabs")) == 8


BOXES = {
    "/boxes": {
        "get": {
            "operationId": "listBoxes",
            "responses": {
                "200": {
                    "description": "Boxes.",
                    "content": {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Box"}}}},
                }
            },
        },
        "post": {
            "operationId": "createBox",
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/CreateBox"}}},
            },
            "responses": {
                "201": {
                    "description": "A box.",
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Box"}}},
                }
            },
        },
    },
    "/boxes/{box_id}": {
        "parameters": [{"name": "box_id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}],
        "get": {
            "operationId": "getBox",
            "responses": {
                "200": {
                    "description": "A box.",
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Box"}}},
                }
            },
        },
        "delete": {"operationId": "deleteBox", "responses": {"204": {"description": "Gone."}}},
    },
    "/boxes/{box_id}/image": {
        "parameters": [{"name": "box_id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}],
        "put": {
            "operationId": "uploadBoxImage",
            "requestBody": {
                "content": {
                    "multipart/form-data": {
                        "schema": {
                            "type": "object",
                            "required": ["image", "width"],
                            "properties": {"image": {"type": "string", "format": "binary"}, "width": {"type": "integer"}},
                        }
                    }
                }
            },
            "responses": {"200": {"description": "Text.", "content": {"text/plain": {"example": "ok"}}}},
        },
    },
}
BOX_SCHEMAS = {
    "Box": {
        "type": "object",
        "required": ["id", "size", "price", "code"],
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            "size": {"enum": ["small", "large"]},
            "name": {"type": "string"},
            "price": MONEY,
            "code": {"type": "string", "pattern": "^[A-Z]{3}-[0-9]{4}$"},
        },
    },
    "CreateBox": {
        "type": "object",
        "required": ["size"],
        "properties": {"size": {"enum": ["small", "large"]}, "name": {"type": "string"}},
    },
}


def add_boxes(document: Document) -> None:
    document["paths"] |= BOXES
    schemas(document).update(BOX_SCHEMAS)


def test_a_resource(document: Document, serve: Callable[..., Server]) -> None:
    add_boxes(document)
    server = serve(document)
    box = server.call("POST", "/boxes", 201, json={"size": "large", "name": "mine"})
    server.fits(box, "Box")
    assert (box["size"], box["name"]) == ("large", "mine")
    server.call("POST", "/boxes", 422, json={"size": "huge"})
    server.call("POST", "/boxes", 422)
    assert server.call("GET", f"/boxes/{UUID}")["id"] == UUID
    for each in server.call("GET", "/boxes"):
        server.fits(each, "Box")
    assert server.call("DELETE", f"/boxes/{UUID}", 204) is None
    image = {"image": ("a.png", b"\x89PNG\r\n", "image/png")}
    answer = server.send("PUT", f"/boxes/{UUID}/image", files=image, data={"width": "7"})
    assert (answer.status_code, answer.text, answer.headers["content-type"]) == (200, "ok", "text/plain; charset=utf-8")
    assert server.send("PUT", f"/boxes/{UUID}/image", files=image, data={"width": "wide"}).status_code == 422
    assert server.send("PUT", f"/boxes/{UUID}/image", content=b"x", headers={"Content-Type": "image/png"}).status_code == 422


# Parameters of every shape


@pytest.mark.parametrize(
    ("parameter", "good", "bad"),
    [
        ({"schema": {"type": "array", "items": {"type": "integer"}}}, ["p=1&p=2", "p=1", ""], ["p=1&p=x"]),
        ({"explode": False, "schema": {"type": "array", "items": {"enum": ["a", "b"]}}}, ["p=a,b"], ["p=a,c"]),
        (
            {"style": "pipeDelimited", "explode": False, "schema": {"type": "array", "items": {"type": "number"}, "maxItems": 2}},
            ["p=1.5|2"],
            ["p=1|2|3"],
        ),
        (
            {
                "style": "deepObject",
                "schema": {"type": "object", "properties": {"a": {"type": "integer"}}, "additionalProperties": False},
            },
            ["p[a]=1", ""],
            ["p[a]=x", "p[b]=1"],
        ),
        ({"schema": {"type": "object", "properties": {"a": {"type": "integer"}}}}, ["a=1", "b=x"], ["a=x"]),
        ({"schema": {"type": "boolean"}}, ["p=true", "p=false"], ["p=1", "p=True", "p=", "p=true&p=true"]),
        ({"schema": {"type": "number", "exclusiveMinimum": 0}}, ["p=0.5", "p=1e3"], ["p=0", "p=.5", "p=1,5", "p=NaN"]),
        ({"schema": {"anyOf": [{"type": "integer"}, {"const": "all"}]}}, ["p=5", "p=all"], ["p=none"]),
        ({"schema": {"anyOf": [{"type": "integer", "maximum": 5}, {"type": "null"}]}}, ["p=5", "p=null"], ["p=6", "p=x"]),
        ({"schema": {"enum": [1, 2]}}, ["p=1"], ["p=3", "p=a"]),
        ({"schema": {"type": "string", "pattern": "^[a-z]+$"}, "required": True}, ["p=abc"], ["p=A", ""]),
        ({"content": {"application/json": {"schema": {"type": "object", "required": ["a"]}}}}, ['p={"a":1}'], ["p={}", "p={"]),
    ],
)
def test_query_parameters(
    document: Document, serve: Callable[..., Server], parameter: Any, good: list[str], bad: list[str]
) -> None:
    document["paths"]["/sessions"]["get"]["parameters"].append({"name": "p", "in": "query", **parameter})
    server = serve(document)
    for query in good:
        server.call("GET", f"/sessions?{query}")
    for query in bad:
        for issue in server.call("GET", f"/sessions?{query}", 422)["detail"]:
            assert issue["loc"][:2] == ["query", "p"]


def test_header_and_cookie_parameters(document: Document, serve: Callable[..., Server]) -> None:
    document["paths"]["/sessions"]["get"]["parameters"] += [
        {"name": "X-Depth", "in": "header", "required": True, "schema": {"type": "integer"}},
        {"name": "Accept", "in": "header", "schema": {"type": "integer"}},
        {"name": "tier", "in": "cookie", "schema": {"enum": ["a", "b"]}},
    ]
    server = serve(document)
    server.call("GET", "/sessions", headers={"x-depth": "3", "Cookie": "other=x; tier=b"})
    for headers, loc in (
        ({}, ["header", "X-Depth"]),
        ({"X-Depth": "x"}, ["header", "X-Depth"]),
        ({"X-Depth": "1", "Cookie": "tier=c"}, ["cookie", "tier"]),
    ):
        (issue,) = server.call("GET", "/sessions", 422, headers=headers)["detail"]
        assert issue["loc"] == loc


# Other things that a document decides


def test_names_of_the_key_of_pages_and_statuses(document: Document, serve: Callable[..., Server]) -> None:
    document["components"]["securitySchemes"]["apiKey"]["name"] = "X-Other-Key"
    operation = document["paths"]["/profiles"]["get"]
    operation["x-paging"]["size"] = "per_page"
    operation["parameters"] = [
        {"name": "per_page", "in": "query", "schema": {"type": "integer", "default": 1}},
        {"$ref": "#/components/parameters/PageNumber"},
    ]
    answers = document["paths"]["/profiles"]["post"]["responses"]
    answers["202"] = answers.pop("201")
    server = serve(document)
    headers = {"X-Other-Key": server.sandbox.api_key}
    server.call("GET", "/profiles", 401)
    for _ in range(2):
        server.call("POST", "/profiles", 202, headers=headers)
    page = server.call("GET", "/profiles", headers=headers)
    assert (len(page["items"]), page["totalItems"], page["pageNumber"]) == (1, 2, 1)


def test_a_document_without_our_extensions_pages_by_usual_names(document: Document, serve: Callable[..., Server]) -> None:
    for item in document["paths"].values():
        for operation in item.values():
            if isinstance(operation, dict):
                operation.pop("x-paging", None)
    server = serve(document)
    for _ in range(3):
        server.call("POST", "/profiles", 201)
        session = server.call("POST", "/sessions", json={"task": "x"})
    page = server.call("GET", "/profiles?pageSize=2&pageNumber=2")
    assert (len(page["items"]), page["totalItems"], page["pageNumber"], page["pageSize"]) == (1, 3, 2, 2)
    page = server.call("GET", "/sessions?page_size=2&page=1")
    assert (len(page["sessions"]), page["total"]) == (2, 3)
    messages = server.call("GET", f"/sessions/{session['id']}/messages?limit=1")
    assert (len(messages["messages"]), messages["hasMore"]) == (1, False)


def test_ids_need_not_be_uuids(document: Document, serve: Callable[..., Server]) -> None:
    document["components"]["parameters"]["ProfileId"]["schema"] = {"type": "string"}
    server = serve(document)
    profile = server.call("POST", "/profiles", 201)
    assert server.call("GET", f"/profiles/{profile['id']}") == profile
    server.call("GET", "/profiles/x", 404)


def test_all_additive_changes_at_once(document: Document, serve: Callable[..., Server]) -> None:
    add_boxes(document)
    document["paths"]["/browsers/{session_id}/tabs"] = {"get": TABS}
    schemas(document)["Model"]["enum"].append("new")
    add_property(document, "CreateSessionRequest", "useOwnKey", {"type": "boolean", "default": False})
    add_property(document, "Session", "useOwnKey", {"type": "boolean"}, required=True)
    server = serve(document)
    session = server.call("POST", "/sessions", json={"task": "x", "model": "new"})
    assert session["useOwnKey"] is False
    told = server.send("GET", "/../../_sandbox").json()
    assert told["not_simulated"] == [
        "listBoxes",
        "createBox",
        "getBox",
        "deleteBox",
        "uploadBoxImage",
        "listBrowserTabs",
    ]


def test_any_model(document: Document, serve: Callable[..., Server]) -> None:
    server = serve(document, any_model=True)
    assert server.call("POST", "/sessions", json={"model": "claude-sonnet-5"})["model"] == "claude-sonnet-5"
    server.call("POST", "/sessions", 422, json={"model": 5})
    server.call("POST", "/sessions", 422, json={"proxyCountryCode": "xx"})


# Documents that are none


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "must be a document of OpenAPI 3.1"),
        ("openapi: 3.0.3\npaths: {}", "must be a document of OpenAPI 3.1, not 3.0.3"),
        ("openapi: 3.1.0", "has no paths"),
        ("openapi: 3.1.0\npaths: {}", "has no operations"),
        ("a: [", "is no YAML"),
        ("\x00", "is no YAML"),
        ("openapi: 3.1.0\npaths: {/a: {get: {operationId: a}, post: {operationId: a}}}", "are both called a"),
        ("openapi: 3.1.0\npaths: {/a: {get: {operationId: a, parameters: [{$ref: '#/x/y'}]}}}", "#/x/y leads nowhere"),
        ("openapi: 3.1.0\npaths: {/a: {get: {operationId: listBoxes}}}", "none of the operations that the sandbox simulates"),
        ("openapi: 3.1.0\npaths: {a: {get: {operationId: a}}}", "is no path"),
    ],
)
def test_documents_that_are_refused(tmp_path: Path, text: str, reason: str) -> None:
    file = tmp_path / "other.yaml"
    file.write_text(text)
    with pytest.raises(ValueError, match=reason) as raised:
        Sandbox(spec=file).start()
    assert "other.yaml: " in str(raised.value)
    result = CliRunner().invoke(command, ["--spec", str(file), "--port", "0"])
    assert result.exit_code == 2
    assert reason in " ".join(result.output.split())


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    for file in (tmp_path, tmp_path / "nothing.yaml"):
        with pytest.raises(ValueError, match=str(file)):
            Sandbox(spec=file).start()


def test_a_document_that_changes_is_read_again(document: Document, tmp_path: Path) -> None:
    file = tmp_path / "changing.yaml"
    for model in ("one", "another"):
        schemas(document)["Model"]["enum"] = [model]
        file.write_text(json.dumps(document, default=str))
        with Sandbox(spec=file) as sandbox:
            server = Server(sandbox, document)
            server.call("POST", "/sessions", json={"model": model})
            server.close()
