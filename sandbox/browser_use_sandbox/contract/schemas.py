"""Reads types, properties and examples from the schemas of the document."""

import functools
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from ..common.json_text import snake
from ..generation.heuristic_examples import NoHeuristic, probable_value
from .document import Document

_JSON_TYPES: dict[type, str] = {str: "string", bool: "boolean", int: "integer", float: "number", list: "array", dict: "object"}
_DEEPEST = 16


@attrs.frozen
class ObjectParts:
    """An object schema: the schemas of its properties, which of them are required, and whether others are allowed."""

    properties: dict[str, Any]
    required: frozenset[str]
    is_open: bool


def types_of(document: Document, schema: Any, depth: int = 0) -> frozenset[str]:
    """The JSON types that a value may have; an empty set if the schema does not restrict them."""
    schema = document.resolve(schema)
    if not isinstance(schema, dict) or depth > _DEEPEST:
        return frozenset()
    declared = schema.get("type")
    if isinstance(declared, str):
        return frozenset((declared,))
    if isinstance(declared, list):
        return frozenset(map(str, declared))
    values = [schema["const"]] if "const" in schema else schema.get("enum", ())
    found = {_JSON_TYPES.get(type(value), "null") for value in values}
    for part in alternatives(schema):
        found |= types_of(document, part, depth + 1)
    return frozenset(found)


def alternatives(schema: dict[str, Any]) -> Iterator[Any]:
    """The subschemas of `allOf`, `anyOf` and `oneOf`."""
    for keyword in ("allOf", "anyOf", "oneOf"):
        yield from schema.get(keyword, ())


def object_parts(document: Document, schema: Any, depth: int = 0) -> ObjectParts | None:
    """The object that a schema describes, the first one if there are several; None if it describes no object."""
    schema = document.resolve(schema)
    if not isinstance(schema, dict) or depth > _DEEPEST:
        return None
    properties: dict[str, Any] = {}
    required: set[str] = set(schema.get("required", ()))
    is_open = "additionalProperties" in schema and schema["additionalProperties"] is not False
    chosen = next(
        filter(None, (object_parts(document, p, depth + 1) for k in ("anyOf", "oneOf") for p in schema.get(k, ()))), None
    )
    for part in [chosen, *(object_parts(document, part, depth + 1) for part in schema.get("allOf", ()))]:
        if part is not None:
            properties |= part.properties
            required |= part.required
            is_open = is_open or part.is_open
    properties |= schema.get("properties", {})
    return ObjectParts(properties, frozenset(required), is_open) if properties else None


def items_of(document: Document, schema: Any) -> Any:
    """The schema of the items of an array; None if the schema does not describe them."""
    schema = document.resolve(schema)
    if not isinstance(schema, dict):
        return None
    if "items" in schema:
        return schema["items"]
    return next((found for part in alternatives(schema) if (found := items_of(document, part)) is not None), None)


def example_of(document: Document, part: Any) -> list[Any]:
    """The first example of a schema, a parameter or a media type: a list with one value, or an empty list."""
    part = document.resolve(part)
    if not isinstance(part, dict):
        return []
    if "example" in part:
        return [part["example"]]
    examples = part.get("examples")
    if isinstance(examples, list):
        return examples[:1]
    for example in (examples or {}).values():
        example = document.resolve(example)
        if isinstance(example, dict) and "value" in example:
            return [example["value"]]
    return []


def value_for(document: Document, schema: Any, name: str = "", seed: int = 0) -> Any:
    """A value that probably fits; NoHeuristic if that takes a search."""
    return probable_value(
        schema if isinstance(schema, dict) else True,
        seed,
        lambda reference: document.resolve({"$ref": reference}),
        document.compile,
        name=name,
    )


_DEEPEST_ARRAY = 8
_NOTHING: Mapping[str, Any] = {}


class Shapes:
    """A cache of the shapes of schemas."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._known: dict[int, Shape] = {}

    def of(self, schema: Any) -> "Shape":
        """The shape of a schema, which must be part of the document."""
        shape = self._known.get(id(schema))
        if shape is None:
            shape = self._known[id(schema)] = Shape(self._document, schema, self)
        return shape


class Shape:
    """The properties and items of the values of one schema."""

    def __init__(self, document: Document, schema: Any, shapes: Shapes) -> None:
        self._document, self._schema, self._shapes = document, schema, shapes

    @functools.cached_property
    def properties(self) -> "dict[str, _Property]":
        """The declared properties by name; empty if the schema declares none."""
        if self._parts is None:
            return {}
        return {
            name: _Property(self._document, name, schema, name in self._parts.required, self._shapes)
            for name, schema in self._parts.properties.items()
        }

    @functools.cached_property
    def attributes(self) -> tuple[tuple[str, str], ...]:
        """The names of the declared properties, and in snake case."""
        return tuple((name, snake(name)) for name in self.properties)

    @functools.cache  # noqa: B019 -- shapes are kept as long as their document
    def not_attributes_of(self, kind: type) -> frozenset[str]:
        """The declared properties that a class of the simulation has no attribute for."""
        return frozenset(name for name, attribute in self.attributes if attribute not in dir(kind))

    @functools.cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(self.properties)

    @functools.cached_property
    def _nested(self) -> list[tuple[str, "Shape"]]:
        """The properties whose values have properties themselves."""
        shapes = [(name, declared.shape) for name, declared in self.properties.items()]
        return [(name, shape) for name, shape in shapes if shape._has_parts()]

    def _has_parts(self, depth: int = 0) -> bool:
        """Whether values of the shape, or their items, have properties. The depth is limited: arrays may contain themselves."""
        if self._parts is not None:
            return True
        return depth < _DEEPEST_ARRAY and self.items is not None and self.items._has_parts(depth + 1)

    @functools.cached_property
    def _parts(self) -> ObjectParts | None:
        return object_parts(self._document, self._schema)

    @functools.cached_property
    def items(self) -> "Shape | None":
        """The shape of an array's items."""
        schema = items_of(self._document, self._schema)
        return None if schema is None else self._shapes.of(schema)

    def fit(self, value: Any, extras: Mapping[str, Any] = _NOTHING) -> Any:
        """The value in the shape of the document.

        A declared property that `value` lacks is taken from `extras`, else from the schema: its default, its example, or null if
        that is allowed. A required one gets any valid value. Undeclared properties are removed.
        """
        if isinstance(value, list):
            items = self.items
            return [items.fit(each) for each in value] if items is not None and items._has_parts() else value
        if not isinstance(value, dict) or self._parts is None:
            return value
        result = {name: value[name] for name in self._names if name in value}
        for name, shape in self._nested:
            given = result.get(name)
            if isinstance(given, dict | list):
                result[name] = shape.fit(given)
        if len(result) < len(self._names):
            for name in self._names:
                if name in extras and name not in result:
                    result[name] = extras[name]
                elif name not in result:
                    result.update(self.properties[name].filled)
        if self._parts.is_open:
            result.update((name, part) for name, part in value.items() if name not in result)
        return result

    @functools.cached_property
    def _defaults(self) -> dict[str, Any]:
        """The defaults of the properties."""
        found = {name: self._document.resolve(declared.schema) for name, declared in self.properties.items()}
        return {name: schema["default"] for name, schema in found.items() if isinstance(schema, dict) and "default" in schema}

    def with_defaults(self, value: Any) -> Any:
        """The value with the defaults of its missing properties, at any depth."""
        if isinstance(value, list):
            items = self.items
            return [items.with_defaults(each) for each in value] if items is not None and items._has_parts() else value
        if not isinstance(value, dict) or self._parts is None:
            return value
        result = {**self._defaults, **value}
        for name, shape in self._nested:
            if name in value:
                result[name] = shape.with_defaults(value[name])
        return result


class _Property:
    """A declared property."""

    def __init__(self, document: Document, name: str, schema: Any, is_required: bool, shapes: Shapes) -> None:
        self._document, self._name, self.schema, self._is_required, self._shapes = document, name, schema, is_required, shapes

    @functools.cached_property
    def shape(self) -> Shape:
        return self._shapes.of(self.schema)

    @functools.cached_property
    def filled(self) -> Mapping[str, Any]:
        """The property with its value if nothing else gives one; empty if it is then absent."""
        schema = self._document.resolve(self.schema)
        if isinstance(schema, dict) and "default" in schema:
            return {self._name: schema["default"]}
        for example in example_of(self._document, schema):
            return {self._name: example}
        if "null" in types_of(self._document, schema):
            return {self._name: None}
        return {self._name: self._fitting(schema)} if self._is_required else {}

    def _fitting(self, schema: Any) -> Any:
        """A valid value: zero for amounts."""
        is_valid = self._document.compile(self.schema).is_valid
        types = types_of(self._document, schema)
        for zero in [0] if types & {"integer", "number"} else ["0"] if "pattern" in schema else []:
            if is_valid(zero):
                return zero
        try:
            return value_for(self._document, self.schema, self._name)
        except NoHeuristic:
            return None
