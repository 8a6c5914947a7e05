"""What answers hold, by the document: what the simulation does not know is added, what is not declared is left out."""

import functools
from collections.abc import Mapping
from typing import Any

from .document import Document
from .schemas import ObjectParts, example_of, items_of, object_parts, types_of
from .values import value_for

_DEEPEST = 8
_NOTHING: Mapping[str, Any] = {}


class Shapes:
    """The shapes of the document's schemas; one that is asked for again is not worked out again."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._known: dict[int, Shape] = {}

    def of(self, schema: Any) -> "Shape":
        """The shape of a schema, which must be a part of the document."""
        shape = self._known.get(id(schema))
        if shape is None:
            shape = self._known[id(schema)] = Shape(self._document, schema, self)
        return shape


class Shape:
    """How values of one schema are written."""

    def __init__(self, document: Document, schema: Any, shapes: Shapes) -> None:
        self._document, self._schema, self._shapes = document, schema, shapes

    @functools.cached_property
    def properties(self) -> "dict[str, _Property]":
        """By name; none where the schema is not one of objects whose properties are declared."""
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
        """The properties whose values have a shape of their own."""
        shapes = [(name, declared.shape) for name, declared in self.properties.items()]
        return [(name, shape) for name, shape in shapes if shape._has_parts()]

    def _has_parts(self, depth: int = 0) -> bool:
        """Whether there is something to fit in values of the shape; arrays may hold arrays of their own kind without an end."""
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
        """The value as the document has it.

        A declared property that `value` lacks comes from `extras`, else from the schema: its default, its example, null where it
        may be null; one that is required by whatever fits. Properties that are not declared are left out.
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
    """A property of objects, as the document declares it."""

    def __init__(self, document: Document, name: str, schema: Any, is_required: bool, shapes: Shapes) -> None:
        self._document, self._name, self._schema, self._is_required, self._shapes = document, name, schema, is_required, shapes

    @functools.cached_property
    def shape(self) -> Shape:
        return self._shapes.of(self._schema)

    @functools.cached_property
    def filled(self) -> Mapping[str, Any]:
        """The property with what it holds where nobody says; empty where it then is absent."""
        schema = self._document.resolve(self._schema)
        if isinstance(schema, dict) and "default" in schema:
            return {self._name: schema["default"]}
        for example in example_of(self._document, schema):
            return {self._name: example}
        if "null" in types_of(self._document, schema):
            return {self._name: None}
        return {self._name: self._fitting(schema)} if self._is_required else {}

    def _fitting(self, schema: Any) -> Any:
        """A value that fits: nothing at all, where that is an amount."""
        is_valid = self._document.compile(self._schema).is_valid
        types = types_of(self._document, schema)
        for nothing in [0] if types & {"integer", "number"} else ["0"] if "pattern" in schema else []:
            if is_valid(nothing):
                return nothing
        return value_for(self._document, self._schema, self._name)
