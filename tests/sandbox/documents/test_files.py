"""The files of documents: which are refused, and when they are read again."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from browser_use_sandbox import Sandbox
from browser_use_sandbox.command import sandbox as command

Document = dict[str, Any]


def test_any_model(document: Document, serve: Callable[..., Any]) -> None:
    server = serve(document, any_model=True)
    assert server.call("POST", "/sessions", json={"model": "claude-sonnet-5"})["model"] == "claude-sonnet-5"
    server.call("POST", "/sessions", 422, json={"model": 5})
    server.call("POST", "/sessions", 422, json={"proxyCountryCode": "xx"})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "must be a document of OpenAPI 3.1"),
        ("openapi: 3.0.3\npaths: {}", "must be a document of OpenAPI 3.1, not 3.0.3"),
        ("openapi: 3.1.0", "has no paths"),
        ("openapi: 3.1.0\npaths: {}", "has no operations"),
        ("a: [", "is not YAML"),
        ("\x00", "is not YAML"),
        ("openapi: 3.1.0\npaths: {/a: {get: {operationId: a}, post: {operationId: a}}}", "have the same operationId a"),
        ("openapi: 3.1.0\npaths: {/a: {get: {operationId: a, parameters: [{$ref: '#/x/y'}]}}}", "#/x/y has no target"),
        ("openapi: 3.1.0\npaths: {/a: {get: {operationId: listBoxes}}}", "none of the operations that the sandbox simulates"),
        ("openapi: 3.1.0\npaths: {a: {get: {operationId: a}}}", "is not a path"),
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


def test_a_document_that_changes_is_read_again(document: Document, tmp_path: Path, schemas: Any) -> None:
    file = tmp_path / "changing.yaml"
    for model in ("one", "another"):
        schemas(document)["Model"]["enum"] = [model]
        file.write_text(json.dumps(document, default=str))
        with Sandbox(spec=file) as sandbox:
            headers = {"X-Browser-Use-API-Key": sandbox.api_key}
            response = httpx.post(f"{sandbox.base_url}/sessions", json={"model": model}, headers=headers)
            assert response.status_code == 200
