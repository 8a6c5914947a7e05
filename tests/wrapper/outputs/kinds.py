"""Output types that several tests use."""

import enum
from dataclasses import InitVar, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Annotated, Any, Generic, Literal, NamedTuple, NotRequired, TypedDict, TypeVar

import attrs
import pydantic

from browser_use_sessions._output import output_type


def load(kind: Any, value: Any, is_task_successful: bool | None = True) -> Any:
    """Converts the output of a task to the output type."""
    result: Any = SimpleNamespace(id="3c90c3cc-0d44-4b50-8888-8dd25736052a", output=value, is_task_successful=is_task_successful)
    return output_type(None, kind).load(result)


def schema_of(kind: Any) -> dict[str, Any]:
    schema = output_type(None, kind).schema
    assert schema is not None
    return schema


T = TypeVar("T")


U = TypeVar("U")


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


@dataclass
class Tree:
    """Branches."""

    name: str
    children: "list[Tree]" = field(default_factory=list)


@attrs.define
class Mouse:
    name: str
    price: Decimal
    _stock: int = 0
    colours: set[Colour] = attrs.field(factory=set)
    sold: Annotated[date | None, "When the last one was sold"] = None
    tree: Tree | None = None
    weight: float = attrs.field(default=1.0, validator=attrs.validators.gt(0))


class Offer(TypedDict):
    price: float
    until: NotRequired[datetime]


class Quoted(TypedDict):
    price: "float"
    until: "NotRequired[datetime]"


class Rating(NamedTuple):
    """How good it is."""

    stars: int
    by: str = "nobody"


@dataclass
class Box(Generic[T]):
    item: T
    more: list[T] = field(default_factory=list)
    spare: T | None = None


class IntBox(Box[int]):
    pass


class ListBox(Box[list[U]], Generic[U]):
    pass


@attrs.define
class Pair(Generic[T, U]):
    _left: T
    right: Box[U]


class Entry(TypedDict, Generic[T]):
    value: T
    note: NotRequired[str]


@dataclass
class Scaled:
    length: int
    factor: InitVar[int]
    doubled: int = field(init=False, default=0)

    def __post_init__(self, factor: int) -> None:
        self.length *= factor


@attrs.define
class Trimmed:
    text: str = attrs.field(converter=str.strip)


@dataclass
class Named:
    name: str


@dataclass
class Priced:
    name: str
    price: int


@dataclass
class Forest:
    name: str
    first: "Named | Forest | None" = None


class Shop(pydantic.BaseModel):
    class BaseUrl(pydantic.BaseModel):
        city: str

    name: str
    address: BaseUrl


class Strict(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(strict=True)

    day: date
    colour: Colour
    price: Decimal
    sizes: tuple[int, ...] = ()
    part: "Strict | list[Strict] | None" = None


@pydantic.dataclasses.dataclass
class Node:
    day: date
    next: "Node | None" = None


@dataclass
class Link:
    url: pydantic.HttpUrl


class Letters(pydantic.RootModel[list[Literal["a", "b"]]]):
    pass


STRICT = {"day": "2026-01-02", "colour": "red", "price": 0.1, "sizes": [1]}
