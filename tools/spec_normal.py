"""A document in the one form that code is made from.

Published documents say the same thing in many ways. Here each is turned into one: OpenAPI 3.0 into 3.1; parameters, bodies and
responses stand where they are used; each object and each enum of strings is a component with a name of its own; `allOf` is merged;
null is one branch of `anyOf`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from openapi_python_client import strings

Schema = dict[str, Any]
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_PREFIX = "#/components/schemas/"
# Keywords that tell people something and say nothing about the value.
_REMARKS = (
    "title",
    "description",
    "default",
    "example",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "externalDocs",
    "xml",
)


class Unsupported(Exception):
    """The document says something that no code can be made for; the message names the place and a remedy."""


class Normal:
    """The normal form of a document.

    Attributes:
        schemas: class name → schema: an object with `properties`, or an enum of strings; others are no classes of their own.
        operations: method and path → operation, with `parameters`, `requestBody` and `responses` in place.
        tags: name → description.
    """

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = _as_3_1(deepcopy(document)) if str(document.get("openapi", "")).startswith("3.0") else deepcopy(document)
        self.info: dict[str, Any] = self._document.get("info") or {}
        self.servers: list[dict[str, Any]] = self._document.get("servers") or []
        self.tags = {str(tag["name"]): str(tag.get("description") or "") for tag in self._document.get("tags") or ()}
        self.schemas: dict[str, Schema] = {}
        self._taken: set[str] = set()
        components: dict[str, Any] = (self._document.get("components") or {}).get("schemas") or {}
        self._names = {key: self._free_name(str(key)) for key in components}
        self._others: dict[str, Any] = {}
        for key, schema in components.items():
            self._others[self._names[key]] = schema
        self._made: dict[str, Any] = {}
        for name in list(self._others):
            self._component(name)
        self.operations = {(method, path): operation for method, path, operation in self._find_operations()}

    def resolve(self, schema: Any) -> Any:
        """The schema that a `$ref` leads to, or the schema itself; with a circle of references, one that takes anything."""
        seen: set[str] = set()
        while isinstance(schema, dict) and "$ref" in schema:
            name = schema["$ref"].removeprefix(_PREFIX)
            if name in seen:
                return {}
            seen.add(name)
            schema = self.schemas.get(name, self._made.get(name, {}))
        return schema

    def name_of(self, schema: Any) -> str | None:
        """The class that the schema refers to, None where it is none."""
        if isinstance(schema, dict) and "$ref" in schema:
            name: str = schema["$ref"].removeprefix(_PREFIX)
            if name in self.schemas:
                return name
            return self.name_of(self._made.get(name))
        return None

    def component(self, ref: str) -> str | None:
        """The class of a component, by its `$ref` or its name in the document; None where there is none."""
        key = ref.removeprefix(_PREFIX)
        return self._names.get(key)

    def _free_name(self, text: str) -> str:
        """A class name like the text that no other has."""
        name = str(strings.ClassName(text, "Type"))
        if not name or name in _RESERVED:
            name = f"{name}Model"
        number = 2
        free = name
        while free.lower() in self._taken:
            free = f"{name}{number}"
            number += 1
        self._taken.add(free.lower())
        return free

    def _component(self, name: str) -> None:
        """Make the component, if it was not made before."""
        if name in self._made:
            return
        self._made[name] = {}  # What is asked for while it is being made: a circle.
        schema = self._schema(self._others[name], name, is_component=True)
        if _is_class(schema):
            self.schemas[name] = schema
        self._made[name] = schema

    def _schema(self, schema: Any, name: str, is_component: bool = False) -> Any:
        """The schema in normal form; objects and enums inside of it become components that are called after `name`."""
        if not isinstance(schema, dict):
            return {} if schema is not False else {"not": {}}
        schema = self._merged(schema)
        if "$ref" in schema:
            return {**schema, "$ref": _PREFIX + self._target(schema["$ref"])}
        schema = _with_null_apart(schema)
        for keyword in ("anyOf", "oneOf"):
            if keyword in schema:
                schema = self._union(schema, keyword, name)
                break
        if isinstance(schema.get("properties"), dict) and schema["properties"]:
            schema = {**schema, "type": "object"}
            schema["properties"] = {str(key): self._schema(part, f"{name} {key}") for key, part in schema["properties"].items()}
        for keyword in ("items", "additionalProperties"):
            if isinstance(schema.get(keyword), dict):
                inner = f"{name} Item" if keyword == "items" else f"{name} Value"
                schema = {**schema, keyword: self._schema(schema[keyword], inner)}
        if not is_component and _is_class(schema):
            return self._hoisted(schema, name)
        return schema

    def _hoisted(self, schema: Schema, name: str) -> Schema:
        """A reference to a new component."""
        title = schema.get("title")
        free = self._free_name(
            name if not isinstance(title, str) or len(title) > 40 or not title.isascii() else _joined(name, title)
        )
        self.schemas[free] = {key: value for key, value in schema.items() if key not in ("default", "deprecated")}
        return {**{key: schema[key] for key in _REMARKS if key in schema}, **_extensions(schema), "$ref": _PREFIX + free}

    def _union(self, schema: Schema, keyword: str, name: str) -> Schema:
        branches = [branch for branch in schema[keyword] if isinstance(branch, dict | bool)]
        if isinstance(schema.get("properties"), dict) or (
            schema.get("type") == "object" and not any(_has_shape(branch) for branch in branches)
        ):
            # A rule about an object's properties, or alternatives of them: its shape is all of them together.
            shape = {key: value for key, value in schema.items() if key != keyword}
            return self._merged(
                {**shape, "allOf": [_optional(self._deref(branch)) for branch in branches if isinstance(branch, dict)]}
            )
        rest = {
            key: value for key, value in schema.items() if key not in (keyword, *_REMARKS, "discriminator") and key[:2] != "x-"
        }
        kept = {key: value for key, value in schema.items() if key in (*_REMARKS, "discriminator") or key[:2] == "x-"}
        multiple = [branch for branch in branches if not _is_null(branch)]
        made = []
        for number, branch in enumerate(branches):
            part = {**rest, **branch} if isinstance(branch, dict) and "$ref" not in branch else branch
            suffix = "" if len(multiple) == 1 else f" {number + 1}"
            made.append(self._schema(part, f"{name}{suffix}"))
        flat = [inner for part in made for inner in (part["anyOf"] if set(part) == {"anyOf"} else [part])]
        return {**kept, "anyOf": _without_doubles(flat)}

    def _merged(self, schema: Schema) -> Schema:
        """The schema without `allOf`: its parts in one. A single `$ref` with remarks beside it stays a reference."""
        if not isinstance(schema.get("allOf"), list):
            if "$ref" in schema and any(key in schema for key in ("properties", "required", "anyOf", "oneOf", "type")):
                rest = {key: value for key, value in schema.items() if key != "$ref"}
                return self._merged({"allOf": [{"$ref": schema["$ref"]}, rest]})
            return schema
        own = {key: value for key, value in schema.items() if key != "allOf"}
        parts = [part for part in schema["allOf"] if isinstance(part, dict)]
        references = [part for part in parts if "$ref" in part]
        others = [part for part in parts if "$ref" not in part and any(key not in _REMARKS for key in part)]
        if len(references) == 1 and not others and not any(key not in _REMARKS and key[:2] != "x-" for key in own):
            return {**references[0], **own}
        merged: Schema = {}
        for part in [*(self._deref(part) for part in parts), own]:
            merged = _join(merged, self._merged(part))
        return merged

    def _deref(self, schema: Schema, seen: tuple[str, ...] = ()) -> Schema:
        """What a reference leads to, as it stands in the document; {} in a circle."""
        if "$ref" not in schema:
            return schema
        key = schema["$ref"]
        if key in seen:
            return {}
        found = self._others[self._target(key)]
        if not isinstance(found, dict):
            return {}
        rest = {name: value for name, value in schema.items() if name != "$ref"}
        target = self._deref(found, (*seen, key))
        if isinstance(target.get("allOf"), list):
            target = {
                **target,
                "allOf": [part for part in target["allOf"] if not (isinstance(part, dict) and part.get("$ref") == key)],
            }
        return _join(target, rest) if rest else target

    def _target(self, ref: Any) -> str:
        name = str(ref).removeprefix(_PREFIX).replace("~1", "/").replace("~0", "~")
        name = re.sub("%([0-9A-Fa-f]{2})", lambda match: chr(int(match[1], 16)), name)
        if name in self._names:
            return self._names[name]
        if name in self.schemas or name in self._made:
            return name  # It was made here.
        raise Unsupported(f"the $ref `{ref}` leads to no component; only {_PREFIX}NAME is followed")

    def _find_operations(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        for path, item in (self._document.get("paths") or {}).items():
            item = self._referred(item, "pathItems")
            for method in METHODS:
                if isinstance(item.get(method), dict):
                    yield method, str(path), self._operation(method, str(path), item)

    def _operation(self, method: str, path: str, item: dict[str, Any]) -> dict[str, Any]:
        operation = dict(item[method])
        name = str(operation.get("operationId") or f"{method} {path}")
        parameters = {}
        for each in [*(item.get("parameters") or ()), *(operation.get("parameters") or ())]:
            parameter = dict(self._referred(each, "parameters"))
            schema = parameter.get("schema")
            if schema is None:
                schema = next(iter((parameter.get("content") or {"": {}}).values()), {}).get("schema", {})
                parameter["x-json"] = True
            parameter["schema"] = self._schema(schema, f"{name} {parameter.get('name')}")
            parameters[parameter.get("name"), parameter.get("in")] = parameter
        operation["parameters"] = list(parameters.values())
        body = operation.get("requestBody")
        if body is not None:
            operation["requestBody"] = self._with_content(self._referred(body, "requestBodies"), f"{name} Body")
        responses = (operation.get("responses") or {}).items()
        operation["responses"] = {
            str(status): self._with_content(
                self._referred(response, "responses"), f"{name} Response {'' if str(status)[:1] == '2' else status}"
            )
            for status, response in responses
        }
        return operation

    def _with_content(self, holder: dict[str, Any], name: str) -> dict[str, Any]:
        content = {
            str(kind): {**media, "schema": self._schema(media.get("schema", {}), name)}
            for kind, media in (holder.get("content") or {}).items()
            if isinstance(media, dict)
        }
        return {**holder, "content": content}

    def _referred(self, value: Any, section: str) -> dict[str, Any]:
        seen = []
        while isinstance(value, dict) and "$ref" in value:
            ref = value["$ref"]
            key = str(ref).removeprefix(f"#/components/{section}/").replace("~1", "/").replace("~0", "~")
            known = (self._document.get("components") or {}).get(section) or {}
            if key not in known or ref in seen:
                raise Unsupported(f"the $ref `{ref}` leads to nothing in components/{section}")
            seen.append(ref)
            value = known[key]
        return value if isinstance(value, dict) else {}


# Names of our own that a class must not have.
_RESERVED = {"Any", "ClassVar", "Decimal", "Literal", "Mapping", "ModelBase", "OpenString", "Page", "Sequence", "Unset", "UUID"}


def _is_class(schema: Any) -> bool:
    """Whether a schema gets a class: objects with named properties, and enums of strings with more than one value."""
    if not isinstance(schema, dict) or "$ref" in schema:
        return False
    if isinstance(schema.get("properties"), dict) and schema["properties"]:
        return True
    values = schema.get("enum")
    return isinstance(values, list) and len(values) > 1 and all(isinstance(value, str) for value in values)


def _has_shape(branch: Any) -> bool:
    """Whether a branch says of what kind the value is, rather than which properties go together."""
    return isinstance(branch, dict) and any(key in branch for key in ("$ref", "type", "enum", "const", "anyOf", "oneOf", "allOf"))


def _is_null(schema: Any) -> bool:
    return isinstance(schema, dict) and (
        schema.get("type") in ("null", ["null"])
        or schema.get("enum") == [None]
        or ("const" in schema and schema["const"] is None)
    )


def _with_null_apart(schema: Schema) -> Schema:
    """Several types become branches of `anyOf`, null among them; so does null in an enum."""
    kinds, values = schema.get("type"), schema.get("enum")
    has_null = isinstance(values, list) and None in values and len(values) > 1
    if isinstance(kinds, list) and len(kinds) == 1:
        schema = {**schema, "type": kinds[0]}
    elif isinstance(kinds, list) and not ("anyOf" in schema or "oneOf" in schema):
        if isinstance(values, list):
            schema = {**schema, "enum": [value for value in values if value is not None]}
        remarks, rest = _apart({key: value for key, value in schema.items() if key != "type"})
        fitting = [{**rest, "type": kind} if kind != "null" else {"type": "null"} for kind in kinds]
        return {**remarks, "anyOf": fitting}
    elif isinstance(kinds, list) and "null" in kinds:
        schema = {key: value for key, value in schema.items() if key != "type"}
    if has_null and not isinstance(kinds, list):
        remarks, rest = _apart({**schema, "enum": [value for value in values or () if value is not None]})
        return {**remarks, "anyOf": [rest, {"type": "null"}]}
    return schema


def _apart(schema: Schema) -> tuple[Schema, Schema]:
    """What a schema tells people, and what it says about the value."""
    remarks = {key: value for key, value in schema.items() if key in _REMARKS or key[:2] == "x-"}
    return remarks, {key: value for key, value in schema.items() if key not in remarks or key == "x-extensible"}


def _extensions(schema: Schema) -> Schema:
    return {key: value for key, value in schema.items() if key.startswith("x-") and key != "x-source"}


def _join(one: Schema, other: Schema) -> Schema:
    """Both schemas in one: properties and required names of both; elsewhere the later one is right."""
    joined = {**one, **other}
    for keyword in ("properties", "dependentSchemas"):
        if isinstance(one.get(keyword), dict) and isinstance(other.get(keyword), dict):
            both = dict(one[keyword])
            for name, schema in other[keyword].items():
                earlier = both.get(name)
                plain = isinstance(earlier, dict) and isinstance(schema, dict) and "$ref" not in schema
                both[name] = {**earlier, **schema} if plain and isinstance(earlier, dict) else schema
            joined[keyword] = both
    required = [*(one.get("required") or ()), *(other.get("required") or ())]
    if required:
        joined["required"] = list(dict.fromkeys(required))
    return joined


def _optional(schema: Schema) -> Schema:
    return {key: value for key, value in schema.items() if key in ("properties", "type", "allOf", "$ref")}


def _joined(name: str, title: str) -> str:
    """The name of a hoisted schema: its title, as FastAPI gives one to each, where that says more than the place."""
    words = {word.lower() for word in strings.split_words(strings.sanitize(name))}
    return name if {word.lower() for word in strings.split_words(strings.sanitize(title))} <= words else title


def _without_doubles(branches: list[Any]) -> list[Any]:
    return [branch for number, branch in enumerate(branches) if branch not in branches[:number]]


def _as_3_1(value: Any) -> Any:
    """OpenAPI 3.0's ways to say null and excluded bounds, in the form of 3.1."""
    if isinstance(value, list):
        return [_as_3_1(item) for item in value]
    if not isinstance(value, dict):
        return value
    made = {key: part if key in ("example", "examples", "default", "enum") else _as_3_1(part) for key, part in value.items()}
    for exclusive, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(made.get(exclusive), bool):
            if made.pop(exclusive) and bound in made:
                made[exclusive] = made.pop(bound)
    if made.pop("nullable", False) is True and (
        "type" in made or "$ref" in made or "allOf" in made or "anyOf" in made or "oneOf" in made
    ):
        if isinstance(made.get("type"), str):
            made["type"] = [made["type"], "null"]
            return made
        remarks, rest = _apart(made)
        return {**remarks, "anyOf": [rest, {"type": "null"}]}
    return made
