"""Serialization of values: exact numbers, delimiters, undocumented bodies, and defaults."""

import importlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Context, Decimal, FloatOperation, Inexact, localcontext
from types import ModuleType
from typing import Any

import httpx
import pytest

LONG = Decimal("12345678901234567890.123456789012345678901")
NUMBER: dict[str, Any] = {"type": "number"}
PRICE = {
    "type": "object",
    "properties": {"price": NUMBER, "low": {"type": "number", "exclusiveMinimum": 0.1, "multipleOf": 0.01}},
}
EITHER = {"anyOf": [{"type": "number"}, {"type": "string"}]}
LIST = {"type": "array", "items": {"type": "string"}}
COLOR = {"type": "object", "additionalProperties": {"type": "integer"}}


def operation(name: str, **more: Any) -> dict[str, Any]:
    return {"operationId": name, "tags": ["api"], "responses": {"200": {"description": "d"}}, **more}


def query(name: str, schema: Any, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, **more}


def responses(**content: Any) -> dict[str, Any]:
    return {
        "responses": {key[1:]: {"description": "d", **({"content": value} if value else {})} for key, value in content.items()}
    }


DEFAULTS: dict[str, Any] = {
    "number": {"type": "integer", "default": 5.0},
    "either": {"type": ["string", "integer"], "default": 5},
    "any": {"default": {"a": [1]}},
    "times": {"type": "array", "items": {"type": "string", "format": "date-time"}, "default": ["2024-02-29T12:00:00Z"]},
    "price": {"$ref": "#/components/schemas/Price", "default": {"price": 1}},
    "colors": {"type": "array", "items": {"enum": ["red", "blue"]}, "default": ["red"]},
    "secret": {"type": "string", "format": "base64", "default": "//77"},
    "odd": {"type": "string", "format": "date", "default": "today"},
}
ANY_JSON = {"application/json": {"schema": {}}}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "T", "version": "1"},
    "paths": {
        "/buy": {
            "post": operation("buy", requestBody={"content": {"application/json": {"schema": PRICE}}}),
            "get": operation("look", parameters=[query("price", NUMBER), query("filter", PRICE, style="deepObject")]),
            "put": operation(
                "pay", requestBody={"content": {"application/json": {"schema": {"properties": {"amount": EITHER}}}}}
            ),
        },
        "/find": {
            "get": operation(
                "find",
                parameters=[
                    query("a,b", LIST, style="form", explode=False),
                    query("spaces", LIST, style="spaceDelimited", explode=False),
                    query("pipes", LIST, style="pipeDelimited", explode=False),
                    query("every", LIST),
                    query("color", COLOR, explode=False),
                ],
            )
        },
        "/file": {
            "get": operation("download"),
            "post": operation("either", **responses(_201=None, _202=None, _204=None)),
            "put": operation("model", **responses(_200=ANY_JSON, _202=None)),
            "delete": operation("empty", **responses(_204=None)),
            "patch": operation("untold", **responses(_404=None)),
            "head": operation("head", **responses(_200=ANY_JSON)),
        },
    },
    "components": {"schemas": {"Price": PRICE, "Defaults": {"type": "object", "properties": DEFAULTS}}},
}


@pytest.fixture(scope="module")
def package(generate_package: Callable[[Any, str], ModuleType]) -> ModuleType:
    return generate_package(DOCUMENT, "wire_api")


@pytest.fixture
def send_request(package: ModuleType) -> Callable[..., Any]:
    """send_request(lambda api: …, answer) returns the request, and the result of the call."""

    def send(call: Callable[[Any], Any], answer: httpx.Response | None = None) -> tuple[httpx.Request, Any]:
        requests: list[httpx.Request] = []

        def respond(request: httpx.Request) -> httpx.Response:
            requests.append(request)
            return answer or httpx.Response(200)

        http_client = httpx.Client(transport=httpx.MockTransport(respond))
        result = call(package.Client(base_url="http://api.test", http_client=http_client).api)
        return requests[0], result

    return send


@pytest.mark.parametrize(
    ("price", "text"),
    [
        (Decimal("0.10"), "0.1"),
        (LONG, str(LONG)),
        (Decimal("1E-30"), "1e-30"),
        (Decimal("1.5E+3"), "1500"),
        (Decimal(10**30 + 1), str(10**30 + 1)),
        (Decimal("-0.30000000000000004"), "-0.30000000000000004"),
        (Decimal("0.3000000000000000444"), "0.3000000000000000444"),
        (0.1, "0.1"),
        (3, "3"),
    ],
)
def test_numbers_are_sent_with_all_digits(price: Any, text: str, send_request: Callable[..., Any], package: ModuleType) -> None:
    with localcontext(Context(prec=3, traps=[Inexact, FloatOperation])):
        request, _ = send_request(lambda api: api.buy(price=price, extra_body={"other": [price]}))
        assert request.content == f'{{"price": {text}, "other": [{text}]}}'.encode()
        request, _ = send_request(lambda api: api.look(price=price, filter={"price": price}))
        assert [Decimal(value) for value in request.url.params.values()] == [Decimal(text)] * 2
        written = package.models.BuyBody(price=price).to_dict()
        assert Decimal(str(written["price"])) == Decimal(text)


def test_decimal_bounds_are_exact(send_request: Callable[..., Any], package: ModuleType) -> None:
    with localcontext(Context(prec=3, traps=[Inexact, FloatOperation])):
        assert json.loads(send_request(lambda api: api.buy(low=Decimal("1234.56")))[0].content) == {"low": 1234.56}
        for value, reason in (
            (Decimal("0.1"), "low must be more than 0.1, not 0.1"),
            (Decimal("1.001"), "low must be a multiple of 0.01, not 1.001"),
            (Decimal("NaN"), "low must be a finite number, not NaN"),
            ("1", "low must be a number, not '1'"),
        ):
            with pytest.raises(package.ArgumentError, match=reason):
                send_request(lambda api, value=value: api.buy(low=value))


def test_decimal_is_sent_as_text_where_text_is_allowed(send_request: Callable[..., Any]) -> None:
    for value, text in ((LONG, f'"{LONG}"'), (0.1, "0.1"), (3, "3"), ("x", '"x"')):
        assert send_request(lambda api, value=value: api.pay(amount=value))[0].content == f'{{"amount": {text}}}'.encode()


def test_list_delimiters_are_not_escaped(send_request: Callable[..., Any]) -> None:
    request, _ = send_request(
        lambda api: api.find(
            a_b=["a", "b,c", "d e"], spaces=["a", "b c"], pipes=["a", "b|c"], every=["a", "b&c"], color={"R": 1, "G": 2}
        )
    )
    assert request.url.query == (b"a%2Cb=a,b%2Cc,d+e&spaces=a%20b+c&pipes=a%7Cb%7Cc&every=a&every=b%26c&color=R,1,G,2")


def test_empty_list_is_omitted_from_the_query(send_request: Callable[..., Any]) -> None:
    assert send_request(lambda api: api.find(a_b=[], spaces=[], every=[], color={}))[0].url.query == b""


def test_undocumented_body_is_returned_as_bytes(send_request: Callable[..., Any], package: ModuleType) -> None:
    content = b"\x89PNG\x00"
    for name in ("download", "either", "untold"):
        for status in (200, 201):
            answer = httpx.Response(status, content=content)
            assert send_request(lambda api, name=name: getattr(api, name)(), answer)[1] == content
            assert send_request(lambda api, name=name: getattr(api, name)(), httpx.Response(status))[1] is None
    assert send_request(lambda api: api.either(), httpx.Response(204))[1] is None
    for name in ("empty", "head"):
        assert send_request(lambda api, name=name: getattr(api, name)(), httpx.Response(204))[1] is None
    # If another status has a documented body, an undocumented one is ignored.
    assert send_request(lambda api: api.model(), httpx.Response(202, content=b"?"))[1] is None


def test_any_json_response_with_another_content_type_is_bytes(send_request: Callable[..., Any], package: ModuleType) -> None:
    def decoded(content: bytes, content_type: str) -> Any:
        return send_request(
            lambda api: api.model(), httpx.Response(200, content=content, headers={"content-type": content_type})
        )[1]

    assert decoded(b"\xff", "application/pdf") == b"\xff"
    assert decoded(b"1", "text/csv; charset=utf-8") == b"1"
    for kind in ("application/json", "application/problem+json", "text/plain", "text/json"):
        assert decoded(b'{"a": 1}', kind) == {"a": 1}
    with pytest.raises(package.InvalidResponse):
        decoded(b"<html>", "text/html; charset=utf-8")


def test_defaults_are_decoded_like_values(package: ModuleType) -> None:
    models = package.models
    read = models.Defaults.from_dict({})
    assert (read.number, read.either, read.any, read.secret) == (5, 5, {"a": [1]}, b"\xff\xfe\xfb")
    assert type(read.number) is int
    assert read.times == [datetime(2024, 2, 29, 12, tzinfo=UTC)]
    assert read.price == models.Price(price=1)
    assert type(read.colors[0]).__name__ == "DefaultsColorsItem"
    assert read.odd == "today"  # A default that violates its format raises no error.
    read.any["a"].append(2)
    assert read.any == {"a": [1]}
    assert read.to_dict() == {}


def test_fully_connected_schemas(generate_package: Callable[[Any, str], ModuleType]) -> None:
    """The generator does not follow every path through the schemas, but still finds the exact number."""
    names = [f"S{number}" for number in range(30)]
    links = {f"to_{name.lower()}": {"$ref": f"#/components/schemas/{name}"} for name in names}
    schemas: dict[str, Any] = {name: {"type": "object", "properties": dict(links)} for name in names}
    schemas["S29"]["properties"]["amount"] = {"type": "number", "format": "decimal"}
    answer = {"application/json": {"schema": {"$ref": "#/components/schemas/S0"}}}
    paths = {"/s": {"get": operation("get", **responses(_200=answer)), "post": operation("other", **responses(_200=ANY_JSON))}}
    package = generate_package({**DOCUMENT, "paths": paths, "components": {"schemas": schemas}}, "dense_api")
    body = b'{"to_s3": {"to_s29": {"amount": 0.1234567890123456789012}}}'
    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=body))
    client = package.Client(base_url="http://api.test", http_client=httpx.Client(transport=transport))
    assert client.api.get().to_s3.to_s29.amount == Decimal("0.1234567890123456789012")
    assert client.api.other()["to_s3"]["to_s29"]["amount"] == 0.12345678901234568


def test_reference_uses_its_own_schema_despite_equal_class_names(generate_package: Callable[[Any, str], ModuleType]) -> None:
    """A class may have the name of another schema: `FooBar` is the class of `foo-bar`, not that of `FooBar`."""
    schemas = {
        "foo-bar": {"type": "object", "properties": {"one": {"type": "string"}}},
        "FooBar": {"type": "object", "properties": {"two": {"type": "string"}}},
        "Kind": {"type": ["string", "null"], "enum": ["a", "b", None]},
        "Maybe": {"type": ["object", "null"], "properties": {"x": {"type": "string"}}},
    }
    properties = {name.lower(): {"$ref": f"#/components/schemas/{name}"} for name in ("FooBar", "Kind", "Maybe")}
    body = {"content": {"application/json": {"schema": {"type": "object", "properties": properties}}}}
    schema = {"$ref": "#/components/schemas/FooBar"}
    paths = {"/s": {"put": operation("put", requestBody=body, **responses(_200={"application/json": {"schema": schema}}))}}
    package = generate_package({**DOCUMENT, "paths": paths, "components": {"schemas": schemas}}, "named_alike_api")
    requests = []

    def respond(request: httpx.Request) -> httpx.Response:
        requests.append(json.loads(request.content))
        return httpx.Response(200, json={"two": "2"})

    client = package.Client(base_url="http://api.test", http_client=httpx.Client(transport=httpx.MockTransport(respond)))
    answer = client.api.put(foobar={"two": "t"}, kind=None, maybe=None)
    assert answer.two == "2"
    assert type(answer).__name__ == "FooBar2"
    assert requests == [{"foobar": {"two": "t"}, "kind": None, "maybe": None}]


def test_constants_are_decoded_as_listed(package: ModuleType) -> None:
    codecs = importlib.import_module(f"{package.__name__}._core.codecs")
    numbers = codecs.Literal(1, 2)
    read = numbers.decode(1.0)
    assert (read, type(read), numbers.decode(3)) == (1, int, 3)
    assert codecs.Literal(True).decode(True) is True
    assert codecs.Literal(None).decode(None) is None
    for literal, value in ((numbers, True), (numbers, "1"), (codecs.Literal(True), 1), (codecs.Literal("a"), None)):
        with pytest.raises(codecs.Mismatch):
            literal.decode(value)
