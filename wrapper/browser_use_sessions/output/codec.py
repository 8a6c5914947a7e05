"""From a Python type to a JSON Schema, and from JSON data to the type.

Both come from one walk over the type, so that they cannot disagree. Classes are written out where they are used; only those that
contain themselves become `$defs`.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable
from typing import Annotated, Any, ForwardRef, Literal, TypeVar, Union, get_args, get_origin

from browser_use_sessions.output import classes, containers, scalars
from browser_use_sessions.output.parts import Codec, Load, NoSchema


class Walk:
    """One walk over a type. `of` gives the codec for each part; a class in the middle of its own walk becomes a reference."""

    def __init__(self) -> None:
        self.defs: dict[str, dict[str, Any]] = {}
        self._loads: dict[Any, Load] = {}
        self._open: dict[Any, str] = {}
        self._recursive: set[Any] = set()

    def of(self, kind: Any) -> Codec:
        if kind is None or kind is types.NoneType:
            return scalars.null()
        if isinstance(kind, str | ForwardRef):
            raise NoSchema(f"{kind!r} is a name, not a type")
        if isinstance(kind, TypeVar):
            raise NoSchema(f"{kind} stands for no particular type")
        if isinstance(kind, typing.NewType):
            return self.of(kind.__supertype__)
        origin, arguments = get_origin(kind), get_args(kind)
        if origin is Annotated:
            return self._annotated(*arguments)
        if origin is Literal:
            return scalars.one_of(arguments)
        if origin in (Union, types.UnionType):
            return containers.union([self.of(each) for each in arguments])
        if (codec := scalars.of(kind)) is not None:
            return codec
        if (codec := containers.of(self, origin or kind, arguments)) is not None:
            return codec
        if isinstance(kind, type) and (make := classes.maker(kind)) is not None:
            return self._class(kind, make)
        raise NoSchema(f"{getattr(kind, '__qualname__', kind)} is no type that JSON has a place for")

    def _annotated(self, kind: Any, *notes: Any) -> Codec:
        codec = self.of(kind)
        description = next((note for note in notes if isinstance(note, str)), None)
        return codec if description is None else Codec({**codec.schema, "description": description}, codec.load)

    def _class(self, kind: type, make: Callable[[Walk, Any], Codec]) -> Codec:
        if kind in self._open:
            self._recursive.add(kind)
            return Codec({"$ref": f"#/$defs/{self._open[kind]}"}, lambda value, path: self._loads[kind](value, path))
        self._open[kind] = kind.__name__ if kind.__name__ not in self._open.values() else kind.__qualname__
        codec = make(self, kind)
        name = self._open.pop(kind)
        self._loads[kind] = codec.load
        if kind in self._recursive:
            self.defs[name] = codec.schema
        return codec


def codec_of(kind: Any) -> Codec:
    """Raises NoSchema, which names the type that has none."""
    walk = Walk()
    codec = walk.of(kind)
    return Codec({**codec.schema, "$defs": walk.defs}, codec.load) if walk.defs else codec
