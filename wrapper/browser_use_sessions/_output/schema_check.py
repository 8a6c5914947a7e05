"""Does a value fit the caller's JSON Schema?

This checks the keywords that define the shape of the data: `type`, `enum`, `const`, `properties`, `required`,
`additionalProperties`, `items`, `prefixItems`, `anyOf`, `oneOf` (as `anyOf`), `allOf` and local `$ref`s. All other keywords, such
as bounds and patterns, are left to the API, which promises output that fits. Whatever fails here fails in a full validator as
well.

If a full validator (jsonschema-rs) were used where it is installed, the same program would fail on one machine and run on
another. And this check would still be needed on the other machines, for instance to tell a string of JSON from any other string.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from browser_use_api._core import codecs
from browser_use_api._core.codecs import Mismatch
from browser_use_sessions._output.shape import choice_of, first_fit, inside, items_of, members_of

_TYPES = {
    "string": codecs.Text().decode,
    "number": codecs.Number().decode,
    "integer": codecs.Integer().decode,
    "boolean": codecs.Boolean().decode,
    "null": codecs.Null().decode,
    "array": items_of,
    "object": members_of,
}


def check(root: Any, schema: Any, value: Any) -> Any:
    """Returns the value. `root`: the whole schema, for references. Raises Mismatch if the value does not fit."""
    schema = _resolved(root, schema)
    if schema is False:
        raise Mismatch("should not be there")
    if not isinstance(schema, dict):
        return value
    kinds = schema["type"] if isinstance(schema.get("type"), list) else [schema["type"]] if "type" in schema else []
    if kinds and all(kind in _TYPES for kind in kinds):
        first_fit([_TYPES[kind] for kind in kinds], value)
    allowed = [schema["const"]] if "const" in schema else schema.get("enum")
    if isinstance(allowed, list):
        choice_of(allowed, value)
    for part in _list(schema, "allOf"):
        check(root, part, value)
    for alternatives in (_list(schema, "anyOf"), _list(schema, "oneOf")):
        if alternatives:
            first_fit([partial(check, root, part) for part in alternatives], value)
    if isinstance(value, dict):
        for name in _list(schema, "required"):
            if name not in value:
                raise Mismatch("is missing", (name,))
        properties = schema["properties"] if isinstance(schema.get("properties"), dict) else {}
        others = True if "patternProperties" in schema else schema.get("additionalProperties", True)
        for name, each in value.items():
            inside(name, partial(check, root, properties.get(name, others)), each)
    elif isinstance(value, list):
        prefix = _list(schema, "prefixItems")
        for index, each in enumerate(value):
            inside(index, partial(check, root, prefix[index] if index < len(prefix) else schema.get("items", True)), each)
    return value


def _list(schema: dict[str, Any], keyword: str) -> list[Any]:
    value = schema.get(keyword)
    return value if isinstance(value, list) else []


def _resolved(root: Any, schema: Any) -> Any:
    """Follows local references. A reference that cannot be followed allows every value."""
    for _ in range(20):
        reference = schema.get("$ref") if isinstance(schema, dict) else None
        if not isinstance(reference, str):
            return schema
        schema = root if reference.startswith("#") else True
        for part in reference.split("/")[1:]:
            schema = schema.get(part.replace("~1", "/").replace("~0", "~"), True) if isinstance(schema, dict) else True
    return True
