"""Examples: each validates, knows no property that its schema does not list, and none is missing."""

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


def test_example_has_no_property_that_the_schema_does_not_list(spec: Object, schemas: dict[str, Object], example: Object) -> None:
    """Redocly would see to this, but closes subschemas too; ours are in components, so it is enough to close those."""
    closed = {
        name: {"additionalProperties": False, **schema} if "properties" in schema else schema for name, schema in schemas.items()
    }
    validate(example["schema"], example["value"], {**spec["components"], "schemas": closed})


def test_every_body_and_every_query_parameter_without_a_cursor_has_an_example(operation: Object) -> None:
    for body in [operation["body"] or {}, *operation["responses"].values()]:
        for media in body.get("content", {}).values():
            assert media.get("examples") or "example" in media
    for parameter in operation["parameters"]:
        assert "example" in parameter or parameter["schema"].get("format") == "uuid"


def test_every_property_is_in_some_example(schemas: dict[str, Object], spec: Object) -> None:
    text = json.dumps([spec["paths"], spec["webhooks"], spec["components"]["examples"], spec["components"]["responses"]])
    properties = {(name, each) for name, schema in schemas.items() for each in schema.get("properties", ())}
    assert {(name, each) for name, each in properties if f'"{each}":' not in text} == set()


def test_signature_of_the_webhook_example_is_right(spec: Object) -> None:
    """The recipe of the description, followed step by step, gives the signature that is shown."""
    operation = spec["webhooks"]["agentEvent"]["post"]
    secret = operation["description"].rpartition("secret `")[2].partition("`")[0]
    timestamp, signature = (parameter["example"] for parameter in operation["parameters"])
    event = operation["requestBody"]["content"]["application/json"]["examples"]["status"]["value"]
    signed = f"{timestamp}.{json.dumps(event, sort_keys=True, separators=(',', ':'))}"
    assert hmac.new(secret.encode(), signed.encode(), hashlib.sha256).hexdigest() == signature
