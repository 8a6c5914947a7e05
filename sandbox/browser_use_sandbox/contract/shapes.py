"""Fits responses to the document: adds declared properties that the simulation does not know, and removes undeclared ones."""

import functools
from collections.abc import Mapping
from typing import Any

from .document import Document
from .schemas import ObjectParts, example_of, items_of, object_parts, types_of
from .values import value_for

_DEEPEST = 8
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
        return depth < _DEEPEST and self.items is not None and self.items._has_parts(depth + 1)

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


class _Property:
    """A declared property."""

    def __init__(self, document: Document, name: str, schema: Any, is_required: bool, shapes: Shapes) -> None:
        self._document, self._name, self._schema, self._is_required, self._shapes = document, name, schema, is_required, shapes

    @functools.cached_property
    def shape(self) -> Shape:
        return self._shapes.of(self._schema)

    @functools.cached_property
    def filled(self) -> Mapping[str, Any]:
        """The property with its value if nothing else gives one; empty if it is then absent."""
        schema = self._document.resolve(self._schema)
        if isinstance(schema, dict) and "default" in schema:
            return {self._name: schema["default"]}
        for example in example_of(self._document, schema):
            return {self._name: example}
        if "null" in types_of(self._document, schema):
            return {self._name: None}
        return {self._name: self._fitting(schema)} if self._is_required else {}

    def _fitting(self, schema: Any) -> Any:
        """A valid value: zero for amounts."""
        is_valid = self._document.compile(self._schema).is_valid
        types = types_of(self._document, schema)
        for zero in [0] if types & {"integer", "number"} else ["0"] if "pattern" in schema else []:
            if is_valid(zero):
                return zero
        return value_for(self._document, self._schema, self._name)
