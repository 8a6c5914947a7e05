"""How values travel: each codec reads one kind of JSON value (`decode`) and writes it (`encode`).

Reading is tolerant of what servers may change (new enum values, bounds) and strict about types. Writing checks everything that the
document says about the value.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from importlib import import_module
from typing import Any, ClassVar

from .decimals import exact_number, is_decimal_string, to_decimal_string


class Mismatch(Exception):
    """A value is not what its codec takes. `path` leads to it, from the outside in."""

    def __init__(self, problem: str, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(problem)
        self.problem = problem
        self.path = path

    def inside(self, step: str | int) -> Mismatch:
        """The same, seen from the object or list that holds the value."""
        return Mismatch(self.problem, (step, *self.path))

    @property
    def place(self) -> str:
        """The path as one would write it: `files[0].size`."""
        return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path).lstrip(".")


class Codec:
    """Reads and writes one kind of value.

    `kind` names it for people. `accepts_null`: None is a value. `item`: the codec of a list's items.
    `as_it_is`: values of this very type are read as they are.
    """

    kind: str = "any value"
    accepts_null: bool = False
    as_it_is: type | None = None
    item: Codec | None = None

    @property
    def choices(self) -> tuple[Any, ...]:
        """The known values, where there is a list of them."""
        return ()

    def decode(self, value: Any) -> Any:
        """The value in Python. Raises Mismatch."""
        raise NotImplementedError

    def encode(self, value: Any) -> Any:
        """The value in JSON, as Python's json module writes it. Raises Mismatch."""
        raise NotImplementedError


class AnyValue(Codec):
    """Any JSON value, as it is."""

    accepts_null = True

    def decode(self, value: Any) -> Any:
        return value

    def encode(self, value: Any) -> Any:
        return plain(value)


class Text(Codec):
    """A string. `length` has its bounds, None for none; `pattern` is searched for in it."""

    kind = "string"
    as_it_is = str

    def __init__(self, length: tuple[int, int | None] = (0, None), pattern: str | None = None) -> None:
        self._shortest, self._longest = length
        self._pattern = pattern

    def decode(self, value: Any) -> str:
        if type(value) is str:
            return value
        raise _wrong("a string", value)

    def encode(self, value: Any) -> str:
        if not isinstance(value, str):
            raise _wrong("a string", value)
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise Mismatch(f"holds half a character at position {error.start}: it was cut or decoded wrongly") from None
        _check_size(len(value), self._shortest, self._longest, "characters")
        if self._pattern is not None and not _matches(self._pattern, value):
            raise Mismatch(f"does not match the pattern {self._pattern}: {value!r:.60}")
        return str(value)


class Boolean(Codec):
    """True or False."""

    kind = "boolean"
    as_it_is = bool

    def decode(self, value: Any) -> bool:
        if type(value) is bool:
            return value
        raise _wrong("True or False", value)

    def encode(self, value: Any) -> bool:
        return self.decode(value)


class Null(Codec):
    """None alone."""

    kind = "null"
    accepts_null = True

    def decode(self, value: Any) -> None:
        if value is not None:
            raise _wrong("None", value)

    def encode(self, value: Any) -> None:
        self.decode(value)


Bounds = tuple[float | None, float | None]
"""The least and the greatest value; None for no bound."""


class Integer(Codec):
    """An integer; a server may write it as `3.0`. `open_bounds` are excluded."""

    kind = "integer"
    as_it_is = int

    def __init__(
        self, bounds: Bounds = (None, None), open_bounds: Bounds = (None, None), multiple_of: float | None = None
    ) -> None:
        self._bounds = bounds
        self._open_bounds = open_bounds
        self._multiple_of = multiple_of

    def decode(self, value: Any) -> int:
        if type(value) is int:
            return value
        if isinstance(value, float) and value.is_integer():
            return int(value)
        raise _wrong("an integer", value)

    def encode(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise _wrong("an integer", value)
        _check_bounds(value, self._bounds, self._open_bounds, self._multiple_of)
        return int(value)


class Number(Codec):
    """A number, as a float."""

    kind = "number"

    def __init__(
        self, bounds: Bounds = (None, None), open_bounds: Bounds = (None, None), multiple_of: float | None = None
    ) -> None:
        self._bounds = bounds
        self._open_bounds = open_bounds
        self._multiple_of = multiple_of

    def decode(self, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _wrong("a number", value)
        return value

    def encode(self, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _wrong("a number", value)
        if not math.isfinite(value):
            raise Mismatch(f"must be a finite number, not {value}")
        _check_bounds(value, self._bounds, self._open_bounds, self._multiple_of)
        return value


class DecimalText(Codec):
    """An exact decimal number in a JSON string, such as an amount of money."""

    kind = "decimal"

    def decode(self, value: Any) -> Decimal:
        if type(value) is str and is_decimal_string(value):
            return Decimal(value)
        raise _wrong("a decimal number in a string", value)

    def encode(self, value: Any) -> Any:
        return to_decimal_string(value, Mismatch)


class DecimalNumber(DecimalText):
    """An exact decimal number that comes as a JSON number or a string. It is written as a string where `as_text` is true."""

    def __init__(self, as_text: bool = False) -> None:
        self._as_text = as_text

    def decode(self, value: Any) -> Decimal:
        number = exact_number(value)
        return super().decode(value) if number is None else number

    def encode(self, value: Any) -> Any:
        text = to_decimal_string(value, Mismatch)
        return text if self._as_text else json_number(text)


class Uuid(Codec):
    """A UUID, as a string. Arguments may be `uuid.UUID` too."""

    kind = "UUID"
    as_it_is = str
    _FORM: ClassVar = re.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

    def decode(self, value: Any) -> str:
        if type(value) is str:
            return value
        raise _wrong("a string", value)

    def encode(self, value: Any) -> str:
        text = value if isinstance(value, str) else str(value)
        if not self._FORM.fullmatch(text):
            raise Mismatch(f"must be a UUID such as 3c90c3cc-0d44-4b50-8888-8dd25736052a, not {text!r:.60}")
        return text


class DateTime(Codec):
    """A point in time, as an aware `datetime`; without a time zone in the text it is UTC."""

    kind = "date and time"

    def decode(self, value: Any) -> datetime.datetime:
        if type(value) is not str:
            raise _wrong("a date and time", value)
        try:
            time = datetime.datetime.fromisoformat(value)
        except ValueError:
            try:
                time = datetime.datetime.fromisoformat(value.upper())
            except ValueError:
                raise Mismatch(f"must be a date and time, not {value!r:.60}") from None
        return time if time.tzinfo is not None else time.replace(tzinfo=datetime.UTC)

    def encode(self, value: Any) -> str:
        if isinstance(value, str):
            self.decode(value)
            return value
        if not isinstance(value, datetime.datetime):
            raise _wrong("a datetime", value)
        if value.tzinfo is None:
            raise Mismatch("must have a time zone, as in datetime.now(UTC)")
        return value.isoformat().replace("+00:00", "Z")


class Date(Codec):
    """A day, as a `date`."""

    kind = "date"

    def decode(self, value: Any) -> datetime.date:
        if type(value) is str:
            try:
                return datetime.date.fromisoformat(value)
            except ValueError:
                pass
        raise _wrong("a date", value)

    def encode(self, value: Any) -> str:
        if isinstance(value, str):
            return self.decode(value).isoformat()
        if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
            raise _wrong("a date", value)
        return value.isoformat()


class Literal(Codec):
    """One of a few values that never grow, or a constant."""

    kind = "choice"

    def __init__(self, *values: Any) -> None:
        self._values = values
        self.accepts_null = None in values

    @property
    def choices(self) -> tuple[Any, ...]:
        return self._values

    def decode(self, value: Any) -> Any:
        return value  # A server may know more values by now.

    def encode(self, value: Any) -> Any:
        for choice in self.choices:
            if value == choice and isinstance(value, bool) == isinstance(choice, bool):
                return choice
        raise Mismatch(f"must be {_one_of(self.choices)}, not {value!r:.60}{_hint(value, self.choices)}")


class OpenString(str):
    """A string from a list of values that grows over time: it is kept as it came, whether this version knows it or not."""

    __slots__ = ()
    known_values: ClassVar[frozenset[str]] = frozenset()

    @property
    def value(self) -> str:
        """The plain string."""
        return str.__str__(self)

    @property
    def is_known(self) -> bool:
        """Whether the document that this package was made from lists the value."""
        return self in type(self).known_values

    def __repr__(self) -> str:
        return str.__repr__(self)


class _Lazy(Codec):
    """A class of a module that is loaded when it is first needed."""

    def __init__(self, user: str, module: str, name: str) -> None:
        self._user = user
        self._module = module
        self._name = name

    @cached_property
    def target(self) -> Any:
        """The class; `user` is the name of a module beside which the package `models` lies."""
        return getattr(import_module(f"{self._user.rsplit('.', 2)[0]}.models.{self._module}"), self._name)


class Enumeration(_Lazy):
    """A string of an `OpenString` class. Where the list grows over time (`extensible`), arguments that are not listed go out as they are.

    Upper and lower case do not matter in arguments where all listed values are in lower case.
    """

    kind = "string"

    def __init__(self, user: str, module: str, name: str, extensible: bool = False) -> None:
        super().__init__(user, module, name)
        self._extensible = extensible

    @property
    def choices(self) -> tuple[Any, ...]:
        values: tuple[str, ...] = self.target.VALUES
        return values

    def decode(self, value: Any) -> Any:
        if type(value) is str:
            return self.target(value)
        raise _wrong("a string", value)

    def encode(self, value: Any) -> str:
        if not isinstance(value, str):
            raise _wrong("a string", value)
        text = str.__str__(value)
        if text not in self.choices and all(choice.islower() for choice in self.choices):
            text = text.lower()
        if text in self.choices or (self._extensible and text):
            return text
        raise Mismatch(f"must be {_one_of(self.choices)}, not {value!r:.60}{_hint(text, self.choices)}")


class Object(_Lazy):
    """An object that has a model. Arguments may be a model or a dict with the API's own names."""

    kind = "object"

    def decode(self, value: Any) -> Any:
        return self.target.from_dict(value)

    def encode(self, value: Any) -> Any:
        model = self.target
        if isinstance(value, model):
            value = value.to_dict()
        elif not isinstance(value, Mapping):
            raise _wrong(f"{'an' if self._name[0] in 'AEIOU' else 'a'} {self._name} or a dict", value)
        return model.encode(value)


class ListOf(Codec):
    """A list. `size` has its bounds, None for none."""

    kind = "list"

    def __init__(self, item: Codec, size: tuple[int, int | None] = (0, None), unique: bool = False) -> None:
        self.item = self._item = item
        self._smallest, self._largest = size
        self._unique = unique

    def decode(self, value: Any) -> list[Any]:
        if type(value) is not list:
            raise _wrong("a list", value)
        decode = self._item.decode
        try:
            return [decode(item) for item in value]
        except Mismatch:
            return [_inside(index, decode, item) for index, item in enumerate(value)]

    def encode(self, value: Any) -> list[Any]:
        if isinstance(value, str | bytes | Mapping) or not isinstance(value, Sequence | set | frozenset):
            raise _wrong("a list", value)
        written = [_inside(index, self._item.encode, item) for index, item in enumerate(value)]
        _check_size(len(written), self._smallest, self._largest, "items")
        if self._unique and any(item in written[:index] for index, item in enumerate(written)):
            raise Mismatch("holds an item twice")
        return written


class MapOf(Codec):
    """An object whose names are free, as a dict."""

    kind = "object"

    def __init__(self, values: Codec, size: tuple[int, int | None] = (0, None)) -> None:
        self._values = values
        self._smallest, self._largest = size

    def decode(self, value: Any) -> dict[str, Any]:
        if type(value) is not dict:
            raise _wrong("an object", value)
        decode = self._values.decode
        return {name: _inside(name, decode, item) for name, item in value.items()}

    def encode(self, value: Any) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise _wrong("a dict", value)
        for name in value:
            if not isinstance(name, str):
                raise Mismatch(f"has a key that is no string: {name!r:.40}")
        written = {str(name): _inside(name, self._values.encode, item) for name, item in value.items()}
        _check_size(len(written), self._smallest, self._largest, "entries")
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
    """A value of one of several kinds. With a `discriminator`, that property's value names the kind."""

    def __init__(self, *options: Codec, discriminator: str | None = None, mapping: Mapping[str, int] | None = None) -> None:
        self._options = options
        self._discriminator = discriminator
        self._mapping = mapping or {}
        self.accepts_null = any(option.accepts_null for option in options)
        self.kind = " or ".join(dict.fromkeys(option.kind for option in options))

    def decode(self, value: Any) -> Any:
        if isinstance(value, dict) and self._discriminator is not None:
            index = self._mapping.get(str(value.get(self._discriminator)))
            if index is not None:
                return self._options[index].decode(value)
        found = []
        for option in self._options:
            try:
                found.append(option.decode(value))
            except Mismatch:
                continue
            if not hasattr(found[-1], "to_dict"):
                return found[-1]
        if found:
            # Of several models that the object fits, the one that knows most of it.
            return min(found, key=lambda model: len(model.additional_properties))
        if isinstance(value, dict):
            return value  # Newer than this version.
        raise _wrong(self.kind, value)

    def encode(self, value: Any) -> Any:
        problems = []
        for option in self._options:
            try:
                return option.encode(value)
            except Mismatch as mismatch:
                problems.append(mismatch)
        if not problems:
            raise _wrong("nothing at all", value)
        raise max(problems, key=lambda problem: len(problem.path))


class Binary(Codec):
    """Bytes: the content of a file. Arguments may be bytes, an open binary file, or a tuple of file name, one of both, and perhaps
    the content type."""

    kind = "file"

    def decode(self, value: Any) -> Any:
        return value

    def encode(self, value: Any) -> Any:
        content = value[1] if isinstance(value, tuple) and len(value) in (2, 3) else value
        if isinstance(content, bytes | bytearray) or hasattr(content, "read"):
            return value
        raise _wrong("bytes, an open binary file, or a tuple (name, content)", value)


def plain(value: Any) -> Any:
    """The value as plain JSON data: models become dicts. Raises Mismatch for what JSON has no form for."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return Text().encode(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise Mismatch(f"cannot be written as JSON: {value}")
        return value
    try:
        if hasattr(value, "to_dict"):
            return plain(value.to_dict())
        if isinstance(value, Mapping):
            return MapOf(AnyValue()).encode(value)
        if isinstance(value, list | tuple):
            return ListOf(AnyValue()).encode(value)
    except RecursionError:
        raise Mismatch("contains itself, or is nested too deeply") from None
    raise Mismatch(f"cannot be written as JSON: {type(value).__name__}")


def json_number(text: str) -> int | float:
    """The JSON number for an exact decimal text. Raises Mismatch where a float would change it."""
    number = Decimal(text)
    if number == number.to_integral_value():
        return int(number)
    if Decimal(repr(float(text))) != number:
        raise Mismatch(f"has more digits than a JSON number can carry: {text:.60}")
    return float(text)


def _inside(step: str | int, function: Callable[[Any], Any], value: Any) -> Any:
    try:
        return function(value)
    except Mismatch as mismatch:
        raise mismatch.inside(step) from None


def _matches(pattern: str, value: str) -> bool:
    try:
        return re.search(pattern, value) is not None
    except re.error:
        return True  # A pattern of another dialect: the server decides.


def _check_size(size: int, least: int, most: int | None, unit: str) -> None:
    if size < least or (most is not None and size > most):
        bounds = f"at least {least}" if most is None else f"at most {most}" if least == 0 else f"from {least} to {most}"
        raise Mismatch(f"must have {bounds} {unit}, not {size}")


def _check_bounds(value: float, bounds: Bounds, open_bounds: Bounds, multiple_of: float | None) -> None:
    (low, high), (above, below) = bounds, open_bounds
    if low is not None and high is not None and not low <= value <= high:
        raise Mismatch(f"must be from {low} to {high}, not {value}")
    for is_broken, words, limit in (
        (low is not None and value < low, "at least", low),
        (high is not None and value > high, "at most", high),
        (above is not None and value <= above, "more than", above),
        (below is not None and value >= below, "less than", below),
    ):
        if is_broken:
            raise Mismatch(f"must be {words} {limit}, not {value}")
    if multiple_of and value % multiple_of:
        raise Mismatch(f"must be a multiple of {multiple_of}, not {value}")


def _one_of(choices: Sequence[Any]) -> str:
    shown = ", ".join(repr(choice) for choice in choices[:12])
    return shown if len(choices) == 1 else f"one of {shown}{', …' if len(choices) > 12 else ''}"


def _hint(value: Any, choices: Sequence[Any]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(str(value), [choice for choice in choices if isinstance(choice, str)], 1)
    return f". Did you mean {close[0]!r}?" if close else ""


def _wrong(expected: str, value: Any) -> Mismatch:
    if value is None or isinstance(value, bool | int | float | str):
        return Mismatch(f"must be {expected}, not {value!r:.60}")
    return Mismatch(f"must be {expected}, not {_name_of(value)}")


def _name_of(value: Any) -> str:
    return "an object" if isinstance(value, dict) else "a list" if isinstance(value, list) else type(value).__name__
