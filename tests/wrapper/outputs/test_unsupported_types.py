"""Types that cannot be output types raise an error that names them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Literal, Optional

import attrs
import pydantic
import pytest

from browser_use_sessions import InvalidArgumentError
from browser_use_sessions._output import output_type
from tests.wrapper.outputs.kinds import Box, Colour, Pair, Shop, T, Tree


class Bad:
    pass


@attrs.define
class Worse:
    bad: list[Bad]


@dataclass
class Unresolved:
    what: "NoSuchType"  # noqa: F821 -- That it cannot be found is the point.


class UnresolvedModel(pydantic.BaseModel):
    what: "NoSuchType"  # noqa: F821 -- The same.


@dataclass
class Broken:
    what: "list[int"  # noqa: F722 -- That it is no expression is the point.


@dataclass
class Called:
    back: Callable[[int], str]


class CalledModel(pydantic.BaseModel):
    back: Callable[[int], str]


@dataclass
class Growing(Generic[T]):
    next: "Growing[list[T]] | None" = None


@attrs.define
class Untyped:
    what = attrs.field()


class Hostile(type):
    def __hash__(cls) -> int:
        raise KeyError("no hash")


class Unhashable(metaclass=Hostile):
    pass


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (Bad, "Bad"),
        (complex, "complex"),
        (Worse, "Worse.bad: Bad"),
        (dict[int, str], "int"),
        (Unresolved, "NoSuchType"),
        (list["x"], "x"),  # noqa: F821 -- That it cannot be found is the point.
        ("Mouse", "Mouse"),
        (print, "print"),
        (5, "5"),
        (UnresolvedModel, "NoSuchType"),
        (list[UnresolvedModel], "NoSuchType"),
        (Broken, "Broken"),
        (Called, "Called.back: .*Callable"),
        (CalledModel, "CalledModel.*Callable"),
        (Callable[[int], str], "Callable"),
        (Tree("a"), "value .of Tree.: give the type itself"),
        (Shop(name="s", address=Shop.BaseUrl(city="c")), "value .of Shop.: give the type itself"),
        (Colour.RED, "value .of Colour.: give the type itself"),
        ([Shop], r"write list\[Shop\]"),
        ([Tree, Shop], "list"),
        (Box, r"Box.item: T stands for no particular type: .*Box\[int\]"),
        (Box[T], "Box.item: T stands for no particular type"),
        (Pair, "Pair._left: T stands for no particular type"),
        (Growing[int], "nested too deeply"),
        (Untyped, "Untyped.what has no type"),
        (Unhashable, "no hash"),
        (Literal[b"a"], "b'a' is no value that JSON has"),
        (Optional, "Optional"),
    ],
    ids=str,
)
def test_type_without_a_schema_raises_an_error_that_names_it(kind: Any, name: str) -> None:
    with pytest.raises(InvalidArgumentError, match=name) as caught:
        output_type(None, kind)
    assert caught.value.argument == "output_schema"
    assert caught.value.__suppress_context__
