"""Objects, lists, dicts, and values of several kinds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from .codec import Codec, Mismatch, check_size, inside, text_key, wrong
from .enums import Lazy

Size = tuple[int, int | None]
"""The least and the greatest number of items; None for no bound."""


class Object(Lazy):
    """An object that has a model. Arguments may be a model or a dict with the API's own names."""

    kind = "object"

    def decode(self, value: Any) -> Any:
        return self.target.from_dict(value)

    def encode(self, value: Any) -> Any:
        model = self.target
        if isinstance(value, model):
            value = value.to_dict()
        elif not isinstance(value, Mapping):
            raise wrong(f"{'an' if self._name[0] in 'AEIOU' else 'a'} {self._name} or a dict", value)
        return model.encode(value)


class ListOf(Codec):
    """A list."""

    kind = "list"

    def __init__(self, item: Codec, size: Size = (0, None), unique: bool = False) -> None:
        self.item = self._item = item
        self._smallest, self.largest = size
        self._unique = unique

    def decode(self, value: Any) -> list[Any]:
        if type(value) is not list:
            raise wrong("a list", value)
        decode = self._item.decode
        try:
            return [decode(item) for item in value]
        except Mismatch:
            return [inside(index, decode, item) for index, item in enumerate(value)]

    def encode(self, value: Any) -> list[Any]:
        if isinstance(value, str | bytes | Mapping) or not isinstance(value, Sequence | set | frozenset):
            raise wrong("a list", value)
        written = [inside(index, self._item.encode, item) for index, item in enumerate(value)]
        check_size(len(written), self._smallest, self.largest, "items")
        if self._unique and any(_is_in(item, written[:index]) for index, item in enumerate(written)):
            raise Mismatch("holds an item twice")
        return written


class MapOf(Codec):
    """An object whose names are free, as a dict."""

    kind = "object"

    def __init__(self, values: Codec, size: Size = (0, None)) -> None:
        self._values = values
        self._smallest, self.largest = size

    def decode(self, value: Any) -> dict[str, Any]:
        if type(value) is not dict:
            raise wrong("an object", value)
        decode = self._values.decode
        return {name: inside(name, decode, item) for name, item in value.items()}

    def encode(self, value: Any) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise wrong("a dict", value)
        written = {text_key(name): inside(name, self._values.encode, item) for name, item in value.items()}
        check_size(len(written), self._smallest, self.largest, "entries")
        return written


class Nullable(Codec):
    """None, or a value of another kind."""

    accepts_null = True

    def __init__(self, other: Codec) -> None:
        self._other = other
        self.kind = other.kind
        self.item = other.item
        self.as_it_is = other.as_it_is

    @property
    def choices(self) -> tuple[Any, ...]:
        return self._other.choices

    def decode(self, value: Any) -> Any:
        return None if value is None else self._other.decode(value)

    def encode(self, value: Any) -> Any:
        return None if value is None else self._other.encode(value)


class OneOf(Codec):
    """A value of one of several kinds, stricter ones first.

    `discriminator` is the property that names the kind; `mapping` leads from its values to indices.
    """

    def __init__(self, *options: Codec, discriminator: str | None = None, mapping: Mapping[str, int] | None = None) -> None:
        self._options = options
        self._discriminator = discriminator
        self._mapping = mapping or {}
        self.accepts_null = any(option.accepts_null for option in options)
        self.kind = " or ".join(dict.fromkeys(option.kind for option in options))

    def decode(self, value: Any) -> Any:
        if (named := self._named(value)) is not None:
            return named.decode(value)
        found, free = [], []
        for option in self._options:
            try:
                read = option.decode(value)
            except Mismatch:
                continue
            if hasattr(read, "to_dict"):
                found.append(read)
            elif isinstance(read, dict):
                free.append(read)
            else:
                return read
        if found:
            # Of several models that fit, the one that knows most of the object; a model before an object whose names are free.
            return min(found, key=lambda model: len(model.additional_properties))
        if free:
            return free[0]
        if isinstance(value, dict) and any(isinstance(option, Object) for option in self._options):
            return value  # Newer than this version.
        raise wrong(self.kind, value)

    def encode(self, value: Any) -> Any:
        if isinstance(value, Mapping) and (named := self._named(value)) is not None:
            return named.encode(value)
        problems = []
        # The stricter ones come first, and text last: it is where a Decimal keeps its digits, whoever reads it.
        for option in reversed(self._options) if isinstance(value, Decimal) else self._options:
            try:
                return option.encode(value)
            except Mismatch as mismatch:
                problems.append(mismatch)
        deepest = max(problems, key=lambda problem: len(problem.path))
        raise deepest if deepest.path else wrong(self.kind, value)

    def _named(self, value: Any) -> Codec | None:
        if self._discriminator is None or not isinstance(value, Mapping):
            return None
        index = self._mapping.get(str(value.get(self._discriminator)))
        return None if index is None else self._options[index]


def _is_in(item: Any, others: list[Any]) -> bool:
    """Whether one of the others is the same in JSON, where true is not 1."""
    return any(item == other and isinstance(item, bool) == isinstance(other, bool) for other in others)
