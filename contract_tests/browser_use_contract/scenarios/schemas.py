"""Output schemas for tasks."""

from __future__ import annotations

from typing import Any

PRODUCT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "price": {"type": "number", "minimum": 0},
        "title": {"type": "string", "minLength": 1},
        "größe": {"type": "string", "enum": ["klein", "groß"]},
        "tags": {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 4},
        "maker": {
            "type": "object",
            "properties": {"since": {"type": "integer"}, "active": {"type": "boolean"}},
            "required": ["since", "active"],
        },
    },
    "required": ["price", "title", "größe", "tags", "maker"],
    "additionalProperties": False,
}
#: The schema that a program generates from a class with a nested class.
OFFERS: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$defs": {
        "Offer": {
            "type": "object",
            "title": "Offer",
            "properties": {"shop": {"type": "string", "title": "Shop"}, "price": {"type": "number"}},
            "required": ["shop", "price"],
        }
    },
    "type": "object",
    "title": "Offers",
    "properties": {
        "offers": {"type": "array", "items": {"$ref": "#/$defs/Offer"}, "minItems": 1},
        "best": {"anyOf": [{"$ref": "#/$defs/Offer"}, {"type": "null"}], "default": None},
    },
    "required": ["offers", "best"],
}
#: Two schemas that both apply.
BOTH: dict[str, Any] = {
    "allOf": [
        {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]},
        {"type": "object", "properties": {"m": {"type": "string"}}, "required": ["m"]},
    ]
}
#: Only echoed, never used in a task: it contains keywords that a server may lose if it parses and rebuilds schemas.
ECHO: dict[str, Any] = {
    **OFFERS,
    "default": None,
    "examples": [{"offers": [], "best": None}, None],
    "x-note": {"unbekannt": [1, 1.5, True, None, "", {}, []]},
    "allOf": [{}, True],
    "dependentRequired": {"best": []},
    "description": "",
}
SCHEMAS: tuple[dict[str, Any], ...] = (
    {"type": "array", "items": {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}, "minItems": 1},
    {"type": "integer", "minimum": 3, "maximum": 9},
    {"type": "string", "minLength": 3, "description": "an answer in words: ja, はい"},
    {"type": "boolean"},
    {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "description": "The letter a. " * 100},
    {"enum": ["ja", "nein", "weiß nicht"]},
)
