"""The API changes; the code made from the changed spec imports, passes strict type checks and round trips."""

import copy
import importlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

MODEL = {"$ref": "#/components/schemas/Model"}
SESSION_ID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"


def request(document: Any) -> Any:
    return document["components"]["schemas"]["CreateSessionRequest"]["properties"]


def response(document: Any) -> Any:
    return document["components"]["schemas"]["Session"]["properties"]


def one_model_more(document: Any) -> None:
    document["components"]["schemas"]["Model"]["enum"].append("gpt-5.4-mini")


def three_properties_more(document: Any) -> None:
    request(document)["autoHeal"] = {"type": "boolean", "default": True}
    strings = {"type": "object", "additionalProperties": {"type": "string"}}
    request(document)["sensitiveData"] = {"anyOf": [strings, {"type": "null"}]}
    request(document)["useOwnKey"] = {"type": "boolean", "default": False}


def another_default_model(document: Any) -> None:
    document["components"]["schemas"]["Model"]["enum"].append("claude-opus-4.7")
    request(document)["model"]["default"] = "claude-opus-4.7"
    request(document)["codeMode"] = {"type": "boolean", "default": False}
    response(document)["integrationsUsed"] = {"type": "array", "items": {"type": "string"}}


def one_model_less(document: Any) -> None:
    document["components"]["schemas"]["Model"]["enum"].remove("claude-sonnet-4.6")
    request(document)["model"]["default"] = "claude-opus-4.6"


def enums_in_lists(document: Any) -> None:
    for properties in (request(document), response(document)):
        properties["allowedModels"] = {"type": "array", "items": MODEL}
        properties["fallbacks"] = {"anyOf": [{"type": "array", "items": {"type": "array", "items": MODEL}}, {"type": "null"}]}
        properties["maybeModels"] = {"type": "array", "items": {"anyOf": [MODEL, {"type": "null"}]}}


def enums_in_the_query(document: Any) -> None:
    document["paths"]["/sessions"]["get"]["parameters"] += [
        {"name": "status", "in": "query", "schema": {"$ref": "#/components/schemas/SessionStatus"}},
        {"name": "model", "in": "query", "schema": {"type": "array", "items": MODEL}},
        {"name": "order", "in": "query", "required": True, "schema": {"type": "string", "enum": ["newest", "oldest"]}},
        {"name": "since", "in": "query", "schema": {"type": ["string", "null"], "format": "date-time"}},
        {"name": "hidden", "in": "query", "schema": {"type": "boolean", "default": False}},
    ]


def other_responses(document: Any) -> None:
    """Bodies that are no objects; the first one that is read is what tells the type of each function."""
    session, model = {"$ref": "#/components/schemas/Session"}, {"$ref": "#/components/schemas/Model"}
    string, null = {"type": "string"}, {"type": "null"}
    schemas = [
        string,
        {"type": "integer"},
        {"type": "number"},
        model,
        {"anyOf": [string, null]},
        {"anyOf": [session, string]},
        {"anyOf": [{**string, "format": "uuid"}, string]},
        {"type": "array", "items": session},
        {"type": "array", "items": string},
        {},
        {"const": "done"},
    ]
    for number, schema in enumerate(schemas):
        response = {"description": "any", "content": {"application/json": {"schema": schema}}}
        operation = {"operationId": f"other{number}", "tags": ["sessions"], "responses": {"200": response}}
        document["paths"][f"/other{number}"] = {"get": operation}
    html = {"description": "any", "content": {"text/html": {"schema": string}}}
    document["paths"]["/html"] = {"get": {"operationId": "html", "tags": ["sessions"], "responses": {"default": html}}}


def odd_words(document: Any) -> None:
    """Names, values and descriptions that a careless template would turn into broken code, or into code that runs."""
    document["paths"]["/sessions"]["get"] |= {"summary": "", "description": 'A """quoted""" text\\'}
    document["paths"]["/sessions"]["get"]["parameters"][0]["description"] = " "
    request(document).pop("model")
    response(document).update(
        {
            'say "hi" {x}': {"type": "string", "description": 'ends with "'},
            "größe": {"type": "string", "description": "ends with \\"},
            "class": {"type": "string", "description": '"""; raise SystemExit; """'},
            "self": {"type": "string", "description": "\\N{no such name} \\x \\U"},
            "choice": {"type": "string", "enum": ["a 'single' and a \"double\" quote " * 5, "\\", "", "{x}"]},
        }
    )


def everything_else(document: Any) -> None:
    """What the spec has none of today."""
    uuid, time, day = ({"type": "string", "format": name} for name in ("uuid", "date-time", "date"))
    message = {"$ref": "#/components/schemas/Message"}
    more = {
        "idOrName": {"anyOf": [uuid, {"type": "string", "pattern": "^[g-z]*$"}]},
        "days": {"type": "array", "items": day},
        "times": {"type": "array", "items": {"type": "array", "items": {"anyOf": [time, {"type": "null"}]}}},
        "last": message,
        "byName": {"type": "object", "additionalProperties": message},
        "either": {"anyOf": [message, {"type": "array", "items": message}, {"type": "null"}]},
        "parent": {"anyOf": [{"$ref": "#/components/schemas/Session"}, {"type": "null"}]},
        "request": {"$ref": "#/components/schemas/CreateSessionRequest"},
        "kind": {"const": "session"},
        "priority": {"type": "integer", "enum": [1, 2, 3]},
        "place": {"type": "object", "required": ["city"], "properties": {"city": {"type": "string"}}},
        "to_dict": {"type": "string"},
        "additionalProperties": {"type": "integer"},
        "default": {"type": "object", "default": {}, "properties": {"class": {"type": "string"}}},
    }
    response(document).update(more)


CHANGES: dict[str, Callable[[Any], None]] = {
    change.__name__: change
    for change in (
        one_model_more,
        three_properties_more,
        another_default_model,
        one_model_less,
        enums_in_lists,
        enums_in_the_query,
        other_responses,
        odd_words,
        everything_else,
    )
}


@pytest.fixture(scope="session")
def changed(document: Any) -> dict[str, Any]:
    """The changed documents by name."""
    documents = {}
    for name, change in CHANGES.items():
        documents[name] = copy.deepcopy(document)
        change(documents[name])
    return documents


@pytest.fixture(scope="session")
def folder(changed: dict[str, Any], generate: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder on the import path with a package for each changed spec."""
    folder = tmp_path_factory.mktemp("changed")
    for name, document in changed.items():
        spec = folder / f"{name}.yaml"
        spec.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
        assert generate.main(["--spec", str(spec), "--output", str(folder / name)]) == 0
    sys.path.append(str(folder))
    yield folder
    sys.path.remove(str(folder))


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("model", ["CreateSessionRequest", "Session"])
@settings(max_examples=settings().max_examples // 3)  # of the profile's; the specs are much alike
@given(data=st.data())
def test_what_fits_the_changed_schema_comes_back_equal(
    name: str,
    model: str,
    folder: Path,
    changed: dict[str, Any],
    valid: Callable[..., Any],
    same: Callable[..., bool],
    data: st.DataObject,
) -> None:
    value = data.draw(valid(changed[name], model))
    models = importlib.import_module(f"{name}.models")
    assert same(getattr(models, model).from_dict(value).to_dict(), value)


def session(**more: Any) -> dict[str, Any]:
    times = {"createdAt": "2023-11-07T05:31:56Z", "updatedAt": "2023-11-07T05:31:56Z"}
    return {"id": SESSION_ID, "status": "idle", "model": "claude-sonnet-4.6", **times, **more}


def test_a_session_with_a_model_that_was_removed_is_still_read(folder: Path) -> None:
    models = importlib.import_module("one_model_less.models")
    assert not models.is_known_model("claude-sonnet-4.6")
    assert models.Session.from_dict(session()).to_dict() == session()


def test_new_properties_are_not_sent_by_themselves(folder: Path) -> None:
    request = importlib.import_module("three_properties_more.models").CreateSessionRequest
    assert request().to_dict() == {}
    assert request(auto_heal=True).to_dict() == {"autoHeal": True}
    read = request.from_dict({"sensitiveData": {"password": "x"}})
    assert read.sensitive_data.additional_properties == {"password": "x"}


def test_unknown_enum_values_are_kept_inside_lists(folder: Path) -> None:
    models = importlib.import_module("enums_in_lists.models")
    value = {"allowedModels": ["new", "bu-max"], "fallbacks": [["new"], []], "maybeModels": [None, "new"]}
    assert models.CreateSessionRequest.from_dict(value).to_dict() == value
    assert models.Session.from_dict(session(**value)).to_dict() == session(**value)
    assert models.CreateSessionRequest(allowed_models=["new"]).to_dict() == {"allowedModels": ["new"]}


def test_enums_go_into_the_query(folder: Path) -> None:
    requests = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(503)

    list_sessions = importlib.import_module("enums_in_the_query.api.sessions.list_sessions")
    package = importlib.import_module("enums_in_the_query")
    client = package.AuthenticatedClient("http://api.example.com", "k", httpx_args={"transport": httpx.MockTransport(answer)})
    list_sessions.sync(client=client, order="newest")
    list_sessions.sync(client=client, order="by-luck", status="new", model=["bu-max", "new"], since=None, hidden=True)
    assert requests[0].url.query == b"order=newest"
    assert sorted(requests[1].url.params.multi_items()) == [
        ("hidden", "true"),
        ("model", "bu-max"),
        ("model", "new"),
        ("order", "by-luck"),
        ("status", "new"),
    ]


@pytest.mark.parametrize(
    ("operation", "bodies"),
    [
        ("other0", ["text"]),
        ("other1", [5]),
        ("other2", [5, 0.5]),
        ("other3", ["bu-max", "new"]),
        ("other4", ["text", None]),
        ("other6", ["text"]),
        ("other8", [["text"], []]),
        ("other9", ["text", None, {"a": [1]}]),
        ("other10", ["done", "new"]),
        ("html", ["<p>"]),
    ],
)
def test_bodies_that_are_no_objects(operation: str, bodies: list[Any], folder: Path) -> None:
    call = importlib.import_module(f"other_responses.api.sessions.{operation}")
    package = importlib.import_module("other_responses")
    for body in bodies:
        answer = httpx.Response(200, text=body if operation == "html" else json.dumps(body))
        transport = httpx.MockTransport(lambda request, answer=answer: answer)
        assert call.sync(client=package.AuthenticatedClient("http://a", "k", httpx_args={"transport": transport})) == body


def test_what_the_spec_has_none_of_today(folder: Path) -> None:
    models = importlib.import_module("everything_else.models")
    message = {"id": SESSION_ID, "sessionId": SESSION_ID, "role": "ai", "data": "x", "createdAt": "2023-11-07T05:31:56Z"}
    value = session(
        idOrName="not-an-id",
        either=[message],
        parent=session(parent=None),
        kind="new-kind",
        priority=9,
        byName={"a": message},
        times=[["2023-11-07T05:31:56Z", None]],
        days=["2023-11-07"],
        to_dict="x",
        additionalProperties=1,
        brandNew={"a": 1},
    )
    read = models.Session.from_dict(value)
    assert read.to_dict() == value
    assert isinstance(read.either[0], models.Message)
    assert isinstance(read.parent, models.Session)
    assert read.additional_keys == ["brandNew"]
    with pytest.raises(ValueError, match="hexadecimal"):
        models.Session.from_dict({**value, "last": {**message, "id": "x"}})


def test_enums_are_open_in_what_is_received_and_closed_in_what_is_only_sent(folder: Path) -> None:
    def model_type(package: str, name: str) -> Any:
        return getattr(importlib.import_module(f"{package}.models"), name).__annotations__["model"]

    assert model_type("browser_use_api", "CreateSessionRequest") == "Model | Unset"
    assert model_type("browser_use_api", "Session") == "Model | str"
    # Here a session holds its request, so a request is received too.
    assert model_type("everything_else", "CreateSessionRequest") == "Model | str | Unset"


USES = """
from browser_use_api.models import CreateSessionRequest, Session, StopSessionRequest, is_known_session_status
from browser_use_api.types import UNSET
from typing_extensions import assert_type


def use(session: Session) -> int:
    CreateSessionRequest(model="bu-max", proxy_country_code="de")
    CreateSessionRequest(model="no-such-model")  # refused
    CreateSessionRequest(proxy_country_code="xx")  # refused
    StopSessionRequest(strategy="no-such-strategy")  # refused
    CreateSessionRequest(keep_alive=None)  # refused
    if session.status == "brand_new" or session.model == "bu-next" or session.proxy_country_code == "xx":
        return 1
    if is_known_session_status(session.status):
        CreateSessionRequest(model=session.status)  # refused
        if session.status == "brand_new":  # refused
            return 2
    if session.title is not UNSET:
        assert_type(session.title, str | None)
    return len(session.title)  # refused
"""


def test_type_checkers_refuse_unknown_values_in_requests_and_take_them_in_responses(root: Path, folder: Path) -> None:
    """One run of mypy for this and for all packages that were made here; a package that has no mistake is not named."""
    (folder / "uses.py").write_text(USES, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--cache-dir", str(folder / "cache")]
    paths = ["uses.py", *CHANGES]
    environment = {"MYPYPATH": str(root / "generated")}
    done = subprocess.run([*command, *paths], cwd=folder, env=environment, capture_output=True, text=True, timeout=300)
    refused = {f"uses.py:{number}" for number, line in enumerate(USES.splitlines(), 1) if line.endswith("# refused")}
    errors = [line for line in done.stdout.splitlines() if ": error: " in line]
    assert {":".join(line.split(":")[:2]) for line in errors} == refused, done.stdout + done.stderr


def test_pyright_agrees(root: Path, folder: Path) -> None:
    (folder / "uses.py").write_text(USES, encoding="utf-8")
    (folder / "pyrightconfig.json").write_text(json.dumps({"extraPaths": [str(root / "generated")], "include": ["uses.py"]}))
    command = [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable, "--project", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    found = json.loads(done.stdout)["generalDiagnostics"]
    refused = {number for number, line in enumerate(USES.splitlines()) if line.endswith("# refused") and "brand_new" not in line}
    assert {item["range"]["start"]["line"] for item in found} == refused, done.stdout
