"""Documents with other parameters are served as they are, without a change of code."""

from collections.abc import Callable
from typing import Any

import pytest

Document = dict[str, Any]


def test_a_query_parameter_whose_schema_is_a_reference(document: Document, serve: Callable[..., Any]) -> None:
    status = {"name": "status", "in": "query", "schema": {"$ref": "#/components/schemas/SessionStatus"}}
    document["paths"]["/sessions"]["get"]["parameters"].append(status)
    server = serve(document)
    server.call("GET", "/sessions", params={"status": "idle"})
    (issue,) = server.call("GET", "/sessions", 422, params={"status": "asleep"})["detail"]
    assert (issue["loc"], issue["type"]) == (["query", "status"], "enum")


@pytest.mark.parametrize(
    ("parameter", "good", "bad"),
    [
        ({"schema": {"type": "array", "items": {"type": "integer"}}}, ["p=1&p=2", "p=1", ""], ["p=1&p=x"]),
        ({"explode": False, "schema": {"type": "array", "items": {"enum": ["a", "b"]}}}, ["p=a,b"], ["p=a,c"]),
        (
            {"style": "pipeDelimited", "explode": False, "schema": {"type": "array", "items": {"type": "number"}, "maxItems": 2}},
            ["p=1.5|2"],
            ["p=1|2|3"],
        ),
        (
            {
                "style": "deepObject",
                "schema": {"type": "object", "properties": {"a": {"type": "integer"}}, "additionalProperties": False},
            },
            ["p[a]=1", ""],
            ["p[a]=x", "p[b]=1"],
        ),
        ({"schema": {"type": "object", "properties": {"a": {"type": "integer"}}}}, ["a=1", "b=x"], ["a=x"]),
        ({"schema": {"type": "boolean"}}, ["p=true", "p=false"], ["p=1", "p=True", "p=", "p=true&p=true"]),
        ({"schema": {"type": "number", "exclusiveMinimum": 0}}, ["p=0.5", "p=1e3"], ["p=0", "p=.5", "p=1,5", "p=NaN"]),
        ({"schema": {"anyOf": [{"type": "integer"}, {"const": "all"}]}}, ["p=5", "p=all"], ["p=none"]),
        ({"schema": {"anyOf": [{"type": "integer", "maximum": 5}, {"type": "null"}]}}, ["p=5", "p=null"], ["p=6", "p=x"]),
        ({"schema": {"enum": [1, 2]}}, ["p=1"], ["p=3", "p=a"]),
        ({"schema": {"type": "string", "pattern": "^[a-z]+$"}, "required": True}, ["p=abc"], ["p=A", ""]),
        ({"content": {"application/json": {"schema": {"type": "object", "required": ["a"]}}}}, ['p={"a":1}'], ["p={}", "p={"]),
    ],
)
def test_query_parameters(document: Document, serve: Callable[..., Any], parameter: Any, good: list[str], bad: list[str]) -> None:
    document["paths"]["/sessions"]["get"]["parameters"].append({"name": "p", "in": "query", **parameter})
    server = serve(document)
    for query in good:
        server.call("GET", f"/sessions?{query}")
    for query in bad:
        for issue in server.call("GET", f"/sessions?{query}", 422)["detail"]:
            assert issue["loc"][:2] == ["query", "p"]


def test_header_and_cookie_parameters(document: Document, serve: Callable[..., Any]) -> None:
    document["paths"]["/sessions"]["get"]["parameters"] += [
        {"name": "X-Depth", "in": "header", "required": True, "schema": {"type": "integer"}},
        {"name": "Accept", "in": "header", "schema": {"type": "integer"}},
        {"name": "tier", "in": "cookie", "schema": {"enum": ["a", "b"]}},
    ]
    server = serve(document)
    server.call("GET", "/sessions", headers={"x-depth": "3", "Cookie": "other=x; tier=b"})
    for headers, loc in (
        ({}, ["header", "X-Depth"]),
        ({"X-Depth": "x"}, ["header", "X-Depth"]),
        ({"X-Depth": "1", "Cookie": "tier=c"}, ["cookie", "tier"]),
    ):
        (issue,) = server.call("GET", "/sessions", 422, headers=headers)["detail"]
        assert issue["loc"] == loc
