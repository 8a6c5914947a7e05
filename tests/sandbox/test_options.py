"""Options of the command and of `Sandbox` that concern more than one resource."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from click.testing import CliRunner

from browser_use_sandbox import Sandbox, create_app
from browser_use_sandbox.command import sandbox as command
from browser_use_sandbox.command import size
from browser_use_sandbox.server.http_server import Server

pytestmark = pytest.mark.slow

HEADERS = {"X-Browser-Use-API-Key": "sandbox-key"}


@contextmanager
def serving(*options: str) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    arguments = [sys.executable, "-m", "browser_use_sandbox", "--port", "0", *options]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip(), process
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()
        if process.stderr is not None:
            process.stderr.close()


def upload(base_url: str) -> tuple[str, httpx.Response]:
    """The URL for an upload, and the answer to one."""
    with httpx.Client(verify=False) as client:
        workspace = client.post(f"{base_url}/workspaces", headers=HEADERS).json()["id"]
        body = {"files": [{"name": "a.txt", "contentType": "text/plain"}]}
        asked = client.post(f"{base_url}/workspaces/{workspace}/files/upload", headers=HEADERS, json=body)
        url = asked.json()["files"][0]["uploadUrl"]
        return url, client.put(url, content=b"abc", headers={"Content-Type": "text/plain"})


def test_the_command_serves_files_and_logs_requests() -> None:
    with serving("--log", "--max-storage", "2KB", "--any-model") as (base_url, process):
        url, answer = upload(base_url)
        assert answer.status_code == 200
        assert httpx.URL(url).port != httpx.URL(base_url).port
        headers = {**HEADERS, "Content-Type": "text/plain"}
        assert httpx.put(url, content=b"abc", headers=headers).status_code == 400
        assert httpx.post(f"{base_url}/sessions", headers=HEADERS, json={"model": "new"}).json()["model"] == "new"
        assert httpx.get(f"{base_url}/sessions", params={"page": 0}, headers=HEADERS).status_code == 422
        process.terminate()
        _, told = process.communicate()
    for line in (" POST /api/v3/workspaces 201 ", " PUT /storage/", "carries an API key", " GET /api/v3/sessions 422 "):
        assert line in told
    assert "sandbox-key" not in told.partition("To watch the sessions")[2]


def test_what_is_not_simulated_is_told_at_the_start(tmp_path) -> None:
    file = tmp_path / "small.json"
    paths = {"/sessions": {"get": {"operationId": "listSessions"}}, "/x": {"get": {"operationId": "getX"}}}
    schemes = {"securitySchemes": {"k": {"type": "apiKey", "in": "header", "name": "Key"}}}
    file.write_text(json.dumps({"openapi": "3.1.0", "paths": paths, "components": schemes}))
    with serving("--spec", str(file)) as (base_url, process):
        assert httpx.get(f"{base_url}/x", headers={"Key": "sandbox-key"}).status_code == 200
        process.terminate()
        _, told = process.communicate()
    assert "Not simulated, answered from the examples and schemas of the document: getX" in told


@pytest.mark.parametrize(("text", "number"), [("5", 5), ("500MB", 500_000_000), ("2 GiB", 2**31), ("1kb", 1000)])
def test_sizes(text: str, number: int) -> None:
    assert size(text) == number


@pytest.mark.parametrize(
    "options", [["--max-storage", "much"], ["--max-storage", "-5"], ["--webhook", "nowhere"], ["--storage-port", "70000"]]
)
def test_options_that_make_no_sense(options: list[str]) -> None:
    result = CliRunner().invoke(command, ["--port", "0", *options])
    assert (result.exit_code, "Error: " in result.output) == (2, True)


def test_a_storage_port_that_is_taken() -> None:
    with Sandbox() as running:
        port = str(httpx.URL(running.base_url).port)
        result = CliRunner().invoke(command, ["--port", "0", "--storage-port", port])
    assert result.exit_code == 1
    assert f"cannot listen on 127.0.0.1 port {port}" in result.output


def test_an_application_without_a_second_port_keeps_files_on_its_own() -> None:
    async def use() -> None:
        transport = httpx.ASGITransport(create_app())
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            workspace = (await client.post("/api/v3/workspaces", headers=HEADERS)).json()["id"]
            body = {"files": [{"name": "a"}]}
            asked = await client.post(f"/api/v3/workspaces/{workspace}/files/upload", headers=HEADERS, json=body)
            url = asked.json()["files"][0]["uploadUrl"]
            assert url.startswith("http://here/storage/")
            types = {"Content-Type": "application/octet-stream"}
            assert (await client.put(url, content=b"abc", headers=types)).status_code == 200
            assert (await client.put(url, content=b"abc", headers={**types, **HEADERS})).status_code == 400

    asyncio.run(use())


@pytest.mark.parametrize(
    ("where", "error"),
    [
        ("serve_until_stopped", OSError("no loop")),
        ("serve_until_stopped", SystemExit(3)),
        ("serve_until_stopped", None),
        ("startup", OSError("no port")),
    ],
)
def test_a_thread_that_dies_before_it_serves_keeps_nobody_waiting(monkeypatch, where: str, error: BaseException | None) -> None:
    async def die(self: Server, *arguments: object, **named: object) -> None:
        if error is not None:
            raise error

    monkeypatch.setattr(Server, where, die)
    sandbox = Sandbox()
    with pytest.raises(type(error) if error else RuntimeError):
        sandbox.start()
    with pytest.raises(RuntimeError, match="does not run"):
        _ = sandbox.base_url
    monkeypatch.undo()
    with sandbox:
        assert httpx.get(f"{sandbox.base_url}/sessions", headers=HEADERS).status_code == 200
