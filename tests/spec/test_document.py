"""The document as a whole: operations, answers, sources, links, examples."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

SPEC = yaml.safe_load((Path(__file__).parents[2] / "openapi.yaml").read_text())
METHODS = ("get", "post", "put", "patch", "delete")
OPERATIONS = {
    operation["operationId"]: (method, path, operation)
    for path, item in SPEC["paths"].items()
    for method, operation in item.items()
    if method in METHODS
}
EVERY_OPERATION = {"401", "403", "422", "429", "5XX"}
ANSWERS = {
    "createSession": {"200", "402", "404", "409"} | EVERY_OPERATION,
    "listSessions": {"200"} | EVERY_OPERATION,
    "getSession": {"200", "404"} | EVERY_OPERATION,
    "stopSession": {"200", "404"} | EVERY_OPERATION,
    "deleteSession": {"204", "404"} | EVERY_OPERATION,
    "listSessionMessages": {"200", "404"} | EVERY_OPERATION,
}


def resolved(value: dict[str, Any]) -> dict[str, Any]:
    if set(value) != {"$ref"}:
        return value
    target: Any = SPEC
    for part in value["$ref"].removeprefix("#/").split("/"):
        target = target[part]
    return target


def answers() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for name, (_, _, operation) in OPERATIONS.items():
        for status, answer in operation["responses"].items():
            yield name, status, resolved(answer)


def validator(schema: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({**schema, "components": SPEC["components"]}, validate_formats=True)


def test_the_six_operations() -> None:
    assert {name: (method, path) for name, (method, path, _) in OPERATIONS.items()} == {
        "createSession": ("post", "/sessions"),
        "listSessions": ("get", "/sessions"),
        "getSession": ("get", "/sessions/{session_id}"),
        "stopSession": ("post", "/sessions/{session_id}/stop"),
        "deleteSession": ("delete", "/sessions/{session_id}"),
        "listSessionMessages": ("get", "/sessions/{session_id}/messages"),
    }


@pytest.mark.parametrize("name", ANSWERS)
def test_which_answers_an_operation_gives(name: str) -> None:
    assert set(OPERATIONS[name][2]["responses"]) == ANSWERS[name]


@pytest.mark.parametrize(("name", "status", "answer"), list(answers()), ids=[f"{n}-{s}" for n, s, _ in answers()])
def test_answer_has_a_source_and_a_body_of_the_right_shape(name: str, status: str, answer: dict[str, Any]) -> None:
    assert answer["x-source"] in ("documented", "neighbour", "assumed")
    if status == "204":
        assert "content" not in answer
        return
    shape = answer["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
    if status == "200":
        assert shape == {"listSessions": "SessionList", "listSessionMessages": "MessageList"}.get(name, "Session")
    else:
        assert shape == ("ValidationError" if status == "422" else "Error")
    assert ("Retry-After" in answer.get("headers", {})) == (status == "429")


def test_sources_of_operations_schemas_and_rules() -> None:
    sources = {name: operation["x-source"] for name, (_, _, operation) in OPERATIONS.items()}
    assert sources.pop("createSession") == "documented"
    assert set(sources.values()) == {"neighbour"}
    assert all(schema["x-source"] in ("documented", "neighbour", "assumed") for schema in SPEC["components"]["schemas"].values())
    rules = SPEC["components"]["schemas"]["CreateSessionRequest"]["allOf"]
    assert [rule["x-source"] for rule in rules] == ["documented", "documented"]
    assert [a["x-source"] for _, s, a in answers() if s in ("401", "409")] == ["assumed"] * 7


def links() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, _, answer in answers():
        for label, link in answer.get("links", {}).items():
            yield f"{name}-{label}", resolved(link)


@pytest.mark.parametrize("link", [link for _, link in links()], ids=[name for name, _ in links()])
def test_link_leads_to_an_operation_and_fills_what_it_requires(link: dict[str, Any]) -> None:
    _, path, operation = OPERATIONS[link["operationId"]]
    parameters = [resolved(p) for p in [*SPEC["paths"][path].get("parameters", []), *operation.get("parameters", [])]]
    known = {f"{p['in']}.{p['name']}" for p in parameters}
    required = {f"{p['in']}.{p['name']}" for p in parameters if p.get("required")}
    filled = set(link.get("parameters", {}))
    assert required <= filled <= known
    if "requestBody" in link:
        body = link["requestBody"] | (
            {"sessionId": "3c90c3cc-0d44-4b50-8888-8dd25736052a"} if "sessionId" in link["requestBody"] else {}
        )
        validator(operation["requestBody"]["content"]["application/json"]["schema"]).validate(body)


def test_links_follow_a_session_through_its_life() -> None:
    assert {link["operationId"] for name, link in links() if name.startswith("createSession")} == set(OPERATIONS) - {
        "listSessions"
    }


def examples() -> Iterator[tuple[str, dict[str, Any], Any]]:
    for name, (_, _, operation) in OPERATIONS.items():
        bodies = [("request", operation["requestBody"])] if "requestBody" in operation else []
        bodies += [(status, resolved(answer)) for status, answer in operation["responses"].items()]
        for where, body in bodies:
            for kind, media in body.get("content", {}).items():
                found = {label: resolved(example)["value"] for label, example in media.get("examples", {}).items()}
                if "example" in media:
                    found["example"] = media["example"]
                assert found, f"{name} {where} {kind} has no example"
                for label, value in found.items():
                    yield f"{name}-{where}-{kind}-{label}", media["schema"], value


@pytest.mark.parametrize(("schema", "value"), [e[1:] for e in examples()], ids=[e[0] for e in examples()])
def test_example_validates(schema: dict[str, Any], value: Any) -> None:
    validator(schema).validate(value)


def test_additional_properties_are_open_everywhere() -> None:
    """Servers add properties; a closed schema would make a correct server wrong tomorrow."""

    def walk(value: Any) -> Iterator[dict[str, Any]]:
        if isinstance(value, dict):
            yield value
        for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from walk(child)

    assert not [s for s in walk(SPEC) if s.get("additionalProperties") is False or s.get("unevaluatedProperties") is False]
