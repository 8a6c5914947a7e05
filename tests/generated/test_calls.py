"""The resources over a mock transport: the requests that they send, and how they handle any response."""

import asyncio
import inspect
import json
import pickle
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, unquote
from uuid import UUID

import httpx
import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from browser_use_api import UNSET, ApiClientError, ApiError, ArgumentError, AsyncClient, Client, InvalidResponse, catalogue
from browser_use_api._core.codecs import Text
from browser_use_api._core.operation import Operation, Option
from browser_use_api.models import Error, Session, ValidationError

ID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
TIMES = {"createdAt": "2023-11-07T05:31:56Z", "updatedAt": "2023-11-07T05:31:56Z"}
SESSION: dict[str, Any] = {"id": ID, "status": "idle", "model": "bu-max", **TIMES}
HTML = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
BASE_URL = "https://api.example.com/api/v3"
OPERATIONS: list[Operation[Any]] = [
    operation for resource in catalogue.RESOURCES for operation in catalogue.operations(resource).values()
]


def client_for(answer: Callable[[httpx.Request], httpx.Response], **settings: Any) -> Client:
    return Client(base_url=BASE_URL, http_client=httpx.Client(transport=httpx.MockTransport(answer)), **settings)


def client_with_response(status_code: int, content: Any) -> Client:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return client_for(lambda request: httpx.Response(status_code, content=body))


def request_of(call: Callable[[Client], Any], **settings: Any) -> httpx.Request:
    requests = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(204)

    with pytest.raises(InvalidResponse):  # The response does not matter here; it has no body.
        call(client_for(answer, **settings))
    return requests[0]


def error_of(call: Callable[[Client], Any], client: Client) -> ApiError:
    with pytest.raises(ApiError) as caught:
        call(client)
    return caught.value


def get(client: Client) -> Any:
    return client.sessions.get(ID)


@pytest.mark.parametrize("status_code", [302, 418, 451, 520, 599, 999])
@pytest.mark.parametrize("content", [b"", HTML, {"detail": "odd"}, SESSION])
def test_any_error_status_and_body_raises_api_error(status_code: int, content: Any) -> None:
    error = error_of(get, client_with_response(status_code, content))
    assert error.status_code == status_code
    described = status_code in (520, 599) and content == {"detail": "odd"}
    assert error.body == (Error(detail="odd") if described else content.decode() if isinstance(content, bytes) else content)


@pytest.mark.parametrize("status_code", [401, 403, 404, 422, 429, 500, 502])
@pytest.mark.parametrize(
    "content", [b"", HTML, b"\xff\xfe", b"[" * 100_000, b"null", b"[]", b'"text"', b"{}", b'{"detail": 5}', b'{"detail": null}']
)
def test_error_body_of_any_shape_raises_api_error(status_code: int, content: bytes) -> None:
    error = error_of(lambda client: client.sessions.create(), client_with_response(status_code, content))
    assert error.status_code == status_code
    assert not isinstance(error.body, Error | ValidationError)


def test_validation_errors_and_other_errors_are_distinguished() -> None:
    issues = [{"loc": ["body", 0], "msg": "m", "type": "t"}]
    assert isinstance(error_of(get, client_with_response(422, {"detail": issues})).body, ValidationError)
    assert isinstance(error_of(get, client_with_response(404, {"detail": "gone"})).body, Error)
    assert error_of(get, client_with_response(404, {"detail": issues})).body == {"detail": issues}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        HTML,
        b"\xff\xfe",
        b"[" * 100_000,
        b"null",
        b"[]",
        b'"text"',
        b"{}",
        b"NaN",
        json.dumps({**SESSION, "createdAt": 0}).encode(),
    ],
)
def test_undecodable_success_raises_invalid_response(content: bytes) -> None:
    with pytest.raises(
        InvalidResponse, match=rf"^The answer to GET /sessions/{ID} \(status 200\) is not as described: "
    ) as caught:
        get(client_with_response(200, content))
    assert (caught.value.status_code, caught.value.content) == (200, content)


@pytest.mark.parametrize("sessions", [None, {}, "text", [None], [[]], [{}]])
def test_invalid_list_raises_invalid_response(sessions: Any) -> None:
    with pytest.raises(InvalidResponse, match="sessions"):
        client_with_response(200, {"sessions": sessions, "total": 0, "page": 1, "pageSize": 20}).sessions.list()


def test_delete_returns_none() -> None:
    call: Any = client_with_response(204, b"").sessions.delete
    assert call(ID) is None


@pytest.mark.parametrize(
    "error", [ApiError("m", 404, Error(detail="d")), InvalidResponse("m", 200, HTML, "no JSON"), ArgumentError("m", argument="a")]
)
def test_errors_pickle_and_derive_from_the_root(error: Exception) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), vars(copy)) == (str(error), vars(error))
    assert isinstance(error, ApiClientError)


def test_async_client_decodes_responses_and_raises_errors() -> None:
    async def run(status: int, content: Any) -> Any:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        transport = httpx.MockTransport(lambda request: httpx.Response(status, content=body))
        async with httpx.AsyncClient(transport=transport) as http_client:
            return await AsyncClient(base_url=BASE_URL, http_client=http_client).sessions.get(ID)

    assert asyncio.run(run(200, SESSION)) == Session.from_dict(SESSION)
    with pytest.raises(InvalidResponse):
        asyncio.run(run(200, HTML))
    with pytest.raises(ApiError):
        asyncio.run(run(520, HTML))


@pytest.mark.parametrize("resource", catalogue.RESOURCES)
def test_both_clients_have_the_same_methods(resource: str) -> None:
    blocking, with_asyncio = getattr(Client(), resource), getattr(AsyncClient(), resource)
    for name, operation in catalogue.operations(resource).items():
        one, other = inspect.signature(getattr(blocking, name)), inspect.signature(getattr(with_asyncio, name))
        assert list(one.parameters.values()) == list(other.parameters.values())
        assert set(operation.options) == set(one.parameters) - {"extra_body", "extra_query"}
        assert inspect.getdoc(getattr(blocking, name))
        assert inspect.getdoc(getattr(with_asyncio, name))


def test_request_contains_only_what_was_set() -> None:
    request = request_of(lambda client: client.sessions.create(task="x", model="bu-max"))
    assert (request.method, str(request.url)) == ("POST", f"{BASE_URL}/sessions")
    assert json.loads(request.content) == {"task": "x", "model": "bu-max"}
    assert (request.headers["content-type"], request.headers["accept"]) == ("application/json", "application/json")


def test_null_absent_and_default_differ_in_requests() -> None:
    for arguments, body in (
        ({}, {}),
        ({"proxy_country_code": UNSET}, {}),
        ({"proxy_country_code": None}, {"proxyCountryCode": None}),
        ({"proxy_country_code": "us"}, {"proxyCountryCode": "us"}),
        ({"keep_alive": None}, {}),
        ({"keep_alive": False}, {"keepAlive": False}),
    ):
        request = request_of(lambda client, arguments=arguments: client.sessions.create(**arguments))
        assert json.loads(request.content) == body


def test_unknown_enum_value_is_sent_only_for_extensible_enums() -> None:
    assert json.loads(request_of(lambda client: client.sessions.create(model="bu-next")).content) == {"model": "bu-next"}
    strategy: Any = "no-such"
    with pytest.raises(ArgumentError, match=r"^strategy must be one of 'session', 'task', not 'no-such'"):
        request_of(lambda client: client.sessions.stop(ID, strategy=strategy))


def test_extra_body_and_extra_query_are_sent() -> None:
    request = request_of(lambda client: client.sessions.create(extra_body={"brandNew": [1]}, extra_query={"debug": True}))
    assert json.loads(request.content) == {"brandNew": [1]}
    assert request.url.query == b"debug=true"
    for extra, problem in (
        ({"keepAlive": True}, "extra_body holds keepAlive, for which there is an argument. Give it as keep_alive."),
        ({"x": {"y": object()}}, "extra_body.x.y cannot be written as JSON: object."),
        ({"x": float("nan")}, "extra_body.x cannot be written as JSON: nan."),
        ([1], "extra_body must be a dict, not list."),
    ):
        extra_body: Any = extra
        with pytest.raises(ArgumentError) as caught:
            request_of(lambda client, extra_body=extra_body: client.sessions.create(extra_body=extra_body))
        assert str(caught.value).startswith(problem)
        assert caught.value.argument == "extra_body"


@pytest.mark.parametrize(("value", "path"), [("a/b?c#d", "/x/a%2Fb%3Fc%23d"), ("..", None), (".", None), ("", None)])
def test_path_parameter_is_escaped(value: str, path: str | None) -> None:
    operation: Operation[Any] = Operation(
        resource="r", name="n", id="n", method="GET", path="/x/{name}", options=[Option("name", "name", "path", Text(), True)]
    )
    if path is None:
        with pytest.raises(ArgumentError, match=r"name cannot be .*: it is part of a path"):
            operation.request({"name": value})
    else:
        assert operation.request({"name": value}).path == path


def test_client_repr_hides_headers_and_sends_them() -> None:
    client = client_for(lambda request: httpx.Response(204), headers={"X-Browser-Use-API-Key": "secret-key"})
    assert "secret" not in repr(client)
    assert BASE_URL in repr(client)
    request = request_of(get, headers={"X-Browser-Use-API-Key": "secret-key"})
    assert request.headers["X-Browser-Use-API-Key"] == "secret-key"
    assert "authorization" not in request.headers


def test_redirects_are_not_followed() -> None:
    elsewhere = client_for(lambda request: httpx.Response(307, headers={"location": "https://elsewhere.example.com/"}))
    error = error_of(get, elsewhere)
    assert error.status_code == 307
    assert "https://elsewhere.example.com/" in str(error)


@pytest.mark.parametrize("base_url", ["", "api.example.com", "ftp://x", "https://", "https:///x", "https://?x"])
def test_invalid_base_url_is_rejected(base_url: str) -> None:
    with pytest.raises(ArgumentError, match="base_url must begin with"):
        Client(base_url=base_url)


def test_given_http_client_is_not_closed() -> None:
    http_client = httpx.Client(transport=httpx.MockTransport(lambda request: httpx.Response(204)))
    with Client(base_url=BASE_URL, http_client=http_client):
        pass
    assert not http_client.is_closed
    http_client.close()


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-10, 200)
    | st.floats(allow_nan=True)
    | st.text(max_size=5)
    | st.sampled_from([ID, UUID(ID), "us", "bu-mini", "task", "session", "0.5", "x" * 20_000, object(), b"x"]),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["name", "size", "host", "port", "type", "x"]), inner)
    ),
    max_leaves=4,
)


@pytest.fixture(scope="module")
def validator(document: Any) -> Callable[[Any], Any]:
    """Returns a validator for a schema of the document. Extensible enums are open, since unknown values are sent unchanged."""

    def with_open_enums(node: Any) -> Any:
        if isinstance(node, list):
            return [with_open_enums(item) for item in node]
        if not isinstance(node, dict):
            return node
        return {key: with_open_enums(value) for key, value in node.items() if key != "enum" or not node.get("x-extensible")}

    components = with_open_enums(document["components"])
    return lambda schema: jsonschema_rs.validator_for(
        {**with_open_enums(schema), "components": components}, validate_formats=True
    )


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
@given(data=st.data())
def test_requests_from_any_arguments_conform_to_the_document(
    operation: Operation[Any], document: Any, validator: Callable[[Any], Any], data: st.DataObject
) -> None:
    required = {option.argument: anything for option in operation.options.values() if option.is_required}
    optional = {option.argument: anything for option in operation.options.values() if not option.is_required}
    in_path = {option.argument: st.just(ID) for option in operation.options.values() if option.place == "path"}
    arguments = data.draw(st.fixed_dictionaries({**required, **in_path}, optional=optional))
    failures: list[ArgumentError] = []

    def record_failure(message: str, *, argument: str) -> ArgumentError:
        failures.append(ArgumentError(message, argument=argument))
        return failures[0]

    try:
        request = operation.request(arguments, error=record_failure)
    except ArgumentError:
        [failure] = failures
        assert failure.argument in operation.options
        assert str(failure).startswith(failure.argument)
        return
    described = document["paths"][operation.path][operation.method.lower()]
    assert unquote(request.path) == operation.path.replace("{session_id}", ID).replace("{profile_id}", ID).replace(
        "{workspace_id}", ID
    )
    query = dict(parse_qsl(request.query, keep_blank_values=True))
    for option in operation.options.values():
        if option.place == "query" and option.name in query:
            assert validator(_schema(option, described, document)).is_valid(_typed(query[option.name], option))
    if operation.body is None:
        assert request.content is None
    else:
        content = described["requestBody"]["content"]["application/json"]["schema"]
        body = None if request.content is None else json.loads(request.content)
        if body is None:
            assert not described["requestBody"].get("required")
        else:
            assert list(validator(content).iter_errors(body)) == []


def _schema(option: Option, described: Any, document: Any) -> Any:
    for parameter in described["parameters"]:
        if "$ref" in parameter:
            parameter = document["components"]["parameters"][parameter["$ref"].rpartition("/")[2]]
        if parameter["name"] == option.name:
            return parameter["schema"]
    raise AssertionError(option)


def _typed(text: str, option: Option) -> Any:
    kind = option.codec.kind
    return json.loads(text) if kind in ("integer", "boolean", "number") else text
