"""Values from a list: constants, and strings of lists that grow over time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from importlib import import_module
from typing import Any, ClassVar

from .codec import Codec, Mismatch, wrong

_NONE: Any = object()


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


class Literal(Codec):
    """One of a few values without a class, or a constant. A server may know more of the same types by now."""

    kind = "choice"

    def __init__(self, *values: Any) -> None:
        self._values = values
        self._types = tuple({float if isinstance(value, float) else type(value) for value in values})
        self.accepts_null = None in values

    @property
    def choices(self) -> tuple[Any, ...]:
        return self._values

    def decode(self, value: Any) -> Any:
        choice = self._listed(value)
        if choice is not _NONE:
            return choice
        if type(value) in self._types:
            return value
        raise wrong(_one_of(self._values), value)

    def encode(self, value: Any) -> Any:
        choice = self._listed(value)
        if choice is not _NONE:
            return choice
        raise Mismatch(f"must be {_one_of(self._values)}, not {value!r:.60}{_hint(value, self._values)}")

    def _listed(self, value: Any) -> Any:
        """The value as it is listed: JSON's 1.0 is 1, and True is not; `_NONE` where it is not."""
        return next((each for each in self._values if value == each and isinstance(value, bool) == isinstance(each, bool)), _NONE)


class Lazy(Codec):
    """A class of a module that is loaded when it is first needed."""

    def __init__(self, user: str, module: str, name: str) -> None:
        self._user = user
        self._module = module
        self._name = name

    @cached_property
    def target(self) -> Any:
        """The class; `user` is the name of a module beside which the package `models` lies."""
        return getattr(import_module(f"{self._user.rsplit('.', 2)[0]}.models.{self._module}"), self._name)


class Enumeration(Lazy):
    """A string of an `OpenString` class. Where the list grows over time (`extensible`), arguments may be values of no list.

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
        raise wrong("a string", value)

    def encode(self, value: Any) -> str:
        if not isinstance(value, str):
            raise wrong("a string", value)
        text = str.__str__(value)
        if text not in self.choices and all(choice.islower() for choice in self.choices):
            text = text.lower()
        if text in self.choices or (self._extensible and text):
            return text
        raise Mismatch(f"must be {_one_of(self.choices)}, not {value!r:.60}{_hint(text, self.choices)}")


def _one_of(choices: Sequence[Any]) -> str:
    shown = ", ".join(repr(choice) for choice in choices[:12])
    return shown if len(choices) == 1 else f"one of {shown}{', …' if len(choices) > 12 else ''}"


def _hint(value: Any, choices: Sequence[Any]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(str(value), [choice for choice in choices if isinstance(choice, str)], 1)
    return f". Did you mean {close[0]!r}?" if close else ""
