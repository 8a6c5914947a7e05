"""Output types: their JSON Schemas, and values that fit or say where they do not."""

import enum
import json
import subprocess
import sys
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import InitVar, dataclass, field, make_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from inspect import cleandoc
from types import SimpleNamespace
from typing import Annotated, Any, Generic, Literal, NamedTuple, NewType, NotRequired, Optional, TypedDict, TypeVar, get_args

import attrs
import hypothesis
import jsonschema_rs
import pydantic
import pytest
import typing_extensions
from hypothesis import strategies as st

from browser_use_api._core.codecs import Mismatch
from browser_use_sessions import InvalidArgumentError, OutputError
from browser_use_sessions._output import output_type
from browser_use_sessions._output.schema_check import check


def load(kind: Any, value: Any, is_task_successful: bool | None = True) -> Any:
    """What becomes of a task's output in the output type."""
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

Euro = NewType("Euro", float)

FITS: list[tuple[Any, Any, Any]] = [
    (str, "a", "a"),
    (int, 3, 3),
    (int, 3.0, 3),
    (float, 3, 3.0),
    (bool, True, True),
    (type(None), None, None),
    (Any, {"a": [1]}, {"a": [1]}),
    (Decimal, "0.10", Decimal("0.10")),
    (Decimal, 0.1, Decimal("0.1")),
    (Euro, 2, 2.0),
    (uuid.UUID, "3c90c3cc-0d44-4b50-8888-8dd25736052a", uuid.UUID("3c90c3cc-0d44-4b50-8888-8dd25736052a")),
    (datetime, "2026-01-02T03:04:05Z", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
    (Colour, "red", Colour.RED),
    (Literal["a", 1, None], 1, 1),
    (Literal[Colour.RED], "red", Colour.RED),
    (Optional[int], None, None),  # noqa: UP045 -- The old spelling is a form of its own.
    (int | str, "x", "x"),
    (list[int], [1, 2], [1, 2]),
    (list, [1, "a"], [1, "a"]),
    (Sequence[int], [1], [1]),
    (tuple[int, str], [1, "a"], (1, "a")),
    (tuple[int, ...], [1, 2, 3], (1, 2, 3)),
    (set[str], ["a"], {"a"}),
    (frozenset[int], [1], frozenset({1})),
    (dict[str, float], {"a": 1}, {"a": 1.0}),
    (Mapping[str, list[bool]], {"a": [True]}, {"a": [True]}),
    (Tree, {"name": "a", "children": [{"name": "b"}], "more": 1}, Tree("a", [Tree("b")])),
    (Mouse, {"name": "m", "price": "9.90", "_stock": 2, "colours": ["red"]}, Mouse("m", Decimal("9.90"), 2, {Colour.RED})),
    (Mouse, {"name": "m", "price": 9, "sold": "2026-01-02"}, Mouse("m", Decimal(9), sold=date(2026, 1, 2))),
    (Offer, {"price": 1}, {"price": 1.0}),
    (typing_extensions.TypedDict("Pair", {"a": int}), {"a": 1}, {"a": 1}),
    (Shop, {"name": "s", "address": {"city": "c"}}, Shop(name="s", address=Shop.BaseUrl(city="c"))),
    (list[Shop], [{"name": "s", "address": {"city": "c"}}], [Shop(name="s", address=Shop.BaseUrl(city="c"))]),
    (Strict, STRICT, Strict(day=date(2026, 1, 2), colour=Colour.RED, price=Decimal("0.1"), sizes=(1,))),
    (Node, {"day": "2026-01-02", "next": {"day": "2026-01-03"}}, Node(date(2026, 1, 2), Node(date(2026, 1, 3)))),
    (Link, {"url": "https://a.example/"}, Link(pydantic.HttpUrl("https://a.example/"))),
    (Letters, ["a"], Letters(["a"])),
    (Rating, {"stars": 4}, Rating(4)),
    (Box[int], {"item": 1, "more": [2], "spare": 3}, Box(1, [2], 3)),
    (Box[Box[Tree]], {"item": {"item": {"name": "a"}}}, Box(Box(Tree("a")))),
    (IntBox, {"item": 1}, IntBox(1)),
    (ListBox[int], {"item": [1.0]}, ListBox([1])),
    (Quoted, {"price": 1}, {"price": 1.0}),
    (Pair[str, float], {"_left": "a", "right": {"item": 1}}, Pair("a", Box(1.0))),
    (Entry[bool], {"value": True}, {"value": True}),
    (Scaled, {"length": 2, "factor": 3}, Scaled(2, 3)),
    (Trimmed, {"text": " a "}, Trimmed("a")),
    (Rating | Tree | Shop, {"name": "a"}, Tree("a")),
    (Rating | Shop | list[Tree], {"name": "s", "address": {"city": "c"}}, Shop(name="s", address=Shop.BaseUrl(city="c"))),
    (Named | Tree | Priced, {"name": "a", "price": 1}, Priced("a", 1)),
    (Named | Tree | Priced, {"name": "a", "children": []}, Tree("a")),
    (Named | Tree | Priced, {"name": "a", "other": 1}, Named("a")),
    (Forest, {"name": "a", "first": {"name": "b", "first": {"name": "c"}}}, Forest("a", Forest("b", Named("c")))),
    (date | str, "soon", "soon"),
    (dict[Colour, int], {"red": 1}, {Colour.RED: 1}),
    (dict[Literal["a", "b"], int], {"a": 1}, {"a": 1}),
    (Annotated[int, []], 1, 1),
    (typing_extensions.TypeAliasType("Names", list[str]), ["a"], ["a"]),
]


@pytest.mark.parametrize(("kind", "value", "expected"), FITS, ids=lambda value: str(value)[:30])
def test_values_that_fit(kind: Any, value: Any, expected: Any) -> None:
    loaded = load(kind, value)
    assert loaded == expected
    assert type(loaded) is type(expected)
    jsonschema_rs.validator_for(schema_of(kind)).validate(value)


@pytest.mark.parametrize(
    ("kind", "value", "path"),
    [
        (str, 1, "$"),
        (int, True, "$"),
        (int, 1.5, "$"),
        (float, "one", "$"),
        (float, 10**400, "$"),
        (bool, 1, "$"),
        (Decimal, "NaN", "$"),
        (Decimal, "a", "$"),
        (datetime, "soon", "$"),
        (Colour, "green", "$"),
        (Literal["a"], "b", "$"),
        (Literal[1], True, "$"),
        (int | None, "x", "$"),
        (list[int], [1, "a"], "$[1]"),
        (tuple[int, str], [1], "$"),
        (set[Any], [[1]], "$"),
        (dict[str, int], {"a": 1, "b": None}, "$.b"),
        (Tree, {"name": "a", "children": [{"name": "b"}, {}]}, "$.children[1].name"),
        (Mouse, {"name": "m"}, "$.price"),
        (Mouse, {"name": "m", "price": 1, "weight": -1}, "$"),
        (Mouse, {"name": "m", "price": 1, "tree": {"name": 1}}, "$.tree.name"),
        (Offer, [], "$"),
        (Shop, {"name": "s", "address": {"city": 1}}, "$.address.city"),
        (list[Shop], [{"name": "s"}], "$[0].address"),
        (Strict, STRICT | {"day": 5}, "$.day"),
        (Strict, STRICT | {"part": [STRICT, STRICT | {"sizes": [1, "2"]}]}, "$.part[1].sizes[1]"),
        (Strict, STRICT | {"part": {"day": "2026-01-02", "colour": "red"}}, "$.part.price"),
        (list[Letters], [["a"], ["b", "c"]], "$[1][1]"),
        (Link, {"url": "nowhere"}, "$.url"),
        (Rating, [4, "me"], "$"),
        (Box[int], {"item": 1, "more": ["a"]}, "$.more[0]"),
        (IntBox, {"item": "a"}, "$.item"),
        (ListBox[int], {"item": ["a"]}, "$.item[0]"),
        (int | list[str] | None, ["a", 1], "$[1]"),
        (Pair[str, float], {"_left": "a", "right": {"item": "b"}}, "$.right.item"),
        (Entry[bool], {"value": 1}, "$.value"),
        (Scaled, {"length": 2}, "$.factor"),
        (Rating | Tree, {"name": "a", "children": [{}]}, "$.children[0].name"),
        (dict[Colour, int], {"green": 1}, "$.green"),
        (dict[str, dict[str, int]], {"a b": {"c": "d"}}, "$.a b.c"),
        (float, "NaN", "$"),
        (Decimal, True, "$"),
        (Decimal, float("inf"), "$"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_values_that_do_not_fit_say_where(kind: Any, value: Any, path: str) -> None:
    with pytest.raises(OutputError) as caught:
        load(kind, value)
    assert caught.value.path == path
    assert f" {path} " in str(caught.value)
    assert caught.value.output is value


@attrs.define
class Coded:
    code: int = attrs.field(converter=lambda value: {1: 10}[value])


class CodedModel(pydantic.BaseModel):
    code: int

    @pydantic.field_validator("code")
    @classmethod
    def _known(cls, code: int) -> int:
        return {1: 10}[code]


@pytest.mark.parametrize("kind", [Coded, CodedModel])
def test_whatever_a_class_raises_the_output_is_not_lost(kind: Any) -> None:
    assert load(kind, {"code": 1}) == (Coded(1) if kind is Coded else CodedModel(code=1))
    assert load(list[kind | Rating], [{"code": 2, "stars": 3}]) == [Rating(3)]
    with pytest.raises(OutputError, match=f"is refused by {kind.__name__}: KeyError: 2") as caught:
        load(list[kind], [{"code": 1}, {"code": 2}])
    assert caught.value.path == "$[1]"
    assert isinstance(caught.value.__cause__, KeyError)


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
def test_types_without_a_schema_are_refused_by_name(kind: Any, name: str) -> None:
    with pytest.raises(InvalidArgumentError, match=name) as caught:
        output_type(None, kind)
    assert caught.value.argument == "output_schema"
    assert caught.value.__suppress_context__


def test_classes_that_contain_themselves_are_references() -> None:
    tree = {"$ref": "#/$defs/Tree"}
    assert schema_of(Tree)["$defs"]["Tree"]["properties"]["children"] == {"type": "array", "items": tree}
    assert schema_of(Strict) == Strict.model_json_schema()
    assert schema_of(Node) == pydantic.TypeAdapter(Node).json_schema()
    assert schema_of(list[Strict]) == {"type": "array", "items": tree | {"$ref": "#/$defs/Strict"}} | {
        "$defs": Strict.model_json_schema()["$defs"]
    }


def test_classes_of_one_name_are_told_apart() -> None:
    other = make_dataclass("Tree", [("height", int), ("part", Optional["Tree"])], namespace={"__module__": __name__})
    other.__annotations__["part"] = Optional[other]  # noqa: UP045 -- A union with a class that is made here.
    model = pydantic.create_model("Tree", age=(int, ...), part=(Optional["Tree"], None))
    for kind in (tuple[Tree, other], tuple[other, Tree], tuple[model, Tree, other]):  # type: ignore[valid-type]
        schema = schema_of(kind)
        jsonschema_rs.meta.validate(schema)
        value = [
            {other: {"height": 1, "part": {"height": 2, "part": None}}, Tree: {"name": "a", "children": [{"name": "b"}]}}.get(
                each, {"age": 1, "part": {"age": 2}}
            )
            for each in get_args(kind)
        ]
        jsonschema_rs.validator_for(schema).validate(value)
        assert [type(each) for each in load(kind, value)] == list(get_args(kind))
    with pytest.raises(InvalidArgumentError, match="another Tree"):
        output_type(None, tuple[Tree, model])


def test_what_schemas_say_besides_types() -> None:
    assert schema_of(set[str]) == {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
    assert schema_of(dict[Literal["a", "b"], int])["propertyNames"] == {"type": "string", "enum": ["a", "b"]}
    assert schema_of(dict[str, int]) == {"type": "object", "additionalProperties": {"type": "integer"}}
    assert schema_of(tuple[int, str])["maxItems"] == 2
    assert schema_of(Quoted)["required"] == ["price"]


def test_descriptions_reach_the_agent() -> None:
    assert schema_of(Rating)["description"] == "How good it is."
    assert "description" not in schema_of(NamedTuple("Plain", [("a", int)]))
    schema = schema_of(Mouse)
    assert schema["properties"]["sold"]["description"] == "When the last one was sold"
    assert schema["properties"]["tree"]["anyOf"][0]["description"] == "Branches."
    assert "description" not in schema
    assert schema["required"] == ["name", "price"]


SCHEMA = {
    "type": "object",
    "properties": {
        "price": {"type": "number"},
        "tags": {"type": "array", "items": {"$ref": "#/$defs/tag"}, "prefixItems": [{"const": "first"}]},
        "size": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
        "never": False,
    },
    "required": ["price"],
    "additionalProperties": {"type": ["string", "null"]},
    "allOf": [{"properties": {"price": {"enum": [1, 2.5]}}}],
    "$defs": {"tag": {"type": "string"}},
}


@pytest.mark.parametrize("value", [{"price": 1}, {"price": 2.5, "tags": ["first", "b"], "size": None, "other": "x"}])
def test_data_that_fits_a_schema_comes_as_it_is(value: Any) -> None:
    assert load(SCHEMA, value) is value


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ([], "$"),
        (None, "$"),
        ("no json", "$"),
        ({}, "$.price"),
        ({"price": "1"}, "$.price"),
        ({"price": True}, "$.price"),
        ({"price": 3}, "$.price"),
        ({"price": 1, "tags": ["second"]}, "$.tags[0]"),
        ({"price": 1, "tags": ["first", 2]}, "$.tags[1]"),
        ({"price": 1, "size": 1.5}, "$.size"),
        ({"price": 1, "never": 0}, "$.never"),
        ({"price": 1, "other": 5}, "$.other"),
    ],
)
def test_data_that_does_not_fit_a_schema_says_where(value: Any, path: str) -> None:
    assert not jsonschema_rs.validator_for(SCHEMA).is_valid(value)
    with pytest.raises(OutputError) as caught:
        load(SCHEMA, value)
    assert caught.value.path == path


FENCED = """Here is the result:

```json
{"name": "a", "children": [{"name": "``` b"}]}
```

Anything else?
"""


@pytest.mark.parametrize(
    ("kind", "output", "expected"),
    [
        (Tree, '{"name": "a"}', Tree("a")),
        (Tree, '```json\n{"name": "a"}\n```', Tree("a")),
        (Tree, '```\r\n{"name": "a"}\r\n```\r\n', Tree("a")),
        (Tree, '```JSON {"name": "a"}```', Tree("a")),
        (Tree, FENCED, Tree("a", [Tree("``` b")])),
        (Strict, f"```json\n{json.dumps(STRICT)}\n```", Strict.model_validate_json(json.dumps(STRICT))),
        (SCHEMA, '{"price": 1}', {"price": 1}),
        (SCHEMA, '```json\n{"price": 1}\n```', {"price": 1}),
        (int | None, "null", None),
        (list[int], "```\n[1]\n```", [1]),
        (str, '{"price": 1}', '{"price": 1}'),
        (str | Tree, FENCED, FENCED),
        ({"type": "string"}, "```json\n1\n```", "```json\n1\n```"),
        (None, "```json\n1\n```", "```json\n1\n```"),
    ],
)
def test_structured_output_may_come_as_a_string_of_json(kind: Any, output: str, expected: Any) -> None:
    assert load(kind, output) == expected


@pytest.mark.parametrize(
    ("output", "path"),
    [
        ('{"name": 5}', "$.name"),
        ('```json\n{"name": 5}\n```', "$.name"),
        ('```json\n{"name": "a"}\n```\nor\n```json\n{"name": "b"}\n```', "$"),
        ("```json\nnothing\n```", "$"),
        ('```json\n{"name": "a"}', "$"),
        ('"a"', "$"),
        ("\ud800", "$"),
    ],
)
def test_strings_of_json_that_do_not_fit(output: str, path: str) -> None:
    with pytest.raises(OutputError) as caught:
        load(Tree, output)
    assert (caught.value.path, caught.value.output) == (path, output)


def test_a_task_that_failed_may_leave_any_output() -> None:
    assert load(Tree, {"name": "a"}, is_task_successful=False) == Tree("a")
    for verdict in (False, None):
        assert load(Tree, {"name": 5}, is_task_successful=verdict) is None
        assert load(Tree, "I gave up.", is_task_successful=verdict) is None


@pytest.mark.parametrize(
    "output", [0.1, "0.1", "0.10000000000000000000000000000000000001", 10**40, 1e-7, "-5", 12345678.87654321]
)
def test_decimals_are_exact(output: Any) -> None:
    loaded = load(Mouse, {"name": "m", "price": output}).price
    assert str(loaded) == str(Decimal(str(output)))
    jsonschema_rs.validator_for(schema_of(Mouse)).validate({"name": "m", "price": output})


def test_data_that_is_nested_too_deeply() -> None:
    items: Any = []
    tree: Any = {"name": "a"}
    for _ in range(5000):
        items = [items]
        tree = {"name": "a", "children": [tree]}
    schema = {"$ref": "#/$defs/a", "$defs": {"a": {"items": {"$ref": "#/$defs/a"}}}}
    for kind, output in ((schema, items), (Tree, tree), (Tree, "[" * 100_000)):
        with pytest.raises(OutputError, match="nested too deeply"):
            load(kind, output)


def test_references_may_have_escaped_names() -> None:
    schema = {"$ref": "#/$defs/a~1b~0c", "$defs": {"a/b~c": {"type": "string"}}}
    with pytest.raises(OutputError, match="must be a string"):
        load(schema, 1)


def test_schemas_with_odd_references_are_the_apis_to_judge() -> None:
    for schema in (
        {"$ref": "#/nowhere"},
        {"$ref": "https://x"},
        {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}},
        {"type": "nonsense"},
        {"type": ["string", "nonsense"]},
        {"required": "x"},
    ):
        load(schema, {"a": 1})


SCALARS = st.sampled_from([None, True, False, 0, 1, 1.0, 0.5, "", "a"])
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner), max_leaves=4
)
TYPES = st.sampled_from(["string", "number", "integer", "boolean", "null", "array", "object"])
SCHEMAS = st.recursive(
    st.booleans()
    | st.just({"$ref": "#/$defs/a"})
    | st.fixed_dictionaries({"type": TYPES | st.lists(TYPES, min_size=1, max_size=2, unique=True)})
    | st.fixed_dictionaries({"enum": st.lists(SCALARS, min_size=1, max_size=2)})
    | st.fixed_dictionaries({"const": SCALARS})
    | st.fixed_dictionaries({"required": st.lists(st.sampled_from("ab"), unique=True)}),
    lambda inner: (
        st.fixed_dictionaries({"properties": st.dictionaries(st.sampled_from("ab"), inner), "additionalProperties": inner})
        | st.fixed_dictionaries({"items": inner, "prefixItems": st.lists(inner, min_size=1, max_size=2)})
        | st.fixed_dictionaries(
            {"patternProperties": st.fixed_dictionaries({"^a": st.booleans()}), "additionalProperties": inner}
        )
        | st.dictionaries(st.sampled_from(["anyOf", "oneOf", "allOf"]), st.lists(inner, min_size=1, max_size=2), min_size=1)
    ),
    max_leaves=4,
)
PARTLY_CHECKED = {"oneOf", "patternProperties"}
"""Keywords that the check does not follow as far as a full validator does."""


@hypothesis.given(schema=SCHEMAS, definition=SCHEMAS, value=VALUES)
def test_the_check_of_schemas_agrees_with_a_full_validator(schema: Any, definition: Any, value: Any) -> None:
    hypothesis.assume("$ref" not in json.dumps(definition))  # No reference that leads to itself.
    root = {"allOf": [schema], "$defs": {"a": definition}}
    fits = jsonschema_rs.Draft202012Validator(root).is_valid(value)
    try:
        check(root, root, value)
    except Mismatch:
        assert not fits
    else:
        assert fits or any(keyword in json.dumps(root) for keyword in PARTLY_CHECKED)


def test_nothing_is_loaded_before_it_is_used() -> None:
    code = """
        import sys
        from dataclasses import dataclass
        from browser_use_sessions._output import output_type
        @dataclass
        class Mouse:
            price: float
        sys.modules["pydantic"] = None  # Not installed.
        loaded = lambda: {name.rpartition(".")[2] for name in sys.modules if name.startswith("browser_use_sessions._output.")}
        output_type(None, None)
        print(sorted(loaded()))
        output_type(None, {"type": "object"})
        print(sorted(loaded()))
        print(output_type(None, Mouse).schema["required"])
    """
    done = subprocess.run([sys.executable, "-c", cleandoc(code)], check=True, capture_output=True, text=True)
    assert done.stdout.splitlines() == ["[]", "['schema_check', 'shape']", "['price']"]
