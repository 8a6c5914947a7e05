"""Forms: serialization of objects, lists and files, and the effect of a document's `encoding`."""

from collections.abc import Callable
from types import ModuleType
from typing import Any
from urllib.parse import unquote

import httpx
import pytest

META = {
    "type": "object",
    "properties": {"a": {"type": "string"}, "b": {"type": "object", "properties": {"c": {"type": "integer"}}}},
}
FILE = {"type": "string", "format": "binary"}
TEXTS = {"type": "array", "items": {"type": "string"}}
PROPERTIES = {
    "meta": META,
    "metas": {"type": "array", "items": META},
    "tags": TEXTS,
    "more": TEXTS,
    "file": FILE,
    "note": {"type": "string"},
}


def operation(name: str, media: str, schema: Any, encoding: Any) -> dict[str, Any]:
    body = {"content": {media: {"schema": schema, "encoding": encoding}}}
    return {"operationId": name, "tags": ["api"], "requestBody": body, "responses": {"200": {"description": "d"}}}


FORM = {"type": "object", "properties": PROPERTIES}
DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "T", "version": "1"},
    "paths": {
        "/plain": {"post": operation("plain", "application/x-www-form-urlencoded", FORM, {})},
        "/told": {
            "post": operation(
                "told",
                "application/x-www-form-urlencoded",
                FORM,
                {
                    "meta": {"style": "deepObject", "explode": True},
                    "metas": {"style": "deepObject"},
                    "tags": {"style": "deepObject"},
                    "more": {"explode": False},
                },
            )
        },
        "/parts": {
            "post": operation(
                "parts",
                "multipart/form-data",
                FORM,
                {
                    "tags": {"contentType": "application/json"},
                    "file": {"contentType": "image/png"},
                    "note": {"contentType": "text/a, text/b"},
                },
            )
        },
        "/file": {"post": operation("file", "multipart/form-data", FILE, {})},
        "/image": {"post": operation("image", "image/*", FILE, {})},
    },
}


@pytest.fixture(scope="module")
def package(generate_package: Callable[[Any, str], ModuleType]) -> ModuleType:
    return generate_package(DOCUMENT, "forms_api")


@pytest.fixture
def request_of(package: ModuleType) -> Callable[[Callable[[Any], Any]], httpx.Request]:
    def send(call: Callable[[Any], Any]) -> httpx.Request:
        requests: list[httpx.Request] = []

        def respond(request: httpx.Request) -> httpx.Response:
            request.read()
            requests.append(request)
            return httpx.Response(204)

        http_client = httpx.Client(transport=httpx.MockTransport(respond))
        call(package.Client(base_url="http://api.test", http_client=http_client).api)
        return requests[0]

    return send


VALUES: dict[str, Any] = {"meta": {"a": "x", "b": {"c": 1}}, "metas": [{"a": "y"}], "tags": ["a", "b,"], "more": ["a", "b,"]}


def test_form_lists_and_objects_follow_the_encoding(request_of: Callable[..., httpx.Request]) -> None:
    plain = request_of(lambda api: api.plain(**VALUES))
    assert unquote(plain.content).replace("+", " ") == (
        'meta={"a": "x", "b": {"c": 1}}&metas={"a": "y"}&tags=a&tags=b,&more=a&more=b,'
    )
    told = request_of(lambda api: api.told(**VALUES))
    assert told.headers["content-type"] == "application/x-www-form-urlencoded"
    assert unquote(told.content).split("&") == [
        *("meta[a]=x", "meta[b][c]=1", "metas[0][a]=y", "tags[]=a", "tags[]=b,", "more=a,b,")
    ]
    assert told.content.endswith(b"more=a,b%2C")


def parts(request: httpx.Request) -> list[list[str]]:
    """Returns the headers and content of each part, without the common prefix of Content-Disposition."""
    boundary = request.headers["content-type"].partition("boundary=")[2]
    found = request.content.decode().split(f"--{boundary}")[1:-1]
    return [[line.removeprefix("Content-Disposition: form-data; ") for line in part.split("\r\n") if line] for part in found]


def test_multipart_parts_have_their_content_types(request_of: Callable[..., httpx.Request]) -> None:
    json = "Content-Type: application/json"
    assert parts(request_of(lambda api: api.parts(**VALUES, file=b"png", note="n"))) == [
        ['name="meta"', json, '{"a": "x", "b": {"c": 1}}'],
        ['name="metas"', json, '{"a": "y"}'],
        ['name="tags"', json, '["a", "b,"]'],
        ['name="more"', "a"],
        ['name="more"', "b,"],
        ['name="file"; filename="file"', "Content-Type: image/png", "png"],
        ['name="note"', "n"],
    ]
    assert parts(request_of(lambda api: api.parts(file=("a.gif", b"gif", "image/gif")))) == [
        ['name="file"; filename="a.gif"', "Content-Type: image/gif", "gif"]
    ]


def test_body_that_is_a_single_file(request_of: Callable[..., httpx.Request]) -> None:
    assert parts(request_of(lambda api: api.file(body=("a.txt", b"x")))) == [
        ['name="file"; filename="a.txt"', "Content-Type: text/plain", "x"]
    ]
    for body, content_type in ((b"x", "application/octet-stream"), (("a", b"x", "image/png"), "image/png")):
        request = request_of(lambda api, body=body: api.image(body=body))
        assert (request.content, request.headers["content-type"]) == (b"x", content_type)
