"""Binary strings: files in forms, text in JSON, and bytes in base64 in JSON."""

import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

import httpx
import pytest

BLOB: dict[str, Any] = {
    "type": "object",
    "properties": {
        "raw": {"type": "string", "contentMediaType": "application/octet-stream"},
        "old": {"type": "string", "format": "binary"},
        "safe": {"type": "string", "contentEncoding": "base64"},
        "url": {"type": "string", "contentEncoding": "base64url"},
    },
}


@pytest.fixture(scope="module")
def package(generate_package: Callable[[Any, str], ModuleType]) -> ModuleType:
    schema = {"$ref": "#/components/schemas/Blob"}
    answer = {"200": {"description": "d", "content": {"application/json": {"schema": schema}}}}
    paths = {
        f"/{name}": {
            "post": {
                "operationId": name,
                "tags": ["blobs"],
                "requestBody": {"content": {media: {"schema": schema}}},
                "responses": answer,
            }
        }
        for name, media in (("put", "application/json"), ("upload", "multipart/form-data"))
    }
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}
    return generate_package({**document, "components": {"schemas": {"Blob": BLOB}}}, "binary_api")


def echo(request: httpx.Request) -> httpx.Response:
    is_json = request.headers["content-type"] == "application/json"
    return httpx.Response(200, content=request.content if is_json else json.dumps({"old": request.read().decode()}).encode())


def test_json_binary_strings_are_text_and_base64_is_bytes(package: ModuleType) -> None:
    client = package.Client(base_url="http://api.test", http_client=httpx.Client(transport=httpx.MockTransport(echo)))
    content = b"\xff\xfe\xfb"
    blob = client.blobs.put(raw="text", old="text", safe=content, url=content)
    assert blob.to_dict() == {"raw": "text", "old": "text", "safe": "//77", "url": "__77"}
    assert (blob.raw, blob.old, blob.safe, blob.url) == (
        "text",
        "text",
        content,
        content,
    )
    for arguments, reason in (({"raw": b"abc"}, "must be a string, not bytes: decode"), ({"safe": "abc"}, "must be bytes")):
        with pytest.raises(package.ArgumentError, match=f"{next(iter(arguments))} {reason}"):
            client.blobs.put(**arguments)


def test_invalid_base64_raises_invalid_response(package: ModuleType) -> None:
    for value in ("ü", "a", 1):
        transport = httpx.MockTransport(lambda request, value=value: httpx.Response(200, json={"safe": value}))
        client = package.Client(base_url="http://api.test", http_client=httpx.Client(transport=transport))
        with pytest.raises(package.InvalidResponse, match="safe must be bytes in base64"):
            client.blobs.put()


def test_form_binary_strings_are_files(package: ModuleType) -> None:
    client = package.Client(base_url="http://api.test", http_client=httpx.Client(transport=httpx.MockTransport(echo)))
    sent = client.blobs.upload(old=("name.txt", b"content")).old
    assert 'filename="name.txt"' in sent
    assert "content" in sent
