"""Helpers for tests that serve other documents than the sandbox's own."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from httpx import Client, Response

from browser_use_sandbox import Sandbox

OWN = Path(__file__).parents[3] / "openapi.yaml"
Document = dict[str, Any]


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


def _schemas(document: Document) -> Any:
    return document["components"]["schemas"]


@pytest.fixture
def schemas() -> Any:
    return _schemas


def _add_property(document: Document, schema: str, name: str, value: Any, required: bool = False) -> None:
    _schemas(document)[schema]["properties"][name] = value
    if required:
        _schemas(document)[schema].setdefault("required", []).append(name)


@pytest.fixture
def add_property() -> Any:
    return _add_property
