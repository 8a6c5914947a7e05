"""Documents with other operations and resources are served as they are, without a change of code."""

from collections.abc import Callable
from typing import Any

Document = dict[str, Any]
UUID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
MONEY = {"$ref": "#/components/schemas/Decimal"}


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


def test_an_operation(document: Document, serve: Callable[..., Any]) -> None:
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
    document["components"]["schemas"].update(BOX_SCHEMAS)


def test_a_resource(document: Document, serve: Callable[..., Any]) -> None:
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


def test_names_of_the_key_of_pages_and_statuses(document: Document, serve: Callable[..., Any]) -> None:
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


def test_a_document_without_our_extensions_pages_by_usual_names(document: Document, serve: Callable[..., Any]) -> None:
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


def test_ids_need_not_be_uuids(document: Document, serve: Callable[..., Any]) -> None:
    document["components"]["parameters"]["ProfileId"]["schema"] = {"type": "string"}
    server = serve(document)
    profile = server.call("POST", "/profiles", 201)
    assert server.call("GET", f"/profiles/{profile['id']}") == profile
    server.call("GET", "/profiles/x", 404)


def test_all_additive_changes_at_once(document: Document, serve: Callable[..., Any], schemas: Any, add_property: Any) -> None:
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
