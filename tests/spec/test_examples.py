"""Examples: each is valid and has no property that its schema does not list; every body and property has an example."""

import hashlib
import hmac
import json
from typing import Any

import jsonschema_rs

Object = dict[str, Any]


def validate(schema: Object, value: Any, components: Object) -> None:
    jsonschema_rs.Draft202012Validator({**schema, "components": components}, validate_formats=True).validate(value)


def test_example_validates(spec: Object, example: Object) -> None:
    validate(example["schema"], example["value"], spec["components"])


def test_example_has_no_unlisted_property(spec: Object, schemas: dict[str, Object], example: Object) -> None:
    """Redocly checks this too, but it also closes subschemas. Here it is enough to close the schemas in components."""
    closed = {
        name: {"additionalProperties": False, **schema} if "properties" in schema else schema for name, schema in schemas.items()
    }
    validate(example["schema"], example["value"], {**spec["components"], "schemas": closed})


def test_every_body_and_query_parameter_has_an_example(operation: Object) -> None:
    for body in [operation["body"] or {}, *operation["responses"].values()]:
        for media in body.get("content", {}).values():
            assert media.get("examples") or "example" in media
    for parameter in operation["parameters"]:
        assert "example" in parameter or parameter["schema"].get("format") == "uuid"


def test_every_property_occurs_in_an_example(schemas: dict[str, Object], spec: Object) -> None:
    text = json.dumps([spec["paths"], spec["webhooks"], spec["components"]["examples"], spec["components"]["responses"]])
    properties = {(name, each) for name, schema in schemas.items() for each in schema.get("properties", ())}
    assert {(name, each) for name, each in properties if f'"{each}":' not in text} == set()


def test_signature_of_the_webhook_example_is_valid(spec: Object) -> None:
    """The algorithm in the description gives the signature in the example."""
    operation = spec["webhooks"]["agentEvent"]["post"]
    secret = operation["description"].rpartition("secret `")[2].partition("`")[0]
    timestamp, signature = (parameter["example"] for parameter in operation["parameters"])
    event = operation["requestBody"]["content"]["application/json"]["examples"]["status"]["value"]
    signed = f"{timestamp}.{json.dumps(event, sort_keys=True, separators=(',', ':'))}"
    assert hmac.new(secret.encode(), signed.encode(), hashlib.sha256).hexdigest() == signature
