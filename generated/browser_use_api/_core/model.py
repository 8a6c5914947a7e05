# Made by tools/generate.py from an OpenAPI document; never edit it.
"""The base of the models: JSON objects as immutable attrs classes."""

from __future__ import annotations

import copy
import datetime
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self

from .codec import AnyValue, Codec, Mismatch, inside, plain, text_key
from .decimals import is_decimal_string
from .scalars import DateTime
from .unset import UNSET

if TYPE_CHECKING:
    from attrs import frozen as model
else:
    import attrs

    def model(**options: Any) -> Any:
        """`attrs.frozen`, with what `ModelBase` does in the place of methods that attrs would write.

        An attribute that the object does not have is read from the class, where its default stands. So "absent", "null" and
        "has the default's value" stay three things.
        """

        def decorate(cls: Any) -> Any:
            made = attrs.define(cls, slots=False, frozen=True, init=False, repr=False, eq=False, **options)
            made._equip(attrs.fields(made))
            return made

        return decorate


__all__ = ["ModelBase", "Property", "json_default", "model", "snake_case"]
_MISSING: Any = object()
_NO_UNKNOWN: dict[str, Any] = {}


class Property(NamedTuple):
    """One property of a model: its `name` in JSON, its codec, whether it is always there, and whether its value is a secret.

    What is read only is not sent, even where it is always there in answers.
    """

    name: str
    codec: Codec
    is_required: bool
    is_secret: bool
    is_read_only: bool


def json_default(value: Any) -> Any:
    """A default as it stands in the document, for an attribute that reads it as its codec does."""
    import attrs

    return attrs.field(factory=lambda: value)


class _Fresh:
    """A default that each reader gets anew."""

    def __init__(self, default: Any, codec: Codec) -> None:
        self._default = default
        self._codec = codec

    def __get__(self, instance: object, owner: type) -> Any:
        default = copy.deepcopy(self._default)
        try:
            return self._codec.decode(default)
        except Mismatch:
            return default  # The document says so.


class ModelBase:
    """A JSON object of the API; immutable.

    What the server left out reads as the documented default, or None. Properties that this version does not know are kept: they
    can be read by their name in snake_case and are in `additional_properties`. Objects compare equal when they are of one class
    and hold the same. They can be pickled.
    """

    _properties: ClassVar[Mapping[str, tuple[Any, ...]]] = {}
    """Attribute → name in JSON, codec, and perhaps "secret" and "read_only"."""
    _additional: ClassVar[Codec | None] = None
    """The codec of properties that are not listed; None where there are to be none."""
    _table: ClassVar[tuple[tuple[str, str, type | None, Any, bool, bool], ...]] = ()
    properties: ClassVar[Mapping[str, Property]] = {}
    """Attribute → property."""

    @classmethod
    def _equip(cls, attributes: Any) -> None:
        """Called once for each class, with its attrs attributes."""
        import attrs

        properties: dict[str, Property] = {}
        for attribute in attributes:
            name, codec, *flags = cls._properties[attribute.name]
            default = attribute.default
            is_required = default is attrs.NOTHING
            properties[attribute.name] = Property(name, codec, is_required, "secret" in flags, "read_only" in flags)
            if isinstance(default, attrs.Factory):  # type: ignore[arg-type]  # the name is a function to type checkers
                setattr(cls, attribute.name, _Fresh(default.factory(), codec))
            elif default is not attrs.NOTHING:
                setattr(cls, attribute.name, default)
        cls.properties = properties
        cls._table = tuple(
            (attribute, each.name, each.codec.as_it_is, each.codec.decode, each.is_required, each.codec.accepts_null)
            for attribute, each in properties.items()
        )

    def __init__(self, *, additional_properties: Mapping[str, Any] | None = None, **values: Any) -> None:
        """Attributes that are UNSET, or not given, are absent. Raises TypeError for missing and unknown ones."""
        kind = type(self)
        for name in values.keys() - kind.properties.keys():
            raise TypeError(
                f"{kind.__name__} has no attribute {name!r}; what this version does not know goes into additional_properties"
            )
        given = {name: value for name, value in values.items() if value is not UNSET}
        missing = [name for name, each in kind.properties.items() if each.is_required and name not in given]
        if missing:
            raise TypeError(f"{kind.__name__} needs {', '.join(missing)}")
        self.__dict__.update(given)
        if additional_properties:
            self.__dict__["_unknown"] = dict(additional_properties)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """The model of a JSON object as the API writes it. Raises Mismatch where it is none."""
        if type(data) is not dict:
            raise Mismatch(f"must be an object, not {type(data).__name__}")
        self = cls.__new__(cls)
        values = self.__dict__
        get = data.get
        name = ""
        try:
            for attribute, name, as_it_is, decode, is_required, accepts_null in cls._table:
                value = get(name, _MISSING)
                if type(value) is as_it_is or (value is None and accepts_null):
                    values[attribute] = value
                elif value is not _MISSING and value is not None:
                    values[attribute] = decode(value)
                elif is_required:
                    raise Mismatch("is missing" if value is _MISSING else "must not be null")
        except Mismatch as mismatch:
            raise mismatch.inside(name) from None
        values["_raw"] = data
        if cls._additional is not None:
            self.additional_properties  # noqa: B018 -- reads them all, so that what cannot be read is told at once
        return self

    @classmethod
    def encode(cls, data: Mapping[str, Any]) -> dict[str, Any]:
        """The JSON object of a dict with the API's own names, checked. Raises Mismatch."""
        written: dict[str, Any] = {}
        by_name = {each.name: each.codec for each in cls.properties.values()}
        for each in cls.properties.values():
            if each.is_required and not each.is_read_only and each.name not in data:
                raise Mismatch("is missing", (each.name,))
        for name, value in data.items():
            codec = by_name.get(name, cls._additional or AnyValue())
            written[text_key(name)] = inside(name, codec.encode, value)
        return written

    def to_dict(self) -> dict[str, Any]:
        """The JSON object, with the API's names: a copy. What came from a server is as it came, unknown properties included."""
        values = self.__dict__
        if "_raw" in values:
            raw: dict[str, Any] = copy.deepcopy(values["_raw"])
            return raw
        written: dict[str, Any] = {}
        for attribute, each in type(self).properties.items():
            if attribute in values:
                written[each.name] = inside(each.name, each.codec.encode, values[attribute])
        encode = (type(self)._additional or AnyValue()).encode
        return written | {name: inside(name, encode, value) for name, value in values.get("_unknown", _NO_UNKNOWN).items()}

    @property
    def additional_properties(self) -> Any:
        """The properties that are not listed here, by their names in JSON."""
        values = self.__dict__
        raw = values.get("_raw")
        if raw is None:
            return dict(values.get("_unknown", _NO_UNKNOWN))
        known = {each.name for each in type(self).properties.values()}
        decode = (type(self)._additional or AnyValue()).decode
        return {name: inside(name, decode, value) for name, value in raw.items() if name not in known}

    def is_set(self, attribute: str) -> bool:
        """Whether the object has the property, be it with null or the default as its value."""
        if attribute in self.__dict__:
            return True
        each = type(self).properties.get(attribute)
        return each is not None and each.name in self.__dict__.get("_raw", _NO_UNKNOWN)

    def _set_values(self) -> dict[str, Any]:
        values = self.__dict__
        return {name: values[name] for name in type(self).properties if name in values}

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        same: bool = self._set_values() == other._set_values() and self.additional_properties == other.additional_properties
        return same

    def __hash__(self) -> int:
        scalars = (str, int, float, bool, type(None), datetime.datetime)
        return hash((type(self), *(value for value in self._set_values().values() if isinstance(value, scalars))))

    def __repr__(self) -> str:
        properties = type(self).properties
        shown = [
            f"{name}={'<hidden>' if properties[name].is_secret and value is not None else _clip(repr(value))}"
            for name, value in self._set_values().items()
        ]
        return f"{type(self).__name__}({', '.join(shown)})"

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *map(snake_case, self.additional_properties)})

    if not TYPE_CHECKING:  # Type checkers keep complaining about misspelt names.

        def __getattr__(self, name: str) -> Any:
            if not name.startswith("_"):
                for key, value in self.additional_properties.items():
                    if name in (key, snake_case(key)):
                        return _by_name(name, value)
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")


def snake_case(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def _by_name(name: str, value: Any) -> Any:
    """Values of properties that this version does not list: amounts and times are told by their names' endings."""
    if name.endswith("_usd") and isinstance(value, str) and is_decimal_string(value):
        return Decimal(value)
    if name.endswith("_at") and isinstance(value, str):
        try:
            return DateTime().decode(value)
        except Mismatch:
            return value
    return copy.deepcopy(value) if isinstance(value, dict | list) else plain(value)


def _clip(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"
