"""Values that match an output type, and the paths in errors about values that do not."""

import subprocess
import sys
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from inspect import cleandoc
from typing import Annotated, Any, Literal, NewType, Optional

import attrs
import jsonschema_rs
import pydantic
import pytest
import typing_extensions

from browser_use_sessions import OutputError
from tests.wrapper.outputs.kinds import (
    STRICT,
    Box,
    Colour,
    Entry,
    Forest,
    IntBox,
    Letters,
    Link,
    ListBox,
    Mouse,
    Named,
    Node,
    Offer,
    Pair,
    Priced,
    Quoted,
    Rating,
    Scaled,
    Shop,
    Strict,
    Tree,
    Trimmed,
    load,
    schema_of,
)

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
def test_matching_values_are_converted(kind: Any, value: Any, expected: Any) -> None:
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
def test_mismatched_values_raise_output_error_with_path(kind: Any, value: Any, path: str) -> None:
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
def test_exception_in_a_class_raises_output_error(kind: Any) -> None:
    assert load(kind, {"code": 1}) == (Coded(1) if kind is Coded else CodedModel(code=1))
    assert load(list[kind | Rating], [{"code": 2, "stars": 3}]) == [Rating(3)]
    with pytest.raises(OutputError, match=f"is refused by {kind.__name__}: KeyError: 2") as caught:
        load(list[kind], [{"code": 1}, {"code": 2}])
    assert caught.value.path == "$[1]"
    assert isinstance(caught.value.__cause__, KeyError)


def test_output_modules_are_imported_on_first_use() -> None:
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
    assert done.stdout.splitlines() == ["[]", "[]", "['price']"]
