"""The generated client and the document: the client sends only valid requests and reads every valid response.

No server is needed. Schemathesis generates requests and responses from the schemas; Hypothesis generates invalid arguments.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest
import schemathesis
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from browser_use_api import ApiError, ArgumentError, Client, catalogue

pytestmark = pytest.mark.slow

DOCUMENT = yaml.load((Path(__file__).parents[1] / "openapi.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
schema = schemathesis.openapi.from_dict(DOCUMENT)
OPERATIONS = {each.id: each for resource in catalogue.RESOURCES for each in catalogue.operations(resource).values()}
wrong_values = st.none() | st.booleans() | st.integers(-9, 9) | st.floats() | st.text(max_size=9) | st.lists(st.text(max_size=3))
deterministic = settings(settings.get_profile("contract"), max_examples=10)


def described(operation_id: str) -> Any:
    """Returns the operation in Schemathesis. `as_strategy` generates its requests."""
    return schema[OPERATIONS[operation_id].path][OPERATIONS[operation_id].method]


def values_of(value_schema: Any) -> st.SearchStrategy[Any]:
    """Returns a strategy for values of the schema. Schemathesis generates them as request bodies."""
    content = {"application/json": {"schema": value_schema}}
    operation = {"requestBody": {"required": True, "content": content}, "responses": {"200": {"description": "Not sent."}}}
    document = {**DOCUMENT, "security": [], "paths": {"/value": {"post": operation}}}
    return schemathesis.openapi.from_dict(document)["/value"]["POST"].as_strategy().map(lambda case: case.body)


def arguments_for(operation_id: str, case: Any) -> dict[str, Any]:
    """Returns the client's keyword arguments for a request from Schemathesis."""
    body = dict(case.body) if isinstance(case.body, dict) else {}
    as_boolean = {"true": True, "false": False}  # Schemathesis gives query values as text.
    query = {name: as_boolean.get(value, value) for name, value in (case.query or {}).items()}
    places = {"path": dict(case.path_parameters or {}), "query": query, "body": body}
    options = [each for each in OPERATIONS[operation_id].options.values() if each.name in places[each.place]]
    return {each.argument: places[each.place].pop(each.name) for each in options} | ({"extra_body": body} if body else {})


def call(operation_id: str, arguments: dict[str, Any], answer: httpx.Response) -> tuple[httpx.Request, Any]:
    """Calls the client's method. Returns the request that it sent, and its result or ApiError."""
    requests: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return answer

    with httpx.Client(transport=httpx.MockTransport(respond)) as http_client:
        client = Client(base_url="https://api.test/api/v3", http_client=http_client)
        operation = OPERATIONS[operation_id]
        try:
            result = getattr(getattr(client, operation.resource), operation.name)(**arguments)
        except ApiError as error:
            result = error
    [request] = requests
    return request, result


def resolved(node: Any) -> Any:
    """Returns the schema without `$ref` and without extensible enums, whose unknown values the client also sends."""
    if isinstance(node, list):
        return [resolved(item) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        kind, _, name = node["$ref"].removeprefix("#/components/").partition("/")
        return resolved({**DOCUMENT["components"][kind][name], **{key: value for key, value in node.items() if key != "$ref"}})
    return {key: resolved(value) for key, value in node.items() if key != "enum" or not node.get("x-extensible")}


def exact(node: Any) -> Any:
    """Returns the value with floats as decimals, to compare them with the client's decimals."""
    if isinstance(node, list):
        return [exact(item) for item in node]
    if isinstance(node, dict):
        return {key: exact(value) for key, value in node.items()}
    return Decimal(repr(node)) if isinstance(node, float) else node


def fits_as_text(text: str, schema: Any) -> bool:
    """Whether a query value is valid, as text or as a JSON number or boolean."""
    try:
        values = [text, json.loads(text)]
    except ValueError:
        values = [text]
    return any(jsonschema_rs.is_valid(schema, value) for value in values)


@pytest.mark.parametrize("operation_id", OPERATIONS)
@deterministic
@given(data=st.data())
def test_a_request_is_valid_whatever_the_arguments(operation_id: str, data: st.DataObject) -> None:
    """Valid arguments are sent unchanged. An invalid argument raises ArgumentError with its name, or gives a valid request."""
    case = data.draw(described(operation_id).as_strategy())
    wrong = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(OPERATIONS[operation_id].options, wrong_values)))
    try:
        request, _ = call(operation_id, arguments_for(operation_id, case) | wrong, httpx.Response(404))
    except ArgumentError as error:
        if error.argument in wrong:
            return
        raise
    body = json.loads(request.content or "null")
    if not wrong:
        assert request.url.path == "/api/v3" + case.path.format(**case.path_parameters)
        assert dict(request.url.params) == {name: str(value) for name, value in (case.query or {}).items()}
        assert (body or {}).keys() == (case.body if isinstance(case.body, dict) else {}).keys()
    definition = resolved(described(operation_id).definition.raw)
    for parameter in definition.get("parameters", []):
        if parameter["in"] == "query" and parameter["name"] in request.url.params:
            assert fits_as_text(request.url.params[parameter["name"]], parameter["schema"])
    if body is not None:
        assert jsonschema_rs.is_valid(definition["requestBody"]["content"]["application/json"]["schema"], body)


@pytest.mark.parametrize("operation_id", OPERATIONS)
@deterministic
@given(data=st.data())
def test_every_answer_that_the_document_allows_is_read_and_written_back_equal(operation_id: str, data: st.DataObject) -> None:
    case = data.draw(described(operation_id).as_strategy())
    responses = resolved(described(operation_id).definition.raw)["responses"]
    [(status, response)] = [(status, each) for status, each in responses.items() if status.startswith("2")]
    answer, body = None, b""
    if "content" in response:
        answer = data.draw(values_of(response["content"]["application/json"]["schema"]))
        body = json.dumps(answer).encode()
    _, result = call(operation_id, arguments_for(operation_id, case), httpx.Response(int(status), content=body))
    assert exact(None if result is None else result.to_dict()) == exact(answer)
