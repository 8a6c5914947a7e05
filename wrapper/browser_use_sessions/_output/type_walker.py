"""From a Python type to its JSON Schema, and from JSON data to the type: both in one walk, so that they cannot disagree.

The schema of a class is written where the class is used; only recursive classes become `$defs`.

No library does this with httpx and attrs as the only dependencies. Tried:

- msgspec 0.22 supports no unions of two classes, of two kinds of string or with pydantic models, no `Literal`s of enum members;
  it ignores converters of attrs classes, dictionary keys in paths and descriptions in `Annotated[int, "text"]`.
- adaptix is a beta version, takes 0.7 s to import, and reads neither 0.1 as a Decimal nor 3.0 as an integer.
- cattrs has no JSON Schema and converts: the string "3" becomes an integer, 1 becomes True. mashumaro and pydantic do not support
  attrs classes.

The code around any of them would be as long as this: reading is the small part, and the generated package does it.
"""

from __future__ import annotations

import collections.abc
import datetime
import enum
import types
import uuid
from decimal import Decimal
from typing import Annotated, Any, Final, Literal, NotRequired, Required, TypeVar, Union, get_args, get_origin

from browser_use_api._core import codecs
from browser_use_api._core.codec import Mismatch, first_fit, inside
from browser_use_sessions._output import classes
from browser_use_sessions._output.shape import Decode, Shape, UnsupportedType, choice_of, items_of, members_of


class TypeWalker:
    """One walk. `of` returns the shape of each part; a class that contains itself becomes a reference to `defs`."""

    def __init__(self) -> None:
        self.defs: dict[str, dict[str, Any]] = {}
        self._open: set[Any] = set()
        self._names: dict[Any, str] = {}
        self._done: dict[Any, Shape] = {}

    def of(self, kind: Any) -> Shape:
        """Raises UnsupportedType."""
        origin, arguments = get_origin(kind), get_args(kind)
        if origin is Annotated:
            shape, notes = self.of(arguments[0]), [note for note in arguments[1:] if isinstance(note, str)]
            return Shape({**shape.schema, "description": notes[0]}, shape.decode) if notes else shape
        if origin is Literal:
            return _one_of(arguments)
        if origin in (Union, types.UnionType):
            return self._union([self.of(each) for each in arguments])
        if origin in (Required, NotRequired, Final):
            return self.of(arguments[0])
        for alias in ("__supertype__", "__value__"):  # NewType; `type X = ...`.
            if origin is None and not isinstance(kind, type) and hasattr(kind, alias):
                return self.of(getattr(kind, alias))
        base = types.NoneType if kind is None else origin or kind
        if not isinstance(base, type):
            raise UnsupportedType(_no_type(kind))
        if base in _SCALARS:
            return _SCALARS[base]
        if issubclass(base, enum.Enum):
            return _one_of(list(base))
        if base in _ARRAYS:
            return self._array(base, arguments)
        if base in _MAPPINGS:
            return self._mapping(*arguments)
        return self._class(kind, base)

    def _union(self, options: list[Shape]) -> Shape:
        def decode(value: Any) -> Any:
            names = set(value) if isinstance(value, dict) else set()
            # A class accepts objects with unknown properties, so the class that knows most of the properties is tried first.
            ordered = sorted(options, key=lambda option: -len(names & self._properties(option.schema)))
            return first_fit([option.decode for option in ordered], value)

        return Shape({"anyOf": [option.schema for option in options]}, decode)

    def _properties(self, schema: dict[str, Any]) -> set[str]:
        """The names of the properties of a class."""
        return set(self.defs.get(schema.get("$ref", "").rpartition("/")[2], schema).get("properties", ()))

    def _array(self, base: type, arguments: tuple[Any, ...]) -> Shape:
        if base is tuple and arguments and arguments[-1] is not ...:
            return _fixed([self.of(each) for each in arguments])
        item, build = self.of(arguments[0] if arguments else Any), _ARRAYS[base]

        def decode(value: Any) -> Any:
            items = [inside(index, item.decode, each) for index, each in enumerate(items_of(value))]
            try:
                return build(items)
            except TypeError:
                raise Mismatch(f"holds items that cannot be put into a {build.__name__}") from None

        schema = {"type": "array", "items": item.schema}
        return Shape({**schema, "uniqueItems": True} if build in (set, frozenset) else schema, decode)

    def _mapping(self, key_kind: Any = Any, item_kind: Any = Any) -> Shape:
        key, item = self.of(key_kind), self.of(item_kind)
        if key.schema and key.schema.get("type") != "string":
            raise UnsupportedType(f"a dict with keys of {getattr(key_kind, '__name__', key_kind)}: JSON has strings as keys")

        def decode(value: Any) -> Any:
            return {inside(name, key.decode, name): inside(name, item.decode, each) for name, each in members_of(value).items()}

        schema = {"type": "object", "additionalProperties": item.schema}
        return Shape({**schema, "propertyNames": key.schema} if len(key.schema) > 1 else schema, decode)

    def _class(self, kind: Any, base: type) -> Shape:
        if kind in self._done:
            return self._done[kind]
        if kind in self._open:
            if kind not in self._names:
                name = base.__name__
                while name in self.defs:
                    name += "_"
                self._names[kind] = name
                self.defs[name] = {}  # Reserves the name; the schema is set when the class is done.
            return Shape({"$ref": f"#/$defs/{self._names[kind]}"}, lambda value: self._done[kind].decode(value))
        self._open.add(kind)
        shape = classes.shape_of(self, kind, base)
        if shape is None:
            raise UnsupportedType(_no_type(kind))
        self._done[kind] = shape
        if kind in self._names:
            self.defs[self._names[kind]] = shape.schema
        return shape


def _no_type(kind: Any) -> str:
    """Why it is not supported as an output type."""
    if isinstance(kind, TypeVar):
        return f"{kind.__name__} stands for no particular type: say which, as in Box[int] for a generic class Box"
    if isinstance(kind, list) and len(kind) == 1:
        return f"a list is no type: write list[{getattr(kind[0], '__qualname__', kind[0])}]"
    if isinstance(kind, type) or get_origin(kind) is not None:
        return f"{getattr(kind, '__qualname__', kind) if isinstance(kind, type) else kind} is no type that JSON has a place for"
    return f"{kind!r:.60} is not a type, but a value (of {type(kind).__name__}): give the type itself"


def _one_of(values: collections.abc.Sequence[Any]) -> Shape:
    """One of the given values: JSON scalars, or members of enums with JSON scalars."""
    allowed = [value.value if isinstance(value, enum.Enum) else value for value in values]
    for value in allowed:
        if value is not None and not isinstance(value, str | int | float):
            raise UnsupportedType(f"{value!r} is no value that JSON has")

    def decode(value: Any) -> Any:
        chosen = choice_of(allowed, value)
        return next(result for choice, result in zip(allowed, values, strict=True) if choice is chosen)

    is_text = allowed and all(isinstance(value, str) for value in allowed)
    return Shape({"type": "string", "enum": allowed} if is_text else {"enum": allowed}, decode)


def _fixed(members: list[Shape]) -> Shape:
    def decode(value: Any) -> Any:
        if len(items_of(value)) != len(members):
            raise Mismatch(f"must have {len(members)} items, not {len(value)}")
        return tuple(inside(index, member.decode, value[index]) for index, member in enumerate(members))

    prefix = [member.schema for member in members]
    return Shape({"type": "array", "prefixItems": prefix, "minItems": len(prefix), "maxItems": len(prefix)}, decode)


def _converted(schema: dict[str, Any], codec: codecs.Codec, convert: Decode, what: str) -> Shape:
    def decode(value: Any) -> Any:
        read = codec.decode(value)
        try:
            return convert(read)
        except (ValueError, ArithmeticError):
            raise Mismatch(f"must be a {what}, not {value!r:.60}") from None

    return Shape(schema, decode)


def _text(form: str, parse: Decode) -> Shape:
    return _converted({"type": "string", "format": form}, codecs.Text(), parse, form)


def _finite(amount: Decimal) -> Decimal:
    if not amount.is_finite():
        raise ValueError
    return amount


_SCALARS: dict[Any, Shape] = {
    Any: Shape({}, lambda value: value),
    object: Shape({}, lambda value: value),
    types.NoneType: Shape({"type": "null"}, codecs.Null().decode),
    str: Shape({"type": "string"}, codecs.Text().decode),
    bool: Shape({"type": "boolean"}, codecs.Boolean().decode),
    int: Shape({"type": "integer"}, codecs.Integer().decode),
    float: _converted({"type": "number"}, codecs.Number(), float, "number that a float can hold"),
    # Numbers of up to 15 digits are exact as well: 0.1 is Decimal("0.1").
    Decimal: _converted(
        {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^[+-]?[0-9]+(\.[0-9]+)?$"}]},
        codecs.DecimalNumber(),
        _finite,
        "finite number",
    ),
    datetime.datetime: _text("date-time", datetime.datetime.fromisoformat),
    datetime.date: _text("date", datetime.date.fromisoformat),
    datetime.time: _text("time", datetime.time.fromisoformat),
    uuid.UUID: _text("uuid", uuid.UUID),
}
_ARRAYS: dict[type, Decode] = {
    **dict.fromkeys((list, collections.abc.Sequence, collections.abc.Iterable, collections.abc.Collection), list),
    **dict.fromkeys((set, collections.abc.Set), set),
    frozenset: frozenset,
    tuple: tuple,
}
_MAPPINGS = (dict, collections.abc.Mapping, collections.abc.MutableMapping)
