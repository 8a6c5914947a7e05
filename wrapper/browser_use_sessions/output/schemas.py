"""Does a value fit a JSON Schema that the caller wrote?

This checks what says which shape the data has: `type`, `enum`, `const`, `properties`, `required`, `additionalProperties`,
`items`, `prefixItems`, `anyOf`, `oneOf` (as `anyOf`), `allOf` and local `$ref`s. Everything else a schema can say, such as bounds
and patterns, is left to the API, which promises output that fits.
"""

from __future__ import annotations

from typing import Any

from browser_use_sessions.output.parts import Misfit, kind_of, none_fits

_TYPES = {
    "string": "a string",
    "number": "a number",
    "integer": "an integer",
    "boolean": "a boolean",
    "null": "null",
    "array": "an array",
    "object": "an object",
}


class SchemaCheck:
    """Checks values against one schema."""

    def __init__(self, root: dict[str, Any]) -> None:
        self._root = root

    def check(self, value: Any, schema: Any = None, path: str = "$") -> None:
        """Raises Misfit where the value does not fit."""
        schema = self._resolve(self._root if schema is None else schema)
        if schema is False:
            raise Misfit(path, "should not be there")
        if not isinstance(schema, dict):
            return
        self._check_kind(value, schema, path)
        for part in _list(schema.get("allOf")):
            self.check(value, part, path)
        for alternatives in (_list(schema.get("anyOf")), _list(schema.get("oneOf"))):
            self._check_any(value, alternatives, path)
        if isinstance(value, dict):
            self._check_object(value, schema, path)
        elif isinstance(value, list):
            self._check_array(value, schema, path)

    def _check_kind(self, value: Any, schema: dict[str, Any], path: str) -> None:
        kinds = schema.get("type")
        if kinds is not None and not any(_is_a(value, kind) for kind in (kinds if isinstance(kinds, list) else [kinds])):
            wanted = " or ".join(map(str, kinds)) if isinstance(kinds, list) else _TYPES.get(kinds, f"of type {kinds}")
            raise Misfit(path, f"is {kind_of(value)}, not {wanted}")
        allowed = [schema["const"]] if "const" in schema else schema.get("enum")
        if isinstance(allowed, list) and not any(_same(value, each) for each in allowed):
            raise Misfit(path, f"is {value!r:.60}, which is none of {', '.join(map(repr, allowed))}")

    def _check_any(self, value: Any, alternatives: list[Any], path: str) -> None:
        problems: list[Misfit] = []
        for part in alternatives:
            try:
                self.check(value, part, path)
                break
            except Misfit as error:
                problems.append(error)
        else:
            if problems:
                raise none_fits(value, path, problems)

    def _check_object(self, value: dict[str, Any], schema: dict[str, Any], path: str) -> None:
        for name in _list(schema.get("required")):
            if name not in value:
                raise Misfit(f"{path}.{name}", "is missing")
        properties = schema.get("properties")
        properties = properties if isinstance(properties, dict) else {}
        others = True if "patternProperties" in schema else schema.get("additionalProperties", True)
        for name, each in value.items():
            self.check(each, properties.get(name, others), f"{path}.{name}")

    def _check_array(self, value: list[Any], schema: dict[str, Any], path: str) -> None:
        prefix = _list(schema.get("prefixItems"))
        rest = schema.get("items", True)
        for index, each in enumerate(value):
            self.check(each, prefix[index] if index < len(prefix) else rest, f"{path}[{index}]")

    def _resolve(self, schema: Any, depth: int = 0) -> Any:
        """Follows a local reference; what cannot be followed allows everything."""
        reference = schema.get("$ref") if isinstance(schema, dict) else None
        if not isinstance(reference, str):
            return schema
        if not reference.startswith("#") or depth > 20:
            return True
        target: Any = self._root
        for part in reference.removeprefix("#").split("/")[1:]:
            target = target.get(part.replace("~1", "/").replace("~0", "~"), True) if isinstance(target, dict) else True
        return self._resolve(target, depth + 1)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_a(value: Any, kind: Any) -> bool:
    if kind == "integer":
        return kind_of(value) == "a number" and value == value // 1
    return kind not in _TYPES or _TYPES[kind] == kind_of(value)


def _same(one: Any, other: Any) -> bool:
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)
