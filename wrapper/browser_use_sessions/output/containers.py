"""Arrays, objects with any keys, and unions."""

from __future__ import annotations

import collections.abc
from typing import TYPE_CHECKING, Any

from browser_use_sessions.output.parts import Codec, Misfit, NoSchema, kind_of, none_fits

if TYPE_CHECKING:
    from browser_use_sessions.output.codec import Walk

_ARRAYS: dict[Any, type] = {
    list: list,
    collections.abc.Sequence: list,
    collections.abc.Iterable: list,
    collections.abc.Collection: list,
    set: set,
    collections.abc.Set: set,
    frozenset: frozenset,
}
_OBJECTS = (dict, collections.abc.Mapping, collections.abc.MutableMapping)


def of(walk: Walk, origin: Any, arguments: tuple[Any, ...]) -> Codec | None:
    """The codec of a container type, None for any other type."""
    if origin in _OBJECTS:
        return _object(walk, *(arguments or (str, Any)))
    if origin is tuple and arguments[-1:] != (...,):
        return _fixed_array([walk.of(each) for each in arguments]) if arguments else _array(walk.of(Any), tuple)
    if origin is tuple:
        return _array(walk.of(arguments[0]), tuple)
    if origin in _ARRAYS:
        return _array(walk.of(arguments[0] if arguments else Any), _ARRAYS[origin])
    return None


def union(members: list[Codec]) -> Codec:
    """The first member that the value fits."""

    def load(value: Any, path: str) -> Any:
        problems: list[Misfit] = []
        for member in members:
            try:
                return member.load(value, path)
            except Misfit as error:
                problems.append(error)
        raise none_fits(value, path, problems)

    return Codec({"anyOf": [member.schema for member in members]}, load)


def _array(item: Codec, build: type) -> Codec:
    def load(value: Any, path: str) -> Any:
        try:
            return build([item.load(each, f"{path}[{index}]") for index, each in enumerate(_items(value, path))])
        except TypeError:
            raise Misfit(path, f"holds items that cannot be put into a {build.__name__}") from None

    schema: dict[str, Any] = {"type": "array", "items": item.schema}
    return Codec({**schema, "uniqueItems": True} if build in (set, frozenset) else schema, load)


def _fixed_array(members: list[Codec]) -> Codec:
    count = len(members)

    def load(value: Any, path: str) -> Any:
        items = _items(value, path)
        if len(items) != count:
            raise Misfit(path, f"has {len(items)} items, not {count}")
        return tuple(
            member.load(each, f"{path}[{index}]") for index, (member, each) in enumerate(zip(members, items, strict=True))
        )

    prefix = [member.schema for member in members]
    return Codec({"type": "array", "prefixItems": prefix, "minItems": count, "maxItems": count}, load)


def _object(walk: Walk, key: Any, value_kind: Any) -> Codec:
    if key not in (str, Any):
        raise NoSchema(f"a dict with keys of {getattr(key, '__name__', key)}: JSON has strings as keys")
    member = walk.of(value_kind)

    def load(value: Any, path: str) -> Any:
        if not isinstance(value, dict):
            raise Misfit(path, f"is {kind_of(value)}, not an object")
        return {name: member.load(each, f"{path}.{name}") for name, each in value.items()}

    return Codec({"type": "object", "additionalProperties": member.schema}, load)


def _items(value: Any, path: str) -> list[Any]:
    if not isinstance(value, list):
        raise Misfit(path, f"is {kind_of(value)}, not an array")
    return value
