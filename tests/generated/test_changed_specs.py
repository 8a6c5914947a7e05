"""API changes: after generating, both typed clients support each kind of change without code written by hand."""

import asyncio
import copy
import importlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import httpx
import pytest
import yaml

pytestmark = pytest.mark.slow

ID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
TIMES = {"createdAt": "2023-11-07T05:31:56Z", "updatedAt": "2023-11-07T05:31:56Z"}
SESSION: dict[str, Any] = {"id": ID, "status": "idle", "model": "bu-max", "title": "Old", **TIMES}
JSON = "application/json"


def schemas(document: Any) -> Any:
    return document["components"]["schemas"]


def response_property(document: Any) -> None:
    schemas(document)["Session"]["properties"]["integrationsUsed"] = {"type": ["array", "null"], "items": {"type": "string"}}


def request_properties(document: Any) -> None:
    schemas(document)["CreateSessionRequest"]["properties"] |= {
        "autoHeal": {"type": "boolean", "default": True},
        "sensitiveData": {"type": ["object", "null"], "additionalProperties": {"type": "string"}},
        "useOwnKey": {"type": "boolean", "default": False},
    }


def model_and_default(document: Any) -> None:
    schemas(document)["Model"]["enum"].append("claude-opus-4.7")
    schemas(document)["CreateSessionRequest"]["properties"]["model"]["default"] = "claude-opus-4.7"


def removed_property(document: Any) -> None:
    del schemas(document)["Session"]["properties"]["title"]


def money(document: Any) -> None:
    schemas(document)["Session"]["properties"]["refundUsd"] = {"$ref": "#/components/schemas/Decimal"}
    schemas(document)["Account"]["properties"]["creditUsd"] = {"type": ["number", "null"], "format": "decimal"}


def query_parameter(document: Any) -> None:
    parameter = {"name": "status", "in": "query", "schema": {"$ref": "#/components/schemas/SessionStatus"}}
    document["paths"]["/sessions"]["get"]["parameters"].append(parameter)


def operation(document: Any) -> None:
    """Adds the downloads of a browser, which the API has since May 2026."""
    file = {
        "type": "object",
        "required": ["path", "size"],
        "properties": {"path": {"type": "string"}, "size": {"type": "integer"}},
    }
    properties = {
        "files": {"type": "array", "items": {"$ref": "#/components/schemas/BrowserDownload"}},
        "nextCursor": {"type": ["string", "null"]},
        "hasMore": {"type": "boolean", "default": False},
    }
    schemas(document)["BrowserDownload"] = file
    schemas(document)["BrowserDownloadList"] = {"type": "object", "required": ["files"], "properties": properties}
    document["paths"]["/browsers/{session_id}/downloads"] = {
        "get": {
            "operationId": "listBrowserDownloads",
            "tags": ["browsers"],
            "x-paging": {
                "style": "cursor",
                "cursor": "cursor",
                "size": "limit",
                "items": "files",
                "next": "nextCursor",
                "more": "hasMore",
            },
            "parameters": [
                {"name": "session_id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}},
                {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 50}},
                {"name": "cursor", "in": "query", "schema": {"type": "string"}},
                {"name": "includeUrls", "in": "query", "schema": {"type": "boolean", "default": False}},
            ],
            "responses": {
                "200": {"description": "x", "content": {JSON: {"schema": {"$ref": "#/components/schemas/BrowserDownloadList"}}}}
            },
        }
    }


def resource(document: Any) -> None:
    """Adds boxes: they are created with a form that has a file, and their logs are text."""
    box = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "format": "uuid"}}}
    form = {
        "type": "object",
        "required": ["image"],
        "properties": {
            "image": {"type": "string", "contentMediaType": "application/octet-stream"},
            "size": {"type": "integer", "default": 1},
        },
    }
    schemas(document)["Box"] = box
    document["tags"].append({"name": "boxes", "description": "Machines."})
    box_id = {"name": "box_id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
    document["paths"]["/boxes"] = {
        "post": {
            "operationId": "create_box_boxes_post",
            "tags": ["boxes"],
            "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": form}}},
            "responses": {"201": {"description": "x", "content": {JSON: {"schema": {"$ref": "#/components/schemas/Box"}}}}},
        }
    }
    document["paths"]["/boxes/{box_id}/log"] = {
        "get": {
            "operationId": "get_box_log_boxes__box_id__log_get",
            "tags": ["boxes"],
            "parameters": [box_id],
            "responses": {"200": {"description": "x", "content": {"text/plain": {"schema": {"type": "string"}}}}},
        }
    }


class Change(NamedTuple):
    """`program` uses the change; WAIT stands for `await` or nothing. `result` is its return value.

    Type checkers must report the lines with `# refused`.
    """

    edit: Callable[[Any], None]
    program: str
    answers: list[Any]
    result: Any
    requests: list[tuple[str, str]]


def page(number: int, more: bool) -> dict[str, Any]:
    return {"files": [{"path": f"f{number}", "size": 1}], "nextCursor": str(number) if more else None, "hasMore": more}


CHANGES = [
    Change(
        response_property,
        """
        session = WAIT client.sessions.get(ID)
        assert_type(session.integrations_used, list[str] | None)
        return session.integrations_used
        """,
        [{**SESSION, "integrationsUsed": ["gmail"]}],
        ["gmail"],
        [("GET", f"/sessions/{ID}")],
    ),
    Change(
        request_properties,
        """
        await_it = WAIT client.sessions.create(task="x", auto_heal=False, sensitive_data={"password": "x"}, use_own_key=True)
        if TYPE_CHECKING:
            WAIT client.sessions.create(auto_heal="yes")  # refused
            WAIT client.sessions.create(sensitive_data={"password": 1})  # refused
        return await_it.id
        """,
        [SESSION],
        ID,
        [("POST", "/sessions")],
    ),
    Change(
        model_and_default,
        """
        session = WAIT client.sessions.create(model="claude-opus-4.7")
        return session.model.is_known, session.model == Model.CLAUDE_OPUS_4_7, CreateSessionRequest().model
        """,
        [{**SESSION, "model": "claude-opus-4.7"}],
        (True, True, "claude-opus-4.7"),
        [("POST", "/sessions")],
    ),
    Change(
        removed_property,
        """
        session = WAIT client.sessions.get(ID)
        if TYPE_CHECKING:
            session.title  # refused
        return session.to_dict()["title"], session.additional_properties["title"]
        """,
        [SESSION],
        ("Old", "Old"),
        [("GET", f"/sessions/{ID}")],
    ),
    Change(
        money,
        """
        session = WAIT client.sessions.get(ID)
        account = WAIT client.billing.account()
        assert_type(session.refund_usd, Decimal | None)
        assert_type(account.credit_usd, Decimal | None)
        return session.refund_usd, account.credit_usd
        """,
        [
            {**SESSION, "refundUsd": "0.10"},
            b'{"monthlyCreditsBalanceUsd": 1, "additionalCreditsBalanceUsd": 0.1, "totalCreditsBalanceUsd": 1.1, "rateLimit": 1, '
            b'"planInfo": {"planName": "x", "subscriptionStatus": null, "subscriptionId": null, '
            b'"subscriptionCurrentPeriodEnd": null, "subscriptionCanceledAt": null}, "projectId": "x", '
            b'"creditUsd": 12345678901234567890.10}',
        ],
        (Decimal("0.10"), Decimal("12345678901234567890.10")),
        [("GET", f"/sessions/{ID}"), ("GET", "/billing/account")],
    ),
    Change(
        query_parameter,
        """
        sessions = WAIT client.sessions.list(status="idle", page_size=1)
        if TYPE_CHECKING:
            WAIT client.sessions.list(status=5)  # refused
        return len(sessions.sessions)
        """,
        [{"sessions": [SESSION], "total": 1, "page": 1, "pageSize": 1}],
        1,
        [("GET", "/sessions?page_size=1&status=idle")],
    ),
    Change(
        operation,
        """
        files = WAIT client.browsers.downloads(ID, limit=1, include_urls=True)
        assert_type(files.files[0].size, int)
        return [file.path ASYNC for file in files]
        """,
        [page(1, True), page(2, True), page(3, False)],
        ["f1", "f2", "f3"],
        [("GET", f"/browsers/{ID}/downloads?limit=1{more}&includeUrls=true") for more in ("", "&cursor=1", "&cursor=2")],
    ),
    Change(
        resource,
        """
        box = WAIT client.boxes.create(image=b"image", size=2)
        assert_type(box.id, str)
        log = WAIT client.boxes.log(box.id)
        assert_type(log, str)
        if TYPE_CHECKING:
            WAIT client.boxes.create(image="path")  # refused
        return log
        """,
        [{"id": ID}, b"a log"],
        "a log",
        [("POST", "/boxes"), ("GET", f"/boxes/{ID}/log")],
    ),
]
NAMES = [change.edit.__name__ for change in CHANGES]
HEADER = """
from decimal import Decimal
from typing import TYPE_CHECKING, Any, assert_type

from {package} import AsyncClient, Client
from {package}.models import CreateSessionRequest, Model

ID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
"""


def program(change: Change, package: str) -> str:
    """Returns a module with the blocking and the asyncio version of the program."""
    lines = [line[4:] for line in change.program.rstrip().splitlines()[1:]]
    blocking = "\n".join(lines).replace("WAIT ", "").replace(" ASYNC for", " for")
    waiting = "\n".join(lines).replace("WAIT ", "await ").replace(" ASYNC for", " async for")
    return (
        f"{HEADER.format(package=package)}\n\ndef use(client: Client) -> Any:\n{blocking}\n\n\n"
        f"async def use_async(client: AsyncClient) -> Any:\n{waiting}\n"
    )


@pytest.fixture(scope="module")
def folder(document: Any, generate: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder on the import path with a package for each change, and `all_changes`."""
    folder = tmp_path_factory.mktemp("changed")
    everything = copy.deepcopy(document)
    for change in CHANGES:
        changed = copy.deepcopy(document)
        change.edit(changed)
        change.edit(everything)
        generate_into(changed, folder, f"with_{change.edit.__name__}", generate)
        uses = folder / f"use_{change.edit.__name__}.py"
        uses.write_text(program(change, f"with_{change.edit.__name__}"), encoding="utf-8")
    generate_into(everything, folder, "all_changes", generate)
    sys.path.append(str(folder))
    yield folder
    sys.path.remove(str(folder))


def generate_into(document: Any, folder: Path, name: str, generate: ModuleType) -> None:
    spec = folder / f"{name}.yaml"
    spec.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    assert generate.main(["--spec", str(spec), "--output", str(folder / name)]) == 0


@pytest.mark.parametrize("driver", ["blocking", "asyncio"])
@pytest.mark.parametrize("change", CHANGES, ids=NAMES)
def test_change_works_after_generating(change: Change, driver: str, folder: Path) -> None:
    requests: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        content = change.answers[len(requests)]
        requests.append(request)
        return httpx.Response(200, content=content if isinstance(content, bytes) else json.dumps(content).encode())

    package = importlib.import_module(f"with_{change.edit.__name__}")
    uses = importlib.import_module(f"use_{change.edit.__name__}")
    transport = httpx.MockTransport(answer)

    async def use_async() -> Any:
        async with httpx.AsyncClient(transport=transport) as http_client:
            return await uses.use_async(package.AsyncClient(base_url="http://api.test", http_client=http_client))

    with httpx.Client(transport=transport) as http_client:
        blocking = driver == "blocking"
        client = package.Client(base_url="http://api.test", http_client=http_client)
        result = uses.use(client) if blocking else asyncio.run(use_async())
    assert result == change.result
    assert [(request.method, str(request.url).removeprefix("http://api.test")) for request in requests] == change.requests
    if change.edit is request_properties:
        body = {"task": "x", "autoHeal": False, "sensitiveData": {"password": "x"}, "useOwnKey": True}
        assert json.loads(requests[0].content) == body
    if change.edit is resource:
        assert b'filename="image"' in requests[0].content
        assert b"\r\n\r\n2\r\n" in requests[0].content


@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_type_checkers_accept_the_changes(checker: str, folder: Path) -> None:
    """Uses a package with all changes. Both checkers must report the same lines."""
    files = {}
    for change in CHANGES:
        files[f"typed_{change.edit.__name__}_{checker}.py"] = program(change, "all_changes")
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    refused = {
        f"{name}:{number}"
        for name, text in files.items()
        for number, line in enumerate(text.splitlines(), 1)
        if line.endswith("# refused")
    }
    assert len(refused) == 10
    if checker == "mypy":
        options = ["--strict", "--config-file=", "--cache-dir", str(folder / "cache")]
        command = [sys.executable, "-m", "mypy", *options, *files, "all_changes"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600)
        found = {":".join(line.split(":")[:2]) for line in done.stdout.splitlines() if ": error: " in line}
    else:
        (folder / "pyrightconfig.json").write_text(json.dumps({"include": [*files, "all_changes"]}))
        command = [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable, "--project", str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=600)
        errors = [each for each in json.loads(done.stdout)["generalDiagnostics"] if each["severity"] == "error"]
        found = {f"{Path(each['file']).name}:{each['range']['start']['line'] + 1}" for each in errors}
    assert found == refused, done.stdout + done.stderr


def test_removed_property_can_still_be_read(folder: Path) -> None:
    """A server may still send a removed property."""
    models = importlib.import_module("with_removed_property").models
    session = models.Session.from_dict(SESSION)
    assert session.title == "Old"
    assert session.to_dict() == SESSION
